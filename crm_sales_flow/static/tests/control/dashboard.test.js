import { beforeEach, expect, test } from "@odoo/hoot";
import { click, edit, queryAll, queryAllTexts, queryFirst, waitFor } from "@odoo/hoot-dom";
import { advanceTime, animationFrame, mockDate } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    mockService,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { browser } from "@web/core/browser/browser";
import { MainComponentsContainer } from "@web/core/main_components_container";

import { Dashboard } from "@crm_sales_flow/control/dashboard";
import {
    figureRows,
    formatFigure,
    funnelSteps,
    inTwoLines,
} from "@crm_sales_flow/control/dashboard_figures";

defineMailModels();

const NBSP = "\u00a0";
const action = (name) => ({
    name,
    res_model: "crm.lead",
    domain: [["stage_id", "=", 1]],
    context: {},
    views: "list,form",
    window: false,
});
const FUNNEL = [
    { key: "needs", label: "Needs", value: 40, unit: "", amount: 4_000_000, percent: 50, note: "2 d" },
    { key: "offer", label: "Proposal", value: 20, unit: "", amount: 3_000_000, percent: 25 },
    { key: "won", label: "Won", value: 5, unit: "", amount: 900_000 },
].map((figure) => ({ ...figure, hint: "", action: action(figure.label) }));
const COLUMNS = [
    { key: "in_time", label: "In time", tone: "good" },
    { key: "late", label: "Late", tone: "bad" },
];
const CELLS = [
    { key: "1-in_time", row: "Anna", column: "in_time", label: "In time", value: 7 },
    { key: "1-late", row: "Anna", column: "late", label: "Late", value: 0 },
    { key: "2-late", row: "Boris", column: "late", label: "Late", value: 2 },
].map((figure) => ({ ...figure, unit: "", hint: "", action: action(`${figure.row} ${figure.label}`) }));
let blocks, asked;

beforeEach(() => {
    mockDate("2026-11-23 08:00:00", 0);
    browser.sessionStorage.clear();
    asked = [];
    blocks = [
        { name: "funnel", title: "Funnel", kind: "funnel", columns: [], figures: FUNNEL },
        { name: "tasks", title: "Tasks", kind: "table", columns: COLUMNS, figures: CELLS },
        { name: "bars", title: "Bars", kind: "bars", columns: COLUMNS, figures: CELLS },
        { name: "empty", title: "Empty", kind: "numbers", columns: [], figures: [], empty: "None" },
        { name: "broken", title: "", kind: "error", error: "It failed", figures: [] },
    ];
    onRpc("flow.dashboard", "get_dashboard", ({ args }) => {
        asked.push(args);
        const [, period, filters] = args;
        return {
            desk: "head",
            period: Array.isArray(period) ? period : ["2026-11-01", "2026-11-30"],
            presets: [
                { key: "month", label: "This month", period: ["2026-11-01", "2026-11-30"] },
                { key: "year", label: "Year", period: ["2026-01-01", "2026-12-31"] },
            ],
            filters,
            choices: {
                teams: [
                    { id: 3, name: "Vacuum" },
                    { id: 4, name: "Chambers" },
                ],
                users: [
                    { id: 7, name: "Anna" },
                    { id: 8, name: "Boris" },
                ],
            },
            currency_id: false,
            blocks,
        };
    });
});

async function openBoard() {
    await mountWithCleanup(MainComponentsContainer);
    await mountWithCleanup(Dashboard, { props: { action: {}, actionId: 1, className: "" } });
    await waitFor(".o_flow_card");
}

test("Z01 the funnel narrows from step to step, with numbers and conversions", async () => {
    await openBoard();
    expect(queryAllTexts(".o_flow_step .o_flow_value")).toEqual(["40", "20", "5"]);
    expect(queryAllTexts(".o_flow_conversion")).toEqual(["50 %", "25 %"]);
    const steps = funnelSteps(FUNNEL);
    // The bottom of a step is as wide as the top of the next one.
    expect(steps[0].points).toBe("0.00% 0%, 100.00% 0%, 77.00% 100%, 23.00% 100%");
    expect(steps[1].points).toMatch(/^23\.00% 0%, 77\.00% 0%/);
    expect(steps[2].points).toBe("40.25% 0%, 59.75% 0%, 59.75% 100%, 40.25% 100%");
});

test("Z01 a funnel without deals is drawn, not divided by nothing", () => {
    const steps = funnelSteps([{ value: 0 }, { value: 0 }]);
    expect(steps[0].points).toBe("46.00% 0%, 54.00% 0%, 54.00% 100%, 46.00% 100%");
});

test("Z11 a figure opens exactly the records behind it", async () => {
    mockService("action", {
        doAction(request) {
            const { name, res_model, domain, views } = request;
            expect.step([name, res_model, domain, views]);
        },
    });
    await openBoard();
    await click(".o_flow_step[data-figure=offer]");
    await animationFrame();
    const views = [
        [false, "list"],
        [false, "form"],
    ];
    expect.verifySteps([["Proposal", "crm.lead", [["stage_id", "=", 1]], views]]);
    await click(".o_flow_cell[data-figure='1-in_time']");
    await animationFrame();
    expect.verifySteps([["Anna In time", "crm.lead", [["stage_id", "=", 1]], views]]);
});

