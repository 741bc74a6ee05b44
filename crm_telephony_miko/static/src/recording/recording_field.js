import { Component, useState } from "@odoo/owl";

import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** Plays the recordings of a call; nothing is fetched before somebody listens (B09). */
export class RecordingField extends Component {
    static props = { ...standardFieldProps };
    static template = "crm_telephony_miko.RecordingField";

    setup() {
        this.state = useState({ missing: {} });
    }

    get parts() {
        const { record, name } = this.props;
        return [...Array(record.data[name] || 0).keys()].map((part) => ({
            part,
            url: `/crm_telephony_miko/recording/${record.resId}/${part}`,
        }));
    }

    /** The exchange makes a recording available some minutes after the call. */
    onError(part) {
        this.state.missing[part] = true;
    }
}

registry.category("fields").add("miko_recording", {
    component: RecordingField,
    supportedTypes: ["integer"],
});
