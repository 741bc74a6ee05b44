import { describe, expect, test } from "@odoo/hoot";
import { TASK_WIDTH, layoutProcess, wrapText } from "@crm_sales_flow/deal/process_layout";

describe.current.tags("headless");

const LABELS = { start: "Request", lost: "Lost: 2", question: "Needed?", yes: "yes", no: "no" };

function makeStage(id, values = {}) {
    return {
        id,
        name: `Stage ${id}`,
        isWon: false,
        isConditional: false,
        role: "Manager",
        count: "Deals: 1",
        age: "",
        description: `Stage ${id}`,
        ...values,
    };
}

function makeProcess(values = {}) {
    const stages = Array.from({ length: 9 }, (_, index) =>
        makeStage(index + 1, { isConditional: [5, 6, 7].includes(index + 1) })
    );
    stages.push(makeStage(10, { isWon: true }));
    return { stages, currentId: false, isLost: false, labels: LABELS, ...values };
}

const byType = (shapes, type) => shapes.filter((shape) => shape.type === type);
const byId = (shapes, id) => shapes.find((shape) => shape.id === id);

test("I08 stages stand in their order between the start and the won end", () => {
    const { shapes } = layoutProcess(makeProcess(), 1300);
    expect(byType(shapes, "task").map((task) => task.stageId)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(byType(shapes, "event").map((event) => event.kind)).toEqual([
        "start",
        "end",
        "boundary",
        "end",
    ]);
    expect(byId(shapes, "stage-10").stageId).toBe(10);
});

test("I08 a conditional stage stands between two gateways, the default flow leads around", () => {
    const { shapes } = layoutProcess(makeProcess(), 1300);
    expect(byType(shapes, "gateway")).toHaveLength(6);
    const task = byId(shapes, "stage-5");
    const [split, join] = [byId(shapes, "stage-5-split"), byId(shapes, "stage-5-join")];
    expect(split.x).toBeLessThan(task.x);
    expect(join.x).toBeGreaterThan(task.x + task.width);
    const defaults = byType(shapes, "flow").filter((flow) => flow.slash);
    expect(defaults.map((flow) => flow.id)).toEqual([
        "stage-5-around",
        "stage-6-around",
        "stage-7-around",
    ]);
});

test("I08 every place is reached by a flow", () => {
    const { shapes } = layoutProcess(makeProcess(), 700);
    const ids = byType(shapes, "flow").map((flow) => flow.id);
    for (let id = 1; id <= 10; id++) {
        expect(ids).toInclude(`to-stage-${id}`);
    }
    expect(ids).toInclude("to-lost");
});

test("I08 the stage of the opened deal is the only one that stands out", () => {
    const { shapes } = layoutProcess(makeProcess({ currentId: 4 }), 1300);
    expect(shapes.filter((shape) => shape.isCurrent).map((shape) => shape.stageId)).toEqual([4]);
});

test("I08 a lost deal stands at the lost end", () => {
    const { shapes } = layoutProcess(makeProcess({ isLost: true }), 1300);
    expect(shapes.filter((shape) => shape.isCurrent).map((shape) => shape.id)).toEqual(["lost"]);
});

test("I08 nothing overlaps and everything stays inside at any width", () => {
    for (let available = 320; available <= 2600; available += 60) {
        const { shapes, width, height } = layoutProcess(makeProcess(), available);
        expect(width).toBeLessThan(Math.max(available, 2.2 * TASK_WIDTH) + 1);
        const tasks = byType(shapes, "task");
        for (const [index, task] of tasks.entries()) {
            expect(task.x).toBeGreaterThan(0);
            expect(task.x + task.width).toBeLessThan(width);
            expect(task.y + task.height).toBeLessThan(height);
            for (const other of tasks.slice(index + 1)) {
                const apart =
                    other.x >= task.x + task.width ||
                    other.y >= task.y + task.height ||
                    other.y + other.height <= task.y;
                expect(apart).toBe(true);
            }
        }
    }
});

test("an empty process still has its start and its lost end", () => {
    const { shapes } = layoutProcess(makeProcess({ stages: [] }), 1300);
    expect(byType(shapes, "event").map((event) => event.id)).toEqual(["start", "boundary", "lost"]);
});

test("names wrap into lines and a name that is too long is cut", () => {
    expect(wrapText("Closing of documents and feedback", 21, 3)).toEqual([
        "Closing of documents",
        "and feedback",
    ]);
    expect(wrapText("a b c d", 1, 2)).toEqual(["a", "…"]);
    expect(wrapText("x".repeat(40), 21, 3)).toEqual([`${"x".repeat(20)}…`]);
});
