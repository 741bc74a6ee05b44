import { expect, test } from "@odoo/hoot";
import { press } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains, mockService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";

import { QuickRequest } from "@crm_sales_flow/intake/quick_request";

defineMailModels();

async function mountFor(...groups) {
    onRpc("has_group", ({ args }) => groups.includes(args[1]));
    mockService("action", { doAction: (action) => expect.step(action) });
    await mountWithCleanup(QuickRequest);
}

test("E04 one click or one chord opens the short form", async () => {
    await mountFor("crm_sales_flow.group_secretary");
    await contains(".o_flow_quick_request button").click();
    await press(["alt", "shift", "r"]);
    await animationFrame();
    expect.verifySteps([
        "crm_sales_flow.action_request_quick",
        "crm_sales_flow.action_request_quick",
    ]);
});

test("E04 who registers no requests sees no button", async () => {
    await mountFor();
    expect(".o_flow_quick_request").toHaveCount(0);
});
