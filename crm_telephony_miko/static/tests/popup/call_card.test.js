import { beforeEach, expect, test } from "@odoo/hoot";
import { queryAllTexts, queryFirst } from "@odoo/hoot-dom";
import { advanceTime, animationFrame, Deferred } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    getService,
    mockService,
    mountWithCleanup,
    onRpc,
    serverState,
} from "@web/../tests/web_test_helpers";
import { Component, xml } from "@odoo/owl";
import { ConnectionLostError } from "@web/core/network/rpc";

defineMailModels();

const COLLEAGUE = 77;
const DEAL = { id: 5, name: "Pump for the laboratory", stage: "Offer", manager: "Anna" };
const CARD = {
    client: { id: 3, name: "Ivan Petrov", company: "Vacuum Ltd", function: "", status: "Client" },
    deals: [DEAL],
    more: 0,
    others: [],
    last: false,
    responsible: false,
    script: "Say hello",
    note: "",
    mine: true,
    may_create: true,
};

let me, live, card;

beforeEach(() => {
    me = serverState.userId;
    live = [];
    card = { ...CARD };
    onRpc("miko.call", "live", () => live);
    onRpc("miko.call", "card", () => ({ screen: live[0] || null, ...card }));
});

function screen(values = {}) {
    return {
        id: 1,
        state: "ringing",
        direction: "inbound",
        number: "79161234567",
        line: "Site",
        rings: [me, COLLEAGUE],
        talks: [],
        ...values,
    };
}

/** As it is in life: the server knows the state that it tells. */
async function tell(values) {
    const told = screen(values);
    live = told.state === "ended" ? [] : [told];
    getService("crm_telephony_miko.call_screens").hear(told);
    await animationFrame();
    await animationFrame();
}

/** The cards stand in the container of what is over everything else. */
class Page extends Component {
    static props = [];
    static template = xml`<div/>`;
}

const mount = () => mountWithCleanup(Page);

test("B07 the card shows who rings before the first word", async () => {
    await mount();
    expect(".o_miko_card").toHaveCount(0);
    await tell();
    expect(".o_miko_title").toHaveText("Incoming call");
    expect(".o_miko_who").toHaveText("Ivan Petrov");
    expect(".o_miko_number").toHaveText("+7 916 123-45-67");
    expect(queryAllTexts(".o_miko_deals button")).toEqual(["Pump for the laboratory\nOffer · Anna"]);
    expect(".o_miko_script div").toHaveText("Say hello");
});

test("Y02 the talk goes by its steps on the caller's deal", async () => {
    card.steps = 9;
    onRpc("crm.lead", "action_script", ({ args }) => {
        expect.step(args);
        return { type: "ir.actions.act_window", res_model: "crm.script.run", res_id: 4 };
    });
    mockService("action", {
        doAction: (action) => expect.step(`${action.res_model} ${action.res_id}`),
    });
    await mount();
    await tell();
    await contains(".o_miko_steps").click();
    await animationFrame();
    expect.verifySteps([[[DEAL.id], 9], "crm.script.run 4"]);
});

test("Y02 a second click while the first is on its way begins no second talk", async () => {
    card.steps = 9;
    const begun = new Deferred();
    onRpc("crm.lead", "action_script", async () => {
        expect.step("begun");
        await begun;
        return { type: "ir.actions.act_window", res_model: "crm.script.run", res_id: 4 };
    });
    mockService("action", { doAction: () => expect.step("shown") });
    await mount();
    await tell();
    const button = queryFirst(".o_miko_steps");
    button.click();
    button.click();
    await animationFrame();
    expect(".o_miko_steps").not.toBeEnabled();
    button.click();
    begun.resolve();
    await animationFrame();
    expect.verifySteps(["begun", "shown"]);
});

test("Y03 without a script the card offers none", async () => {
    await mount();
    await tell();
    expect(".o_miko_steps").toHaveCount(0);
});

test("B07 it closes when another one answers, and stays for the one who did", async () => {
    await mount();
    await tell();
    await tell({ state: "talking", rings: [], talks: [me] });
    expect(".o_miko_title").toHaveText("Talking");
    await tell({ state: "talking", rings: [], talks: [COLLEAGUE] });
    expect(".o_miko_card").toHaveCount(0);
});

test("B07 a message about a call that is over for long opens no card that stays", async () => {
    await mount();
    live = [];
    getService("crm_telephony_miko.call_screens").hear(screen());
    await animationFrame();
    await animationFrame();
    expect(".o_miko_card").toHaveCount(0);
});

test("B07 an answer that comes late does not undo what a message told meanwhile", async () => {
    const late = new Deferred();
    onRpc("miko.call", "card", async () => {
        await late;
        return { ...card, screen: screen() };
    });
    await mount();
    await tell();
    await tell({ state: "talking", rings: [], talks: [me] });
    late.resolve();
    await animationFrame();
    expect(".o_miko_who").toHaveText("Ivan Petrov");
    expect(".o_miko_title").toHaveText("Talking");
});

