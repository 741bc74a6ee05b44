import { Component, useState } from "@odoo/owl";

import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

const { DateTime } = luxon;
const RUSSIAN = /^\+?7(\d{3})(\d{3})(\d{2})(\d{2})$/;

/** One call: who it is, what there is with him, and what can be done while he is on the line. */
export class CallCard extends Component {
    static props = { call: Object, screens: Object };
    static template = "crm_telephony_miko.CallCard";

    setup() {
        this.action = useService("action");
        this.notification = useService("notification");
        this.orm = useService("orm");
        this.call = useState(this.props.call);
        this.state = useState({ busy: false });
    }

    get screen() {
        return this.call.screen;
    }

    get card() {
        return this.call.card;
    }

    get title() {
        if (this.call.over) {
            return _t("The call is over");
        }
        if (this.screen.state === "talking") {
            return _t("Talking");
        }
        return this.screen.direction === "outbound" ? _t("Calling the client") : _t("Incoming call");
    }

    get who() {
        return this.card?.client?.name || this.number;
    }

    get number() {
        const { number } = this.screen;
        return number.replace(RUSSIAN, "+7 $1 $2-$3-$4") || _t("Hidden number");
    }

    get place() {
        const { function: work, company } = this.card.client || {};
        return this.joined([work, company], ", ");
    }

    get isUnknown() {
        return Boolean(this.card) && !this.card.client && !this.card.deals.length;
    }

    get lastTalk() {
        const { at, who } = this.card.last;
        const when = this.moment(at);
        return who ? _t("Last talk: %(when)s, %(who)s", { when, who }) : _t("Last talk: %s", when);
    }

    get more() {
        return _t("and %(count)s more", { count: this.card.more });
    }

    get others() {
        return _t("Also works with: %(names)s", { names: this.card.others.join(", ") });
    }

    get manager() {
        const { name, deputy } = this.card.responsible;
        return deputy
            ? _t("Manager: %(name)s, away; deputy: %(deputy)s", { name, deputy })
            : _t("Manager: %(name)s", { name });
    }

    get availability() {
        const { availability, free_at, next_at } = this.card.responsible;
        if (availability === "phone") {
            return _t("is on the phone");
        }
        if (availability === "busy") {
            return _t("is busy until %(time)s", { time: this.clock(free_at) });
        }
        return next_at ? _t("is free until %(time)s", { time: this.clock(next_at) }) : _t("is free");
    }

    get canTransfer() {
        const person = this.card?.responsible;
        return Boolean(person && person.reachable && !person.me && this.card.mine && !this.call.over);
    }

    get canTalk() {
        return Boolean(this.card?.steps && this.card.deals.length === 1 && this.card.mine);
    }

    joined(texts, separator) {
        return texts.filter(Boolean).join(separator);
    }

    clock(text) {
        return deserializeDateTime(text).toLocaleString(DateTime.TIME_SIMPLE);
    }

    moment(text) {
        return deserializeDateTime(text).toLocaleString(DateTime.DATETIME_SHORT);
    }

    openRecord(model, id) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
        this.call.folded = this.env.isSmall;
    }

    async openDeal(id) {
        this.action.doAction(await this.orm.call("crm.lead", "get_formview_action", [[id]]));
        this.call.folded = this.env.isSmall;
    }

    create() {
        this.action.doAction("crm_sales_flow.action_request_quick", {
            additionalContext: { default_phone: this.screen.number },
        });
        this.call.folded = this.env.isSmall;
    }

    /** Question by question; the answers are kept in the caller's deal (Y02). */
    talk() {
        return this.once(async () => {
            const asked = [[this.card.deals[0].id], this.card.steps];
            this.action.doAction(await this.orm.call("crm.lead", "action_script", asked));
            this.call.folded = true;
        });
    }

    /** For somebody who cannot be reached now (W11). */
    message() {
        this.action.doAction("crm_telephony_miko.action_message", {
            additionalContext: { default_call_id: this.screen.id, default_text: this.call.draft },
        });
        this.call.folded = true; // it would cover the dialog
    }

    saveNote() {
        return this.once(async () => {
            await this.orm.call("miko.call", "take_note", [[this.screen.id], this.call.draft]);
            this.card.note = this.joined([this.card.note, this.call.draft.trim()], "\n");
            this.call.draft = "";
            if (this.call.over) {
                this.close();
            }
        });
    }

    transfer() {
        return this.once(async () => {
            const told = await this.orm.call("miko.call", "transfer", [[this.screen.id]]);
            this.notification.add(told, { type: "info" });
        });
    }

    /** A second click while the first is on its way does nothing. */
    async once(method) {
        if (!this.state.busy) {
            this.state.busy = true;
            try {
                await method();
            } finally {
                this.state.busy = false;
            }
        }
    }

    fold() {
        this.call.folded = !this.call.folded;
    }

    close() {
        this.props.screens.dismiss(this.screen.id);
    }
}

export class CallCards extends Component {
    static components = { CallCard };
    static props = { screens: Object };
    static template = "crm_telephony_miko.CallCards";

    setup() {
        this.calls = useState(this.props.screens.calls);
    }
}
