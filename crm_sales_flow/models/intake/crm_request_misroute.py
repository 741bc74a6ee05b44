from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class CrmRequestMisroute(models.Model):
    """A request that came to the wrong department and was returned by its Head (F05)."""

    _name = "crm.request.misroute"
    _description = "Misrouted request"
    _order = "returned_at desc, id desc"
    _rec_name = "request_id"

    request_id = fields.Many2one(
        "crm.request", required=True, index=True, ondelete="cascade", readonly=True
    )
    from_team_id = fields.Many2one(
        "crm.team", "Returned by department", required=True, ondelete="restrict", readonly=True
    )
    to_team_id = fields.Many2one(
        "crm.team",
        "Went to",
        ondelete="restrict",
        readonly=True,
        help="The department that got the request afterwards; empty while it waits.",
    )
    reason = fields.Text(required=True, readonly=True)
    user_id = fields.Many2one("res.users", "Returned by", required=True, readonly=True)
    returned_at = fields.Datetime("Returned", required=True, readonly=True)
    sorter_id = fields.Many2one(
        "res.users",
        "Sorted by",
        readonly=True,
        help="Empty when the program recognised the client.",
    )
    rule_id = fields.Many2one(
        "crm.routing.rule", "Rule of sorting", readonly=True, ondelete="set null"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    subject = fields.Char(related="request_id.subject")

    def _tell_sorters(self):
        """On the screen, and by e-mail to who wants it."""
        Activity, mails = self.env["mail.activity"], []
        for row in self:
            for user in row.sorter_id._flow_on_duty():
                text = row.request_id.with_context(lang=user.lang or self.env.lang)
                notice = text._return_text(row.from_team_id, row.reason)
                title = text.display_name
                Activity._notify_screen(user, [{"lead_id": False, "title": title, "text": notice}])
                if user.flow_mail_reminders and user.email:
                    url = f"{self.get_base_url()}/odoo/sorting-desk"
                    mails.append(Activity._letter_values(user, title, notice, url))
        Activity._send_letters(mails)


class CrmRequest(models.Model):
    _inherit = "crm.request"

    misroute_ids = fields.One2many("crm.request.misroute", "request_id", "Returns")

    def _hand_over(self, department):
        result = super()._hand_over(department)
        domain = [("request_id", "in", self.ids), ("to_team_id", "=", False)]
        self.env["crm.request.misroute"].search(domain).to_team_id = department
        return result

    def _return(self, team, reason):
        """Back to the desk from ``team``; the sorter is told, the reason stands on the desk."""
        user, now = self.env.user, fields.Datetime.now()
        returns = self.env["crm.request.misroute"].create(
            [
                {
                    "request_id": request.id,
                    "from_team_id": team.id,
                    "reason": reason,
                    "user_id": user.id,
                    "returned_at": now,
                    "sorter_id": request.sorted_by_id.id,
                    "rule_id": request.rule_id.id,
                    "company_id": request.company_id.id,
                }
                for request in self
            ]
        )
        self._back_to_desk()
        for request in self:
            text = request._return_text(team, reason)
            request.write({"returned_at": now, "suggestion_reason": text[:500]})
            request._message_log(body=text)
        returns._tell_sorters()

    def _return_text(self, team, reason):
        return self.env._(
            "Returned by %(user)s from «%(team)s»: %(reason)s",
            user=self.env.user.name,
            team=team.name,
            reason=reason,
        )


class CrmLead(models.Model):
    _inherit = "crm.lead"

    may_return = fields.Boolean(compute="_compute_may_return", export_string_translation=False)

    @api.depends_context("uid")
    @api.depends("type", "team_id", "awaits_sorting", "request_ids")
    def _compute_may_return(self):
        for lead in self:
            lead.may_return = lead.sudo().request_ids and not lead._refuses_return()

    def _refuses_return(self):
        """:return: why the user may not return the lead to the desk, or False."""
        lead, user = self.sudo(), self.env.user
        if lead.type != "lead" or lead.awaits_sorting or not lead.active:
            return self.env._("«%(lead)s» is no lead of a department any more.", lead=lead.name)
        if not lead.team_id.flow_enabled:
            return self.env._("«%(lead)s» is not in the sales process.", lead=lead.name)
        if user not in lead.team_id.head_ids and not user.has_group(
            "crm_sales_flow.group_director"
        ):
            return self.env._("Only the Head of the department returns «%(lead)s».", lead=lead.name)
        return False

    def action_return(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Not ours"),
            "res_model": "crm.lead.return",
            "view_mode": "form",
            "target": "new",
            "context": {"default_lead_id": self.id},
        }

    def _return_to_desk(self, reason):
        """The Head says that the lead is not for his department (F05)."""
        self.ensure_one()
        self.check_access("write")
        lead = self.sudo()
        if not lead.try_lock_for_update(allow_referencing=True):
            raise UserError(self.env._("Somebody works on «%(lead)s» just now.", lead=lead.name))
        lead.invalidate_recordset()
        if refusal := self._refuses_return():
            raise AccessError(refusal)
        requests = lead.request_ids.filtered(lambda request: request.state == "sorted")
        requests = requests or lead.request_ids.filtered(lambda r: r.state == "attached")[-1:]
        if not requests:
            raise UserError(
                self.env._(
                    "«%(lead)s» did not come as a request. Change its department, or mark it as "
                    "not a target.",
                    lead=lead.name,
                )
            )
        team = lead.team_id
        lead._message_log(body=requests[0]._return_text(team, reason))
        requests._return(team, reason)
