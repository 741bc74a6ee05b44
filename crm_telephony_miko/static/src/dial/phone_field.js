import { useService } from "@web/core/utils/hooks";
import { patch } from "@web/core/utils/patch";
import { PhoneField } from "@web/views/fields/phone/phone_field";

patch(PhoneField.prototype, {
    setup() {
        super.setup();
        this.mikoDial = useService("crm_telephony_miko.dial");
    },

    /** The call belongs to the record on whose form or row it was clicked. */
    onDial(ev) {
        const { record, name } = this.props;
        if (this.mikoDial.isOffered) {
            ev.preventDefault();
            ev.stopPropagation();
            this.mikoDial.dial(record.data[name], record.resModel, record.resId);
        }
    },
});
