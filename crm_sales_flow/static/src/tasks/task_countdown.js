import { Component, onWillDestroy, onWillStart, useState } from "@odoo/owl";

import { browser } from "@web/core/browser/browser";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { useDropdownState } from "@web/core/dropdown/dropdown_hooks";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { debounce } from "@web/core/utils/timing";

const { DateTime } = luxon;

const TICK = 15000;
// A task that is due tomorrow is not known today: now and then the server is asked anyway.
const ASK = 3600000;
// Notices missed during a break of the connection come late: an old one is not shown.
const FRESH_MINUTES = 30;
// More notices than these would cover the screen: one stands for all of them.
const MOST_NOTICES = 3;

// From so many minutes on, days say more than hours.
const DAYS_FROM = 2 * 24 * 60;

/**
 * "1:05" of hours and minutes, days when they are many; a minus stands before the time that is left.
 *
 * @param {number} minutes since the deadline
 */
export function clockText(minutes) {
    const whole = Math.abs(minutes);
    if (whole >= DAYS_FROM) {
        const days = Math.floor(whole / (24 * 60));
        return _t("%s d", minutes < 0 ? -days : days);
    }
    const text = `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
    return minutes < 0 ? `-${text}` : text;
}

/**
 * Overdue and soon-due tasks with their minutes, in the bar on every screen (G03).
 *
 * The minutes tick here; the server is asked when it says that tasks changed, after a break of the
 * connection, and once an hour.
 */
export class TaskCountdown extends Component {
    static components = { Dropdown };
    static props = [];
    static template = "crm_sales_flow.TaskCountdown";

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.bus = useService("bus_service");
        this.dropdown = useDropdownState();
        this.notices = new Set();
        this.state = useState({ tasks: [], now: DateTime.now() });
        this.refresh = debounce(() => this.load(), 300);
        const onReminder = (payload) => this.onReminder(payload);
        this.bus.subscribe("crm_sales_flow.tasks", this.refresh);
        this.bus.subscribe("crm_sales_flow.reminder", onReminder);
        this.bus.addEventListener("BUS:RECONNECT", this.refresh);
        this.bus.start();
        const timer = browser.setInterval(() => (this.state.now = DateTime.now()), TICK);
        const hourly = browser.setInterval(() => this.refresh(), ASK);
        onWillStart(() => this.load());
        onWillDestroy(() => {
            browser.clearInterval(timer);
            browser.clearInterval(hourly);
            this.refresh.cancel();
            this.bus.unsubscribe("crm_sales_flow.tasks", this.refresh);
            this.bus.unsubscribe("crm_sales_flow.reminder", onReminder);
            this.bus.removeEventListener("BUS:RECONNECT", this.refresh);
        });
    }

    async load() {
        const tasks = await this.orm.silent.call("mail.activity", "flow_countdown", []);
        this.state.tasks = tasks.map((task) => ({ ...task, due: deserializeDateTime(task.due_at) }));
        this.state.now = DateTime.now();
    }

    /** Tasks with the minutes since their deadline, negative before it. */
    get tasks() {
        return this.state.tasks.map((task) => {
            const minutes = Math.floor(this.state.now.diff(task.due, "minutes").minutes);
            return { ...task, minutes, late: minutes >= 0, clock: clockText(minutes) };
        });
    }

    get overdue() {
        return this.tasks.filter((task) => task.late);
    }

    get badge() {
        return this.overdue.length || "";
    }

    get label() {
        return _t("Overdue tasks: %s", this.overdue.length);
    }

    onReminder({ tasks, sent_at }) {
        this.refresh();
        if (sent_at) {
            const age = DateTime.now().diff(deserializeDateTime(sent_at), "minutes").minutes;
            if (age > FRESH_MINUTES) {
                return;
            }
        }
        const waiting = [...this.notices].reduce((count, notice) => count + notice.count, 0);
        const count = waiting + tasks.length;
        if (count > MOST_NOTICES) {
            this.notices.forEach((notice) => notice.close());
            const onClick = () => this.openDay();
            this.notify(count, _t("Tasks that ask for attention: %s", count), {
                buttons: [{ name: _t("My day"), primary: true, onClick }],
            });
            return;
        }
        for (const { title, text, lead_id } of tasks) {
            const onClick = () => {
                notice.close();
                return this.open(lead_id);
            };
            const buttons = lead_id ? [{ name: _t("Show"), primary: true, onClick }] : [];
            const notice = this.notify(1, text, { title, buttons });
        }
    }

    /**
     * @param {number} count tasks that the notice speaks of
     * @param {string} text
     * @param {Object} options of the notification
     */
    notify(count, text, options) {
        const notice = { count };
        const onClose = () => this.notices.delete(notice);
        notice.close = this.notification.add(text, {
            ...options,
            type: "warning",
            sticky: true,
            onClose,
        });
        this.notices.add(notice);
        return notice;
    }

    async open(leadId) {
        this.dropdown.close();
        const action = await this.orm.call("crm.lead", "get_formview_action", [[leadId]]);
        return this.action.doAction(action);
    }

    openDay() {
        this.dropdown.close();
        return this.action.doAction("crm_sales_flow.action_my_day");
    }
}

registry
    .category("systray")
    .add("crm_sales_flow.TaskCountdown", { Component: TaskCountdown }, { sequence: 23 });
