from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import plaintext2html

from ...tools import call_rows, workbook
from ...tools.phone import phone_key


class CrmCallList(models.Model):
    """Clients to be called: a sheet for a call centre, or tasks for managers (V08-V11)."""

    _name = "crm.call.list"
    _inherit = ["mail.thread"]
    _description = "Call list"
    _order = "id desc"

    name = fields.Char(required=True)
    campaign_id = fields.Many2one("utm.campaign", tracking=True)
    domain = fields.Char("Clients", required=True, default="[]", help="Who is to be called.")
    script = fields.Text(help="What to say; it stands in each task.")
    spread = fields.Selection(
        [("own", "The client's manager"), ("even", "Chosen managers, evenly")],
        "Who calls",
        required=True,
        default="own",
    )
    user_ids = fields.Many2many(
        "res.users",
        string="Managers",
        domain=[("share", "=", False)],
        help="Among whom the calls are spread; of clients without a manager in any case.",
    )
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    callable_count = fields.Integer(
        "To be called",
        compute="_compute_counts",
        store=True,
        help="Counted when the filter was changed, and at each export and distribution.",
    )
    excluded_count = fields.Integer("Left out", compute="_compute_counts", store=True)
    task_ids = fields.One2many("mail.activity", "call_list_id", "Tasks")
    task_count = fields.Integer("Calls", compute="_compute_results")
    open_count = fields.Integer("Not called yet", compute="_compute_results")
    reached_count = fields.Integer("Reached", compute="_compute_results")
    interested_count = fields.Integer("Interested", compute="_compute_results")
    refused_count = fields.Integer("Refused", compute="_compute_results")

    @api.constrains("domain")
    def _check_domain(self):
        for record in self:
            try:
                with self.env.cr.savepoint(flush=False):
                    record._clients(limit=1)
            # What a hand-written filter raises depends on the fields it names.
            except Exception as error:
                raise ValidationError(
                    self.env._("The filter of «%(name)s» cannot be used.", name=record.name)
                ) from error

    def _clients(self, limit=None):
        domain = Domain(literal_eval(self.domain or "[]")) & Domain("user_ids", "=", False)
        return self.env["res.partner"].search(domain, limit=limit, order="id desc")

    def _chosen(self):
        """Who is called now; how many they are is kept.

        :return: (clients to be called, dict client -> code of the reason why not)
        """
        clients = self._clients()
        forbidden = self._forbidden()
        people = [
            call_rows.Person(
                client.id,
                client.phone_key or "",
                int(client.client_status != "client"),
                (client.phone_key or "") in forbidden,
            )
            for client in clients
        ]
        chosen, reasons = call_rows.choose(people)
        browse = clients.browse
        self.callable_count, self.excluded_count = len(chosen), len(reasons)
        return browse([p.id for p in chosen]), {browse(i): why for i, why in reasons.items()}

    def _forbidden(self):
        """Keys of the numbers that nobody may call; the list itself is for administrators."""
        numbers = self.env["phone.blacklist"].sudo().search([("active", "=", True)])
        return {phone_key(number) for number in numbers.mapped("number")}

    @api.depends("domain")
    def _compute_counts(self):
        for record in self:
            record._chosen()

    # ---------------------------------------------------------------- sheet

    def action_export(self):
        """Button: the sheet is downloaded; who took it when stands in the log (V08)."""
        self.ensure_one()
        message = self._make_sheet()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{message.attachment_ids.sorted('id')[:1].id}?download=true",
            "target": "self",
        }

    def _make_sheet(self):
        """:return: the message that keeps it as XLSX and CSV"""
        self.check_access("write")
        chosen, reasons = self._chosen()
        last = self._last_contacts(chosen)
        rows = [self._head(), *(self._row(client, last) for client in chosen)]
        left_out = [[self.env._("Client"), self.env._("Why not")]]
        words = self._reasons()
        left_out += [[client.display_name, words[why]] for client, why in reasons.items()]
        sheets = [
            (self.env._("To be called"), [10, 30, 30, 18, 25, 14, 40], rows),
            (self.env._("Left out"), [40, 40], left_out),
        ]
        body = self.env._(
            "Exported for calling: %(count)s clients, left out: %(left_out)s.",
            count=len(chosen),
            left_out=len(reasons),
        )
        files = [
            (f"{self.name}.xlsx", workbook.write_sheets(sheets)),
            (f"{self.name}.csv", call_rows.write_csv(rows)),
        ]
        return self.message_post(body=body, attachments=files)

    def _head(self):
        return [
            self.env._("Number"),
            self.env._("Name"),
            self.env._("Company"),
            self.env._("Phone"),
            self.env._("Manager"),
            self.env._("Last contact"),
            self.env._("Link"),
        ]

    def _row(self, client, last):
        company = client.commercial_partner_id
        return [
            client.id,
            client.name or "",
            company.name if company != client else "",
            call_rows.e164(client.phone_key),
            (client.user_id or company.user_id).name or "",
            str(last.get(client) or ""),
            f"{self.get_base_url()}/odoo/res.partner/{client.id}",
        ]

    def _last_contacts(self, clients):
        """:return: dict client -> day of the last task that was done with him or his deals"""
        leads = self.env["crm.lead"].sudo().search([("partner_id", "in", clients.ids)])
        whose = {("crm.lead", lead.id): lead.partner_id.id for lead in leads}
        whose |= {("res.partner", client.id): client.id for client in clients}
        found = {}
        for model in ("crm.lead", "res.partner"):
            ids = [res_id for name, res_id in whose if name == model]
            domain = [("res_model", "=", model), ("res_id", "in", ids), ("date_done", "!=", False)]
            Activity = self.env["mail.activity"].sudo().with_context(active_test=False)
            for res_id, day in Activity._read_group(domain, ["res_id"], ["date_done:max"]):
                client = clients.browse(whose[model, res_id])
                found[client] = max(day, found.get(client, day))
        return found

    def _reasons(self):
        return {
            "none": self.env._("no telephone number"),
            "short": self.env._("the number is not complete"),
            "forbidden": self.env._("must not be called"),
            "twice": self.env._("another client with the same number is called"),
        }

    # ---------------------------------------------------------------- tasks

    def action_make_tasks(self):
        """Button: a task «Call the client» for each, with the script (V09)."""
        self.ensure_one()
        self.check_access("write")
        chosen, _reasons = self._chosen()
        have = self.with_context(active_test=False).task_ids.mapped("res_id")  # the done ones too
        fresh = chosen.filtered(lambda client: client.id not in have)
        owners = self._owners(fresh)
        self.env["mail.activity"].sudo().create(
            [self._task_values(client, owner) for client, owner in owners.items()]
        )
        body = self.env._("Tasks made: %(count)s", count=len(owners))
        self.message_post(body=body)
        return True

    def _owners(self, clients):
        """Evenly, or each to the manager of the client; nobody is left without a person."""
        users = self.user_ids
        if not users and (self.spread == "even" or any(not self._own(c) for c in clients)):
            raise UserError(self.env._("Choose the managers among whom the calls are spread."))
        owners, number = {}, 0
        for client in clients:
            own = self._own(client) if self.spread == "own" else None
            if own:
                owners[client] = own
            else:
                owners[client] = users[number % len(users)]
                number += 1
        return owners

    @staticmethod
    def _own(client):
        return client.user_id or client.commercial_partner_id.user_id

    def _task_values(self, client, owner):
        """With the script, line by line, and the campaign for which he is called (V09)."""
        names = dict.fromkeys(filter(None, (self.campaign_id.title, self.name)))
        return {
            "res_model_id": self.env["ir.model"]._get_id("res.partner"),
            "res_id": client.id,
            "activity_type_id": self.env.ref("mail.mail_activity_data_call").id,
            "summary": self.env._("Call the client: %(name)s", name=", ".join(names)),
            "note": plaintext2html(self.script or ""),
            "user_id": owner.id,
            "call_list_id": self.id,
            "automated": True,
        }
