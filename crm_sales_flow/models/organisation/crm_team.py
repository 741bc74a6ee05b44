from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CrmTeam(models.Model):
    """A sales team that takes part in the sales process is a *department* or its sub-unit.

    The three many2many fields of users are what access depends on (A02-A04). They are stored
    so that a rule of access reads them from the side of the user (``ir.rule``, ``res.users``).
    """

    _inherit = "crm.team"

    flow_enabled = fields.Boolean(
        "Sales process",
        help="Stages with exit conditions, mandatory fields, history and access by department "
        "apply to the deals of this team.",
    )
    parent_id = fields.Many2one(
        "crm.team",
        "Part of department",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('flow_enabled', '=', True), ('parent_id', '=', False), ('id', '!=', id)]",
        help="A sub-unit shares the clients of its department and is not offered at sorting.",
    )
    child_ids = fields.One2many("crm.team", "parent_id", "Sub-units")
    is_department = fields.Boolean(compute="_compute_is_department", store=True)
    department_id = fields.Many2one(
        "crm.team",
        compute="_compute_is_department",
        store=True,
        help="The team itself, or the department that the sub-unit is a part of.",
    )
    head_ids = fields.Many2many(
        "res.users",
        "crm_team_head_rel",
        "team_id",
        "user_id",
        "Heads",
        compute="_compute_head_ids",
        store=True,
        recursive=True,
        help="Leader of the team and of the department above: they see and change everything here.",
    )
    staff_ids = fields.Many2many(
        "res.users",
        "crm_team_staff_rel",
        "team_id",
        "user_id",
        compute="_compute_staff_ids",
        store=True,
        help="Active members: they see their own and the unassigned deals.",
    )
    reader_ids = fields.Many2many(
        "res.users",
        "crm_team_reader_rel",
        "team_id",
        "user_id",
        "Readers",
        compute="_compute_reader_ids",
        store=True,
        recursive=True,
        help="Heads, and the staff of the sub-units: they read every deal of the team.",
    )

    @api.constrains("parent_id", "flow_enabled")
    def _check_parent_id(self):
        for team in self.filtered("parent_id"):
            if team.parent_id.parent_id or team.child_ids or team.parent_id == team:
                raise ValidationError(
                    self.env._(
                        "«%(team)s» cannot be a part of «%(parent)s»: there is one level only.",
                        team=team.name,
                        parent=team.parent_id.name,
                    )
                )
            if not (team.flow_enabled and team.parent_id.flow_enabled):
                raise ValidationError(
                    self.env._(
                        "«%(team)s» and its department must both work by the sales process.",
                        team=team.name,
                    )
                )

    @api.depends("flow_enabled", "parent_id")
    def _compute_is_department(self):
        for team in self:
            team.is_department = team.flow_enabled and not team.parent_id
            team.department_id = team.parent_id or team

    @api.depends("user_id.active", "user_id.active_deputy_ids", "parent_id.head_ids")
    def _compute_head_ids(self):
        """The deputy of an absent Head is a Head meanwhile (W04)."""
        for team in self:
            heads = team.user_id | team.user_id.sudo().active_deputy_ids
            team.head_ids = heads.filtered("active") | team.parent_id.head_ids

    def _flow_leader(self):
        """Whose the team is: its leader, or that of the department. A task is given to him: during
        his absence it goes to the deputy by itself, and comes back afterwards (W04)."""
        return (self.user_id | self.parent_id.user_id).filtered("active")[:1]

    def _flow_duty_head(self):
        """Who answers for the team now: its leader, or his deputy."""
        return self._flow_leader()._flow_on_duty()

    @api.depends("crm_team_member_all_ids.user_id", "crm_team_member_all_ids.active")
    def _compute_staff_ids(self):
        for team in self:
            team.staff_ids = team.crm_team_member_all_ids.filtered("active").user_id

    @api.depends("head_ids", "child_ids.staff_ids")
    def _compute_reader_ids(self):
        for team in self:
            team.reader_ids = team.head_ids | team.child_ids.staff_ids

    @api.model_create_multi
    def create(self, vals_list):
        teams = super().create(vals_list)
        self.env["res.users"].invalidate_model(["outside_team_ids", "flow_access"])
        return teams

    def write(self, vals):
        result = super().write(vals)
        if "flow_enabled" in vals:
            self.env["res.users"].invalidate_model(["outside_team_ids", "flow_access"])
        return result
