from odoo import models

from ..client import routing
from ..client.errors import ExchangeError


class MikoPbx(models.Model):
    """The self-test of the module that rings managers (B05)."""

    _inherit = "miko.pbx"

    def _check_routing(self):
        """Nothing is asked of an exchange that is not to ring managers."""
        if not self.routing_enabled:
            return []
        name = self.env._("Managers: the module of the exchange")
        client = self._routing_client(timeout=(3, 10), tries=1)
        if client is None or self._is_paused():
            return []
        try:
            found = self._ask_for_manager(routing.Routing(client))
        except ExchangeError as error:
            return [self._step(name, "failed", self.env._("It failed"), self._in_words(str(error)))]
        finally:
            client.close()
        if found is None:
            return [
                self._step(name, "ok", self.env._("It answers; no client has been told to it yet."))
            ]
        if found != "crm":
            remedy = self.env._(
                "Switch the module to its full mode (neither «simple» nor «history only»)."
            )
            return [
                self._step(name, "failed", self.env._("It does not use what it is told."), remedy)
            ]
        return [self._step(name, "ok", self.env._("It knows the managers of the clients."))]

    def _ask_for_manager(self, module):
        """:return: where the module has the manager of a client from; None when none was told."""
        domain = [("pbx_id", "=", self.id), ("state", "=", "sent")]
        route = self.env["miko.route"].sudo().search(domain, limit=1)
        number = next(iter(route.numbers or {}), "")
        source = module.manager(number or "0000000")[1]
        return source if number else None
