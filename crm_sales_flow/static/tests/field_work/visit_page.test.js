import { beforeEach, expect, test } from "@odoo/hoot";
import { waitFor } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains, mountWithCleanup, onRpc, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { browser } from "@web/core/browser/browser";

import { makeUuid, VisitOutbox } from "@crm_sales_flow/field_work/visit_outbox";
import { VisitPage } from "@crm_sales_flow/field_work/visit_page";

defineMailModels();

const VISIT = {
    id: 5,
    name: "Visit",
    client: "Client",
    kind: "Service visit",
    at: false,
    address: "Street 1",
    contact: "Petrov",
    phone: "+7 (900) 000-00-01",
    manager: "",
    manager_phone: "",
    access: "",
    engineers: "",
    is_mine: true,
    is_closed: false,
    is_remark: false,
    equipment: [{ id: 7, name: "SN-1", product: "Pump" }],
    checks: [
        {
            id: 1,
            name: "Pressure",
            lot: "SN-1",
            declared: "not more than 5",
            asks_value: true,
            unit: "Pa",
            is_done: false,
            measured_text: "",
            verdict: "open",
            verdict_text: "To do",
        },
    ],
    parts: [],
    photos: [],
    works: "",
    remarks: "",
    signer: "",
    post: "",
    work_kind: "inspection",
    work_kinds: [["inspection", "Inspection"]],
    hours: 0,
    act_number: "",
};

let visit;

beforeEach(() => {
    browser.localStorage.clear();
    visit = VISIT;
});

async function mountPage(answer) {
    const sent = [];
    onRpc("visit_page", () => visit);
    const onSubmit = async (request) => {
        const { id, params } = await request.json();
        sent.push(params.args);
        const result = answer(sent.length);
        const whole = JSON.stringify({ jsonrpc: "2.0", id, ...(result.error ? result : { result }) });
        return new Response(result ? whole : '{"resu');
    };
    onRpc("/web/dataset/call_kw/project.task/visit_submit", onSubmit, { pure: true });
    const props = { visitId: 5, userId: 2, onBack: () => expect.step("back"), onPassport: (id) => expect.step(id) };
    sent.page = await mountWithCleanup(VisitPage, { props });
    return sent;
}

test("S05 the contact is called and the passport opened in one tap", async () => {
    await mountPage(() => VISIT);
    expect("a[name=call]").toHaveAttribute("href", "tel:+79000000001");
    await contains("button[name=passport]").click();
    expect.verifySteps([7]);
});

test("S06 what got no answer is sent again with the same UUID", async () => {
    const sent = await mountPage((times) => times > 1 && { ...VISIT, answer: { number: "R-1" } });
    await contains("button[name=need]").click();
    await contains("textarea[name=need_text]").edit("A pump");
    await contains("button[name=send_need]").click();
    await animationFrame();
    expect("button[name=again]").toHaveCount(1);
    await contains("button[name=again]").click();
    await animationFrame();
    expect(sent.length).toBe(2);
    expect(sent[0][1]).toBe(sent[1][1]);
    expect("textarea[name=need_text]").toHaveCount(0);
    expect(new VisitOutbox(2).load()).toEqual([]);
});

test("S06 a closed page keeps the UUID of what got no answer", () => {
    const uuid = new VisitOutbox(2).begin(5, "need", { text: "A pump" });
    expect(new VisitOutbox(2).begin(5, "need", { text: "A pump" })).toBe(uuid);
    expect(new VisitOutbox(2).begin(5, "need", { text: "Two pumps" })).not.toBe(uuid);
    expect(new VisitOutbox(3).begin(5, "need", { text: "A pump" })).not.toBe(uuid);
    new VisitOutbox(2).end(uuid);
    expect(new VisitOutbox(2).begin(5, "need", { text: "A pump" })).not.toBe(uuid);
});

