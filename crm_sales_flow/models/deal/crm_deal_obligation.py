from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError


class CrmDealObligation(models.Model):
    """What one of the sides promised; a deal is won only when both did theirs (I09, R02)."""

    _name = "crm.deal.obligation"
    _description = "Obligation of a side"
    _inherit = "crm.deal.line.mixin"
    _order = "lead_id, is_done, date_due, id"

    side = fields.Selection(
        [("company", "Ours"), ("client", "Client's")], required=True, default="company"
    )
    name = fields.Char("Obligation", required=True)
    date_due = fields.Date("Due")
    is_done = fields.Boolean("Done")
    date_done = fields.Date(compute="_compute_date_done", store=True, readonly=False)

    @api.depends("is_done")
    def _compute_date_done(self):
        for obligation in self:
            if not obligation.is_done:
                obligation.date_done = False
            elif not obligation.date_done:
                obligation.date_done = fields.Date.context_today(obligation)

    def write(self, vals):
        if "lead_id" in vals:
            self.filtered(lambda line: line.lead_id.id != vals["lead_id"])._check_may_strike()
        was_done = {line.id: line.is_done for line in self} if "is_done" in vals else {}
        worded = {line.id: line.name for line in self} if "name" in vals else {}
        result = super().write(vals)
        self.filtered(lambda line: was_done.get(line.id, line.is_done) != line.is_done)._log(
            lambda line: (
                self.env._("Obligation fulfilled: %(name)s", name=line.name)
                if line.is_done
                else self.env._("Obligation open again: %(name)s", name=line.name)
            )
        )
        self.filtered(lambda line: worded.get(line.id, line.name) != line.name)._log(
            lambda line: self.env._(
                "Obligation reworded: «%(old)s» is now «%(new)s»",
                old=worded[line.id],
                new=line.name,
            )
        )
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_with_a_trace(self):
        """What was promised is fulfilled or struck off by the Head; a slip, the day it was made."""
        self._check_may_strike()
        self._log(lambda line: self.env._("Obligation struck off: %(name)s", name=line.name))

    def _check_may_strike(self):
        user = self.env.user
        if self.env.su or user.has_group("crm_sales_flow.group_director"):
            return
        today = fields.Date.context_today(self)
        for line in self:
            made = fields.Datetime.context_timestamp(self, line.create_date).date()
            if user in line.lead_id.sudo().team_id.head_ids:
                continue
            if line.create_uid != user or made != today:
                raise AccessError(
                    self.env._(
                        "«%(name)s» was promised: only the Head strikes it off. Tick it when it "
                        "is fulfilled.",
                        name=line.name,
                    )
                )

    def _log(self, text):
        """One note per deal, signed by the user; elevated, because notes are written so."""
        bodies = {
            lead.id: Markup("<br/>").join(text(line) for line in lines)
            for lead, lines in self.grouped("lead_id").items()
        }
        if bodies:
            self.lead_id.sudo()._message_log_batch(bodies=bodies)
