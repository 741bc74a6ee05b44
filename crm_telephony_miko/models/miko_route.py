from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

MOST = timedelta(days=1)  # between two tries of a client that the exchange does not take


class MikoRoute(models.Model):
    """What the exchange knows of a client: his numbers and whose client he is (B05).

    Also the outbox: a change of the client counts ``marked`` up in its own transaction, the sender
    writes down which count it has told. So a change during the sending is sent afterwards, and a
    sender that is killed sends again.
    """

    _name = "miko.route"
    _inherit = ["flow.lock.mixin"]
    _description = "Client known to the exchange"
    _order = "id"
    _rec_name = "partner_id"

    pbx_id = fields.Many2one(
        "miko.pbx", "Exchange", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="pbx_id.company_id")
    # No key to the client: what the exchange has of a deleted one must be taken back first.
    client_id = fields.Integer(
        "Id of the client", required=True, readonly=True, export_string_translation=False
    )
    partner_id = fields.Many2one("res.partner", "Client", compute="_compute_partner_id")
    numbers = fields.Json(
        readonly=True, export_string_translation=False, help="Number -> id of the user, as sent."
    )
    told = fields.Char("Numbers and managers", compute="_compute_told", compute_sudo=True)
    marked = fields.Integer(default=1, readonly=True, export_string_translation=False)
    done = fields.Integer(default=0, readonly=True, export_string_translation=False)
    state = fields.Selection(
        [("waiting", "Waits"), ("sent", "Sent"), ("failed", "Refused")],
        compute="_compute_state",
        search="_search_state",
    )
    sent_at = fields.Datetime("Sent", readonly=True)
    attempts = fields.Integer(readonly=True, export_string_translation=False)
    retry_at = fields.Datetime("Next try", readonly=True)
    error = fields.Char("Refused because", readonly=True)

    _client_uniq = models.Constraint("UNIQUE (pbx_id, client_id)", "The client is known already.")
    _waiting_idx = models.Index("(pbx_id, retry_at) WHERE marked <> done")
    _client_idx = models.Index("(client_id)")

    @api.depends("client_id")
    def _compute_partner_id(self):
        there = self.env["res.partner"].browse(self.mapped("client_id")).exists()
        for route in self:
            route.partner_id = there.filtered(lambda p, route=route: p.id == route.client_id)

    @api.depends("numbers")
    def _compute_told(self):
        users = self.env["res.users"].with_context(active_test=False)
        ids = {user for route in self for user in (route.numbers or {}).values()}
        names = {user.id: user.name for user in users.search([("id", "in", list(ids))])}
        for route in self:
            pairs = sorted((route.numbers or {}).items())
            route.told = ", ".join(f"{number}: {names.get(user, '')}" for number, user in pairs)

    @api.depends("marked", "done", "error")
    def _compute_state(self):
        for route in self:
            waits = route.marked != route.done
            route.state = ("failed" if route.error else "waiting") if waits else "sent"

    @api.model
    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        tests = {
            "sent": "marked = done",
            "waiting": "marked <> done AND error IS NULL",
            "failed": "marked <> done AND error IS NOT NULL",
        }
        self.flush_model(["marked", "done", "error"])
        chosen = " OR ".join(f"({tests[state]})" for state in value if state in tests)
        return [("id", "in", SQL(f"(SELECT id FROM miko_route WHERE {chosen or 'FALSE'})"))]

    # --------------------------------------------------------------- outbox

    @api.model
    def _mark(self, partners):
        """The numbers or the manager of these clients may be others from now on. The deal of an
        organisation decides for all of its people."""
        pbxs = self.env["miko.pbx"]._routed_ids()
        families = partners.sudo().commercial_partner_id if pbxs else partners.browse()
        if families:
            domain = [("commercial_partner_id", "in", families.ids)]
            people = partners.sudo().with_context(active_test=False).search(domain)
            self.sudo()._mark_ids(pbxs, (people | partners).ids)

    @api.model
    def _mark_ids(self, pbxs, clients):
        """:param clients: ids, also of deleted ones."""
        if not clients:
            return
        self.flush_model()
        query = SQL(
            """
            INSERT INTO miko_route (pbx_id, client_id, marked, done, attempts, create_uid,
                                    create_date)
            SELECT pbx, client, 1, 0, 0, %(user)s, %(now)s
              FROM unnest(%(pbxs)s) AS pbx, unnest(%(clients)s) AS client
             ORDER BY 1, 2
            ON CONFLICT (pbx_id, client_id) DO UPDATE
               SET marked = miko_route.marked + 1, attempts = 0, retry_at = NULL, error = NULL
            """,
            user=self.env.uid,
            now=self.env.cr.now(),
            pbxs=list(pbxs),
            clients=list(clients),
        )
        self.env.cr.execute(query, log_exceptions=False)  # a concurrent change: tried again
        self.invalidate_model()

    @api.model
    def _clients_after(self, pbx, last, limit):
        """:return: ids of clients with a number, and of those the exchange knows, in order."""
        self.env["res.partner"].flush_model(["phone_key", "active"])
        self.env["res.partner.phone"].flush_model(["phone_key"])
        query = SQL(
            """
            (SELECT id FROM res_partner
              WHERE id > %(last)s AND active AND phone_key IS NOT NULL ORDER BY id LIMIT %(limit)s)
            UNION
            (SELECT partner_id FROM res_partner_phone
              WHERE partner_id > %(last)s AND phone_key IS NOT NULL
              ORDER BY partner_id LIMIT %(limit)s)
            UNION
            (SELECT client_id FROM miko_route
              WHERE client_id > %(last)s AND pbx_id = %(pbx)s ORDER BY client_id LIMIT %(limit)s)
            ORDER BY 1 LIMIT %(limit)s
            """,
            last=last,
            limit=limit,
            pbx=pbx.id,
        )
        return [row[0] for row in self.env.execute_query(query)]

    @api.model
    def _next(self, pbx, limit):
        """:return: clients whose change has not been told, of which none has to wait any more."""
        now = fields.Datetime.now()
        query = SQL(
            """SELECT id FROM miko_route
                WHERE pbx_id = %s AND marked <> done AND (retry_at IS NULL OR retry_at <= %s)
                ORDER BY id LIMIT %s""",
            pbx.id, now, limit,
        )  # fmt: skip
        self.flush_model()
        return self.browse(row[0] for row in self.env.execute_query(query))

    def _sent(self, numbers, count):
        """:param dict numbers: what the exchange has of this client now.
        :param int count: of his changes up to this one."""
        self.ensure_one()
        self._lock()
        if not numbers and count == self.marked:
            self.unlink()
            return
        self.write(
            {
                "numbers": numbers,
                "done": count,
                "sent_at": fields.Datetime.now(),
                "attempts": 0,
                "retry_at": False,
                "error": False,
            }
        )

    def _refused(self, error):
        """The exchange does not take this client: later, and later still."""
        self.ensure_one()
        wait = min(timedelta(minutes=2**self.attempts), MOST)
        attempts = min(self.attempts + 1, 12)
        again = fields.Datetime.now() + wait
        self.write({"error": error, "attempts": attempts, "retry_at": again})
