import "@crm_sales_flow/deal/deal_form_pages";

import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { fieldsOfPages } from "@crm_sales_flow/deal/deal_form_pages";

class Line extends models.Model {
    _name = "line";
    name = fields.Char();
    _records = [
        { id: 1, name: "Pump" },
        { id: 2, name: "Valve" },
    ];
}

class Deal extends models.Model {
    _name = "deal";
    name = fields.Char();
    state = fields.Char();
    note = fields.Char();
    reason = fields.Char();
    line_ids = fields.One2many({ relation: "line" });
    _records = [
        { id: 1, name: "Deal one", state: "open", note: "n", reason: "r", line_ids: [1, 2] },
        { id: 2, name: "Deal two", state: "open", note: "m", reason: "s", line_ids: [2] },
    ];
}

defineMailModels();
defineModels([Deal, Line]);

const ARCH = `
    <form js_class="flow_deal_form">
        <field name="name"/>
        <notebook>
            <page name="first" string="First"><field name="state"/></page>
            <page name="lines" string="Lines" invisible="not name">
                <field name="line_ids"><list editable="bottom"><field name="name"/></list></field>
            </page>
            <page name="notes" string="Notes">
                <field name="note"/>
                <field name="reason" invisible="not note"/>
            </page>
        </notebook>
    </form>`;

/** Names of what each reading of the deal asked for. */
function follow() {
    onRpc("deal", "web_read", ({ kwargs }) => {
        expect.step(Object.keys(kwargs.specification).sort().join(","));
    });
}

const open = (options = {}) =>
    mountView({ type: "form", resModel: "deal", resId: 1, arch: ARCH, ...options });

test("a field named outside its page is read with the form", () => {
    const form = new DOMParser().parseFromString(ARCH, "text/xml").documentElement;
    expect(fieldsOfPages(form)).toEqual({ lines: ["line_ids"], notes: ["note", "reason"] });
    form.setAttribute("hint", "not note");
    expect(fieldsOfPages(form)).toEqual({ lines: ["line_ids"], notes: ["reason"] });
    form.querySelector("page[name=lines]").setAttribute("invisible", "not line_ids");
    expect(fieldsOfPages(form)).toEqual({ lines: [], notes: ["reason"] });
});

test("a page asks for its fields when it is opened, once", async () => {
    follow();
    await open();
    expect.verifySteps(["display_name,name,state"]);
    await contains("a.nav-link[name=lines]").click();
    await animationFrame();
    expect(queryAllTexts(".o_data_cell")).toEqual(["Pump", "Valve"]);
    expect.verifySteps(["line_ids"]);
    await contains("a.nav-link[name=first]").click();
    await contains("a.nav-link[name=lines]").click();
    expect(".o_data_cell").toHaveCount(2);
    expect.verifySteps([]);
});

test("what is changed before and on an opened page is saved together", async () => {
    onRpc("deal", "web_save", ({ args }) => {
        expect.step("save");
        expect(args[1]).toEqual({
            name: "Renamed",
            line_ids: [[1, 1, { name: "Big pump" }]],
            note: "changed",
        });
    });
    await open();
    await contains(".o_field_widget[name=name] input").edit("Renamed");
    await contains("a.nav-link[name=lines]").click();
    await animationFrame();
    expect(".o_field_widget[name=name] input").toHaveValue("Renamed");
    await contains(".o_data_cell:first").click();
    await contains(".o_data_cell input").edit("Big pump");
    await contains("a.nav-link[name=notes]").click();
    await animationFrame();
    await contains(".o_field_widget[name=note] input").edit("changed");
    await contains(".o_form_button_save").click();
    expect.verifySteps(["save"]);
    await contains("a.nav-link[name=lines]").click();
    expect(queryAllTexts(".o_data_cell")).toEqual(["Big pump", "Valve"]);
});

test("a deal saved with its pages closed keeps what they hold", async () => {
    onRpc("deal", "web_save", ({ args, kwargs }) => {
        expect(args[1]).toEqual({ name: "Renamed" });
        expect.step(Object.keys(kwargs.specification).sort().join(","));
    });
    await open();
    await contains(".o_field_widget[name=name] input").edit("Renamed");
    await contains(".o_form_button_save").click();
    expect.verifySteps(["display_name,name,state"]);
    await contains("a.nav-link[name=notes]").click();
    await animationFrame();
    expect(".o_field_widget[name=note] input").toHaveValue("n");
    expect(".o_field_widget[name=reason] input").toHaveValue("r");
});

test("discarding gives back an opened page as it was", async () => {
    await open();
    await contains("a.nav-link[name=notes]").click();
    await animationFrame();
    await contains(".o_field_widget[name=note] input").edit("changed");
    await contains(".o_form_button_cancel").click();
    expect(".o_field_widget[name=note] input").toHaveValue("n");
});

test("the next deal is read with the opened pages, a new one with all", async () => {
    follow();
    await open({ resIds: [1, 2] });
    await contains("a.nav-link[name=notes]").click();
    await animationFrame();
    await contains(".o_pager_next").click();
    await animationFrame();
    expect(".o_field_widget[name=note] input").toHaveValue("m");
    expect.verifySteps([
        "display_name,name,state",
        "note,reason",
        "display_name,name,note,reason,state",
    ]);
    await contains(".o_form_button_create").click();
    await contains(".o_field_widget[name=name] input").edit("New");
    await contains("a.nav-link[name=lines]").click();
    expect(".o_field_x2many_list_row_add").toHaveCount(1);
    expect.verifySteps([]);
});

test("a page that depends on its own list opens with it", async () => {
    follow();
    await open({ arch: ARCH.replace("not name", "not line_ids") });
    expect.verifySteps(["display_name,line_ids,name,state"]);
    await contains("a.nav-link[name=lines]").click();
    expect(queryAllTexts(".o_data_cell")).toEqual(["Pump", "Valve"]);
    expect.verifySteps([]);
});
