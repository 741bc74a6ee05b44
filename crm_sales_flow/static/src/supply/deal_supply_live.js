import { DealFormController } from "@crm_sales_flow/deal/deal_form_pages";

import { onWillDestroy } from "@odoo/owl";

import { useService } from "@web/core/utils/hooks";
import { patch } from "@web/core/utils/patch";
import { debounce } from "@web/core/utils/timing";

const NOTICE = "crm_sales_flow.supply";

/**
 * An open deal shows what production, purchase and the warehouse have just reported, without a
 * reload (L06). What the person is typing is never taken away: then it shows after saving.
 */
patch(DealFormController.prototype, {
    setup() {
        super.setup(...arguments);
        const bus = useService("bus_service");
        const refresh = debounce(() => this.showSupply(), 300);
        const onNotice = ({ lead_ids }) => {
            if (lead_ids.includes(this.model.root?.resId)) {
                refresh();
            }
        };
        bus.subscribe(NOTICE, onNotice);
        bus.addEventListener("BUS:RECONNECT", refresh);
        bus.start();
        onWillDestroy(() => {
            refresh.cancel();
            bus.unsubscribe(NOTICE, onNotice);
            bus.removeEventListener("BUS:RECONNECT", refresh);
        });
    },

    async showSupply() {
        const { root } = this.model;
        if (root?.resId && !(await root.isDirty())) {
            await root.load();
        }
    },
});
