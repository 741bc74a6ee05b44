import { beforeEach, expect, test } from "@odoo/hoot";
import { queryFirst } from "@odoo/hoot-dom";
import { animationFrame, Deferred } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { session } from "@web/session";

class Client extends models.Model {
    _name = "client";
    phone = fields.Char();
    _records = [{ id: 4, phone: "+7 916 123-45-67" }];
}

defineMailModels();
defineModels([Client]);

beforeEach(() => {
    onRpc("miko.call", "live", () => []);
    onRpc("miko.call", "dial", ({ args }) => {
        expect.step(args);
        return "Lift your phone";
    });
});

const form = (attributes = "") =>
    mountView({
        type: "form",
        resModel: "client",
        resId: 4,
        arch: `<form><field name="phone" widget="phone" ${attributes}/></form>`,
    });

test("B08 a click in a form dials and tells the record", async () => {
    patchWithCleanup(session, { miko_extension: "201" });
    await form();
    queryFirst(".o_phone_form_link").click();
    await expect.waitForSteps([["+7 916 123-45-67", "client", 4]]);
    await animationFrame();
    expect(".o_notification").toHaveText("Lift your phone");
});

test("B08 a click on a number that cannot be changed dials as well", async () => {
    patchWithCleanup(session, { miko_extension: "201" });
    await form('readonly="1"');
    queryFirst(".o_field_phone a").click();
    await expect.waitForSteps([["+7 916 123-45-67", "client", 4]]);
});

const link = async (href) => {
    patchWithCleanup(session, { miko_extension: "201" });
    const arch = `<form><a class="number" href="${href}"><b>+7 495 123-45-67</b></a></form>`;
    await mountView({ type: "form", resModel: "client", resId: 4, arch });
    queryFirst(".number b").click();
    await animationFrame();
};

test("B08 any other link shows its true number and dials it when told so", async () => {
    await link("tel:+7%20809%20123-45-67;ext=5");
    expect(".modal-body").toHaveText("Dial +78091234567?");
    expect.verifySteps([]);
    queryFirst(".modal-footer .btn-primary").click();
    await expect.waitForSteps([["+78091234567", false, false]]);
});

test("B08 any other link dials nothing when that is given up", async () => {
    await link("tel:%E2%80%AE8091234567");
    expect(".modal-body").toHaveText("Dial 8091234567?");
    queryFirst(".modal-footer .btn-secondary").click();
    await animationFrame();
    expect(".modal").toHaveCount(0);
    expect.verifySteps([]);
});

test("B08 a link that is not well written dials what it says", async () => {
    await link("tel:+7%20495%ZZ");
    expect(".modal-body").toHaveText("Dial +720495?");
});

test("B08 two clicks in a row are one call", async () => {
    const answered = new Deferred();
    patchWithCleanup(session, { miko_extension: "201" });
    onRpc("miko.call", "dial", async ({ args }) => {
        expect.step(args);
        await answered;
        return "Lift your phone";
    });
    await form();
    queryFirst(".o_phone_form_link").click();
    queryFirst(".o_phone_form_link").click();
    await expect.waitForSteps([["+7 916 123-45-67", "client", 4]]);
    answered.resolve();
    await animationFrame();
    queryFirst(".o_phone_form_link").click();
    await expect.waitForSteps([["+7 916 123-45-67", "client", 4]]);
});

test("B08 without an extension the link is left to the device", async () => {
    patchWithCleanup(session, { miko_extension: "" });
    await form();
    const link = queryFirst(".o_phone_form_link");
    link.addEventListener("click", (ev) => {
        expect.step(ev.defaultPrevented);
        ev.preventDefault();
    });
    link.click();
    expect.verifySteps([false]);
});