test("B07 a list that was asked for before the call rang does not close its card", async () => {
    await mount();
    const late = new Deferred();
    onRpc("miko.call", "live", async () => {
        await late;
        return [];
    });
    const screens = getService("crm_telephony_miko.call_screens");
    const checked = screens.check();
    await tell();
    late.resolve();
    await checked;
    await animationFrame();
    expect(".o_miko_card").toHaveCount(1);
});

test("B07 after a lost connection only live calls have cards", async () => {
    await mount();
    await tell();
    live = [screen({ id: 2, number: "112" })];
    await getService("bus_service").trigger("BUS:RECONNECT");
    await animationFrame();
    await animationFrame();
    expect(".o_miko_card").toHaveCount(1);
    expect(queryFirst(".o_miko_card").dataset.call).toBe("2");
});

test("B07 a card that could not be read while the connection was lost is read after it", async () => {
    await mount();
    const screens = getService("crm_telephony_miko.call_screens");
    const { orm } = screens;
    screens.orm = { silent: { call: () => Promise.reject(new ConnectionLostError("/card")) } };
    await tell();
    expect(".o_miko_who").not.toHaveText("Ivan Petrov");
    screens.orm = orm;
    await screens.check();
    await animationFrame();
    expect(".o_miko_who").toHaveText("Ivan Petrov");
});

test("B07 a card whose end nobody heard goes by itself", async () => {
    await mount();
    await tell();
    live = [];
    await advanceTime(31_000);
    await animationFrame();
    expect(".o_miko_card").toHaveCount(0);
});

test("B07 closed by hand it stays closed in every window", async () => {
    await mount();
    await tell();
    await contains(".o_miko_close").click();
    await tell();
    expect(".o_miko_card").toHaveCount(0);
    const screens = getService("crm_telephony_miko.call_screens");
    await tell({ id: 9 });
    expect(".o_miko_card").toHaveCount(1);
    screens.drop(9); // what another window says
    await animationFrame();
    expect(".o_miko_card").toHaveCount(0);
});

test("B12 a note that is being written outlives the call", async () => {
    onRpc("miko.call", "take_note", ({ args }) => {
        expect.step(args[1]);
        return true;
    });
    await mount();
    await tell({ state: "talking", rings: [], talks: [me] });
    await contains(".o_miko_note textarea").edit("Wants two pumps");
    await tell({ state: "ended", rings: [], talks: [] });
    expect(".o_miko_title").toHaveText("The call is over");
    await contains(".o_miko_save").click();
    expect.verifySteps(["Wants two pumps"]);
    expect(".o_miko_card").toHaveCount(0);
});

test("B05 W14 the manager, when he is free, and the way to him", async () => {
    card.responsible = {
        name: "Anna",
        deputy: "Boris",
        me: false,
        reachable: true,
        availability: "busy",
        free_at: "2026-04-13 07:30:00",
        next_at: false,
    };
    onRpc("miko.call", "transfer", ({ args }) => {
        expect.step(`transfer ${args[0]}`);
        return "The call goes to Boris";
    });
    await mount();
    await tell();
    expect(".o_miko_responsible").toHaveText(/Anna, away; deputy: Boris/);
    expect(".o_miko_responsible .text-danger").toHaveText(/busy until/);
    await contains(".o_miko_transfer").click();
    expect.verifySteps(["transfer 1"]);
});

test("W11 what the client asks of somebody else is passed on with the note", async () => {
    mockService("action", {
        doAction: (action, { additionalContext: given }) =>
            expect.step([action, given.default_call_id, given.default_text].join(" ")),
    });
    await mount();
    await tell();
    await contains(".o_miko_note textarea").edit("Asks for the price");
    await contains(".o_miko_message").click();
    expect.verifySteps(["crm_telephony_miko.action_message 1 Asks for the price"]);
    await animationFrame();
    expect(".o_miko_message").toHaveCount(0); // folded: it would cover the dialog
});

test("B12 a stranger's number is in the new request", async () => {
    Object.assign(card, { client: false, deals: [] });
    mockService("action", {
        doAction: (action, options) =>
            expect.step([action, options.additionalContext.default_phone].join(" ")),
    });
    await mount();
    await tell();
    expect(".o_miko_who").toHaveText("+7 916 123-45-67");
    expect(".badge").toHaveText("Unknown number");
    await contains(".o_miko_create").click();
    expect.verifySteps(["crm_sales_flow.action_request_quick 79161234567"]);
});

test("AD a hostile name is text", async () => {
    card.client = { ...CARD.client, name: "<img src=x onerror=alert(1)>" };
    await mount();
    await tell();
    expect(".o_miko_who img").toHaveCount(0);
    expect(".o_miko_who").toHaveText("<img src=x onerror=alert(1)>");
});
