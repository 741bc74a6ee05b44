import { registry } from "@web/core/registry";
import { session } from "@web/session";

/** Click-to-call (B08): the exchange rings the phone of this user and dials the number. */
export const dialService = {
    dependencies: ["notification", "orm"],

    start(env, { notification, orm }) {
        let busy = false;
        return {
            /** Without an extension a link with a number stays what it is. */
            get isOffered() {
                return Boolean(session.miko_extension);
            },

            /** The call belongs to the record, when there is one. */
            async dial(number, model = false, id = false) {
                if (busy) {
                    return; // a second click is not a second call
                }
                busy = true;
                try {
                    const told = await orm.call("miko.call", "dial", [number, model, id]);
                    notification.add(told, { type: "info" });
                } finally {
                    busy = false;
                }
            },
        };
    },
};

registry.category("services").add("crm_telephony_miko.dial", dialService);
