import "@crm_sales_flow/supply/deal_supply_live";

import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { waitFor } from "@odoo/hoot-dom";
import { animationFrame, runAllTimers } from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    MockServer,
    models,
    mountView,
    onRpc,
    serverState,
} from "@web/../tests/web_test_helpers";

class Deal extends models.Model {
    _name = "deal";
    name = fields.Char();
    ready = fields.Integer();
    _records = [{ id: 1, name: "Deal", ready: 0 }];
}

defineMailModels();
defineModels([Deal]);

const ARCH = `
    <form js_class="flow_deal_form">
        <field name="name"/>
        <notebook>
            <page name="supply" string="Supply"><field name="ready"/></page>
        </notebook>
    </form>`;

async function open() {
    onRpc("deal", "web_read", () => expect.step("read"));
    await mountView({ type: "form", resModel: "deal", resId: 1, arch: ARCH });
    expect.verifySteps(["read"]);
}

/** Production reports 50 % of the deals with these ids. */
async function report(ids) {
    MockServer.env["deal"].write([1], { ready: 50 });
    MockServer.env["bus.bus"]._sendone(serverState.partnerId, "crm_sales_flow.supply", {
        lead_ids: ids,
    });
    await animationFrame();
    await runAllTimers();
    await animationFrame();
}

test("an open deal shows what production reports", async () => {
    await open();
    expect(".o_field_widget[name=ready] input").toHaveValue("0");
    await report([1, 2]);
    // Longer than by default: two other workers may share the machine.
    await waitFor(".o_field_widget[name=ready] input:value(50)", { timeout: 5000 });
    expect.verifySteps(["read"]);
});

test("the news of other deals are not asked for", async () => {
    await open();
    await report([2]);
    expect.verifySteps([]);
});

test("what is being typed stays", async () => {
    await open();
    await contains(".o_field_widget[name=name] input").edit("My text", { confirm: false });
    await report([1]);
    expect(".o_field_widget[name=name] input").toHaveValue("My text");
    expect.verifySteps([]);
});
