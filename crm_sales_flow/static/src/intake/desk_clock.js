import { Component, onWillDestroy, useState } from "@odoo/owl";

import { browser } from "@web/core/browser/browser";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

import { clockText } from "../tasks/task_countdown";

const { DateTime } = luxon;
const TICK = 15000;

/** Until when the requests of the next sorting are sorted, and how many they are (F03). */
export class DeskClock extends Component {
    static template = "crm_sales_flow.DeskClock";
    static props = { slot: Object, onEnd: Function };

    setup() {
        this.state = useState({ now: DateTime.now() });
        const timer = browser.setInterval(() => this.tick(), TICK);
        onWillDestroy(() => browser.clearInterval(timer));
    }

    tick() {
        this.state.now = DateTime.now();
        if (!this.minutes) {
            this.props.onEnd();
        }
    }

    get minutes() {
        const end = deserializeDateTime(this.props.slot.end_at);
        return Math.max(Math.ceil(end.diff(this.state.now, "minutes").minutes), 0);
    }

    get isUrgent() {
        return this.props.slot.count > 0 && this.minutes <= this.props.slot.minutes;
    }

    get text() {
        const end = deserializeDateTime(this.props.slot.end_at);
        const values = {
            count: this.props.slot.count,
            time: end.toFormat(end.hasSame(this.state.now, "day") ? "HH:mm" : "d MMM HH:mm"),
            left: clockText(this.minutes),
        };
        return _t("To sort by %(time)s: %(count)s, left %(left)s", values);
    }
}
