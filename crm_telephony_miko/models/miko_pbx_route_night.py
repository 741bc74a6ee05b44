import logging
from datetime import timedelta
from functools import partial

from odoo import fields, models

_logger = logging.getLogger(__name__)

COMPARED = 500  # clients looked at in one step
NIGHT = 3  # hour of the exchange at which it begins
SAMPLE = 10  # numbers that the exchange is asked about before


class MikoPbx(models.Model):
    """At night all clients are compared with what was sent, whatever a change has missed (B05)."""

    _inherit = "miko.pbx"

    def _compare_clients(self, module, health):
        """A piece at a time; those that differ from what was sent go into the outbox."""
        if not self._comparison_due(health):
            return
        if not health.route_scan and health.route_compared_at:
            self._look_at_exchange(module, health)
        last = health.route_scan
        while last := self._in_job(partial(_compare_piece, last)):
            # Apart from the clients: the listener writes into the same row every ten seconds.
            self._in_job(lambda pbx, last=last: pbx._state().write({"route_scan": last}))
            if not self.env["ir.cron"]._commit_progress():
                return
        values = {"route_compared_at": fields.Datetime.now(), "route_scan": 0}
        self._in_job(lambda pbx: pbx._state().write(values))

    def _comparison_due(self, health):
        if not health.route_compared_at or health.route_scan:
            return True
        night = self._local_now().replace(hour=NIGHT, minute=0, second=0, microsecond=0)
        ago = self._local_now() - night
        since = fields.Datetime.now() - health.route_compared_at
        return ago >= timedelta() and since > ago

    def _look_at_exchange(self, module, health):
        """An exchange that was restored or set up anew has forgotten what it was told."""
        domain = [("pbx_id", "=", self.id), ("state", "=", "sent")]
        known = self.env["miko.route"].sudo().search(domain, limit=SAMPLE)
        phones = {key: row[-1] for key, row in (health.route_people or {}).items()}
        for route in known:
            number, user = next(iter(route.numbers.items()))
            if module.manager(number) != (phones.get(f"u-{user}"), "crm"):
                _logger.info("Exchange %s: has forgotten its clients, told again", self.name)
                return self._in_job(_tell_all_again)
        return None


def _compare_piece(last, pbx):
    """:param last: id of the client looked at last. :return: the same for the next piece, or 0."""
    Route = pbx.env["miko.route"].sudo()
    ids = Route._clients_after(pbx, last, COMPARED)
    if not ids:
        return 0
    partners = pbx.env["res.partner"].sudo().browse(ids).exists()
    wanted = {partner.id: told for partner, told in pbx._numbers_to_tell(partners).items()}
    known = Route.search([("pbx_id", "=", pbx.id), ("client_id", "in", ids)])
    sent = {route.client_id: route.numbers or {} for route in known}
    Route._mark_ids([pbx.id], [key for key in ids if sent.get(key, {}) != wanted.get(key, {})])
    return ids[-1]


def _tell_all_again(pbx):
    Route = pbx.env["miko.route"].sudo()
    pbx._state().route_people = False
    Route._mark_ids([pbx.id], Route.search([("pbx_id", "=", pbx.id)]).mapped("client_id"))
