import { expect, test } from "@odoo/hoot";
import { queryOne } from "@odoo/hoot-dom";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";

import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    MockServer,
    defineModels,
    fields,
    models,
    mountView,
} from "@web/../tests/web_test_helpers";

class Run extends models.Model {
    _name = "mailchimp.run";
    progress = fields.Float();
    state = fields.Selection({ selection: [["running", "Running"], ["done", "Done"]] });
    _records = [{ id: 1, progress: 10, state: "running" }];
}

defineMailModels();
defineModels([Run]);

const arch = `<form><field name="progress" widget="mailchimp_progress"/></form>`;
const change = (values) => MockServer.env["mailchimp.run"].write([1], values);
const shown = () => queryOne("[role=progressbar]").getAttribute("aria-valuenow");

test("V06 a run that goes on is looked at again until it ended", async () => {
    await mountView({ type: "form", resModel: "mailchimp.run", resId: 1, arch });
    expect(shown()).toBe("10");
    change({ progress: 60 });
    await advanceTime(1600);
    await animationFrame();
    expect(shown()).toBe("60");
    change({ progress: 100, state: "done" });
    await advanceTime(1600);
    await animationFrame();
    expect(shown()).toBe("100");
    change({ progress: 5 });
    await advanceTime(5000);
    await animationFrame();
    expect(shown()).toBe("100");
});
