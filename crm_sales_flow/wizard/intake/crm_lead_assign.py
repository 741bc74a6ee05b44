from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class CrmLeadAssign(models.TransientModel):
    """The Head chooses a person, seeing how much each one has in work (F07)."""

    _name = "crm.lead.assign"
    _description = "Assign leads"

    lead_ids = fields.Many2many("crm.lead", string="Leads", required=True)
    team_id = fields.Many2one("crm.team", "Department", compute="_compute_team_id")
    line_ids = fields.One2many(
        "crm.lead.assign.line", "wizard_id", compute="_compute_line_ids", store=True, readonly=False
    )

    @api.depends("lead_ids")
    def _compute_team_id(self):
        for wizard in self:
            teams = wizard.lead_ids.team_id
            if len(teams) > 1:
                raise UserError(self.env._("Choose leads of one department."))
            wizard.team_id = teams

    @api.depends("lead_ids")
    def _compute_line_ids(self):
        for wizard in self:
            members = wizard._candidates()
            load = wizard._load(members)
            wizard.line_ids = [Command.clear()] + [
                Command.create({"user_id": user.id, **load[user.id]}) for user in members
            ]

    def _candidates(self):
        """People of the department and of its sub-units, and its Head."""
        team = self.team_id.sudo()
        people = team.staff_ids | team.child_ids.staff_ids | team.head_ids
        return people.filtered(lambda user: user.active and not user.share).sorted("name")

    def _load(self, members):
        """Open leads, deals and tasks of each person; seen by the Head as mere numbers."""
        domain = [("user_id", "in", members.ids), ("won_status", "=", "pending")]
        work = self.env["crm.lead"].sudo()._read_group(domain, ["user_id", "type"], ["__count"])
        tasks = (
            self.env["mail.activity"]
            .sudo()
            ._read_group([("user_id", "in", members.ids)], ["user_id"], ["__count"])
        )
        load = {user.id: {"lead_count": 0, "deal_count": 0, "task_count": 0} for user in members}
        for user, kind, count in work:
            load[user.id]["lead_count" if kind == "lead" else "deal_count"] = count
        for user, count in tasks:
            load[user.id]["task_count"] = count
        return load
