import logging
from datetime import timedelta
from functools import partial

from odoo import api, fields, models, tools

from ..client import routing
from ..client.errors import Busy, ExchangeError, Forbidden, Rejected
from ..client.rest import RestClient, Server

_logger = logging.getLogger(__name__)

SETTINGS = "Enter the address and the key of the REST interface."
CLIENTS = 50  # in one call: the worker of the module has 20 seconds for it
PEOPLE = 100
PAUSE, LONGEST = timedelta(minutes=1), timedelta(hours=1)


class MikoPbx(models.Model):
    """Clients ring at their managers, also while we are down (B05, W04).

    The exchange's free module is told whose clients the numbers are. It rings the phone of the
    manager, or of who stands in for him, beside the ordinary route of the call.
    """

    _inherit = "miko.pbx"

    routing_enabled = fields.Boolean(
        "Ring the manager of the client",
        help="Needs the module «Smart IVR interception» on the exchange, in its full mode. Switched"
        " off, the exchange forgets the clients.",
    )
    routing_key = fields.Char(
        "Key for the module",
        groups="base.group_system",
        copy=False,
        help="A key with all rights: the exchange knows no narrower ones for modules. Empty: the"
        " REST key.",
    )
    route_ids = fields.One2many("miko.route", "pbx_id", "Clients", groups="base.group_system")
    route_error = fields.Char("Trouble with the managers", compute="_compute_route_state")
    routed_at = fields.Datetime(related="health_ids.routed_at")
    route_count = fields.Integer("Clients known", compute="_compute_route_state")
    route_waiting_count = fields.Integer("Clients that wait", compute="_compute_route_state")

    def _compute_route_state(self):
        domain = [("pbx_id", "in", self.ids)]
        Route = self.env["miko.route"].sudo()
        known = dict(Route._read_group(domain, ["pbx_id"], ["__count"]))
        waiting = [*domain, ("state", "!=", "sent")]
        waits = dict(Route._read_group(waiting, ["pbx_id"], ["__count"]))
        for pbx in self:
            pbx.route_count = known.get(pbx._origin, 0) - waits.get(pbx._origin, 0)
            pbx.route_waiting_count = waits.get(pbx._origin, 0)
            pbx.route_error = pbx._in_words(pbx.sudo().health_ids.route_error)

    def write(self, vals):
        result = super().write(vals)
        if {"routing_enabled", "active", "tz"} & vals.keys():
            self.env.registry.clear_cache()
        if {"rest_url", "rest_key", "routing_key"} & vals.keys():
            self.sudo().health_ids.write({"route_retry_at": False, "route_failures": 0})
        if "routing_enabled" in vals:
            # The whole of it is looked through anew: what is to be told, or taken back; at once.
            anew = {"route_compared_at": False, "route_scan": 0}
            self.sudo().health_ids.write({**anew, "route_retry_at": False, "route_failures": 0})
        return result

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    @api.model
    @tools.ormcache()
    def _routed_ids(self):
        """Exchanges that ring managers; asked for at each change of a client."""
        domain = [("routing_enabled", "=", True), ("active", "=", True)]
        return tuple(self.sudo().search(domain).ids)

    def action_routes(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_telephony_miko.action_route")
        return {**action, "domain": [("pbx_id", "=", self.id)], "context": {}}

    # ------------------------------------------------------------------ job

    @api.model
    def _cron_route(self):
        for pbx in self.search([("active", "=", True)]):
            if pbx.routing_enabled or pbx.sudo().route_ids or pbx.sudo().health_ids.route_people:
                pbx._route()

    def _routing_client(self, **options):
        pbx = self.sudo()
        key = pbx.routing_key or pbx.rest_key
        if not (pbx.rest_url and key):
            return None
        return RestClient(Server(pbx.rest_url, key, pbx.rest_verify, **options))

    def _route(self):
        """Tell the exchange what has changed, and at night compare everything."""
        self.ensure_one()
        health = self.env["miko.health"].sudo().browse(self._in_job(lambda pbx: pbx._state().id))
        now, client = fields.Datetime.now(), self._routing_client()
        if self._is_paused() or (health.route_retry_at and now < health.route_retry_at):
            return
        values = {"route_error": False, "route_failures": 0, "route_retry_at": False}
        try:
            if client is None:
                raise Rejected(SETTINGS)
            self._route_all(routing.Routing(client), health)
            values["routed_at"] = fields.Datetime.now()
        except ExchangeError as error:
            values = self._route_failure(error, health.route_failures)
        finally:
            if client:
                client.close()
        if values["route_error"] and values["route_error"] != health.route_error:
            _logger.info("Exchange %s: %s", self.name, values["route_error"])
        self._in_job(lambda pbx: pbx._state().write(values))

    def _route_failure(self, error, failures):
        """Later, and later still; an exchange that asks for a pause gets it from every job."""
        wait = min(PAUSE * 2 ** min(failures, 10), LONGEST)
        values = {"route_error": str(error), "route_failures": failures + 1}
        values["route_retry_at"] = fields.Datetime.now() + wait
        if isinstance(error, Busy):
            paused = fields.Datetime.now() + timedelta(seconds=error.retry_after)
            values["pause_until"] = paused
        return values

    def _route_all(self, module, health):
        self._route_people(module, health)
        self._compare_clients(module, health)
        while routes := self.env["miko.route"].sudo()._next(self, CLIENTS):
            self._route_clients(module, routes)
            if not self.env["ir.cron"]._commit_progress(len(routes)):
                break

    # --------------------------------------------------------------- people

    def _route_people(self, module, health):
        """All are compared each time: they are few, and an absence changes one of them only."""
        wanted = {key: list(person) for key, person in self._people_to_ring().items()}
        told = health.route_people or {}
        changed = [routing.Person(*row) for key, row in wanted.items() if told.get(key) != row]
        gone = sorted(told.keys() - wanted.keys())
        if not changed and not gone:
            return
        for start in range(0, len(changed), PEOPLE):
            module.save_people(changed[start : start + PEOPLE])
        module.delete_people(gone)
        values = {"route_people": wanted}
        if told.keys() != wanted.keys():
            values.update(route_compared_at=False, route_scan=0)  # whose clients these are
        self._in_job(lambda pbx: pbx._state().write(values))

    def _people_to_ring(self):
        """:return: dict key -> :class:`routing.Person` with the phone of who is on duty."""
        if not self.routing_enabled:
            return {}
        extensions = self.sudo().extension_ids.filtered("user_id").sorted("number")
        numbers = {}
        for extension in extensions:
            numbers.setdefault(extension.user_id, extension.number)
        owners = self.env["res.users"].sudo().union(*numbers)
        people = owners | owners.absent_user_ids
        found = {}
        for user in people.filtered("active"):
            person = user._flow_on_duty()
            if number := numbers.get(person):
                position = person.partner_id.function or ""
                found[f"u-{user.id}"] = routing.Person(
                    f"u-{user.id}", person.name or "", position, number
                )
        return found

    # -------------------------------------------------------------- clients

    def _route_clients(self, module, routes):
        counts = {route: route.marked for route in routes}
        wanted = self._numbers_to_tell(routes.partner_id)
        numbers = {route: wanted.get(route.partner_id, {}) for route in routes}
        self.env["ir.cron"]._commit_progress()  # nobody waits for the exchange with us
        refused = {}
        try:
            self._tell_clients(module, routes, numbers)
        except (Rejected, Forbidden) as error:
            if len(routes) == 1:
                refused = {routes: str(error)}
            for route in routes if len(routes) > 1 else ():
                try:
                    self._tell_clients(module, route, numbers)
                except (Rejected, Forbidden) as trouble:
                    refused[route] = str(trouble)
        told = {route.id: (numbers[route], counts[route]) for route in routes}
        self._in_job(partial(_keep_told, told, {route.id: text for route, text in refused.items()}))

    def _tell_clients(self, module, routes, numbers):
        """First what is no client's number any more, then what is: the module keeps a number once,
        whoever's it is."""
        gone = {
            old for route in routes for old in (route.numbers or {}) if old not in numbers[route]
        }
        if gone:
            module.delete_numbers(sorted(gone - self._told_elsewhere(gone, routes)))
        rows = [
            # Each number stands for itself: clients who share one do not take it from one another.
            routing.Number(f"n-{number}", f"u-{user}", route.partner_id.name or "", number)
            for route in routes
            for number, user in sorted(numbers[route].items())
        ]
        module.save_numbers(rows)

    def _told_elsewhere(self, numbers, routes):
        """Numbers that are another client's by now."""
        self.env["miko.route"].flush_model(["numbers"])
        self.env.cr.execute(
            """SELECT number FROM unnest(%s) AS number
                WHERE EXISTS (SELECT FROM miko_route
                               WHERE pbx_id = %s AND id != ALL(%s) AND numbers ? number)""",
            [list(numbers), self.id, routes.ids],
        )
        return {row[0] for row in self.env.cr.fetchall()}

    def _numbers_to_tell(self, partners):
        """:return: dict client -> dict number -> id of his manager, of those who can be rung."""
        keys = set(self.sudo().health_ids.route_people or ()) if self.routing_enabled else set()
        partners = partners.sudo().filtered("active") if keys else partners.browse()
        own = {*self.sudo().line_ids.mapped("phone_key"), *self._mobile_keys()}
        numbers = {partner: partner._miko_numbers() - own for partner in partners}
        managers = self._managers_of({number for found in numbers.values() for number in found})
        return {
            partner: {
                number.removeprefix("00"): managers[number].id
                for number in found
                if managers[number] and f"u-{managers[number].id}" in keys
            }
            for partner, found in numbers.items()
        }

    def _mobile_keys(self):
        return self.sudo().extension_ids.mapped("mobile_key")

    def _managers_of(self, numbers):
        """Whom a caller with this number wants: the same person that the card names."""
        Request, Call = self.env["crm.request"].sudo(), self.env["miko.call"].sudo()
        asked = {number: Request.new({"phone": number, "channel": "phone"}) for number in numbers}
        if not asked:
            return {}
        clients, leads = Request.union(*asked.values())._senders()[:2]
        here = (self.company_id, self.company_id.browse())
        return {
            number: Call._responsible(
                clients[request], leads[request].filtered(lambda lead: lead.company_id in here)
            ).filtered("active")
            for number, request in asked.items()
        }


def _keep_told(told, refused, pbx):
    """:param dict told: id of a route -> (its numbers, count of its changes).
    :param dict refused: id of a route -> why."""
    Route = pbx.env["miko.route"].sudo()
    for route in Route.browse(told).exists():
        if route.id in refused:
            route._refused(refused[route.id])
        else:
            route._sent(*told[route.id])
