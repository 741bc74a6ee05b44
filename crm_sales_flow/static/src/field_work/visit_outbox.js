import { browser } from "@web/core/browser/browser";

const KEY = "crm_sales_flow.visit_outbox";
// What would be done twice. A tick may be sent twice: an old UUID would swallow a later one.
const KEPT = new Set(["part", "act", "need"]);

/** A UUID as the server wants it; `crypto.randomUUID` is absent on pages without https. */
export function makeUuid() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/**
 * What the engineer sends: each submit gets its UUID before the first attempt and keeps it until
 * the server has answered, over a closed page as well, so that sending again doubles nothing.
 */
export class VisitOutbox {
    constructor(userId) {
        this.key = `${KEY}.${userId}`;
    }

    /** The UUID of what is sent now: that of an unanswered attempt with the same content. */
    begin(visitId, kind, values) {
        if (!KEPT.has(kind)) {
            return makeUuid();
        }
        const content = JSON.stringify(values);
        const known = this.load().find(
            (row) => row.visitId === visitId && row.kind === kind && row.content === content
        );
        if (known) {
            return known.uuid;
        }
        const uuid = makeUuid();
        this.save([...this.load(), { uuid, visitId, kind, content }]);
        return uuid;
    }

    /** The server has answered: yes or no, it is not sent again by itself. */
    end(uuid) {
        this.save(this.load().filter((row) => row.uuid !== uuid));
    }

    load() {
        try {
            return JSON.parse(browser.localStorage.getItem(this.key)) || [];
        } catch {
            return [];
        }
    }

    save(rows) {
        try {
            browser.localStorage.setItem(this.key, JSON.stringify(rows.slice(-50)));
        } catch {
            // A full memory of the browser: the UUID lives as long as the page.
        }
    }
}
