import { beforeEach, expect, test } from "@odoo/hoot";
import { click, queryAllTexts } from "@odoo/hoot-dom";
import { advanceTime, animationFrame, mockDate } from "@odoo/hoot-mock";
import { waitUntilSubscribe } from "@bus/../tests/bus_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    MockServer,
    allowTranslations,
    getService,
    mockService,
    mountWithCleanup,
    onRpc,
    serverState,
} from "@web/../tests/web_test_helpers";

import { TaskCountdown, clockText } from "@crm_sales_flow/tasks/task_countdown";

defineMailModels();

const TASK = { summary: "Call the client", lead: "Chamber", client: "Cryo" };
let tasks = [];

beforeEach(() => {
    mockDate("2026-11-23 08:00:00", 0);
    tasks = [
        { ...TASK, id: 1, lead_id: 11, due_at: "2026-11-23 06:55:00" },
        { ...TASK, id: 2, lead_id: 12, due_at: "2026-11-23 08:01:00", lead: "Pump", client: "" },
    ];
    onRpc("mail.activity", "flow_countdown", () => {
        expect.step("asked");
        return tasks;
    });
});

test("G03 minutes as people read them", () => {
    allowTranslations();
    expect(clockText(65)).toBe("1:05");
    expect(clockText(-5)).toBe("-0:05");
    expect(clockText(0)).toBe("0:00");
    expect(clockText(47 * 60 + 59)).toBe("47:59");
    expect(String(clockText(546 * 60))).toBe("22 d");
    expect(String(clockText(-72 * 60))).toBe("-3 d");
});

test("G03 overdue and soon-due tasks with their minutes", async () => {
    await mountWithCleanup(TaskCountdown);
    expect(".o_flow_countdown_clock").toHaveText("1 · 1:05");
    await click(".o_flow_countdown");
    await animationFrame();
    expect(queryAllTexts(".o_flow_countdown_task .text-nowrap")).toEqual(["1:05", "-0:01"]);
    expect(queryAllTexts(".o_flow_countdown_task .text-muted:not(.text-nowrap)")).toEqual([
        "Chamber, Cryo",
        "Pump",
    ]);
    expect.verifySteps(["asked"]);
});

test("G03 the minutes tick without asking the server", async () => {
    await mountWithCleanup(TaskCountdown);
    await advanceTime(120000);
    expect(".o_flow_countdown_clock").toHaveText("2 · 1:07");
    expect.verifySteps(["asked"]);
});

test("G03 a change of tasks asks once, however many notices come", async () => {
    await mountWithCleanup(TaskCountdown);
    await waitUntilSubscribe();
    tasks = tasks.slice(1);
    const { partnerId } = serverState;
    MockServer.env["bus.bus"]._sendone(partnerId, "crm_sales_flow.tasks", {});
    MockServer.env["bus.bus"]._sendone(partnerId, "crm_sales_flow.tasks", {});
    await advanceTime(1000); // the notices arrive
    await advanceTime(1000); // and are answered by one question
    await animationFrame();
    expect.verifySteps(["asked", "asked"]);
    expect(".o_flow_countdown_clock").toHaveText("-0:01");
});

test("G03 a tab left open learns of the tasks of the next day", async () => {
    tasks = [];
    await mountWithCleanup(TaskCountdown);
    await waitUntilSubscribe();
    tasks = [{ ...TASK, id: 3, lead_id: 13, due_at: "2026-11-23 08:59:00" }];
    await advanceTime(3601000);
    await expect.waitForSteps(["asked", "asked"]);
    await animationFrame();
    expect(".o_flow_countdown_clock").toHaveCount(1);
    getService("bus_service").trigger("BUS:RECONNECT");
    await advanceTime(1000);
    await expect.waitForSteps(["asked"]);
});

test("G03 nothing to do, nothing in the bar", async () => {
    tasks = [];
    await mountWithCleanup(TaskCountdown);
    expect(".o_flow_countdown").toHaveCount(0);
    expect.verifySteps(["asked"]);
});

test("G03 a click opens the lead", async () => {
    onRpc("crm.lead", "get_formview_action", ({ args }) => ({ res_id: args[0][0] }));
    mockService("action", {
        doAction({ res_id }) {
            expect.step(`opened ${res_id}`);
        },
    });
    await mountWithCleanup(TaskCountdown);
    await click(".o_flow_countdown");
    await animationFrame();
    await click(".o_flow_countdown_task:eq(1)");
    await animationFrame();
    expect.verifySteps(["asked", "opened 12"]);
});

test("G04 many reminders at once are one notice that leads to the day", async () => {
    mockService("notification", {
        add(text, { title, buttons, onClose }) {
            expect.step(`${title || text} (${buttons[0].name})`);
            return () => {
                expect.step("closed");
                onClose();
            };
        },
    });
    await mountWithCleanup(TaskCountdown);
    await waitUntilSubscribe();
    const send = (...titles) =>
        MockServer.env["bus.bus"]._sendone(serverState.partnerId, "crm_sales_flow.reminder", {
            tasks: titles.map((title) => ({ title, text: "Overdue by 01:00", lead_id: 11 })),
            sent_at: "2026-11-23 07:59:30",
        });
    send("First");
    await advanceTime(1000);
    await expect.waitForSteps(["asked", "First (Show)", "asked"]);
    send("Second", "Third", "Fourth");
    await advanceTime(1000);
    await expect.waitForSteps(["closed", "Tasks that ask for attention: 4 (My day)", "asked"]);
});

test("G04 a reminder is shown, one that is hours old is not", async () => {
    mockService("notification", {
        add(text, { title, buttons }) {
            expect.step(`${title}: ${text} (${buttons.length})`);
        },
    });
    await mountWithCleanup(TaskCountdown);
    await waitUntilSubscribe();
    const send = (sent_at, title) =>
        MockServer.env["bus.bus"]._sendone(serverState.partnerId, "crm_sales_flow.reminder", {
            tasks: [{ title, text: "Overdue by 01:00", lead_id: 11 }],
            sent_at,
        });
    send("2026-11-23 07:59:30", "Call");
    send("2026-11-23 05:00:00", "Old");
    await advanceTime(1000);
    await expect.waitForSteps(["asked", "Call: Overdue by 01:00 (1)", "asked"]);
});
