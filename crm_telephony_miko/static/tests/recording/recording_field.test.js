import { expect, test } from "@odoo/hoot";
import { queryAllAttributes, queryFirst } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";

class Talk extends models.Model {
    _name = "talk";
    recordings = fields.Integer();
    _records = [
        { id: 3, recordings: 2 },
        { id: 4, recordings: 0 },
    ];
}

defineMailModels();
defineModels([Talk]);

const open = (resId) =>
    mountView({
        type: "form",
        resModel: "talk",
        resId,
        arch: `<form><field name="recordings" widget="miko_recording"/></form>`,
    });

test("B09 one player for each recording", async () => {
    await open(3);
    expect(queryAllAttributes("audio", "src")).toEqual([
        "/crm_telephony_miko/recording/3/0",
        "/crm_telephony_miko/recording/3/1",
    ]);
    expect(queryAllAttributes("audio", "preload")).toEqual(["none", "none"]);
});

test("B09 a call without a talk has no player", async () => {
    await open(4);
    expect("audio").toHaveCount(0);
});

test("B09 what cannot be played yet says so", async () => {
    await open(3);
    queryFirst("audio").dispatchEvent(new Event("error"));
    await animationFrame();
    expect("audio").toHaveCount(1);
    expect(".o_miko_recordings span").toHaveText("The recording cannot be played yet");
});
