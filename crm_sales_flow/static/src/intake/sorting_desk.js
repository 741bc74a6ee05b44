import {
    Component,
    markup,
    onMounted,
    onWillDestroy,
    onWillStart,
    useEffect,
    useRef,
    useState,
    useSubEnv,
} from "@odoo/owl";

import { deserializeDateTime, toLocaleDateTimeString } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { RPCError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { debounce } from "@web/core/utils/timing";
import { Layout } from "@web/search/layout";
import { getDefaultConfig } from "@web/views/view";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { DeskClock } from "./desk_clock";
import { useDeskKeys } from "./desk_keys";

/**
 * The sorting desk: the list of what waits beside the text of the current request, by keyboard.
 *
 * A key decides about the request that is shown and about no other: while a decision is on its way
 * to the server further keys are not listened to (F01, F04).
 */
export class SortingDesk extends Component {
    static template = "crm_sales_flow.SortingDesk";
    static components = { DeskClock, Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        useSubEnv({ config: { ...getDefaultConfig(), ...this.env.config } });
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.bus = useService("bus_service");
        this.display = { controlPanel: {} };
        this.list = useRef("list");
        this.letter = useRef("letter");
        this.keepText = new KeepLast();
        this.done = []; // decisions that can be taken back, the last one at the end
        this.state = useState({
            requests: [],
            teams: [],
            total: 0,
            slot: false,
            currentId: false,
            text: false,
            busy: false,
            isReading: false, // on a telephone the text takes the place of the list
            isAttaching: false, // a digit means a lead of the sender, not a department
        });
        this.refresh = debounce(() => this.load(), 500);
        const onNotice = (notice) => this.onNotice(notice);
        this.bus.subscribe("crm_sales_flow.requests", onNotice);
        this.bus.start();
        onWillStart(() => this.load());
        onMounted(() => this.focusList());
        onWillDestroy(() => {
            this.refresh.cancel();
            this.bus.unsubscribe("crm_sales_flow.requests", onNotice);
        });
        useEffect(
            () => {
                const row = this.list.el?.querySelector("[aria-selected=true]");
                row?.scrollIntoView({ block: "nearest" });
            },
            () => [this.state.currentId]
        );
        // A link of a stranger's letter opens beside the desk, and does not learn where from.
        useEffect(
            () => {
                for (const link of this.letter.el?.querySelectorAll("a") || []) {
                    Object.assign(link, { target: "_blank", rel: "noreferrer" });
                }
            },
            () => [this.state.text]
        );
        useDeskKeys(this);
    }

    async load() {
        const place = this.place;
        const { requests, ...rest } = await this.orm.silent.call("crm.request", "flow_desk", []);
        Object.assign(this.state, rest, { requests });
        if (!this.current) {
            this.select(requests[Math.min(Math.max(place, 0), requests.length - 1)]?.id);
        } else if (!this.state.text) {
            this.select(this.state.currentId);
        }
    }

    get place() {
        return this.state.requests.findIndex(({ id }) => id === this.state.currentId);
    }

    get current() {
        return this.state.requests[this.place];
    }

    get isReady() {
        return Boolean(this.current && this.state.text && !this.state.busy);
    }

    get leads() {
        return this.state.text ? this.state.text.leads : [];
    }

    get body() {
        return markup(this.state.text.body);
    }

    registeredAt(request) {
        return toLocaleDateTimeString(deserializeDateTime(request.registered_at));
    }

    fileUrl(file) {
        return `/web/content/${file.id}?download=true`;
    }

    focusList() {
        this.list.el?.focus({ preventScroll: true });
    }

    async select(id) {
        Object.assign(this.state, { currentId: id || false, text: false, isAttaching: false });
        if (!id) {
            this.state.isReading = false;
            return;
        }
        const asked = this.orm.silent.call("crm.request", "flow_desk_text", [[id]]);
        const text = await this.keepText.add(asked);
        if (text.id === this.state.currentId) {
            this.state.text = text;
        }
    }

    read(id) {
        this.state.isReading = true;
        this.focusList();
        return this.select(id);
    }

    move(step) {
        const next = this.state.requests[this.place + step];
        return next && this.select(next.id);
    }

    accept() {
        if (this.current?.team_id) {
            return this.sort(this.current.team_id, this.current.team);
        }
        const text = _t("No department is proposed: choose one by its digit.");
        this.notification.add(text, { type: "warning" });
    }

    digit(number) {
        if (this.state.isAttaching) {
            return this.leads[number - 1] && this.attach(this.leads[number - 1]);
        }
        const team = this.state.teams[number - 1];
        return team && this.sort(team.id, team.name);
    }

    sort(teamId, name) {
        const text = _t("%(request)s → %(team)s", { request: this.current.name, team: name });
        return this.decide("action_sort", teamId, text);
    }

    drop(reason) {
        const label = reason === "spam" ? _t("Spam") : _t("Not for us");
        return this.decide("action_drop", reason, `${this.current.name}: ${label}`);
    }

    /** One lead of the sender is taken at once; of several one is chosen by its digit. */
    startAttaching() {
        if (this.leads.length === 1) {
            return this.attach(this.leads[0]);
        }
        if (!this.leads.length) {
            const text = _t("The client has no open lead or deal to attach to.");
            this.notification.add(text, { type: "warning" });
        }
        this.state.isAttaching = this.leads.length > 1 && !this.state.isAttaching;
    }

    attach(lead) {
        const values = { request: this.current.name, lead: lead.name };
        return this.decide("action_attach", lead.id, _t("%(request)s → «%(lead)s»", values));
    }

    async decide(method, value, text) {
        const { id, name } = this.current;
        if (await this.ask(method, [id], value)) {
            this.done.push({ id, name });
            this.letGo([id]);
            this.tell(text);
        }
        this.focusList();
    }

    /** Ask the server; what it refuses is told, and the desk shows the present state of things. */
    async ask(method, ids, ...rest) {
        if (this.state.busy) {
            return false;
        }
        this.state.busy = true;
        try {
            await this.orm.call("crm.request", method, [ids, ...rest]);
            return true;
        } catch (error) {
            if (!(error instanceof RPCError)) {
                throw error;
            }
            this.notification.add(error.data?.message || error.message, { type: "danger" });
            await this.load();
            return false;
        } finally {
            this.state.busy = false;
        }
    }

    tell(text) {
        this.closeNotice?.();
        this.closeNotice = this.notification.add(text, {
            type: "success",
            buttons: [{ name: _t("Take back (Z)"), primary: true, onClick: () => this.undo() }],
        });
    }

    async undo() {
        const last = this.done.at(-1);
        if (!last || this.state.busy) {
            return;
        }
        this.closeNotice?.();
        if (await this.ask("action_undo", [last.id])) {
            await this.load();
            this.select(last.id);
            this.notification.add(_t("%s waits for sorting again", last.name), { type: "info" });
        }
        this.done.pop();
        this.focusList();
    }

    letGo(ids) {
        const { place } = this;
        const left = this.state.requests.filter(({ id }) => !ids.includes(id));
        this.state.total -= this.state.requests.length - left.length;
        this.state.requests = left;
        if (!this.current) {
            this.select(left[Math.min(place, left.length - 1)]?.id);
        }
        this.refresh();
    }

    onNotice({ ids, state, user_id, user: name }) {
        if (["new", "broken"].includes(state)) {
            return this.refresh();
        }
        if (user_id === user.userId) {
            return; // it is this desk that has told the server
        }
        const taken = this.state.requests.filter(({ id }) => ids.includes(id));
        if (taken.some(({ id }) => id === this.state.currentId)) {
            const values = { request: this.current.name, user: name };
            const text = _t("%(request)s was taken by %(user)s", values);
            this.notification.add(text, { type: "warning" });
        }
        if (taken.length) {
            this.letGo(ids);
        }
    }

    open() {
        const request = { res_model: "crm.request", res_id: this.current.id };
        const window = { type: "ir.actions.act_window", views: [[false, "form"]] };
        return this.action.doAction({ ...window, ...request });
    }

    register() {
        return this.action.doAction("crm_sales_flow.action_request_quick", {
            onClose: () => this.load(),
        });
    }

    openList() {
        return this.action.doAction("crm_sales_flow.action_request_desk");
    }
}

registry.category("actions").add("crm_sales_flow.sorting_desk", SortingDesk);
