import { reactive } from "@odoo/owl";

import { browser } from "@web/core/browser/browser";
import { user } from "@web/core/user";

const CHANNEL = "crm_telephony_miko.dismissed";
const CHECK_EVERY = 30_000;

/**
 * The calls whose cards this window shows.
 *
 * Every message tells a call in whole, and the server is asked again when a card opens, when the
 * connection was lost and from time to time: whatever was missed, came late or came twice, no card
 * stays that belongs to nothing (B07).
 */
export class CallScreens {
    constructor(orm) {
        this.orm = orm;
        this.calls = reactive({});
        this.dismissed = new Set();
        this.channel = this.openChannel();
    }

    openChannel() {
        try {
            const channel = new browser.BroadcastChannel(CHANNEL);
            channel.onmessage = ({ data }) => this.drop(data);
            return channel;
        } catch {
            return null; // an old browser: the other windows keep their cards until the call ends
        }
    }

    /** @param {Object} screen what the server says of a call now */
    show(screen) {
        const mine = [...screen.rings, ...screen.talks].includes(user.userId);
        if (screen.state === "ended" || !mine) {
            this.end(screen.id);
        } else if (screen.id in this.calls) {
            Object.assign(this.calls[screen.id], { screen, over: false });
        } else if (!this.dismissed.has(screen.id)) {
            this.calls[screen.id] = { screen, card: null, draft: "", over: false, folded: false };
            this.load(screen.id);
            this.watch();
        }
    }

    async load(id) {
        const card = await this.orm.silent.call("miko.call", "card", [[id]]);
        const call = this.calls[id];
        if (call) {
            call.card = card;
            card.screen ? this.show(card.screen) : this.end(id);
        }
    }

    /** The call is over or another one answered; what is being written is not lost. */
    end(id) {
        const call = this.calls[id];
        if (call?.draft.trim()) {
            call.over = true;
        } else if (call) {
            delete this.calls[id];
        }
    }

    /** Closed by hand: in all windows of this person. */
    dismiss(id) {
        this.drop(id);
        this.channel?.postMessage(id);
    }

    drop(id) {
        this.dismissed.add(id);
        delete this.calls[id];
    }

    /** Take over what the server says is live, and nothing else. */
    async check() {
        const live = await this.orm.silent.call("miko.call", "live", []);
        const ids = new Set(live.map((screen) => screen.id));
        Object.values(this.calls)
            .filter((call) => !ids.has(call.screen.id))
            .forEach((call) => this.end(call.screen.id));
        live.forEach((screen) => this.show(screen));
    }

    watch() {
        browser.clearTimeout(this.timer);
        this.timer = browser.setTimeout(async () => {
            if (Object.values(this.calls).some((call) => !call.over)) {
                await this.check().catch(() => {}); // offline: asked again after the reconnection
                this.watch();
            }
        }, CHECK_EVERY);
    }
}
