import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** The checklist of the deal's stage: rows tick themselves, the first open one is next (I07). */
export class ChecklistField extends Component {
    static template = "crm_sales_flow.ChecklistField";
    static props = { ...standardFieldProps };

    get rows() {
        return this.props.record.data[this.props.name] || [];
    }

    get summary() {
        const done = this.rows.filter((row) => row.done).length;
        return _t("What to do at this stage: %(done)s of %(total)s done", {
            done,
            total: this.rows.length,
        });
    }

    outcome(row) {
        return [row.document, row.event].filter(Boolean).join(" · ");
    }
}

registry.category("fields").add("flow_checklist", {
    component: ChecklistField,
    supportedTypes: ["json"],
});
