from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import plaintext2html


class ProjectTask(models.Model):
    """What the client did not accept is a task of its own, and the deal waits for it (O05)."""

    _inherit = "project.task"

    remark_of_id = fields.Many2one(
        "project.task",
        "Remark to the act of",
        readonly=True,
        index="btree_not_null",
        copy=False,
        ondelete="restrict",
        help="The visit whose act has this remark.",
    )
    remark_ids = fields.One2many("project.task", "remark_of_id", "Remarks to mend", copy=False)
    failed_certificate_id = fields.Many2one(
        "crm.attestation.certificate",
        "Failed attestation",
        readonly=True,
        index="btree_not_null",
        copy=False,
        help="The attestation that the machine did not pass: this visit mends it.",
    )
    holds_deal = fields.Boolean(
        "The deal waits for it", compute="_compute_holds_deal", compute_sudo=True
    )

    @api.depends("remark_of_id.field_work_type", "failed_certificate_id", "is_closed")
    def _compute_holds_deal(self):
        for task in self:
            task.holds_deal = not task.is_closed and (
                task.remark_of_id.field_work_type == "installation"
                or bool(task.failed_certificate_id)
            )

    def _act_signed(self):
        """Each line of the remarks becomes a task of the same engineers."""
        result = super()._act_signed()
        remarks = [line.strip() for line in (self.act_remarks or "").splitlines()]
        if wanted := [remark for remark in remarks if remark]:
            self._field_work_create([self._remark_values(remark) for remark in wanted])
        return result

    def _remark_values(self, remark):
        visit = self.sudo()
        return {
            "name": remark[:200],
            "description": plaintext2html(remark) if len(remark) > 200 else False,
            "field_work_type": "visit",
            "remark_of_id": self.id,
            "lead_id": visit.lead_id.id,
            "partner_id": visit.partner_id.id,
            "lot_ids": [Command.set(visit.lot_ids.ids)],
            "company_id": visit.company_id.id,
            "user_ids": [Command.set(visit.user_ids.ids)],
        }

    def action_remark_done(self):
        """The remark is mended: the deal may go on when it was the last one."""
        for task in self:
            if not (task.remark_of_id or task.failed_certificate_id):
                raise UserError(self.env._("«%(visit)s» is no remark.", visit=task.name))
        if not self.env.su and not self._act_may_visit():
            raise AccessError(self.env._("Remarks are closed by the engineers who mended them."))
        self.check_access("write")
        self._finish_visit()

    def _finish_visit(self):
        for task in self.filtered(lambda task: not task.is_closed):
            task.write(
                {"state": "1_done", "stage_id": (task._act_done_stage() or task.stage_id).id}
            )
