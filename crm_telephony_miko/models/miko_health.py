from odoo import api, fields, models

from ..mapper import moment


class MikoHealth(models.Model):
    """How an exchange does. It moves fast, and apart from the settings it is in nobody's way."""

    _name = "miko.health"
    _description = "State of an exchange"
    _inherit = ["flow.claim.mixin", "flow.lock.mixin"]
    _rec_name = "pbx_id"

    pbx_id = fields.Many2one(
        "miko.pbx", "Exchange", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="pbx_id.company_id")
    # The listener
    alive_at = fields.Datetime("Listener was alive", readonly=True)
    connected_at = fields.Datetime("Connected since", readonly=True)
    last_event_at = fields.Datetime("Last event", readonly=True)
    lag = fields.Float("Delay of events, seconds", readonly=True)
    event_error = fields.Char("Trouble with events", readonly=True)
    # The history
    cursor = fields.Integer("Last row of the history", readonly=True)
    reconciled_at = fields.Datetime("Compared with the history", readonly=True)
    history_error = fields.Char("Trouble with the history", readonly=True)
    history_strange = fields.Text("Rows not understood", readonly=True)
    pause_until = fields.Datetime(readonly=True, export_string_translation=False)
    # The managers that the exchange rings by itself
    route_people = fields.Json(readonly=True, export_string_translation=False)
    route_scan = fields.Integer(readonly=True, export_string_translation=False)
    route_compared_at = fields.Datetime("All clients compared", readonly=True)
    routed_at = fields.Datetime("Managers told", readonly=True)
    route_error = fields.Char("Trouble with the managers", readonly=True)
    route_failures = fields.Integer(readonly=True, export_string_translation=False)
    route_retry_at = fields.Datetime(readonly=True, export_string_translation=False)

    _pbx_uniq = models.Constraint("UNIQUE (pbx_id)", "Every exchange has one state.")

    @api.model
    def _of(self, pbx):
        known = self.search([("pbx_id", "=", pbx.id)])
        return known or self._claim({"pbx_id": pbx.id})

    def _tell(self, watch):
        """:param client.watch.Watch watch: as the listener sees the exchange."""
        self.write(
            {
                "alive_at": fields.Datetime.now(),
                "connected_at": moment(watch.connected_at),
                "last_event_at": moment(watch.last_event_at) or self.last_event_at,
                "lag": self.lag if watch.lag is None else watch.lag,
                "event_error": watch.error or False,
            }
        )
