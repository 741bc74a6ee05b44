from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

# What the person on the site fills in; everything else is set by signing.
ACT_INPUT = frozenset(
    {
        "act_date",
        "act_works",
        "act_remarks",
        "act_signer",
        "act_signer_post",
        "act_signature",
        "act_file",
        "act_file_name",
    }
)
ACT_SIGNING = frozenset({"act_number", "act_signed_at", "act_signed_by_id", "act_uuid"})
ACT_FIELDS = ACT_INPUT | ACT_SIGNING | {"lot_ids"}
# What makes a task a visit, and what a signed act speaks of.
VISIT_FIELDS = frozenset({"field_work_type", "field_work_order_id", "lead_id"})
ACT_SUBJECT = VISIT_FIELDS | {"partner_id", "project_id", "state", "active"}
VISITORS = ("crm_sales_flow.group_service_engineer", "crm_sales_flow.group_director")


class ProjectTask(models.Model):
    """The act of completed work of a visit (O04).

    Signing carries a UUID made by the device and may be repeated: a lost answer, a second tap or
    a device that sends again get the same act. Two simultaneous requests update one row, so one
    of them is rolled back and repeated by Odoo and finds the act of the other.
    """

    _name = "project.task"
    _inherit = ["project.task", "crm.deal.document.mixin"]

    _deal_document_triggers = frozenset({"act_signed_at", "lead_id"})

    act_number = fields.Char("Act No.", readonly=True, copy=False)
    act_date = fields.Date("Date of the Act", copy=False)
    act_works = fields.Text("Works Done", copy=False)
    act_remarks = fields.Text("Remarks of the Client", copy=False)
    act_signer = fields.Char("Signed by", copy=False, help="Full name of the client's person.")
    act_signer_post = fields.Char("Post", copy=False)
    act_signature = fields.Binary("Signature", attachment=True, copy=False)
    act_file = fields.Binary("Scan", attachment=True, copy=False)
    act_file_name = fields.Char(copy=False)
    act_signed_at = fields.Datetime("Signed at", readonly=True, copy=False, tracking=True)
    act_signed_by_id = fields.Many2one(
        "res.users", "Accepted from the Client by", readonly=True, copy=False
    )
    act_uuid = fields.Char("Act UUID", readonly=True, copy=False)

    _act_uuid_uniq = models.UniqueIndex(
        "(act_uuid) WHERE act_uuid IS NOT NULL", "This act is already signed."
    )

    @api.model_create_multi
    def create(self, vals_list):
        defaults = {key[8:] for key in self.env.context if key.startswith("default_")}
        self._act_check_forged(defaults.union(*vals_list))
        return super().create(vals_list)

    @api.model
    def _act_check_forged(self, names):
        if self.env.su:
            return
        if ACT_SIGNING.intersection(names):
            raise AccessError(self.env._("An act is signed by the button of the visit."))
        if VISIT_FIELDS.intersection(names) and not self._act_may_visit():
            raise AccessError(
                self.env._("Visits are planned from the deal, or by engineers and the director.")
            )

    @api.model
    def _act_may_visit(self):
        return any(self.env.user.has_group(group) for group in VISITORS)

    def write(self, vals):
        self._act_check_forged(vals)
        frozen = ACT_FIELDS if self.env.su else ACT_FIELDS | ACT_SUBJECT
        # Elevated: a client who writes through the portal may not read the act.
        if frozen & vals.keys() and self.sudo().filtered("act_signed_at"):
            raise UserError(self.env._("The act is signed and can no longer be changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        if self.filtered("act_signed_at"):
            raise UserError(self.env._("A visit with a signed act cannot be deleted."))

    def action_sign_act(self):
        """Button of the form: sign what is written on it."""
        self.ensure_one()
        self.sign_act(str(uuid4()))
        return True

    def sign_act(self, uuid, values=None):
        """Sign the act of the visit; repeating with the same ``uuid`` gives the same act.

        :param str uuid: made by the device before the first attempt.
        :param dict values: fields of the act to fill first, see ``ACT_INPUT``.
        :return: dict with ``id``, ``act_number``, ``act_date``
        """
        self.ensure_one()
        self.check_access("write")
        if not self.env.su and not self._act_may_visit():
            raise AccessError(self.env._("An act is signed by the engineer of the visit."))
        if not self.act_signed_at:
            self._act_check_uuid(uuid)
            self.write({name: value for name, value in (values or {}).items() if name in ACT_INPUT})
            self._act_check_complete()
            if self.field_work_type == "installation":
                self.sudo()._take_delivered_lots()
            self.sudo().write(self._act_signing_values(uuid))
            self._act_signed()
        elif self.act_uuid != uuid:
            raise UserError(
                self.env._(
                    "The act %(number)s of this visit is already signed.", number=self.act_number
                )
            )
        return {"id": self.id, "act_number": self.act_number, "act_date": self.act_date}

    def _act_check_uuid(self, uuid):
        if not uuid or self.sudo().search_count([("act_uuid", "=", uuid)], limit=1):
            raise UserError(self.env._("This act belongs to another visit."))

    def _act_check_complete(self):
        missing = [
            self._fields[name]._description_string(self.env)
            for name in ("act_works", "act_signer", "act_signer_post")
            if not self[name]
        ]
        if not (self.act_signature or self.act_file):
            missing.append(self.env._("Signature or Scan"))
        if missing:
            raise UserError(
                self.env._("Fill in before signing: %(fields)s.", fields=", ".join(missing))
            )
        if self.act_date and self.act_date > fields.Date.context_today(self):
            raise UserError(self.env._("The date of the act is in the future."))

    def _act_signing_values(self, uuid):
        return {
            "act_uuid": uuid,
            "act_number": self.env["ir.sequence"].sudo().next_by_code("crm_sales_flow.act"),
            "act_date": self.act_date or fields.Date.context_today(self),
            "act_signed_at": fields.Datetime.now(),
            "act_signed_by_id": self.env.uid,
            "state": "1_done",
            "stage_id": (self._act_done_stage() or self.stage_id).id,
        }

    def _act_done_stage(self):
        """Where finished visits of the project stand: its first folded stage."""
        return self.sudo().project_id.type_ids.filtered("fold").sorted()[:1]

    def _act_signed(self):
        """Hook: what follows from a signed act (warranty, documents, the deal's log)."""
        if self.lead_id:  # an engineer may visit a client without a deal
            self.lead_id.sudo()._message_log(
                body=self.env._(
                    "The act %(number)s is signed: %(visit)s",
                    number=self.act_number,
                    visit=self.name,
                )
            )

    def _act_title(self):
        if not self.act_number:
            return self.env._("Act of completed work")
        return self.env._("Act of completed work No. %(number)s", number=self.act_number)

    def action_print_act(self):
        return self.env.ref("crm_sales_flow.report_act").report_action(self, config=False)

    def action_preview_act(self):
        """The act as a page: works on every machine, with or without a PDF printer."""
        self.ensure_one()
        url = f"/report/html/crm_sales_flow.form_act/{self.id}"
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}

    # A signed commissioning act is a document of the deal; other tasks are none.

    def _sync_deal_documents(self):
        visits = self.sudo().filtered(lambda task: task.field_work_type and task.lead_id)
        return super(ProjectTask, visits)._sync_deal_documents()

    def _deal_document_type(self):
        commissioning = self.field_work_type == "installation" and self.act_signed_at
        return "crm_sales_flow.document_type_act" if commissioning else False

    def _deal_document_deals(self):
        return self.lead_id

    def _deal_document_values(self):
        signer = ", ".join(filter(None, (self.act_signer, self.act_signer_post)))
        return {
            "name": self.act_number,
            "date": self.act_date,
            "state": "signed",
            "signer": signer,
            "date_signed": self.act_date,
        }
