import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";

const ROW = { hint: "", role: "Manager", person: "", document: "", event: "", done: false, next: false };

class Deal extends models.Model {
    _name = "deal";
    checklist = fields.Json();
    _records = [
        {
            id: 1,
            checklist: [
                { ...ROW, id: 1, name: "Call", event: "Call", done: true, person: "Ivan" },
                { ...ROW, id: 2, name: "Send", document: "Proposal", next: true, hint: "Button" },
            ],
        },
        { id: 2, checklist: false },
    ];
}

defineMailModels();
defineModels([Deal]);

const ARCH = `<form><field name="checklist" widget="flow_checklist"/></form>`;

test("I07 rows show what, who and what comes out, ticked by the facts", async () => {
    await mountView({ type: "form", resModel: "deal", resId: 1, arch: ARCH });
    expect(queryAllTexts(".o_flow_checklist_name")).toEqual(["Call", "Send"]);
    expect(queryAllTexts(".o_flow_checklist_who")).toEqual(["Manager: Ivan", "Manager"]);
    expect(queryAllTexts(".o_flow_checklist_outcome")).toEqual(["Call", "Proposal"]);
    expect(".o_flow_done .fa-check-square-o").toHaveCount(1);
    expect(".o_flow_next .badge").toHaveText("Next");
    expect(".o_flow_next .small").toHaveText("Button");
});

test("I07 a stage without rows says so", async () => {
    await mountView({ type: "form", resModel: "deal", resId: 2, arch: ARCH });
    expect(".o_field_widget[name=checklist]").toHaveText("Nothing is prescribed for this stage.");
});
