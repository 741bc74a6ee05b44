from odoo import api, fields, models
from odoo.exceptions import UserError

# Checklists by the kind of the visit; an attestation has its protocol with the certificate.
CHECKLIST_KINDS = {"installation": "installation", "visit": "visit"}


class ProjectTask(models.Model):
    """The checklists of a visit, one for each machine, by its category (O03)."""

    _inherit = "project.task"

    check_ids = fields.One2many("crm.checklist.result", "task_id", "Checklist")
    check_left = fields.Integer(
        "Points to do", compute="_compute_checks", help="Points of the checklist not filled yet."
    )
    check_failed = fields.Integer("Points that do not conform", compute="_compute_checks")

    @api.depends("check_ids.verdict")
    def _compute_checks(self):
        for task in self:
            verdicts = task.check_ids.mapped("verdict")
            task.check_left = verdicts.count("open")
            task.check_failed = verdicts.count("failed")

    @api.model_create_multi
    def create(self, vals_list):
        tasks = super().create(vals_list)
        tasks._take_checklists()
        return tasks

    def write(self, vals):
        result = super().write(vals)
        if {"lot_ids", "field_work_type"} & vals.keys():
            self._take_checklists()
        return result

    def _take_checklists(self):
        """Each machine of an open visit gets its points once; one that is taken off loses them.

        Elevated: a visit planned by a manager or a shipment gets its checklist as well.
        """
        visits = self.sudo().filtered(
            lambda task: (
                task.field_work_type in CHECKLIST_KINDS
                and not task.act_signed_at
                and not (task.remark_of_id or task.failed_certificate_id)
            )
        )
        rows = []
        for kind, tasks in visits.grouped("field_work_type").items():
            products = tasks.lot_ids.product_id
            lines = self.env["crm.checklist"]._lines_for(products, CHECKLIST_KINDS[kind])
            for task in tasks:
                gone = task.check_ids.filtered(
                    lambda row, task=task: row.lot_id not in task.lot_ids
                )
                gone.unlink()
                for lot in task.lot_ids - task.check_ids.lot_id:
                    rows += [
                        {
                            **line._result_values(),
                            "task_id": task.id,
                            "lot_id": lot.id,
                            "company_id": (task.company_id or self.env.company).id,
                        }
                        for line in lines[lot.product_id]
                    ]
        if rows:
            self.env["crm.checklist.result"].sudo().create(rows)

    def _act_check_complete(self):
        """Commissioning is accepted with every point filled; what fails is said in the act."""
        result = super()._act_check_complete()
        left = self.check_ids.filtered(lambda row: row.verdict == "open")
        if left and self.field_work_type == "installation":
            raise UserError(
                self.env._(
                    "The checklist is not complete: %(points)s.",
                    points=", ".join(left[:5].mapped("name")),
                )
            )
        failed = self.check_ids.filtered(lambda row: row.verdict == "failed")
        if failed and not (self.act_remarks or "").strip():
            raise UserError(
                self.env._(
                    "These points do not conform, say so in the remarks: %(points)s.",
                    points=", ".join(failed[:5].mapped("name")),
                )
            )
        return result
