import { beforeEach, expect, test } from "@odoo/hoot";
import { click, press, queryAllTexts, waitFor } from "@odoo/hoot-dom";
import { advanceTime, animationFrame, mockDate } from "@odoo/hoot-mock";
import { waitUntilSubscribe } from "@bus/../tests/bus_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    makeServerError,
    MockServer,
    mountWithCleanup,
    onRpc,
    serverState,
} from "@web/../tests/web_test_helpers";
import { MainComponentsContainer } from "@web/core/main_components_container";

import { SortingDesk } from "@crm_sales_flow/intake/sorting_desk";

defineMailModels();

const ROW = {
    who: "Anna",
    address: "",
    channel: "E-mail",
    registered_at: "2026-11-23 06:55:00",
    team_id: 7,
    team: "Vacuum",
    reason: "Pumps: «pump»",
};
const TEXT = { phone: "", email: "", client: "", company: "", forwarded: "", files: [] };
let waiting, leads, refuse, broken;

beforeEach(() => {
    mockDate("2026-11-23 08:00:00", 0);
    refuse = leads = broken = false;
    waiting = [
        { ...ROW, id: 1, name: "R1", subject: "Pump" },
        { ...ROW, id: 2, name: "R2", subject: "Chamber", team_id: false, team: "", reason: "" },
        { ...ROW, id: 3, name: "R3", subject: "Casino" },
    ];
    const teams = [
        { id: 7, name: "Vacuum" },
        { id: 8, name: "Chambers" },
    ];
    onRpc("crm.request", "flow_desk", () => ({
        total: waiting.length,
        requests: waiting,
        teams,
        slot: { end_at: "2026-11-23 08:30:00", count: waiting.length - 1, minutes: 60 },
    }));
    onRpc("crm.request", "flow_desk_text", ({ args }) => ({
        ...TEXT,
        id: args[0][0],
        body: `<p>Text of ${args[0][0]} <a href="https://stranger.example">link</a></p>`,
        leads: leads || [],
        broken,
    }));
    for (const method of ["action_sort", "action_drop", "action_attach", "action_undo"]) {
        onRpc("crm.request", method, ({ args }) => {
            if (refuse) {
                throw makeServerError({ message: refuse });
            }
            expect.step(`${method} ${args.flat().join(" ")}`);
            if (method !== "action_undo") {
                waiting = waiting.filter(({ id }) => !args[0].includes(id));
            }
            return true;
        });
    }
});

async function openDesk() {
    await mountWithCleanup(MainComponentsContainer);
    await mountWithCleanup(SortingDesk, {
        props: { action: {}, actionId: 1, updateActionState: () => {}, className: "" },
    });
    await shown(1);
}

/** A key decides only when the text of the request is there. */
function shown(id) {
    return waitFor(`.o_flow_desk_letter:contains(Text of ${id})`);
}

async function key(name) {
    await press(name);
    await animationFrame();
    await animationFrame();
}

test("F01 the oldest request is read beside the list", async () => {
    await openDesk();
    expect(queryAllTexts(".o_flow_desk_row .fw-bold")).toEqual(["Pump", "Chamber", "Casino"]);
    expect(".o_flow_desk_letter").toHaveText("Text of 1 link");
    expect(".o_flow_desk_letter a").toHaveAttribute("target", "_blank");
    expect(".o_flow_desk_reason").toHaveText("Proposed: Vacuum (Pumps: «pump»)");
    expect(".o_flow_desk_clock").toHaveText(/2.*0:30/);
    expect(".o_flow_desk_clock").toHaveClass("text-danger");
});

test("F01 F04 three requests with one key each", async () => {
    await openDesk();
    await key("Enter");
    await shown(2);
    await key("2");
    await shown(3);
    await key("s");
    await waitFor(".o_view_nocontent_smiling_face");
    expect.verifySteps(["action_sort 1 7", "action_sort 2 8", "action_drop 3 spam"]);
    expect(".o_view_nocontent_smiling_face").toHaveText("Everything is sorted");
});

test("F03 the clock counts anew after each decision", async () => {
    await openDesk();
    await key("s");
    await shown(2);
    await advanceTime(600);
    await animationFrame();
    expect(".o_flow_desk_clock").toHaveText(/1.*0:30/);
    expect.verifySteps(["action_drop 1 spam"]);
});

