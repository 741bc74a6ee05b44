import { WarningDialog } from "@web/core/errors/error_dialogs";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";

const ERROR = "odoo.addons.crm_sales_flow.models.deal.crm_lead_gates.HeldBack";

/** Why a deal cannot go on, with the way to it where it is not open yet: after a drag (I06). */
export class HeldBackDialog extends WarningDialog {
    static template = "crm_sales_flow.HeldBackDialog";

    setup() {
        super.setup();
        this.action = useService("action");
        this.orm = useService("orm");
        this.title = _t("It cannot go on yet");
    }

    /** The one deal that is held back, unless it is on the screen. */
    get dealId() {
        const ids = this.props.data?.context?.flow_deal_ids || [];
        const { currentController } = this.action;
        const shown = currentController?.view?.type === "form" && currentController.currentState;
        return ids.length === 1 && shown?.resId !== ids[0] ? ids[0] : false;
    }

    async open() {
        const action = await this.orm.call("crm.lead", "get_formview_action", [[this.dealId]]);
        this.props.close();
        await this.action.doAction(action);
    }
}

registry.category("error_dialogs").add(ERROR, HeldBackDialog);
