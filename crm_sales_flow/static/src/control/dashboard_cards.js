import { Component, onWillStart, useEffect, useRef } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { cookie } from "@web/core/browser/cookie";
import { getCustomColor } from "@web/core/colors/colors";
import { user } from "@web/core/user";

import { figureRows, formatFigure, formatMoney, funnelSteps, inTwoLines } from "./dashboard_figures";

const SCHEME = cookie.get("color_scheme");
const TEXT = getCustomColor(SCHEME, "#374151", "#E4E4E4");
const GRID = getCustomColor(SCHEME, "rgba(0,0,0,.08)", "rgba(255,255,255,.12)");
const TONES = { good: "#2e9e6b", bad: "#d9534f", wait: "#e0a030" };
const SERIES = ["#714b67", "#2b8f94", "#e0a030", "#8f8f8f"];
const ROW_HEIGHT = 34; // pixels of one bar with its air
const NARROW_ROW = 44; // on a telephone, where its name takes two lines
const LEGEND_LINE = 24; // there each series has a line below the bars

/** What a card of any kind can do: write a figure, and open the records behind it. */
class Card extends Component {
    static props = { block: Object, currencyId: [Number, Boolean], onOpen: Function };

    text(figure) {
        return figure ? formatFigure(figure, this.props.currencyId, user.lang) : "";
    }

    money(amount) {
        return formatMoney(amount, this.props.currencyId, user.lang);
    }

    /** For who hears the screen, and as the tip of the mouse. */
    title(figure) {
        const name = figure.row ? `${figure.row}, ${figure.label}` : figure.label;
        const hint = figure.hint ? `. ${figure.hint}` : "";
        return `${name}: ${this.text(figure)}${hint}`;
    }

    open(figure) {
        if (figure?.action) {
            this.props.onOpen(figure.action);
        }
    }
}

export class NumbersCard extends Card {
    static template = "crm_sales_flow.DashboardNumbers";
}

export class FunnelCard extends Card {
    static template = "crm_sales_flow.DashboardFunnel";

    get steps() {
        return funnelSteps(this.props.block.figures);
    }

    style({ points, strength }) {
        return `--flow-shape: polygon(${points}); --flow-strength: ${strength}%`;
    }
}

export class TableCard extends Card {
    static template = "crm_sales_flow.DashboardTable";

    get rows() {
        return figureRows(this.props.block);
    }
}

export class BarsCard extends Card {
    static template = "crm_sales_flow.DashboardBars";

    setup() {
        this.canvas = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => {
                const chart = new Chart(this.canvas.el, this.config());
                return () => chart.destroy();
            },
            () => [JSON.stringify(this.props.block)]
        );
    }

    get rows() {
        return figureRows(this.props.block);
    }

    get height() {
        const { columns, is_stacked } = this.props.block;
        const bars = this.rows.length * Math.min(is_stacked ? 1 : Math.max(columns.length, 1), 2);
        return this.env.isSmall
            ? 80 + columns.length * LEGEND_LINE + bars * NARROW_ROW
            : 80 + bars * ROW_HEIGHT;
    }

    get figures() {
        return this.props.block.figures.filter(({ action }) => action);
    }

    /** On a telephone a name takes two lines, or the bars would have no room. */
    get labels() {
        const [narrow, names] = [this.env.isSmall, this.rows.map(({ name }) => name)];
        return names.map((name) => (narrow ? inTwoLines(name) : name));
    }

    datasets() {
        const { columns } = this.props.block;
        const series = columns.length ? columns : [{ label: this.props.block.title }];
        return series.map(({ label, tone }, index) => ({
            label,
            data: this.rows.map(({ cells }) => cells[index]?.value || 0),
            backgroundColor: TONES[tone] || SERIES[index % SERIES.length],
            borderRadius: 3,
            maxBarThickness: 22,
        }));
    }

    config() {
        const { block } = this.props;
        const cell = ({ dataIndex, datasetIndex }) => this.rows[dataIndex]?.cells[datasetIndex];
        const ticks = { color: TEXT, precision: 0, autoSkip: false };
        const scale = { stacked: Boolean(block.is_stacked), ticks };
        return {
            type: "bar",
            data: { labels: this.labels, datasets: this.datasets() },
            options: {
                indexAxis: "y",
                maintainAspectRatio: false,
                animation: false,
                scales: {
                    x: {
                        ...scale,
                        ticks: { ...ticks, autoSkip: true },
                        beginAtZero: true,
                        grid: { color: GRID },
                    },
                    y: { ...scale, grid: { display: false } },
                },
                plugins: {
                    legend: {
                        display: block.columns.length > 1,
                        position: "bottom",
                        labels: { color: TEXT, boxWidth: 12 },
                    },
                    tooltip: {
                        callbacks: {
                            label: (item) => {
                                const figure = cell(item);
                                return figure ? `${item.dataset.label}: ${this.text(figure)}` : "";
                            },
                        },
                    },
                },
                onClick: (ev, [found]) =>
                    found && this.open(this.rows[found.index]?.cells[found.datasetIndex]),
                onHover: (ev, found) => {
                    ev.native.target.style.cursor = found.length ? "pointer" : "default";
                },
            },
        };
    }
}
