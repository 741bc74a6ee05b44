import { Component, onWillStart, useState } from "@odoo/owl";

import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { SignatureDialog } from "@web/core/signature/signature_dialog";
import { useService } from "@web/core/utils/hooks";

import { readPhoto } from "./photo";
import { VisitOutbox } from "./visit_outbox";

/** One visit on a telephone. What is sent carries a UUID and may be sent again (S05-S10). */
export class VisitPage extends Component {
    static template = "crm_sales_flow.VisitPage";
    static props = { visitId: Number, userId: Number, onBack: Function, onPassport: Function };

    setup() {
        this.orm = useService("orm");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.outbox = new VisitOutbox(this.props.userId);
        this.state = useState({
            visit: null,
            section: "",
            busy: false,
            lost: false,
            measured: {},
            act: {},
            need: "",
            part: { search: "", found: [], quantity: 1 },
        });
        onWillStart(async () =>
            this.show(await this.orm.call("project.task", "visit_page", [this.props.visitId]))
        );
    }

    show(visit) {
        const { works, remarks, signer, post, work_kind, hours } = visit;
        const { signature } = this.state.act;
        this.state.visit = visit;
        this.state.act = { works, remarks, signer, post, work_kind, hours, signature };
    }

    get visit() {
        return this.state.visit;
    }

    get when() {
        return this.visit.at ? deserializeDateTime(this.visit.at).toFormat("dd.MM.yyyy HH:mm") : "";
    }

    get phoneUrl() {
        return `tel:${this.visit.phone.replace(/[^+\d]/g, "")}`;
    }

    get managerUrl() {
        return `tel:${this.visit.manager_phone.replace(/[^+\d]/g, "")}`;
    }

    get mapUrl() {
        return `https://yandex.ru/maps/?text=${encodeURIComponent(this.visit.address)}`;
    }

    get signedText() {
        return _t("The act %s is signed.", this.visit.act_number);
    }

    get checksLeft() {
        return this.visit.checks.filter(({ is_done }) => !is_done).length;
    }

    photoUrl(photo) {
        return `/web/image/${photo.id}/200x200`;
    }

    toggle(section) {
        this.state.section = this.state.section === section ? "" : section;
    }

    /** Send once; without an answer the same UUID goes out with the next attempt. */
    async submit(kind, values, done, after) {
        if (this.state.busy) {
            return;
        }
        const uuid = this.outbox.begin(this.visit.id, kind, values);
        this.unanswered = null;
        this.state.busy = true;
        this.state.lost = false;
        try {
            const args = [[this.visit.id], uuid, kind, values];
            const visit = await this.orm.call("project.task", "visit_submit", args);
            this.outbox.end(uuid);
            this.show(visit);
            if (done) {
                this.notification.add(done(visit.answer || {}), { type: "success" });
            }
            after?.();
        } catch (error) {
            if (error instanceof ConnectionLostError) {
                this.unanswered = [kind, values, done, after];
                this.state.lost = true;
                return;
            }
            this.outbox.end(uuid);
            throw error;
        } finally {
            this.state.busy = false;
        }
    }

    take() {
        return this.submit("take", {}, () => _t("The visit is yours."));
    }

    tick(check) {
        return this.submit("check", { id: check.id, is_done: !check.is_done });
    }

    measure(check) {
        const text = String(this.state.measured[check.id] ?? "").trim();
        const measured = Number(text.replace(",", "."));
        if (!text || Number.isNaN(measured)) {
            this.notification.add(_t("Enter the measured value."), { type: "warning" });
            return;
        }
        return this.submit("check", { id: check.id, measured });
    }

    async findPart() {
        const { search } = this.state.part;
        const domain = [["type", "=", "consu"]];
        this.state.part.found =
            search.length < 2
                ? []
                : await this.orm.call("product.product", "name_search", [], {
                      name: search,
                      domain,
                      limit: 7,
                  });
    }

    addPart(id) {
        const quantity = Number(String(this.state.part.quantity).replace(",", ".")) || 1;
        const values = { product_id: id, quantity, number: this.partCount };
        return this.submit("part", values, null, () =>
            Object.assign(this.state.part, { search: "", found: [], quantity: 1 })
        );
    }

    /** Two equal parts are two submits, a repeated one is not. */
    get partCount() {
        return this.visit.parts.length;
    }

    removePart(part) {
        return this.submit("part_gone", { id: part.id });
    }

    async onPhoto(ev) {
        const files = [...ev.target.files];
        ev.target.value = "";
        for (const file of files) {
            this.photo = await readPhoto(file);
            if (!(await this.sendPhoto())) {
                return;
            }
        }
    }

    async sendPhoto() {
        this.photo.uuid ||= this.outbox.begin(this.visit.id, "photo", {});
        const { uuid, ...values } = this.photo;
        this.state.busy = true;
        this.state.lost = false;
        try {
            const args = [[this.visit.id], uuid, "photo", values];
            this.show(await this.orm.call("project.task", "visit_submit", args));
            this.photo = null;
            return true;
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                this.photo = null;
                throw error;
            }
            this.state.lost = true;
            return false;
        } finally {
            this.state.busy = false;
        }
    }

    /** The connection is back: what got no answer goes again, whole, under the same UUID. */
    again() {
        this.state.lost = false;
        return this.photo ? this.sendPhoto() : this.unanswered && this.submit(...this.unanswered);
    }

    sign() {
        this.dialog.add(SignatureDialog, {
            defaultName: this.state.act.signer || "",
            nameAndSignatureProps: { mode: "draw", noInputName: true, displaySignatureRatio: 2 },
            uploadSignature: ({ signatureImage }) => {
                this.state.act.signature = signatureImage.split(",")[1];
            },
        });
    }

    async onScan(ev) {
        const [file] = ev.target.files;
        if (file) {
            const { data, name } = await readPhoto(file);
            Object.assign(this.state.act, { scan: data, scanName: name });
        }
    }

    sendAct() {
        const { works, remarks, signer, post, work_kind, hours, signature, scan, scanName } =
            this.state.act;
        const values = {
            act_works: works,
            act_remarks: remarks,
            act_signer: signer,
            act_signer_post: post,
            work_kind,
            hours,
            act_signature: signature,
            act_file: scan,
            act_file_name: scan ? scanName : undefined,
        };
        return this.submit("act", values, ({ number }) => _t("The act %s is signed.", number));
    }

    sendNeed() {
        const text = this.state.need.trim();
        const done = ({ number }) => _t("Passed to sales: %s.", number);
        return this.submit("need", { text }, done, () =>
            Object.assign(this.state, { need: "", section: "" })
        );
    }

    remarkDone() {
        return this.submit("remark_done", {}, () => _t("Mended."));
    }
}