test("S06 a UUID is one", () => {
    expect(makeUuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("O03 a value is written as people write it", async () => {
    const sent = await mountPage(() => VISIT);
    await contains("button[name=checks]").click();
    await contains(".o_visit_check input").edit("0,004");
    await animationFrame();
    expect(sent[0][3]).toEqual({ id: 1, measured: 0.004, replace: false });
});

test("S06 what the engineer sees filled he may fill anew", async () => {
    const filled = { ...VISIT.checks[0], is_done: true, done_by: "Ivanov" };
    visit = { ...VISIT, checks: [filled] };
    const sent = await mountPage(() => visit);
    await contains("button[name=checks]").click();
    expect(".o_visit_check .fa-user").toHaveCount(1);
    await contains(".o_visit_check input").edit("3");
    await animationFrame();
    expect(sent[0][3].replace).toBe(true);
});

test("S08 an act that is being written outlives whatever else is sent", async () => {
    await mountPage(() => VISIT);
    await contains("button[name=act]").click();
    await contains("textarea[name=works]").edit("Seals are new");
    await contains("button[name=checks]").click();
    await contains(".o_visit_check input").edit("3");
    await animationFrame();
    await contains("button[name=act]").click();
    expect("textarea[name=works]").toHaveValue("Seals are new");
});

test("S08 hours and quantities are written as people write them", async () => {
    onRpc("product.product", "name_search", () => [[9, "Seal"]]);
    const sent = await mountPage(() => VISIT);
    await contains("button[name=parts]").click();
    await contains("input[name=part_search]").edit("Se", { instantly: true });
    await contains(".o_part_quantity").edit("none");
    await contains(".o_part_found").click();
    await animationFrame();
    expect(sent.length).toBe(0);
    await contains(".o_part_quantity").edit("1,5");
    await contains(".o_part_found").click();
    await animationFrame();
    expect(sent[0][3].quantity).toBe(1.5);
    await contains("button[name=act]").click();
    await contains("input[name=hours]").edit("2,5");
    await contains("button[name=send_act]").click();
    await animationFrame();
    expect(sent[1][3].hours).toBe(2.5);
});

test("S06 without a connection photos wait in a row, and each comes in once", async () => {
    let lost = true;
    const came = [];
    const sent = await mountPage((times) => {
        if (lost) {
            return false;
        }
        came.push(sent[times - 1]);
        return VISIT;
    });
    // A file that is no picture goes as it is; to find that out takes a busy browser long.
    patchWithCleanup(window, { createImageBitmap: () => Promise.reject() });
    const files = ["1.txt", "2.txt"].map((name) => new File([name], name));
    await sent.page.onPhoto({ target: { files } });
    await waitFor("button[name=again]");
    await animationFrame();
    lost = false;
    await contains("button[name=again]").click();
    await animationFrame();
    expect(came.map(([, , , { name }]) => name)).toEqual(["1.txt", "2.txt"]);
    const uuids = (rows, file) => new Set(rows.filter(([, , , { name }]) => name === file).map((row) => row[1]));
    expect(uuids(sent, "1.txt").size).toBe(1);
    expect(uuids(sent, "1.txt")).not.toEqual(uuids(came, "2.txt"));
    expect("button[name=again]").toHaveCount(0);
});

test("S06 what is refused does not hold what comes after it", async () => {
    expect.errors(1);
    const refused = { error: { code: 200, message: "Refused", data: { name: "x" } } };
    const sent = await mountPage((times) => (times === 1 ? refused : VISIT));
    await contains("button[name=need]").click();
    await contains("textarea[name=need_text]").edit("A pump");
    await contains("button[name=send_need]").click();
    await contains("button[name=checks]").click();
    await contains(".o_visit_check input").edit("3");
    await animationFrame();
    expect(sent.map(([, , kind]) => kind)).toEqual(["need", "check"]);
    expect.verifyErrors(["Refused"]);
    expect(new VisitOutbox(2).load()).toEqual([]);
});

test("S06 who leaves before all is sent is asked", async () => {
    await mountPage((times) => times > 1 && VISIT);
    await contains("button[name=checks]").click();
    await contains(".o_visit_check input").edit("3");
    await animationFrame();
    await contains("button[name=back]").click();
    expect(".modal").toHaveCount(1);
    await contains(".modal .btn-secondary").click();
    expect(".modal").toHaveCount(0);
    await contains("button[name=again]").click();
    await animationFrame();
    await contains("button[name=back]").click();
    expect.verifySteps(["back"]);
});
