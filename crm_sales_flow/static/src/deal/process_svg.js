/**
 * Colours of the process picture, and the file that is saved from it.
 *
 * In the web client the variables are set by process_picture.scss for the light and the dark
 * theme; a saved file has no such variables, so each stands there with its own colour.
 */

const COLOURS = {
    paper: "#ffffff",
    frame: "#f8f9fa",
    task: "#ffffff",
    line: "#495057",
    text: "#212529",
    muted: "#5c636a",
    current: "#71639e",
    "current-task": "#efecf6",
    lost: "#b02a37",
};

const colour = (name) => `var(--o-flow-${name}, ${COLOURS[name]})`;

// Each rule names the picture: a style inside an SVG counts for the whole page.
export const STYLE = `
.o_flow_svg text { font-family: Roboto, "Noto Sans", Arial, sans-serif; fill: ${colour("text")}; font-size: 13px; }
.o_flow_svg .small { font-size: 11px; fill: ${colour("muted")}; }
.o_flow_svg .strong { font-weight: 600; }
.o_flow_svg .paper { fill: ${colour("paper")}; }
.o_flow_svg .frame { fill: ${colour("frame")}; stroke: ${colour("line")}; stroke-width: 1; }
.o_flow_svg .task { fill: ${colour("task")}; stroke: ${colour("line")}; stroke-width: 1.5; }
.o_flow_svg .current .task, .o_flow_svg .current .event { stroke: ${colour("current")}; stroke-width: 4; fill: ${colour("current-task")}; }
.o_flow_svg .gateway, .o_flow_svg .event { fill: ${colour("task")}; stroke: ${colour("line")}; stroke-width: 1.5; }
.o_flow_svg .gateway-mark { stroke: ${colour("line")}; stroke-width: 2.5; fill: none; }
.o_flow_svg .event-end { stroke-width: 4; }
.o_flow_svg .lost .event { stroke: ${colour("lost")}; }
.o_flow_svg .flow, .o_flow_svg .slash { fill: none; stroke: ${colour("line")}; stroke-width: 1.5; }
.o_flow_svg .arrow { fill: ${colour("line")}; }
.o_flow_svg .icon { fill: none; stroke: ${colour("muted")}; stroke-width: 1.2; }
`;

/**
 * @param {SVGElement} svg the picture as it stands in the page
 * @returns {string} a stand-alone SVG document
 */
export function toFile(svg) {
    const copy = svg.cloneNode(true);
    for (const node of copy.querySelectorAll("[tabindex], [role]")) {
        node.removeAttribute("tabindex");
        node.removeAttribute("role");
    }
    const style = copy.querySelector("style");
    style.textContent = style.textContent.replace(/var\(--[\w-]+, (#\w+)\)/g, "$1");
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    const text = new XMLSerializer().serializeToString(copy);
    return `<?xml version="1.0" encoding="UTF-8"?>\n${text}`;
}
