from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class CrmLead(models.Model):
    """How far a deal ever came, and since when it is one: stored facts of its history (Z01).

    The funnel counts them as quickly as a pipeline counts stages. They are told by the history
    and by nothing else: ``_settle_reach`` recounts them whenever visits are added or handed over.
    """

    _inherit = "crm.lead"

    furthest_stage_id = fields.Many2one(
        "crm.stage",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="The last stage, in the order of the process, that the deal ever stood on.",
    )
    begun_at = fields.Datetime(
        "In the process since",
        readonly=True,
        copy=False,
        help="When the deal, or one that was merged into it, came to its first stage.",
    )

    _begun_at_idx = models.Index("(begun_at) WHERE begun_at IS NOT NULL")

    def _field_to_sql(self, alias, field_expr, query=None):
        """Amounts of deals of several companies are summed in the currency of the person's one."""
        term = super()._field_to_sql(alias, field_expr, query)
        if field_expr != "deal_amount":
            return term
        return self.env.company._own_money(term, super()._field_to_sql(alias, "company_id", query))

    @api.model
    def _process_domain(self):
        return super()._process_domain() | self._reached_domain()

    @api.model
    def _deal_domain(self):
        return super()._deal_domain() | self._reached_domain()

    @api.model
    def _reached_domain(self):
        """What was ever a deal of the process stays one in every figure."""
        return Domain("furthest_stage_id", "!=", False)

    def _settle_reach(self, everywhere=False):
        """Recount the facts from the history: of these deals, or of all.

        Elevated by its nature: no right is asked of what the program tells of itself.
        """
        self.env["crm.stage.history"].flush_model(["lead_id", "stage_id", "kind", "entered_at"])
        self.env["crm.stage"].flush_model(["sequence"])
        self.flush_model(["furthest_stage_id", "begun_at"])
        if not (self or everywhere):
            return
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_lead
                   SET furthest_stage_id = reach.stage_id, begun_at = reach.begun_at
                  FROM (SELECT visit.lead_id,
                               MIN(visit.entered_at) AS begun_at,
                               (ARRAY_AGG(stage.id ORDER BY stage.sequence DESC, stage.id DESC))[1]
                                   AS stage_id
                          FROM crm_stage_history visit
                          JOIN crm_stage stage ON stage.id = visit.stage_id
                         WHERE visit.kind = 'stage' AND %(which)s
                         GROUP BY visit.lead_id) reach
                 WHERE crm_lead.id = reach.lead_id
                   AND (crm_lead.furthest_stage_id, crm_lead.begun_at)
                       IS DISTINCT FROM (reach.stage_id, reach.begun_at)
                """,
                which=SQL("TRUE") if everywhere else SQL("visit.lead_id IN %s", tuple(self.ids)),
            )
        )
        self.invalidate_model(["furthest_stage_id", "begun_at"])
