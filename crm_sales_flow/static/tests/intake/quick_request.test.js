import { expect, test } from "@odoo/hoot";
import { press } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    mockService,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { session } from "@web/session";

import { QuickRequest } from "@crm_sales_flow/intake/quick_request";

defineMailModels();

async function mountFor(registers) {
    onRpc("has_group", () => expect.step("asked the server"));
    patchWithCleanup(session, { crm_sales_flow_registers: registers });
    mockService("action", { doAction: (action) => expect.step(action) });
    await mountWithCleanup(QuickRequest);
}

test("E04 one click or one chord opens the short form", async () => {
    await mountFor(true);
    await contains(".o_flow_quick_request button").click();
    await press(["alt", "shift", "r"]);
    await animationFrame();
    expect.verifySteps([
        "crm_sales_flow.action_request_quick",
        "crm_sales_flow.action_request_quick",
    ]);
});

test("E04 who registers no requests sees no button", async () => {
    await mountFor(false);
    expect(".o_flow_quick_request").toHaveCount(0);
    expect.verifySteps([]);
});
