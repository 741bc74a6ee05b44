import { Component, onWillStart } from "@odoo/owl";

import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";

const GROUPS = ["manager", "request_sorter", "secretary", "marketer"];

/** «New request» on every screen: one click or Alt+Shift+R while the client is on the line (E04). */
export class QuickRequest extends Component {
    static props = [];
    static template = "crm_sales_flow.QuickRequest";

    setup() {
        this.action = useService("action");
        onWillStart(async () => {
            const groups = GROUPS.map((name) => user.hasGroup(`crm_sales_flow.group_${name}`));
            this.isOffered = (await Promise.all(groups)).some(Boolean);
        });
    }

    open() {
        return this.action.doAction("crm_sales_flow.action_request_quick");
    }
}

registry
    .category("systray")
    .add("crm_sales_flow.QuickRequest", { Component: QuickRequest }, { sequence: 101 });
