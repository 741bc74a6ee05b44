import { getCurrency } from "@web/core/currency";

const NBSP = "\u00a0";
const NARROWEST = 8; // per cent of the width: a step that nobody reached is still a step

/** A number as a person reads it: «12.4 million ₽», «45 %», «1 230», «3.5 h»; a dash for none. */
export function formatFigure({ value, unit }, currencyId, locale) {
    if (value === null || value === undefined || value === false) {
        return "–";
    }
    if (unit === "money") {
        return formatMoney(value, currencyId, locale);
    }
    const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(value);
    return unit ? `${number}${NBSP}${unit}` : number;
}

export function formatMoney(value, currencyId, locale) {
    const options = { notation: "compact", maximumFractionDigits: 1 };
    const number = new Intl.NumberFormat(locale, options).format(value);
    const currency = getCurrency(currencyId);
    if (!currency) {
        return number;
    }
    const parts = [number, currency.symbol];
    return (currency.position === "after" ? parts : parts.reverse()).join(NBSP);
}

/** Each step of the funnel as a trapeze that narrows towards the next one. */
export function funnelSteps(figures) {
    const most = Math.max(1, ...figures.map(({ value }) => value || 0));
    const width = (value) => NARROWEST + ((100 - NARROWEST) * (value || 0)) / most;
    return figures.map((figure, index) => {
        const top = width(figure.value);
        const bottom = index + 1 < figures.length ? width(figures[index + 1].value) : top;
        const corners = [
            [50 - top / 2, 0],
            [50 + top / 2, 0],
            [50 + bottom / 2, 100],
            [50 - bottom / 2, 100],
        ];
        const points = corners.map(([x, y]) => `${x.toFixed(2)}% ${y}%`).join(", ");
        // Stronger above, lighter below.
        const strength = 62 - (34 * index) / Math.max(figures.length - 1, 1);
        return { figure, points, strength: Math.round(strength), next: figures[index + 1] };
    });
}

/**
 * The figures of a table, or of bars in several series: rows of cells, in the order they came.
 *
 * A row is told by the keys of its figures, `<row>-<column>`: two people may have one name.
 */
export function figureRows({ figures, columns }) {
    const rows = new Map();
    for (const figure of figures) {
        const { key, label, row, column = "" } = figure;
        const id = row === undefined ? key : key.slice(0, -column.length - 1);
        if (!rows.has(id)) {
            rows.set(id, { name: row === undefined ? label : row, found: {} });
        }
        rows.get(id).found[column] = figure;
    }
    const keys = columns.length ? columns.map(({ key }) => key) : [""];
    return [...rows.values()].map(({ name, found }) => ({ name, cells: keys.map((key) => found[key]) }));
}

/** A name as two lines of about the same length, where it has several words. */
export function inTwoLines(name) {
    const middle = name.length / 2;
    const spaces = [...name.matchAll(/ /g)].map(({ index }) => index);
    if (!spaces.length) {
        return [name];
    }
    const cut = spaces.reduce((best, at) => (Math.abs(at - middle) < Math.abs(best - middle) ? at : best));
    return [name.slice(0, cut), name.slice(cut + 1)];
}

export function isEmpty(block) {
    return !block.figures.some(({ value }) => value);
}