test("F01 Cyrillic layout: the place of the key counts", async () => {
    await openDesk();
    await press("т", { code: "KeyN" });
    await animationFrame();
    expect.verifySteps(["action_drop 1 foreign"]);
});

test("F01 Enter accepts nothing where nothing is proposed", async () => {
    await openDesk();
    await key("ArrowDown");
    await shown(2);
    await key("Enter");
    expect.verifySteps([]);
    expect(".o_notification").toHaveCount(1);
    expect(".o_flow_desk_row").toHaveCount(3);
});

test("F01 Z and the notice take the decision back", async () => {
    await openDesk();
    const [first] = waiting;
    await key("s");
    await shown(2);
    expect(".o_flow_desk_row").toHaveCount(2);
    waiting = [first, ...waiting];
    await key("z");
    await shown(1);
    expect(".o_flow_desk_row").toHaveCount(3);
    await key("z"); // nothing is left to take back
    await key("1");
    await shown(2);
    await click(".o_notification_buttons button");
    await animationFrame();
    expect.verifySteps([
        "action_drop 1 spam",
        "action_undo 1",
        "action_sort 1 7",
        "action_undo 1",
    ]);
});

test("F01 who is faster wins, the other is told and sees the present state", async () => {
    await openDesk();
    refuse = "Somebody has been faster.";
    waiting = waiting.slice(1);
    await key("Enter");
    expect(".o_notification").toHaveText("Somebody has been faster.");
    expect(queryAllTexts(".o_flow_desk_row .fw-bold")).toEqual(["Chamber", "Casino"]);
    expect.verifySteps([]);
});

test("F01 what another has taken disappears, what is new appears", async () => {
    await openDesk();
    await waitUntilSubscribe();
    const send = (notice) =>
        MockServer.env["bus.bus"]._sendone(
            serverState.partnerId,
            "crm_sales_flow.requests",
            notice
        );
    send({ ids: [1], state: "sorted", user_id: 99, user: "Boris" });
    await advanceTime(1000);
    await shown(2);
    expect(queryAllTexts(".o_flow_desk_row .fw-bold")).toEqual(["Chamber", "Casino"]);
    expect(".o_notification").toHaveText("R1 was taken by Boris");
    waiting = [...waiting.slice(1), { ...ROW, id: 4, name: "R4", subject: "New" }];
    send({ ids: [4], state: "new", user_id: 99, user: "Boris" });
    await advanceTime(1000);
    await advanceTime(1000);
    expect(queryAllTexts(".o_flow_desk_row .fw-bold")).toEqual(["Chamber", "Casino", "New"]);
});

test("C03 what was not understood comes to the desk, is marked and sorted by a key", async () => {
    await openDesk();
    await waitUntilSubscribe();
    broken = true;
    waiting = [{ ...ROW, id: 4, name: "R4", subject: "?", mark: "Not understood" }];
    const notice = { ids: [4], state: "broken", user_id: 99, user: "Boris" };
    MockServer.env["bus.bus"]._sendone(serverState.partnerId, "crm_sales_flow.requests", notice);
    await advanceTime(1000);
    await advanceTime(1000);
    await shown(4);
    expect(".o_flow_desk_mark").toHaveText("Not understood");
    expect(".o_flow_desk_broken").toHaveCount(1);
    await key("1");
    expect.verifySteps(["action_sort 4 7"]);
});

test("F02 one deal of the sender is taken by A, of several one by its digit", async () => {
    const deal = { is_deal: true, team: "Vacuum", user: "Ivan" };
    leads = [
        { ...deal, id: 11, name: "First" },
        { ...deal, id: 12, name: "Second" },
    ];
    await openDesk();
    await key("a");
    expect(".o_flow_desk_leads kbd").toHaveCount(2);
    await key("2");
    await shown(2);
    leads = leads.slice(0, 1);
    await key("ArrowDown");
    await shown(3);
    await key("a");
    expect.verifySteps(["action_attach 1 12", "action_attach 3 11"]);
});

test("F01 a letter of a key typed elsewhere decides nothing", async () => {
    await openDesk();
    const input = document.createElement("input");
    document.querySelector(".o_flow_desk").append(input);
    input.focus();
    await press("s");
    await press("Enter");
    input.remove();
    expect.verifySteps([]);
});
