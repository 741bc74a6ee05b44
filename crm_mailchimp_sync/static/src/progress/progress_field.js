import { Component, onWillUnmount, useEffect } from "@odoo/owl";

import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const EVERY = 1500; // milliseconds between two looks at a run that goes on
const GOING_ON = ["running", "paused"];

/** How far a synchronisation is: looks again while it runs, and stops when it ended (V06). */
export class ProgressField extends Component {
    static props = { ...standardFieldProps };
    static template = "crm_mailchimp_sync.ProgressField";

    setup() {
        this.timer = null;
        useEffect(
            (state) => {
                this.stop();
                if (GOING_ON.includes(state)) {
                    this.timer = setInterval(() => this.look(), EVERY);
                }
            },
            () => [this.props.record.data.state]
        );
        onWillUnmount(() => this.stop());
    }

    get value() {
        return Math.round(this.props.record.data[this.props.name] || 0);
    }

    async look() {
        await this.props.record.load();
    }

    stop() {
        clearInterval(this.timer);
        this.timer = null;
    }
}

registry.category("fields").add("mailchimp_progress", {
    component: ProgressField,
    supportedTypes: ["float"],
    fieldDependencies: [{ name: "state", type: "selection" }],
});
