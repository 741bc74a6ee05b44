from odoo import fields, models
from odoo.tools import SQL


class CrmContactReport(models.Model):
    """How soon who asked us was called: one row for each lead that was to be called (Z06)."""

    _name = "crm.contact.report"
    _inherit = "flow.report.origin.mixin"
    _description = "First contact with the client"
    _auto = False
    _order = "registered_at desc, id desc"
    _rec_name = "lead_id"

    lead_id = fields.Many2one("crm.lead", readonly=True)
    partner_id = fields.Many2one("res.partner", "Client", readonly=True)
    team_id = fields.Many2one("crm.team", "Department", readonly=True)
    user_id = fields.Many2one("res.users", "Manager", readonly=True)
    registered_at = fields.Datetime("Registered", readonly=True)
    due_at = fields.Datetime("Promised by", readonly=True)
    contact_at = fields.Datetime("First contact", readonly=True)
    kind = fields.Selection("_kinds", "By what", readonly=True)
    minutes = fields.Integer("After, working minutes", readonly=True, aggregator="avg")
    in_time_share = fields.Float(
        "In time, %",
        readonly=True,
        aggregator="avg",
        digits=(16, 1),
        help="Leads whose hour is not over are not counted in.",
    )
    state = fields.Selection(
        [
            ("in_time", "In time"),
            ("late", "Late"),
            ("missed", "Not reached in time"),
            ("open", "The hour is not over"),
            ("closed", "Closed before it was over"),
        ],
        "Result",
        readonly=True,
    )
    company_id = fields.Many2one("res.company", readonly=True)

    def _kinds(self):
        kind = self.env["crm.lead"]._fields["first_contact_kind"]
        return kind._description_selection(self.env)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT l.id, l.id AS lead_id, l.partner_id, l.team_id, l.user_id,
                   client.activity_segment_id AS segment_id, %(origin)s,
                   l.registered_at, promise.due_at, l.first_contact_at AS contact_at,
                   l.first_contact_kind AS kind, l.company_id, fact.state,
                   CASE WHEN l.first_contact_at IS NOT NULL THEN l.contact_minutes END AS minutes,
                   CASE fact.state WHEN 'in_time' THEN 100.0 WHEN 'late' THEN 0.0
                                   WHEN 'missed' THEN 0.0 END AS in_time_share
              FROM crm_lead l
              JOIN crm_team t ON t.id = l.team_id AND t.flow_enabled
         LEFT JOIN res_partner client ON client.id = l.partner_id
        CROSS JOIN LATERAL (SELECT l.contact_promised_at AS due_at) promise
        CROSS JOIN LATERAL (
                    SELECT CASE
                           WHEN l.first_contact_at <= promise.due_at THEN 'in_time'
                           WHEN l.first_contact_at IS NOT NULL THEN 'late'
                           WHEN NOT l.active AND l.date_closed <= promise.due_at THEN 'closed'
                           WHEN now() AT TIME ZONE 'UTC' < promise.due_at THEN 'open'
                           ELSE 'missed' END AS state) fact
             WHERE l.contact_promised_at IS NOT NULL
            """,
            origin=self._origin_columns("l"),
        )
