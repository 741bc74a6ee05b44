from odoo import fields, models
from odoo.tools import SQL


class CrmServiceReport(models.Model):
    """What came of the offer of service: one row for each won deal (Z09)."""

    _name = "crm.service.report"
    _inherit = "flow.report.origin.mixin"
    _description = "Service after won deals"
    _auto = False
    _order = "closed_at desc, id desc"
    _rec_name = "lead_id"

    lead_id = fields.Many2one("crm.lead", "Deal", readonly=True)
    partner_id = fields.Many2one("res.partner", "Client", readonly=True)
    team_id = fields.Many2one("crm.team", "Department", readonly=True)
    user_id = fields.Many2one("res.users", "Manager", readonly=True)
    closed_at = fields.Datetime("Won on", readonly=True)
    outcome = fields.Selection(
        [
            ("contract", "Contract concluded"),
            ("agreed", "Agreed, no contract yet"),
            ("later", "Later"),
            ("refused", "Refused"),
            ("none", "Not offered"),
        ],
        "Service",
        readonly=True,
    )
    reason = fields.Selection("_reasons", readonly=True)
    attached_share = fields.Float(
        "With a contract, %", readonly=True, aggregator="avg", digits=(16, 1)
    )
    company_id = fields.Many2one("res.company", readonly=True)

    def _reasons(self):
        return self.env["crm.lead"]._fields["service_reason"]._description_selection(self.env)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT l.id, l.id AS lead_id, l.partner_id, l.team_id, l.user_id, l.company_id,
                   client.activity_segment_id AS segment_id, %(origin)s,
                   l.date_closed AS closed_at, l.service_reason AS reason, fact.outcome,
                   CASE fact.outcome WHEN 'contract' THEN 100.0 ELSE 0.0 END AS attached_share
              FROM crm_lead l
              JOIN crm_team t ON t.id = l.team_id AND t.flow_enabled
         LEFT JOIN res_partner client ON client.id = l.partner_id
        CROSS JOIN LATERAL (
                    SELECT CASE
                           WHEN EXISTS (SELECT FROM crm_service_contract c
                                         WHERE c.lead_id = l.id AND c.state IN ('active', 'closed'))
                                THEN 'contract'
                           WHEN l.service_outcome = 'contract' THEN 'agreed'
                           ELSE COALESCE(l.service_outcome, 'none') END AS outcome) fact
             WHERE l.won_status = 'won' AND l.type = 'opportunity'
            """,
            origin=self._origin_columns("l"),
        )
