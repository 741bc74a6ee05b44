import { patch } from "@web/core/utils/patch";

import { SortingDesk } from "@crm_sales_flow/intake/sorting_desk";

/** The sorter sees how the sortings of the month were kept (Z07); a press opens them. */
patch(SortingDesk.prototype, {
    openMonth() {
        return this.action.doAction("crm_sales_flow.action_sorting_round");
    },
});
