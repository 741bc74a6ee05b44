import { Component, useEffect, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const ICONS = { lead: "fa-star-o", opportunity: "fa-star", request: "fa-inbox", client: "fa-user" };

/** What is known already of the same person or company: one row each, with «Merge» (E07). */
export class DuplicatesList extends Component {
    static template = "crm_sales_flow.DuplicatesList";
    static props = { rows: Array, record: Object };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
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

/** In a form that is being typed the rows follow what is typed. */
export class DuplicatesField extends Component {
    static template = "crm_sales_flow.DuplicatesField";
    static components = { DuplicatesList };
    static props = { ...standardFieldProps };

    get rows() {
        return this.props.record.data[this.props.name] || [];
    }
}

registry.category("fields").add("flow_duplicates", {
    component: DuplicatesField,
    supportedTypes: ["json"],
});

/** Above a saved record: the rows are asked for when the record is on the screen already. */
export class DuplicatesBanner extends Component {
    static template = "crm_sales_flow.DuplicatesBanner";
    static components = { DuplicatesList };
    static props = { ...standardWidgetProps, title: { type: String, optional: true } };

    setup() {
        this.orm = useService("orm");
        this.last = new KeepLast();
        this.state = useState({ rows: [] });
        useEffect(
            (resId, isDirty) => {
                if (!isDirty) {
                    this.load(resId);
                }
            },
            () => [this.props.record.resId, this.props.record.dirty]
        );
    }

    async load(resId) {
        const { resModel } = this.props.record;
        // Looked for, not read: whoever has just given the record away does not see it any more.
        const read = resId
            ? this.orm.silent.searchRead(resModel, [["id", "=", resId]], ["duplicate_rows"], {
                  context: { active_test: false },
              })
            : Promise.resolve([]);
        const [values] = await this.last.add(read);
        this.state.rows = values?.duplicate_rows || [];
    }
}

registry.category("view_widgets").add("flow_duplicates", {
    component: DuplicatesBanner,
    extractProps: ({ attrs }) => ({ title: attrs.title }),
});
