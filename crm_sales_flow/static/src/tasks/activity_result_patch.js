import { Activity } from "@mail/core/web/activity";
import { ActivityListPopoverItem } from "@mail/core/web/activity_list_popover_item";
import { patch } from "@web/core/utils/patch";

/**
 * Open «Result» instead of Odoo's "Mark done", which asks for no next step (G08).
 *
 * @returns {Promise<boolean>} false where Odoo's own way applies
 */
async function openResult(env, activity, onClose) {
    if (activity.res_model !== "crm.lead") {
        return false;
    }
    const action = await env.services.orm.call("mail.activity", "action_result", [activity.id]);
    if (action) {
        await env.services.action.doAction(action, { onClose });
    }
    return Boolean(action);
}

patch(Activity.prototype, {
    async onClickMarkAsDone(ev) {
        const { currentTarget } = ev; // gone after the question to the server
        const { thread } = this;
        const done = async () => {
            this.props.onActivityChanged(thread);
            await thread.fetchNewMessages();
        };
        if (!(await openResult(this.env, this.props.activity, done))) {
            return super.onClickMarkAsDone({ currentTarget });
        }
    },
});

patch(ActivityListPopoverItem.prototype, {
    async onClickMarkAsDone() {
        const done = () => this.props.onActivityChanged?.();
        if (!(await openResult(this.env, this.props.activity, done))) {
            return super.onClickMarkAsDone();
        }
    },
});
