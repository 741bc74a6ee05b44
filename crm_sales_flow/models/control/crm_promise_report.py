from odoo import fields, models
from odoo.tools import SQL


class CrmPromiseReport(models.Model):
    """Whether an order left in full by the day first promised: one row for each order (Z08).

    Days are those of the company's working hours. A day that nobody promised is not counted.
    """

    _name = "crm.promise.report"
    _inherit = "flow.report.origin.mixin"
    _description = "Promised dates of delivery"
    _auto = False
    _order = "promised_at desc, id desc"
    _rec_name = "order_id"

    order_id = fields.Many2one("sale.order", readonly=True)
    lead_id = fields.Many2one("crm.lead", "Deal", readonly=True)
    partner_id = fields.Many2one("res.partner", "Client", readonly=True)
    team_id = fields.Many2one("crm.team", "Department", readonly=True)
    user_id = fields.Many2one("res.users", "Manager", readonly=True)
    promised_at = fields.Datetime("First promised for", readonly=True)
    commitment_date = fields.Datetime("Promised for by now", readonly=True)
    shipped_at = fields.Datetime("Shipped in full", readonly=True)
    is_moved = fields.Boolean("Promise was moved", readonly=True)
    state = fields.Selection(
        [
            ("kept", "Kept"),
            ("broken", "Shipped late"),
            ("overdue", "Not shipped, overdue"),
            ("open", "Not due yet"),
        ],
        "Result",
        readonly=True,
    )
    late_days = fields.Integer("Late by, days", readonly=True, aggregator="avg")
    kept_share = fields.Float(
        "Kept, %",
        readonly=True,
        aggregator="avg",
        digits=(16, 1),
        help="Orders that are not due yet are not counted in.",
    )
    company_id = fields.Many2one("res.company", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT o.id, o.id AS order_id, o.opportunity_id AS lead_id, o.partner_id,
                   l.team_id, COALESCE(l.user_id, o.user_id) AS user_id, o.company_id,
                   client.activity_segment_id AS segment_id, %(origin)s,
                   o.first_promised_at AS promised_at, o.commitment_date, shipped.shipped_at,
                   o.commitment_date > o.first_promised_at AS is_moved, fact.state,
                   CASE WHEN fact.state IN ('broken', 'overdue')
                        THEN day.shipped - day.promised END AS late_days,
                   CASE fact.state WHEN 'kept' THEN 100.0 WHEN 'broken' THEN 0.0
                                   WHEN 'overdue' THEN 0.0 END AS kept_share
              FROM sale_order o
              JOIN crm_lead l ON l.id = o.opportunity_id
              JOIN crm_team t ON t.id = l.team_id AND t.flow_enabled
         LEFT JOIN res_partner client ON client.id = l.partner_id
              JOIN res_company c ON c.id = o.company_id
         LEFT JOIN resource_calendar hours ON hours.id = c.resource_calendar_id
        CROSS JOIN LATERAL (
                    SELECT MAX(m.date) AS shipped_at
                      FROM sale_order_line line
                      JOIN stock_move m ON m.sale_line_id = line.id AND m.state = 'done'
                      JOIN stock_location place ON place.id = m.location_dest_id
                     WHERE line.order_id = o.id AND place.usage = 'customer'
                       AND o.delivery_status = 'full') shipped
        CROSS JOIN LATERAL (
                    SELECT (o.first_promised_at AT TIME ZONE 'UTC'
                            AT TIME ZONE COALESCE(hours.tz, 'UTC'))::date AS promised,
                           (COALESCE(shipped.shipped_at AT TIME ZONE 'UTC', now())
                            AT TIME ZONE COALESCE(hours.tz, 'UTC'))::date AS shipped) day
        CROSS JOIN LATERAL (
                    SELECT CASE
                           WHEN shipped.shipped_at IS NOT NULL AND day.shipped <= day.promised
                                THEN 'kept'
                           WHEN shipped.shipped_at IS NOT NULL THEN 'broken'
                           WHEN day.shipped > day.promised THEN 'overdue'
                           ELSE 'open' END AS state) fact
             WHERE o.first_promised_at IS NOT NULL AND o.state = 'sale'
            """,
            origin=self._origin_columns("l"),
        )

    def _record(self):
        return self.lead_id or self.order_id
