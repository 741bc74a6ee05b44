from odoo import api, fields, models
from odoo.tools import SQL


class ResUsers(models.Model):
    """Who stands in for whom today (W04)."""

    _inherit = "res.users"

    substitution_ids = fields.One2many("crm.substitution", "user_id", "Absences")
    active_deputy_ids = fields.Many2many(
        "res.users",
        "res_users_active_deputy_rel",
        "user_id",
        "deputy_id",
        "Deputy today",
        readonly=True,
        copy=False,
        help="Who does the work of this person now. Stored and switched by absences, because the "
        "rules of access read it: a rule may not look at the clock.",
    )

    # What the rules of access open to this user, as ids: teams by his part in them, and the people
    # he stands in for. Archived ones count.
    head_team_ids = fields.Many2many(
        "crm.team",
        "crm_team_head_rel",
        "user_id",
        "team_id",
        "Head of",
        readonly=True,
        copy=False,
        context={"active_test": False},
    )
    staff_team_ids = fields.Many2many(
        "crm.team",
        "crm_team_staff_rel",
        "user_id",
        "team_id",
        "Member of",
        readonly=True,
        copy=False,
        context={"active_test": False},
    )
    reader_team_ids = fields.Many2many(
        "crm.team",
        "crm_team_reader_rel",
        "user_id",
        "team_id",
        "Reads the deals of",
        readonly=True,
        copy=False,
        context={"active_test": False},
    )
    outside_team_ids = fields.Many2many(
        "crm.team",
        string="Teams outside the sales process",
        compute="_compute_outside_team_ids",
        compute_sudo=True,
        context={"active_test": False},
    )
    absent_user_ids = fields.Many2many(
        "res.users",
        "res_users_active_deputy_rel",
        "deputy_id",
        "user_id",
        "Stands in for today",
        readonly=True,
        copy=False,
        context={"active_test": False},
    )
    flow_access = fields.Char(
        compute="_compute_flow_access",
        compute_sudo=True,
        groups="base.group_system",
        export_string_translation=False,
        help="The ids that the rules of access of this user are made of (ir.rule).",
    )

    def _compute_outside_team_ids(self):
        """The same for everybody: kept until a team enters or leaves the process (crm.team)."""
        teams = self.env["crm.team"].with_context(active_test=False)
        self.outside_team_ids = teams.search([("flow_enabled", "=", False)])

    def _flow_on_duty(self):
        """Who does the work of this person now: the deputy during an absence, else himself.

        Of one person; of nobody it is nobody.
        """
        if self:
            self.ensure_one()
        return self.sudo().active_deputy_ids[:1].with_env(self.env) or self

    @api.depends(
        "outside_team_ids", "reader_team_ids", "head_team_ids", "staff_team_ids", "absent_user_ids"
    )
    def _compute_flow_access(self):
        """All five by one query: every request of every person asks for it."""
        self.env["crm.team"].flush_model(["flow_enabled"])
        query = SQL(
            """
            SELECT u.id, CONCAT_WS(';',
                   ARRAY(SELECT id FROM crm_team WHERE flow_enabled IS NOT TRUE ORDER BY id),
                   ARRAY(SELECT team_id FROM crm_team_reader_rel WHERE user_id = u.id ORDER BY 1),
                   ARRAY(SELECT team_id FROM crm_team_head_rel WHERE user_id = u.id ORDER BY 1),
                   ARRAY(SELECT team_id FROM crm_team_staff_rel WHERE user_id = u.id ORDER BY 1),
                   ARRAY(SELECT user_id FROM res_users_active_deputy_rel
                          WHERE deputy_id = u.id ORDER BY 1))
              FROM res_users u
             WHERE u.id = ANY(%s)
            """,
            self._origin.ids,
        )
        found = dict(self.env.execute_query(query))
        for user in self:
            user.flow_access = found.get(user._origin.id, "")
