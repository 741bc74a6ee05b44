import { expect, test } from "@odoo/hoot";
import { queryAllTexts, waitFor, waitForNone } from "@odoo/hoot-dom";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

const ROW = { model: "deal", kind: "lead", note: "", why: "phone", open: true, merge: false };

class Deal extends models.Model {
    _name = "deal";
    name = fields.Char();
    rows = fields.Json();
    _records = [
        {
            id: 1,
            name: "Chamber",
            rows: [
                { ...ROW, id: 2, title: "Pump", merge: true },
                { ...ROW, id: 3, title: "Deal No. 3", note: "ask the Head", open: false },
            ],
        },
        { id: 2, rows: false },
    ];
}

defineMailModels();
defineModels([Deal]);

const ARCH = `<form><field name="rows" widget="flow_duplicates"/></form>`;

test("E07 duplicates are shown; what does not open is named only", async () => {
    await mountView({ type: "form", resModel: "deal", resId: 1, arch: ARCH });
    expect(queryAllTexts(".o_flow_duplicate a")).toEqual(["Pump"]);
    expect(queryAllTexts(".o_flow_duplicate .badge")).toEqual(["phone", "phone"]);
    expect(".o_flow_duplicate button").toHaveCount(1);
    expect(".o_flow_duplicate:last").toHaveText(/Deal No. 3.*ask the Head/s);
});

test("E07 one click asks what the merge would do", async () => {
    onRpc("deal", "action_merge_with", ({ args }) => {
        expect.step(`merge ${args}`);
        return { type: "ir.actions.act_window", name: "Merge" };
    });
    mockService("action", { doAction: ({ name }) => expect.step(name) });
    await mountView({ type: "form", resModel: "deal", resId: 1, arch: ARCH });
    await contains(".o_flow_duplicate button").click();
    expect.verifySteps(["merge 1,2", "Merge"]);
});

test("E07 without duplicates nothing is shown", async () => {
    await mountView({ type: "form", resModel: "deal", resId: 2, arch: ARCH });
    expect(".o_flow_duplicate").toHaveCount(0);
});

test("E07 above a saved record duplicates are asked for after it, and when it is saved", async () => {
    let rows = [{ ...ROW, id: 2, title: "Pump", merge: true }];
    onRpc("deal", "search_read", ({ kwargs }) => {
        expect.step(`read ${kwargs.fields}`);
        return rows === null ? [] : [{ id: 1, duplicate_rows: rows }];
    });
    const arch = `<form>
        <widget name="flow_duplicates" title="Known already"/>
        <field name="name"/>
    </form>`;
    await mountView({ type: "form", resModel: "deal", resId: 1, arch });
    await waitFor(".o_flow_duplicate a");
    expect("[name=duplicates] strong").toHaveText("Known already");
    expect(queryAllTexts(".o_flow_duplicate a")).toEqual(["Pump"]);
    expect.verifySteps(["read duplicate_rows"]);
    rows = false;
    await contains("[name=name] input").edit("Chamber of 100 litres");
    await contains(".o_form_button_save").click();
    await waitForNone(".o_flow_duplicate");
    expect.verifySteps(["read duplicate_rows"]);
    rows = null; // given to another department: the record is not found any more
    await contains("[name=name] input").edit("Chamber");
    await contains(".o_form_button_save").click();
    await waitForNone(".o_form_status_indicator_buttons:not(.invisible)");
    expect.verifySteps(["read duplicate_rows"]);
    expect(".o_error_dialog").toHaveCount(0);
});
