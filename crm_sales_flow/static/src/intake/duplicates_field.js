import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const ICONS = { lead: "fa-star-o", opportunity: "fa-star", request: "fa-inbox", client: "fa-user" };

/** What is known already of the same person or company: one row each, with «Merge» (E07). */
export class DuplicatesField extends Component {
    static template = "crm_sales_flow.DuplicatesField";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
    }

    get rows() {
        return this.props.record.data[this.props.name] || [];
    }

    icon(row) {
        return ICONS[row.kind] || "fa-ellipsis-h";
    }

    /** The form of a request that is being typed is not left: its data would be lost. */
    get mayLeave() {
        return !this.props.record.isNew;
    }

    async open(row) {
        await this.action.doAction({
            type: "ir.actions.act_window",
            res_model: row.model,
            res_id: row.id,
            views: [[false, "form"]],
            target: "current",
        });
    }

    async merge(row) {
        const { record } = this.props;
        if (!(await record.save())) {
            return;
        }
        const action = await this.orm.call(record.resModel, "action_merge_with", [
            [record.resId],
            row.id,
        ]);
        await this.action.doAction(action);
    }
}

registry.category("fields").add("flow_duplicates", {
    component: DuplicatesField,
    supportedTypes: ["json"],
});
