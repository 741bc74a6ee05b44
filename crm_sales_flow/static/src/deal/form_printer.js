import { download } from "@web/core/network/download";
import { registry } from "@web/core/registry";
import { getReportUrl } from "@web/webclient/actions/reports/utils";

const FORMS = "crm_sales_flow.form_";

/**
 * The web client asks for wkhtmltopdf before it downloads any PDF. Our printed forms need none
 * where Chromium prints them: they are downloaded without asking.
 */
async function printForm(action, options, env) {
    if (action.report_type !== "qweb-pdf" || !action.report_name.startsWith(FORMS)) {
        return false;
    }
    const printer = await env.services.orm.call("ir.actions.report", "flow_form_printer", [
        action.report_name,
    ]);
    if (printer !== "chromium") {
        return false;
    }
    env.services.ui.block();
    try {
        await download({
            url: "/report/download",
            data: {
                data: JSON.stringify([getReportUrl(action, "pdf"), action.report_type]),
                context: JSON.stringify(action.context || {}),
            },
        });
    } finally {
        env.services.ui.unblock();
    }
    return true;
}

registry.category("ir.actions.report handlers").add("crm_sales_flow_form", printForm);
