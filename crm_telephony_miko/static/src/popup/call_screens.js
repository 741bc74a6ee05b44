import { reactive } from "@odoo/owl";

import { browser } from "@web/core/browser/browser";
import { ConnectionLostError } from "@web/core/network/rpc";
import { user } from "@web/core/user";

const CHANNEL = "crm_telephony_miko.dismissed";
const CHECK_EVERY = 30_000;

/**
 * The calls whose cards this window shows.
 *
 * Every message tells a call in whole, and the server is asked again when a card opens, when the
 * connection was lost and from time to time: whatever was missed, came late or came twice, no card
 * stays that belongs to nothing (B07). An answer says nothing of a call which a message told of
 * since it was asked for: it may be older.
 */
export class CallScreens {
    constructor(orm) {
        this.orm = orm;
        this.calls = reactive({});
        this.dismissed = new Set();
        this.messages = 0;
        this.heard = {};
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

    /** @param {Object} screen what a message tells of a call */
    hear(screen) {
        this.heard[screen.id] = ++this.messages;
        this.show(screen);
    }

    /** @returns {Function} whether an answer to what is asked now is still true of a call */
    ask() {
        const before = this.messages;
        return (id) => (this.heard[id] || 0) <= before;
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
        const isTrue = this.ask();
        const card = await this.readCard(id);
        const call = this.calls[id];
        if (!card || !call) {
            return;
        }
        call.card = card;
        if (isTrue(id)) {
            card.screen ? this.show(card.screen) : this.end(id);
        }
    }

    /** @returns {Promise<Object|null>} null offline: asked again after the reconnection */
    async readCard(id) {
        try {
            return await this.orm.silent.call("miko.call", "card", [[id]]);
        } catch (error) {
            if (error instanceof ConnectionLostError) {
                return null;
            }
            throw error;
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
        const isTrue = this.ask();
        const empty = Object.values(this.calls).filter((call) => !call.card);
        const live = await this.orm.silent.call("miko.call", "live", []);
        const ids = new Set(live.map((screen) => screen.id));
        Object.values(this.calls)
            .map((call) => call.screen.id)
            .filter((id) => !ids.has(id) && isTrue(id))
            .forEach((id) => this.end(id));
        live.filter((screen) => isTrue(screen.id)).forEach((screen) => this.show(screen));
        empty
            .map((call) => call.screen.id)
            .filter((id) => this.calls[id])
            .forEach((id) => this.load(id));
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
