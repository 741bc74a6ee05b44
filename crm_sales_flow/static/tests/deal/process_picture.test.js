import { expect, test } from "@odoo/hoot";
import { press, queryAll, queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { ProcessPicture } from "@crm_sales_flow/deal/process_picture";
import { toFile } from "@crm_sales_flow/deal/process_svg";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    mockService,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { downloadFile } from "@web/core/network/download";

defineMailModels();

const STAGE = { roles: ["Manager"], actions: ["Call"], conditions: [], count: 3, age: 5 };
const PICTURE = {
    stages: [
        { ...STAGE, id: 1, name: "Needs", is_won: false, is_conditional: false, conditions: ["Client"] },
        { ...STAGE, id: 2, name: "Attestation", is_won: false, is_conditional: true },
        { ...STAGE, id: 3, name: "Won <&>", is_won: true, is_conditional: false },
    ],
    lost: 4,
    deal: { id: 7, name: "Chamber", stage_id: 2, is_lost: false },
};

async function mountPicture(values = {}) {
    onRpc("crm.stage", "flow_picture", ({ args }) => {
        expect.step(`picture ${args[0]}`);
        return { ...PICTURE, ...values };
    });
    await mountWithCleanup(ProcessPicture, {
        props: { action: { context: { active_id: 7 } } },
    });
}

test("I08 the figures of each stage and the stage of the deal are shown", async () => {
    await mountPicture();
    expect.verifySteps(["picture 7"]);
    expect(".o_flow_place").toHaveCount(4);
    expect("[data-stage='1'] title").toHaveText("Needs. Deals: 3. Conditions: Client");
    expect(queryAllTexts(".o_flow_place.current .strong")).toEqual(["Attestation"]);
    expect("[data-stage='2']").toHaveAttribute("aria-current", "step");
    expect("[data-stage='lost']").toHaveText(/Lost: 4/);
});

test("I08 a lost deal is shown at the lost end", async () => {
    await mountPicture({ deal: { ...PICTURE.deal, is_lost: true } });
    expect.verifySteps(["picture 7"]);
    expect(queryAll(".o_flow_place.current").map((place) => place.dataset.stage)).toEqual(["lost"]);
});

test("I08 a stage opens its deals by the mouse and by the keyboard", async () => {
    onRpc("crm.stage", "action_flow_deals", ({ args }) => ({ deals: args[0] }));
    mockService("action", { doAction: (action) => expect.step(JSON.stringify(action.deals)) });
    await mountPicture();
    await contains("[data-stage='1']").click();
    queryOne("[data-stage='lost']").focus();
    await press("Enter");
    await animationFrame();
    expect.verifySteps(["picture 7", "[1]", "[]"]);
});

test("I08 the saved picture is a valid file that needs nothing else", async () => {
    patchWithCleanup(downloadFile, {
        _download: (data, name, type) => {
            expect.step(`${name} ${type}`);
            const saved = new DOMParser().parseFromString(data, type);
            expect(saved.querySelector("parsererror")).toBe(null);
            expect(saved.documentElement.namespaceURI).toBe("http://www.w3.org/2000/svg");
            expect(saved.querySelectorAll("rect.task")).toHaveLength(2);
            expect(data).not.toMatch(/var\(|tabindex|href=|<script/);
            expect(data).toMatch(/Won &lt;&amp;&gt;/);
        },
    });
    await mountPicture();
    await contains("button:contains(Save)").click();
    expect.verifySteps(["picture 7", "Sales process.svg image/svg+xml"]);
    expect(toFile(queryOne("svg.o_flow_svg"))).toMatch(/^<\?xml/);
});
