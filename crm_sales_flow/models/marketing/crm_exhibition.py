from odoo import api, fields, models
from odoo.exceptions import ValidationError

ANSWERS = {"coming": "coming_count", "refused": "refused_count", "attended": "attended_count"}


class CrmExhibition(models.Model):
    """An exhibition or conference, who is invited to it, and what each of them answered (U03).

    An invitation is a marketing action like any other: the manager sees it on the card of his
    client and tells the answer there.
    """

    _name = "crm.exhibition"
    _description = "Exhibition or conference"
    _inherit = ["mail.thread"]
    _order = "date_begin desc, id desc"

    name = fields.Char(required=True, tracking=True)
    date_begin = fields.Date("Begins", required=True, tracking=True)
    date_end = fields.Date("Ends", help="Empty: it lasts one day.")
    place = fields.Char(help="Town, hall, stand: what the client is told.")
    campaign_id = fields.Many2one("utm.campaign", help="Its budget, and what it was to bring.")
    user_id = fields.Many2one(
        "res.users", "Responsible", default=lambda self: self.env.user, tracking=True
    )
    note = fields.Text(help="What managers are to know: what is shown, what to offer.")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    touch_ids = fields.One2many("crm.touch", "exhibition_id", "Invited")
    invited_count = fields.Integer("Number of invited", compute="_compute_answers")
    coming_count = fields.Integer("Will come", compute="_compute_answers")
    refused_count = fields.Integer("Will not come", compute="_compute_answers")
    attended_count = fields.Integer("Came", compute="_compute_answers")
    open_count = fields.Integer("Without an answer", compute="_compute_answers")

    @api.constrains("date_begin", "date_end")
    def _check_dates(self):
        if any(record.date_end and record.date_end < record.date_begin for record in self):
            raise ValidationError(self.env._("An exhibition ends after it begins."))

    @api.depends("touch_ids.response")
    def _compute_answers(self):
        """One query for all of them."""
        groups = self.env["crm.touch"]._read_group(
            [("exhibition_id", "in", self.ids)], ["exhibition_id", "response"], ["__count"]
        )
        counts = {(record, response): count for record, response, count in groups}
        for record in self:
            mine = {
                response: count
                for (exhibition, response), count in counts.items()
                if exhibition == record._origin
            }
            record.invited_count = sum(mine.values())
            record.open_count = mine.get(False, 0)
            for response, name in ANSWERS.items():
                record[name] = mine.get(response, 0)

    def action_invited(self):
        """The list of the invited, with their answers."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_sales_flow.action_touch")
        context = {
            "default_exhibition_id": self.id,
            "default_kind": "event",
            "default_name": self.name,
            "default_campaign_id": self.campaign_id.id,
            "default_valid_until": self._last_day(),
        }
        return {
            **action,
            "name": self.env._("Invited: %(name)s", name=self.name),
            "domain": [("exhibition_id", "=", self.id)],
            "context": context,
        }

    def action_invite(self):
        """Choose clients who are invited; whoever is invited already stays as he is."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_sales_flow.action_touch_record")
        return {
            **action,
            "name": self.env._("Invite clients"),
            "context": {"default_exhibition_id": self.id},
        }

    def _last_day(self):
        return self.date_end or self.date_begin
