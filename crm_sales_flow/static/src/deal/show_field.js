import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";

const FOCUSABLE = "input, textarea, select, [contenteditable='true'], button, a";
const MARK = "o_flow_shown_field";

/** Wait until `find` finds something; the form redraws after the button saved the deal. */
async function appears(find, attempts = 100) {
    for (let attempt = 0; attempt < attempts; attempt++) {
        const found = find();
        if (found) {
            return found;
        }
        await new Promise((resolve) => browser.setTimeout(resolve, 50));
    }
    return null;
}

/**
 * The button of a row of «Why it cannot go on»: bring the field that the condition asks for into
 * view, on its page, and put the cursor into it.
 */
async function showField(env, { params: { field, page } }) {
    const form = document.querySelector(".o_flow_deal_form");
    if (!form) {
        return;
    }
    if (page) {
        const tab = await appears(() => form.querySelector(`.o_notebook a.nav-link[name='${page}']`));
        tab?.click();
    }
    const selector = `.o_form_sheet .o_field_widget[name='${field}']`;
    const widgets = () =>
        [...form.querySelectorAll(selector)].find((element) => element.offsetParent !== null);
    const widget = await appears(widgets);
    if (!widget) {
        return;
    }
    widget.scrollIntoView({ block: "center" });
    widget.querySelector(FOCUSABLE)?.focus({ preventScroll: true });
    widget.classList.add(MARK);
    browser.setTimeout(() => widget.classList.remove(MARK), 3000);
}

registry.category("actions").add("crm_sales_flow.show_field", showField);
