import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";

import { CallCards } from "@crm_telephony_miko/popup/call_card";
import { CallScreens } from "@crm_telephony_miko/popup/call_screens";
import { _t } from "@web/core/l10n/translation";

// So long after the connection the server surely knows what this screen listens to.
const SUBSCRIBED = 3000;

/** The cards of callers over everything else: while the phone rings and during the talk (B07). */
export const callScreensService = {
    dependencies: ["bus_service", "notification", "orm"],

    start(env, { bus_service: bus, notification, orm }) {
        const screens = new CallScreens(orm);
        registry
            .category("main_components")
            .add("crm_telephony_miko.CallCards", { Component: CallCards, props: { screens } });
        bus.subscribe("crm_telephony_miko.call", (screen) => screens.hear(screen));
        bus.subscribe("crm_telephony_miko.unreached", ({ number }) =>
            notification.add(
                _t("Your phone was not lifted: %(number)s was not called.", { number }),
                { type: "warning" }
            )
        );
        const check = () => screens.check().catch(() => {}); // asked again at the next connection
        bus.addEventListener("BUS:CONNECT", () => browser.setTimeout(check, SUBSCRIBED));
        bus.addEventListener("BUS:RECONNECT", check);
        bus.start();
        check();
        return screens;
    },
};

registry.category("services").add("crm_telephony_miko.call_screens", callScreensService);
