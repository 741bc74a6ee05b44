from datetime import timedelta

import pytz

from odoo import api, fields, models

AROUND = timedelta(days=1)


class MikoCall(models.Model):
    """Which recordings a call has: one for each talk, after a transfer several (B09)."""

    _inherit = "miko.call"

    recording_keys = fields.Json(
        readonly=True, groups="base.group_system", export_string_translation=False
    )
    recording_count = fields.Integer(
        "Recording", compute="_compute_recording_count", compute_sudo=True
    )

    @api.depends("recording_keys")
    def _compute_recording_count(self):
        for call in self:
            call.recording_count = len(call.recording_keys or [])

    def _open_recording(self, client, part, wanted):
        """:param client: of the REST interface.
        :param wanted: header Range of the browser.
        :return: the open answer of the exchange, None while it has no recording."""
        keys = self.sudo().recording_keys or []
        if part >= len(keys):
            return None
        zone = pytz.timezone(self.pbx_id.tz)
        since = pytz.utc.localize(self.started_at - AROUND).astimezone(zone)
        return client.recording(self.linkedid, keys[part], f"{since:%Y-%m-%d %H:%M:%S}", wanted)
