import { expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { HeldBackDialog } from "@crm_sales_flow/deal/held_back_dialog";
import {
    contains,
    makeDialogMockEnv,
    mockService,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";

defineMailModels();

const props = (ids, close = () => {}) => ({
    message: "Odoo Server Error",
    data: { arguments: ["«Pump» cannot go on yet:"], context: { flow_deal_ids: ids } },
    close,
});

async function show(ids, close) {
    const env = await makeDialogMockEnv();
    await mountWithCleanup(HeldBackDialog, { env, props: props(ids, close) });
}

test("I06 the deal that was dragged is opened from the message", async () => {
    onRpc("crm.lead", "get_formview_action", ({ args }) => ({ res_id: args[0][0] }));
    mockService("action", {
        currentController: { view: { type: "kanban" } },
        doAction: (action) => expect.step(action.res_id),
    });
    await show([7], () => expect.step("closed"));
    expect("p[role=alert]").toHaveText("«Pump» cannot go on yet:");
    await contains(".o_flow_open_deal").click();
    await animationFrame();
    expect.verifySteps(["closed", 7]);
});

test("I06 of the deal on the screen there is nothing to open", async () => {
    mockService("action", {
        currentController: { view: { type: "form" }, currentState: { resId: 7 } },
    });
    await show([7]);
    expect(".o_flow_open_deal").toHaveCount(0);
});

test("I06 of several deals none is opened", async () => {
    mockService("action", { currentController: { view: { type: "list" } } });
    await show([7, 8]);
    expect(".o_flow_open_deal").toHaveCount(0);
});