test("Z01 a conversion opens those that went on", async () => {
    mockService("action", { doAction: ({ name }) => expect.step(name) });
    await openBoard();
    await click(".o_flow_conversion button:contains(50)");
    await animationFrame();
    expect.verifySteps(["Proposal"]);
});

test("Z11 a figure of deals opens in the window in which people know them, the list first", async () => {
    blocks = [{ ...blocks[0], figures: [{ ...FUNNEL[0] }] }];
    blocks[0].figures[0].action = { ...action("Needs"), views: false, window: "x.action_deal" };
    mockService("action", {
        loadAction: async (xmlid) => {
            expect.step(xmlid);
            const views = [
                [1, "kanban"],
                [2, "list"],
                [3, "form"],
            ];
            return { id: 5, path: "deals", views, domain: [["id", "=", 0]], search_view_id: [9, "s"] };
        },
        doAction: ({ views, domain, path, id }) => expect.step([views, domain, path, id]),
    });
    await openBoard();
    await click(".o_flow_step");
    await animationFrame();
    const views = [
        [2, "list"],
        [1, "kanban"],
        [3, "form"],
    ];
    expect.verifySteps(["x.action_deal", [views, [["stage_id", "=", 1]], undefined, undefined]]);
});

test("Z11 period and filters are asked of the server; the person's choice is kept", async () => {
    await openBoard();
    expect(asked).toEqual([[false, "month", {}]]);
    await click(".o_flow_board_presets button:contains(Year)");
    await animationFrame();
    expect(asked.at(-1)[1]).toBe("year");
    await contains(".o_flow_board_team").select("4");
    expect(asked.at(-1)).toEqual([false, "year", { team_id: 4, user_id: false }]);
    await contains(".o_flow_board_user").select("7");
    expect(asked.at(-1)[2]).toEqual({ team_id: 4, user_id: 7 });
    await click(queryFirst(".o_flow_board_days input"));
    await edit("12/05/2026", { confirm: "enter" });
    await animationFrame();
    // The other end follows: a period does not run backwards.
    expect(asked.at(-1)[1]).toEqual(["2026-12-05", "2026-12-05"]);
    const kept = JSON.parse(browser.sessionStorage.getItem("crm_sales_flow.dashboard"));
    expect(kept.filters).toEqual({ team_id: 4, user_id: 7 });
    expect(kept.preset).toBe(false);
});

test("Z11 a broken or empty card says so, the others live", async () => {
    await openBoard();
    expect("[data-block=broken] [role=alert]").toHaveText("It failed");
    expect("[data-block=empty] .o_flow_card_empty").toHaveText("None");
    expect(queryAll("[data-block=bars] canvas")).toHaveLength(1);
    expect(queryAllTexts("[data-block=tasks] tbody th")).toEqual(["Anna", "Boris"]);
});

test("Z11 bars are reached by the keyboard as well", async () => {
    mockService("action", { doAction: ({ name }) => expect.step(name) });
    await openBoard();
    const keys = queryAll("[data-block=bars] .o_flow_bars_keys button");
    expect(keys).toHaveLength(3);
    await click(keys[2]);
    await animationFrame();
    expect.verifySteps(["Boris Late"]);
});

test("Z11 the figures renew themselves after five minutes, while they are looked at", async () => {
    let seen = "hidden";
    patchWithCleanup(document, {
        get visibilityState() {
            return seen;
        },
    });
    await openBoard();
    await advanceTime(6 * 60 * 1000);
    expect(asked).toHaveLength(1);
    seen = "visible";
    await advanceTime(60 * 1000);
    await animationFrame();
    expect(asked).toHaveLength(2);
    await advanceTime(2 * 60 * 1000);
    expect(asked).toHaveLength(2);
});

test("Z11 figures are written as a person reads them", () => {
    expect(formatFigure({ value: 12_400_000, unit: "money" }, false, "en")).toBe("12.4M");
    expect(formatFigure({ value: 1234.56, unit: "" }, false, "en")).toBe("1,234.6");
    expect(formatFigure({ value: null, unit: "%" }, false, "en")).toBe("–");
    expect(formatFigure({ value: 0, unit: "%" }, false, "en")).toBe(`0${NBSP}%`);
});

test("Z11 rows of a table stand as they came, missing cells stay empty", () => {
    const rows = figureRows({ figures: CELLS, columns: COLUMNS });
    expect(rows.map(({ name }) => name)).toEqual(["Anna", "Boris"]);
    expect(rows[1].cells.map((cell) => cell?.value)).toEqual([undefined, 2]);
});

test("Z11 two people of one name have a row each", () => {
    const figures = CELLS.map((cell) => ({ ...cell, row: "Anna" }));
    const rows = figureRows({ figures, columns: COLUMNS });
    expect(rows.map(({ name }) => name)).toEqual(["Anna", "Anna"]);
    const values = rows.map(({ cells }) => cells.map((cell) => cell?.value));
    expect(values).toEqual([
        [7, 0],
        [undefined, 2],
    ]);
});

test("Z05 on a telephone a name takes two lines of about the same length", () => {
    expect(inTwoLines("Did not like the term")).toEqual(["Did not like", "the term"]);
    expect(inTwoLines("Price")).toEqual(["Price"]);
});
