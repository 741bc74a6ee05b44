from odoo import api, fields, models
from odoo.exceptions import UserError

from .crm_checklist_line import COMPARISONS

FILLED = frozenset({"measured", "is_done", "note"})


class CrmChecklistResult(models.Model):
    """A point of a checklist on one machine: declared, measured, verdict (O03, P04).

    It keeps its own copy of what was declared: a checklist that changes later changes no act.
    """

    _name = "crm.checklist.result"
    _description = "Result of a Check"
    _order = "lot_id, sequence, id"

    task_id = fields.Many2one("project.task", "Visit", index="btree_not_null", ondelete="cascade")
    certificate_id = fields.Many2one(
        "crm.attestation.certificate", index="btree_not_null", ondelete="cascade"
    )
    lot_id = fields.Many2one("stock.lot", "Equipment", index="btree_not_null")
    sequence = fields.Integer(default=10)
    name = fields.Char("What is done or measured", required=True)
    comparison = fields.Selection(COMPARISONS, "Check", required=True, default="none")
    declared = fields.Float("Declared Value", digits=False)
    tolerance = fields.Float(digits=False)
    unit = fields.Char()
    declared_text = fields.Char("Declared", compute="_compute_declared_text")
    measured = fields.Float(digits=False)
    is_done = fields.Boolean("Done")
    note = fields.Char()
    done_by_id = fields.Many2one("res.users", "Filled by", readonly=True)
    done_at = fields.Datetime("Filled at", readonly=True)
    verdict = fields.Selection(
        [("open", "To do"), ("passed", "Conforms"), ("failed", "Does not conform")],
        compute="_compute_verdict",
        store=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )

    @api.depends("comparison", "declared", "tolerance", "unit")
    def _compute_declared_text(self):
        words = dict(self._fields["comparison"]._description_selection(self.env))
        for result in self:
            if result.comparison == "none":
                result.declared_text = ""
                continue
            text = f"{words[result.comparison].lower()} {result._number(result.declared)}"
            if result.comparison == "about" and result.tolerance:
                text += f" ± {result._number(result.tolerance)}"
            result.declared_text = " ".join(filter(None, (text, result.unit)))

    def _number(self, value):
        """As people write it: 0,00001 and not 1e-05."""
        point = self.env["res.lang"]._get_data(code=self.env.lang or "en_US").decimal_point or "."
        text = f"{value:.9f}".rstrip("0").rstrip(".") if abs(value) >= 1e-9 else f"{value:g}"
        return text.replace(".", point)

    @api.depends("comparison", "declared", "tolerance", "measured", "is_done")
    def _compute_verdict(self):
        for result in self:
            if not result.is_done:
                result.verdict = "open"
            else:
                result.verdict = "passed" if result._conforms() else "failed"

    def _conforms(self):
        if self.comparison == "max":
            return self.measured <= self.declared
        if self.comparison == "min":
            return self.measured >= self.declared
        if self.comparison == "about":
            slack = abs(self.measured - self.declared) - abs(self.tolerance)
            return slack <= 1e-9 * max(1.0, abs(self.declared))
        return True

    @api.onchange("measured")
    def _onchange_measured(self):
        """A value that was typed is a value that was measured."""
        if self.measured and self.comparison != "none":
            self.is_done = True

    @api.model_create_multi
    def create(self, vals_list):
        results = super().create(vals_list)
        results._check_open()
        return results

    def write(self, vals):
        self._check_open()
        if FILLED & vals.keys() and "done_by_id" not in vals:
            vals = {**vals, "done_by_id": self.env.uid, "done_at": fields.Datetime.now()}
        result = super().write(vals)
        if {"task_id", "certificate_id"} & vals.keys():
            self._check_open()
        return result

    def _check_open(self):
        """Rows belong to a visit of the engineers, or to a certificate that one may change."""
        if self.sudo().task_id.filtered("act_signed_at"):
            raise UserError(self.env._("The act is signed and can no longer be changed."))
        if self.env.su:
            return
        self.certificate_id.check_access("write")
        if self.task_id and not self.task_id._act_may_visit():
            raise UserError(self.env._("Checklists of visits are filled by engineers."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        self._check_open()

    def _sheet(self):
        """What a form and the page of the engineer show of each row."""
        words = dict(self._fields["verdict"]._description_selection(self.env))
        return [
            {
                "id": row.id,
                "lot": row.lot_id.name or "",
                "name": row.name,
                "declared": row.declared_text,
                "asks_value": row.comparison != "none",
                "measured": row.measured,
                "measured_text": row._number(row.measured) if row.is_done else "",
                "unit": row.unit or "",
                "is_done": row.is_done,
                "verdict": row.verdict,
                "verdict_text": words[row.verdict],
                "done_by": row.done_by_id.name or "",
            }
            for row in self
        ]
