import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** The button that checks or writes an import batch by batch and shows how far it is (AB11). */
export class ImportRun extends Component {
    static template = "crm_sales_flow.ImportRun";
    static props = {
        ...standardWidgetProps,
        label: String,
        method: String,
        isPrimary: { type: Boolean, optional: true },
    };

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.state = useState({ running: false, done: 0, total: 1 });
    }

    get percent() {
        return Math.floor((100 * this.state.done) / Math.max(this.state.total, 1));
    }

    async run() {
        const { record } = this.props;
        if (!(await record.save())) {
            return;
        }
        this.state.running = true;
        try {
            do {
                const progress = await this.orm.call(record.resModel, this.props.method, [
                    record.resId,
                ]);
                Object.assign(this.state, progress);
            } while (this.state.done < this.state.total);
            if (this.props.method === "run_batch") {
                this.notification.add(_t("The import is complete."), { type: "success" });
            }
        } finally {
            this.state.running = false;
            await record.load();
        }
    }
}

registry.category("view_widgets").add("flow_import_run", {
    component: ImportRun,
    extractProps: ({ attrs, options }) => ({
        label: attrs.string,
        method: options.method,
        isPrimary: options.is_primary,
    }),
});
