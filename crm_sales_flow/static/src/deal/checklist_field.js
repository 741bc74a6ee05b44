import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** The checklist of the deal's stage: rows tick themselves, the first open one is next (I07). */
export class ChecklistField extends Component {
    static template = "crm_sales_flow.ChecklistField";
    static props = { ...standardFieldProps };

    get rows() {
        return this.props.record.data[this.props.name] || [];
    }

    get doneCount() {
        return this.rows.filter((row) => row.done).length;
    }

    outcome(row) {
        return [row.document, row.event].filter(Boolean).join(" · ");
    }
}

registry.category("fields").add("flow_checklist", {
    component: ChecklistField,
    supportedTypes: ["json"],
});
