import { Component, onWillStart, useState } from "@odoo/owl";

import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { SignatureDialog } from "@web/core/signature/signature_dialog";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";

import { readPhoto } from "./photo";
import { VisitOutbox } from "./visit_outbox";

/** A number as people type it, with a comma as well; NaN when it is none. */
function typed(value) {
    const text = String(value ?? "").trim();
    return text ? Number(text.replace(",", ".")) : NaN;
}

/** One visit on a telephone. What is sent carries a UUID and may be sent again (S05-S10). */
export class VisitPage extends Component {
    static template = "crm_sales_flow.VisitPage";
    static props = { visitId: Number, userId: Number, onBack: Function, onPassport: Function };

    setup() {
        this.orm = useService("orm");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.outbox = new VisitOutbox(this.props.userId);
        this.queue = []; // what is to be sent, in the order of the engineer's taps
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
        onWillStart(async () => {
            const visit = await this.orm.call("project.task", "visit_page", [this.props.visitId]);
            const { works, remarks, signer, post, work_kind, hours } = visit;
            Object.assign(this.state, {
                visit,
                act: { works, remarks, signer, post, work_kind, hours },
            });
        });
        useSetupAction({
            beforeUnload: (ev) => {
                if (this.queue.length) {
                    ev.preventDefault();
                }
            },
            beforeLeave: () => this.mayLeave(),
        });
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
    submit(kind, values, done, after) {
        const uuid = this.outbox.begin(this.visit.id, kind, values);
        if (!this.queue.some((waiting) => waiting.uuid === uuid)) {
            this.queue.push({ uuid, kind, values, done, after });
        }
        return this.send();
    }

    /** One after another; a lost connection stops it, a refusal only ends what was refused. */
    async send() {
        if (this.state.busy) {
            return;
        }
        this.state.busy = true;
        this.state.lost = false;
        const refused = [];
        while (this.queue.length && !this.state.lost) {
            await this.sendFirst().catch((error) => refused.push(error));
        }
        this.state.busy = false;
        refused.forEach((error) => Promise.reject(error));
    }

    async sendFirst() {
        const [{ uuid, kind, values, done, after }] = this.queue;
        try {
            const args = [[this.visit.id], uuid, kind, values];
            this.state.visit = await this.orm.call("project.task", "visit_submit", args);
        } catch (error) {
            if (error instanceof ConnectionLostError) {
                this.state.lost = true;
                return;
            }
            this.forget(uuid);
            throw error;
        }
        this.forget(uuid);
        if (done) {
            this.notification.add(done(this.visit.answer || {}), { type: "success" });
        }
        after?.();
    }

    /** The server has answered: yes or no, it is not sent again by itself. */
    forget(uuid) {
        this.queue.shift();
        this.outbox.end(uuid);
    }

    async back() {
        if (await this.mayLeave()) {
            this.props.onBack();
        }
    }

    /** What waits to be sent is not given up without a question, whichever way he leaves. */
    mayLeave() {
        if (!this.queue.length) {
            return true;
        }
        return new Promise((resolve) => {
            const answer = (leaves) => () => resolve(leaves);
            this.dialog.add(
                ConfirmationDialog,
                {
                    title: _t("Not everything has been sent"),
                    body: _t("What has not been sent yet is lost when you leave the visit."),
                    confirmLabel: _t("Leave"),
                    confirm: answer(true),
                    cancelLabel: _t("Stay"),
                    cancel: answer(false),
                },
                { onClose: answer(false) }
            );
        });
    }

    take() {
        return this.submit("take", {}, () => _t("The visit is yours."));
    }

    /** A point that the engineer sees filled is his to fill anew, whoever did it (S06). */
    tick(check) {
        return this.submit("check", { id: check.id, is_done: !check.is_done, replace: check.is_done });
    }

    measure(check) {
        const measured = typed(this.state.measured[check.id]);
        if (Number.isNaN(measured)) {
            this.notification.add(_t("Enter the measured value."), { type: "warning" });
            return;
        }
        return this.submit("check", { id: check.id, measured, replace: check.is_done });
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
        const quantity = typed(this.state.part.quantity);
        if (!(quantity > 0)) {
            this.notification.add(_t("Enter how many parts were used."), { type: "warning" });
            return;
        }
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
            this.submit("photo", await readPhoto(file));
        }
    }

    /** The client signs on the screen: a filled act is signed by that, the third tap (S06). */
    sign() {
        this.dialog.add(SignatureDialog, {
            defaultName: this.state.act.signer || "",
            nameAndSignatureProps: { mode: "draw", noInputName: true, displaySignatureRatio: 2 },
            uploadSignature: ({ signatureImage }) => {
                this.state.act.signature = signatureImage.split(",")[1];
                const { works, signer, post } = this.state.act;
                if (works && signer && post) {
                    this.sendAct();
                }
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
            hours: typed(hours) || 0,
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
