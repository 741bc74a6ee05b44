import { Component, onMounted, onWillDestroy, onWillStart, useState, useSubEnv } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { formatDate, formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { debounce } from "@web/core/utils/timing";
import { Layout } from "@web/search/layout";
import { getDefaultConfig } from "@web/views/view";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { BarsCard, FunnelCard, NumbersCard, TableCard } from "./dashboard_cards";
import { isEmpty } from "./dashboard_figures";

const { DateTime } = luxon;
const STALE = 5 * 60 * 1000; // figures older than this are asked for anew while they are looked at
const KEPT = "crm_sales_flow.dashboard"; // what was chosen, as long as the browser's tab lives
const SHORT_FUNNEL = 6; // steps of a funnel that is no wider than the other cards
const CARDS = { numbers: NumbersCard, funnel: FunnelCard, table: TableCard, bars: BarsCard };

/** The figures of a desk: cards of the server, a period, filters; a figure opens its records. */
export class Dashboard extends Component {
    static template = "crm_sales_flow.Dashboard";
    static components = { DateTimeInput, Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        useSubEnv({ config: { ...getDefaultConfig(), ...this.env.config } });
        this.orm = useService("orm");
        this.action = useService("action");
        this.bus = useService("bus_service");
        this.display = { controlPanel: {} };
        this.keepLast = new KeepLast();
        const chosen = { preset: "month", period: false, filters: {} };
        this.state = useState({ ...chosen, ...this.kept, board: null, at: null, isBusy: false });
        const onTasks = debounce(() => this.isSeen && this.load(), 10_000);
        this.bus.subscribe("crm_sales_flow.tasks", onTasks);
        this.bus.start();
        onWillStart(() => this.load());
        const look = () => this.refreshWhenStale();
        onMounted(() => {
            this.timer = browser.setInterval(look, STALE / 5);
            document.addEventListener("visibilitychange", look);
        });
        onWillDestroy(() => {
            onTasks.cancel();
            this.bus.unsubscribe("crm_sales_flow.tasks", onTasks);
            browser.clearInterval(this.timer);
            document.removeEventListener("visibilitychange", look);
        });
    }

    // ------------------------------------------------------------------ data

    get kept() {
        return JSON.parse(browser.sessionStorage.getItem(KEPT) || "{}");
    }

    keep() {
        const { preset, period, filters } = this.state;
        browser.sessionStorage.setItem(KEPT, JSON.stringify({ preset, period, filters }));
    }

    get isSeen() {
        return document.visibilityState === "visible";
    }

    refreshWhenStale() {
        if (this.isSeen && this.state.at && DateTime.now() - this.state.at >= STALE) {
            this.load();
        }
    }

    /** The last question wins: an answer to an earlier period never overwrites a later one. */
    async load() {
        const { desk } = this.props.action.context || {};
        const args = [desk || false, this.state.preset ? this.state.preset : this.state.period];
        this.state.isBusy = true;
        try {
            const asked = this.orm.silent.call("flow.dashboard", "get_dashboard", [
                ...args,
                { ...this.state.filters },
            ]);
            const board = await this.keepLast.add(asked);
            Object.assign(this.state, { board, period: board.period, at: DateTime.now() });
        } finally {
            this.state.isBusy = false;
        }
    }

    // --------------------------------------------------------------- choices

    setPreset(preset) {
        this.state.preset = preset;
        return this.ask();
    }

    get days() {
        return this.state.period.map((day) => DateTime.fromISO(day));
    }

    setDay(place, moment) {
        const value = moment && moment.toISODate();
        if (!value || value === this.state.period[place]) {
            return;
        }
        const period = [...this.state.period];
        period[place] = value;
        // The other end follows, so that the period never runs backwards.
        if (period[0] > period[1]) {
            period[1 - place] = value;
        }
        Object.assign(this.state, { period, preset: false });
        return this.ask();
    }

    setFilter(name, value) {
        const filters = { ...this.state.filters, [name]: Number(value) || false };
        if (name === "team_id") {
            filters.user_id = false;
        }
        this.state.filters = filters;
        return this.ask();
    }

    ask() {
        this.keep();
        return this.load();
    }

    // ---------------------------------------------------------------- screen

    get updated() {
        return _t("Updated at %s", formatDateTime(this.state.at, { format: "HH:mm" }));
    }

    /** What the printed sheet tells of itself. */
    get printed() {
        const [first, last] = this.days.map((day) => formatDate(day));
        const { teams, users } = this.state.board.choices;
        const { team_id, user_id } = this.state.filters;
        const names = [
            teams.find(({ id }) => id === team_id)?.name,
            users.find(({ id }) => id === user_id)?.name,
        ];
        return [`${first} – ${last}`, ...names.filter(Boolean)].join(", ");
    }

    card(block) {
        return CARDS[block.kind];
    }

    isEmpty(block) {
        return isEmpty(block);
    }

    isWide(block) {
        return block.is_wide || (block.kind === "funnel" && block.figures.length > SHORT_FUNNEL);
    }

    /** Those that go across stand first: the columns of the others are not torn by them. */
    get blocks() {
        const { blocks } = this.state.board;
        const wide = blocks.filter((block) => this.isWide(block));
        return [...wide, ...blocks.filter((block) => !this.isWide(block))];
    }

    report({ action }) {
        return (action.views || "").includes("pivot") ? _t("Report") : action.name;
    }

    print() {
        window.print();
    }

    /** Exactly the records behind the figure, in the window in which people know them. */
    async open({ window: xmlid, views, ...rest }) {
        const base = xmlid ? await this.action.loadAction(xmlid) : {};
        const { help, search_view_id } = base;
        const usual = (base.views || []).toSorted((a, b) => (b[1] === "list") - (a[1] === "list"));
        const modes = views || (usual.length ? "" : "list,form");
        const shown = modes ? modes.split(",").map((mode) => [false, mode]) : usual;
        return this.action.doAction({
            type: "ir.actions.act_window",
            target: "current",
            views: shown,
            help,
            search_view_id,
            ...rest,
        });
    }
}

registry.category("actions").add("crm_sales_flow.dashboard", Dashboard);
