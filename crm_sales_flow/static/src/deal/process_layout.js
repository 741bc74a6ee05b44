/**
 * The layout of the process picture: a pure function from stages to shapes in BPMN's symbols.
 *
 * The flow runs in rows from left to right and wraps at the given width, so that the same process
 * is read on a wide screen and on a telephone. A conditional stage stands between two exclusive
 * gateways; the default flow (with the slash) leads around it. The lost end is reached from the
 * whole sub-process by a boundary event: a deal may be lost at any stage.
 */

export const TASK_WIDTH = 168;
export const TASK_HEIGHT = 112;
const RADIUS = 16; // of events, and half the diagonal of gateways
const GAP = 32; // between neighbours of a row
const STEM = 26; // between a gateway and its task
const BYPASS = 40; // room above the tasks for the flow around a conditional one
const ABOVE = 14; // room above the tasks of a row without any
const CHANNEL = 36; // room below the tasks for the flow to the next row
const MARGIN = 16;
const LINE = 16;
const TITLE_CHARS = 17;
const ROLE_CHARS = 20;
const LABEL_CHARS = 17;

/**
 * @typedef {{id: number, name: string, isWon: boolean, isConditional: boolean, role: string,
 *  count: string, age: string, description: string}} Stage texts are ready to be shown
 * @param {{stages: Stage[], currentId: number|false, isLost: boolean,
 *  labels: {start: string, lost: string, question: string, yes: string, no: string}}} process
 * @param {number} available width in pixels
 * @returns {{width: number, height: number, shapes: Object[]}}
 */
export function layoutProcess(process, available) {
    const rows = intoRows(process.stages.map(toCell), available);
    const shapes = [];
    let top = MARGIN;
    let previous;
    for (const row of rows) {
        let x = 2 * MARGIN;
        top += row.some(({ stage }) => stage?.isConditional) ? BYPASS : ABOVE;
        const middle = top + TASK_HEIGHT / 2;
        for (const cell of row) {
            const entry = { x, y: middle };
            if (previous) {
                shapes.push(flow(`to-${cell.id}`, connect(previous, entry)));
            }
            shapes.push(...drawCell(cell, x, middle, process));
            x += cell.width;
            previous = { x, y: middle };
            x += GAP;
        }
        top += TASK_HEIGHT + CHANNEL;
    }
    const width = Math.max(...rows.map(rowWidth)) + 4 * MARGIN;
    const frame = { type: "frame", id: "frame", x: MARGIN / 2, y: MARGIN / 2 };
    frame.width = width - MARGIN;
    frame.height = top - MARGIN / 2;
    const bottom = frame.y + frame.height;
    shapes.unshift(frame);
    shapes.push(...drawLost(2 * MARGIN + RADIUS, bottom, process));
    return { width, height: bottom + 2 * RADIUS + 2 * MARGIN, shapes };
}

/** Words into at most `limit` lines of about `chars` characters; what is left becomes «…». */
export function wrapText(text, chars, limit) {
    const lines = [""];
    for (const word of text.split(/\s+/).filter(Boolean)) {
        const last = lines.at(-1);
        if (last && last.length + word.length + 1 > chars) {
            lines.push(word);
        } else {
            lines[lines.length - 1] = last ? `${last} ${word}` : word;
        }
    }
    const shown = lines.slice(0, limit).map((line) => shorten(line, chars));
    if (lines.length > limit) {
        shown[limit - 1] = shorten(`${shown[limit - 1]}…`, chars);
    }
    return shown;
}

function shorten(text, chars) {
    return text.length > chars ? `${text.slice(0, chars - 1).replace(/…$/, "")}…` : text;
}

// -------------------------------------------------------------------- rows

function toCell(stage) {
    const around = stage.isConditional ? 2 * (2 * RADIUS + STEM) : 0;
    const width = stage.isWon ? TASK_WIDTH : TASK_WIDTH + around;
    return { id: `stage-${stage.id}`, stage, width };
}

function intoRows(cells, available) {
    const rows = [[{ id: "start", width: 2 * RADIUS }]];
    for (const cell of cells) {
        const row = rows.at(-1);
        if (rowWidth(row) + GAP + cell.width + 4 * MARGIN <= available) {
            row.push(cell);
        } else {
            rows.push([cell]);
        }
    }
    return rows;
}

function rowWidth(row) {
    return row.reduce((sum, cell) => sum + cell.width, (row.length - 1) * GAP);
}

// ------------------------------------------------------------------- cells

