from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

POLICY = "control_call"
ASKED_AGAIN = timedelta(days=90)  # nobody is asked more often while there are others
WON_RECENTLY = timedelta(days=180)

# Clients of open deals that were spoken to, and of those won not long ago; one deal of each, the
# latest. Who was asked lately comes last; otherwise chance decides.
SAMPLE = """
    SELECT client.lead_id
      FROM (SELECT DISTINCT ON (p.commercial_partner_id)
                   p.commercial_partner_id AS partner_id, l.id AS lead_id
              FROM crm_lead l
              JOIN res_partner p ON p.id = l.partner_id
             WHERE l.team_id IN %(teams)s AND l.type = 'opportunity' AND l.active
               AND l.user_id IS NOT NULL AND l.user_id NOT IN %(heads)s
               AND COALESCE(l.phone, p.phone) IS NOT NULL
               AND (l.won_status = 'won' AND l.date_closed >= %(since)s
                    OR l.won_status = 'pending' AND l.first_contact_at IS NOT NULL)
             ORDER BY p.commercial_partner_id, l.id DESC) client
 LEFT JOIN (SELECT partner_id, MAX(create_date) AS asked_at
              FROM crm_control_call GROUP BY partner_id) call
        ON call.partner_id = client.partner_id
     ORDER BY COALESCE(call.asked_at >= %(lately)s, FALSE), random()
     LIMIT %(count)s
"""


class CrmControlCall(models.Model):
    """The Head asks a client, drawn by lot, whether he is content (A09)."""

    _name = "crm.control.call"
    _description = "Control call"
    _inherit = ["flow.claim.mixin"]
    _order = "week desc, team_id, place"
    _rec_name = "partner_id"

    week = fields.Date(required=True, readonly=True, index=True, help="Monday of the week.")
    place = fields.Integer(required=True, readonly=True, aggregator=None)
    team_id = fields.Many2one(
        "crm.team", "Department", required=True, readonly=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner", "Client", readonly=True, index=True, ondelete="cascade"
    )
    lead_id = fields.Many2one("crm.lead", "Deal", readonly=True, index=True, ondelete="set null")
    manager_id = fields.Many2one(
        "res.users", readonly=True, index=True, help="Whose work the client speaks of."
    )
    activity_id = fields.Many2one("mail.activity", "Task", readonly=True, ondelete="set null")
    score = fields.Integer(readonly=True, aggregator="avg", help="From 1 to 5.")
    note = fields.Text("What the client said", readonly=True)
    called_at = fields.Datetime("Called at", readonly=True)
    caller_id = fields.Many2one("res.users", "Called by", readonly=True)
    state = fields.Selection(
        [("planned", "To be called"), ("done", "Answered"), ("no_answer", "Did not answer")],
        default="planned",
        required=True,
        readonly=True,
    )
    company_id = fields.Many2one("res.company", readonly=True)

    _place_uniq = models.Constraint(
        "UNIQUE (team_id, week, place)", "The clients of this week have been drawn already."
    )

    @api.model
    def _cron_draw(self):
        """Draw the clients of the week for every department with a Head.

        It runs every day and draws once a week: the first place of the week is claimed in the
        same transaction as the tasks, so that a second, late or killed run does nothing twice.
        """
        for company in self.env["res.company"].search([("control_calls", ">", 0)]):
            domain = [("is_department", "=", True), ("company_id", "in", (company.id, False))]
            for team in self.env["crm.team"].search(domain):
                if team._flow_leader():
                    self.with_company(company)._draw(team, company)

    def _draw(self, team, company):
        today = fields.Date.context_today(self)
        week = today - timedelta(days=today.weekday())
        leads = self._sample(team, company.control_calls)
        calls = self.browse()
        for place, lead in enumerate(leads, 1):
            call = self._claim(
                {"team_id": team.id, "week": week, "place": place, "state": "planned"}
            )
            if not call:
                break  # drawn before
            call.write(
                {
                    "partner_id": lead.partner_id.commercial_partner_id.id,
                    "lead_id": lead.id,
                    "manager_id": lead.user_id.id,
                    "company_id": company.id,
                }
            )
            calls |= call
        calls._plan(team._flow_leader())
        return calls

    def _sample(self, team, count):
        now = fields.Datetime.now()
        for name in ("crm.lead", "res.partner", self._name):
            self.env[name].flush_model()
        query = SQL(
            SAMPLE,
            teams=tuple((team | team.child_ids).ids),
            heads=tuple(team.head_ids.ids) or (0,),
            since=now - WON_RECENTLY,
            lately=now - ASKED_AGAIN,
            count=count,
        )
        return self.env["crm.lead"].browse([row[0] for row in self.env.execute_query(query)])

    def _plan(self, head):
        """A task of the Head on each deal: he calls from there as always, by a click."""
        if not self:
            return
        tasks = self.lead_id._flow_schedule(POLICY, user=head, once=False)
        for call, task in zip(self, tasks, strict=True):
            call.activity_id = task

    def _answer(self, state, score=0, note=False):
        """What came of the call; the score stands on the client and on the manager from now on."""
        self.write(
            {
                "state": state,
                "note": note,
                "called_at": fields.Datetime.now(),
                "caller_id": self.env.uid,
            }
        )
        if score:  # otherwise it stays unknown, and out of the average
            self.score = score
            today = fields.Date.context_today(self)
            self.partner_id.write({"control_score": score, "control_scored_on": today})

    def action_score(self):
        """The quick form of the result."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Control call"),
            "res_model": "crm.control.score",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_call_id": self.id},
        }

    def action_open(self):
        self.ensure_one()
        return (self.lead_id or self.partner_id).get_formview_action()
