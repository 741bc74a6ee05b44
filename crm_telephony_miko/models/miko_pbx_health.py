from datetime import timedelta

from odoo import fields, models

from ..client.ami import Address

SILENT = timedelta(seconds=60)  # the listener speaks every ten


class MikoPbx(models.Model):
    """Whether calls of the exchange arrive, as people want to know it."""

    _inherit = "miko.pbx"

    health_ids = fields.One2many("miko.health", "pbx_id", readonly=True)
    health_state = fields.Selection(
        [
            ("connected", "Connected"),
            ("trouble", "Trouble"),
            ("silent", "Nobody listens"),
            ("off", "Not set up"),
        ],
        "Connection",
        compute="_compute_health",
    )
    health_text = fields.Char("What to do", compute="_compute_health")
    connected_at = fields.Datetime(related="health_ids.connected_at", string="Connected since")
    last_event_at = fields.Datetime(related="health_ids.last_event_at")
    lag = fields.Float(
        related="health_ids.lag",
        help="How long the last events of calls waited to be written down here.",
    )
    cursor = fields.Integer(
        related="health_ids.cursor",
        help="Number of the last row of the exchange's history that was compared.",
    )
    reconciled_at = fields.Datetime(related="health_ids.reconciled_at")
    history_error = fields.Char("Trouble with the history", compute="_compute_health")
    history_strange = fields.Text(
        related="health_ids.history_strange",
        groups="base.group_system",
        help="The last rows of the history of which no call can be made, as the exchange gave them."
        " Its other rows are taken over.",
    )

    stuck_call_count = fields.Integer(
        "Calls not processed",
        compute="_compute_stuck_call_count",
        help="What should follow from these calls failed; it is tried again by itself.",
    )

    def _compute_stuck_call_count(self):
        domain = [("pbx_id", "in", self.ids), ("processed", "=", False), ("error", "!=", False)]
        counts = dict(self.env["miko.call"].sudo()._read_group(domain, ["pbx_id"], ["__count"]))
        for pbx in self:
            pbx.stuck_call_count = counts.get(pbx._origin, 0)

    def action_stuck_calls(self):
        action = self.action_calls()
        domain = [*action["domain"], ("processed", "=", False), ("error", "!=", False)]
        return {**action, "domain": domain}

    def _compute_health(self):
        now = fields.Datetime.now()
        for pbx in self:
            pbx.health_state, pbx.health_text = pbx._health(now)
            pbx.history_error = pbx._in_words(pbx.sudo().health_ids.history_error)

    def _health(self, now):
        health = self.sudo().health_ids
        if not self._listening():
            return "off", self.env._("Enter the address and the account of the manager interface.")
        if not health.alive_at or now - health.alive_at > SILENT:
            return "silent", self.env._("Start the listener: odoo miko_listen.")
        if not health.connected_at:
            return "trouble", self._in_words(health.event_error) or self.env._("Connecting")
        return "connected", self._in_words(health.history_error)

    def _listening(self):
        """:return: address and numbers for the listener, or None when it has nothing to do."""
        pbx = self.sudo()
        if not (pbx.active and pbx.host and pbx.ami_username and pbx.ami_secret):
            return None
        return Address(pbx.host, pbx.ami_port, pbx.ami_username, pbx.ami_secret), self._plan()
