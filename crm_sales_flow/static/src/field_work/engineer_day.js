import { Component, onWillStart, useState } from "@odoo/owl";

import { scanBarcode } from "@web/core/barcode/barcode_dialog";
import { browser } from "@web/core/browser/browser";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { VisitPage } from "./visit_page";

const WRONG_CLOCK = 10; // minutes; less is the network
// Odoo's scanner reads a low strip in the middle, meant for bars; a square code needs the whole.
const SCANNED_PART = "o-barcode-scanner-overlay";
const NEARLY_ALL = JSON.stringify({ x: 8, y: 8 });
const SECTIONS = ["late", "today", "free", "others", "later", "done"];

/** The day of an engineer on a telephone: his visits, and the visit he is at (S05, S06). */
export class EngineerDay extends Component {
    static template = "crm_sales_flow.EngineerDay";
    static components = { VisitPage };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.state = useState({ visits: [], clockOff: 0, visitId: this.savedId });
        this.env.config.setDisplayName(_t("My day on site"));
        useSetupAction({ getLocalState: () => ({ visitId: this.state.visitId }) });
        onWillStart(() => this.load());
    }

    /** After a look into a passport, by any way back, he is at the visit he was at. */
    get savedId() {
        const { state, resId, action } = this.props;
        return state?.visitId || resId || action.params?.visit_id || false;
    }

    /** The visit stands in the address: the telephone's own «back» leads to it and from it. */
    show(visitId) {
        this.state.visitId = visitId;
        this.props.updateActionState?.({ resId: visitId });
    }

    async load() {
        const { now, visits } = await this.orm.call("project.task", "visit_day", []);
        const minutes = deserializeDateTime(now).diffNow("minutes").minutes;
        this.state.clockOff = Math.abs(minutes) > WRONG_CLOCK ? Math.round(-minutes) : 0;
        this.state.visits = visits;
        if (this.state.visitId && !visits.some(({ id }) => id === this.state.visitId)) {
            this.state.visitId = false;
        }
    }

    get sections() {
        const titles = {
            late: _t("Late"),
            today: _t("Today"),
            free: _t("Without an engineer"),
            others: _t("Colleagues today"),
            later: _t("Later"),
            done: _t("Finished today"),
        };
        return SECTIONS.map((key) => ({
            key,
            title: titles[key],
            visits: this.state.visits.filter(({ section }) => section === key),
        })).filter(({ visits }) => visits.length);
    }

    get clockText() {
        return _t(
            "The clock of this device is wrong by %s min. Dates of acts are taken from the server.",
            Math.abs(this.state.clockOff)
        );
    }

    when(visit) {
        if (!visit.at) {
            return _t("no date");
        }
        const moment = deserializeDateTime(visit.at);
        const day = visit.section === "today" ? "" : moment.toFormat("dd.MM ");
        return day + moment.toFormat("HH:mm");
    }

    open(visit) {
        this.show(visit.id);
        window.scrollTo(0, 0);
    }

    async back() {
        this.show(false);
        await this.load();
    }

    openPassport(id) {
        return this.action.doAction("crm_sales_flow.action_equipment", {
            viewType: "form",
            props: { resId: id },
        });
    }

    /** The label of a machine: the camera, and its passport is open. */
    async scan() {
        browser.localStorage.setItem(SCANNED_PART, NEARLY_ALL);
        const code = await scanBarcode(this.env);
        const id = await this.orm.call("stock.lot", "passport_find", [code]);
        if (id) {
            return this.openPassport(id);
        }
        this.notification.add(_t("No machine with the label «%s».", code), { type: "warning" });
    }

    get userId() {
        return user.userId;
    }
}

registry.category("actions").add("crm_sales_flow.engineer_day", EngineerDay);