function drawCell({ id, stage }, x, middle, process) {
    if (!stage) {
        return [event(id, "start", x + RADIUS, middle, [process.labels.start])];
    }
    if (stage.isWon) {
        return [drawEnd(id, stage, x, middle, process)];
    }
    if (!stage.isConditional) {
        return [drawTask(id, stage, x, middle, process)];
    }
    return drawConditional(id, stage, x, middle, process);
}

function drawTask(id, stage, x, middle, { currentId }) {
    return {
        type: "task",
        id,
        stageId: stage.id,
        x,
        y: middle - TASK_HEIGHT / 2,
        width: TASK_WIDTH,
        height: TASK_HEIGHT,
        lines: wrapText(stage.name, TITLE_CHARS, 3),
        role: shorten(stage.role, ROLE_CHARS),
        count: stage.count,
        age: stage.age,
        description: stage.description,
        isCurrent: stage.id === currentId,
    };
}

function drawConditional(id, stage, x, middle, process) {
    const { labels } = process;
    const split = x + RADIUS;
    const taskX = x + 2 * RADIUS + STEM;
    const taskEnd = taskX + TASK_WIDTH;
    const join = taskEnd + STEM + RADIUS;
    const high = middle - TASK_HEIGHT / 2 - BYPASS / 2;
    const around = [
        [split, middle - RADIUS],
        [split, high],
        [join, high],
        [join, middle - RADIUS],
    ];
    const label = { text: labels.no, x: (split + join) / 2, y: high - 5 };
    return [
        gateway(`${id}-split`, split, middle, labels.question),
        flow(`${id}-in`, [[split + RADIUS, middle], [taskX, middle]], {
            label: { text: labels.yes, x: split + RADIUS + STEM / 2, y: middle - 6 },
        }),
        flow(`${id}-around`, around, { isDefault: true, label }),
        drawTask(id, stage, taskX, middle, process),
        flow(`${id}-out`, [[taskEnd, middle], [join - RADIUS, middle]]),
        gateway(`${id}-join`, join, middle, ""),
    ];
}

function drawEnd(id, stage, x, middle, { currentId }) {
    const texts = [...wrapText(stage.name, LABEL_CHARS, 2), stage.count];
    return {
        ...besides(event(id, "end", x + RADIUS, middle, texts)),
        stageId: stage.id,
        description: stage.description,
        isCurrent: stage.id === currentId,
    };
}

function drawLost(x, bottom, { labels, isLost }) {
    const low = bottom + RADIUS + MARGIN;
    const end = x + 2 * RADIUS + GAP;
    const lost = besides(event("lost", "end", end, low, [labels.lost]));
    return [
        event("boundary", "boundary", x, bottom, []),
        flow("to-lost", [[x, bottom + RADIUS], [x, low], [end - RADIUS, low]]),
        { ...lost, stageId: false, description: labels.lost, isCurrent: isLost },
    ];
}

// ----------------------------------------------------------------- symbols

function event(id, kind, x, y, lines) {
    return {
        type: "event",
        id,
        kind,
        x,
        y,
        radius: RADIUS,
        lines,
        textX: x,
        textY: y + RADIUS + LINE,
        anchor: "middle",
    };
}

/** The label of an end event stands to its right, where nothing follows. */
function besides(shape) {
    const textY = shape.y + 5 - ((shape.lines.length - 1) * LINE) / 2;
    return { ...shape, textX: shape.x + RADIUS + 8, textY, anchor: "start" };
}

function gateway(id, x, y, label) {
    const points = [
        [x - RADIUS, y],
        [x, y - RADIUS],
        [x + RADIUS, y],
        [x, y + RADIUS],
    ];
    return { type: "gateway", id, x, y, points: join(points), label, labelY: y + RADIUS + LINE };
}

/** A sequence flow; the slash of a default one stands just after its source. */
function flow(id, points, { isDefault = false, label = null } = {}) {
    const [[x, y]] = points;
    const slash = isDefault ? { x1: x - 5, y1: y - 5, x2: x + 5, y2: y - 13 } : null;
    return { type: "flow", id, points: join(points), label, slash };
}

/** Straight in the same row; to the next one down and back to the left, between the rows. */
function connect(from, to) {
    if (from.y === to.y) {
        return [[from.x, from.y], [to.x, to.y]];
    }
    const channel = from.y + TASK_HEIGHT / 2 + CHANNEL / 2;
    return [
        [from.x, from.y],
        [from.x + MARGIN / 2, from.y],
        [from.x + MARGIN / 2, channel],
        [to.x - MARGIN / 2, channel],
        [to.x - MARGIN / 2, to.y],
        [to.x, to.y],
    ];
}

function join(points) {
    return points.map((point) => point.join(",")).join(" ");
}
