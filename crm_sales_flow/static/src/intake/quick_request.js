import { Component } from "@odoo/owl";

import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { session } from "@web/session";

/** «New request» on every screen: one click or Alt+Shift+R while the client is on the line (E04). */
export class QuickRequest extends Component {
    static props = [];
    static template = "crm_sales_flow.QuickRequest";

    setup() {
        this.action = useService("action");
        this.isOffered = session.crm_sales_flow_registers;
    }

    open() {
        return this.action.doAction("crm_sales_flow.action_request_quick");
    }
}

registry
    .category("systray")
    .add("crm_sales_flow.QuickRequest", { Component: QuickRequest }, { sequence: 101 });
