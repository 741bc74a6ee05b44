import { Component, useExternalListener, xml } from "@odoo/owl";

import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";

/** Every link with a phone number dials, wherever it stands: in a message, on a card (B08). */
export class DialLinks extends Component {
    static props = [];
    static template = xml``;

    setup() {
        this.dial = useService("crm_telephony_miko.dial");
        useExternalListener(document, "click", (ev) => this.onClick(ev));
    }

    onClick(ev) {
        const link = ev.target.closest?.("a[href^='tel:']");
        if (link && this.dial.isOffered) {
            ev.preventDefault();
            this.dial.dial(decodeURIComponent(link.getAttribute("href").slice(4)));
        }
    }
}

registry
    .category("main_components")
    .add("crm_telephony_miko.DialLinks", { Component: DialLinks, props: {} });
