import { Component, useExternalListener, xml } from "@odoo/owl";

import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";

/** The number of a link, and nothing that could make it look like another one. */
function numberOf(link) {
    const text = link.getAttribute("href").slice(4);
    let plain = text;
    try {
        plain = decodeURIComponent(text);
    } catch {
        // a stray percent sign: taken as it is written
    }
    return plain.split(/[;,]/)[0].replace(/[^\d+]/g, "");
}

/**
 * Every link with a phone number dials, wherever it stands: in a message, on a card (B08).
 *
 * A letter may show one number and hold another, so that the true one is shown before it is dialled.
 */
export class DialLinks extends Component {
    static props = [];
    static template = xml``;

    setup() {
        this.dial = useService("crm_telephony_miko.dial");
        this.dialog = useService("dialog");
        useExternalListener(document, "click", (ev) => this.onClick(ev));
    }

    onClick(ev) {
        const link = ev.target.closest?.("a[href^='tel:']");
        if (link && this.dial.isOffered) {
            ev.preventDefault();
            this.ask(numberOf(link));
        }
    }

    ask(number) {
        this.dialog.add(ConfirmationDialog, {
            title: _t("Phone call"),
            body: _t("Dial %s?", number),
            confirmLabel: _t("Dial"),
            confirm: () => this.dial.dial(number),
            cancel: () => {},
        });
    }
}

registry
    .category("main_components")
    .add("crm_telephony_miko.DialLinks", { Component: DialLinks, props: {} });
