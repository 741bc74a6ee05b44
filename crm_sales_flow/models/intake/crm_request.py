from odoo import api, fields, models
from odoo.exceptions import UserError

# What came is what came: nobody changes it afterwards.
CAME = frozenset(
    ("name", "channel", "subject", "body", "email_from", "inn", "message_uid", "registered_at")
)
# What the process decides: changed by its actions only.
DECIDED = frozenset(
    (
        "state",
        "lead_id",
        "former_lead_id",
        "carried_ids",
        "wrong_lead_ids",
        "awaited_before",
        "team_id",
        "sorted_at",
        "sorted_by_id",
        "drop_reason",
        "filter_reason",
        "error",
        "partner_is_new",
        "partner_is_borrowed",
        "returned_at",
        "rule_id",
        "suggestion_reason",
        "called_number",
    )
)
# What stands on the sorting desk: what could not be read is nobody's either (F01).
WAITING = ("new", "broken")
MEDIUMS = {
    "phone": "utm.utm_medium_phone",
    "email": "utm.utm_medium_email",
    "site": "utm.utm_medium_website",
    "visit": "utm.utm_medium_direct",
}


class CrmRequest(models.Model):
    """What a client once wrote, said or sent; several requests may belong to one lead."""

    _name = "crm.request"
    _description = "Request"
    _inherit = ["flow.claim.mixin", "flow.phone.key.mixin", "mail.thread", "utm.mixin"]
    _order = "registered_at, id"
    _primary_email = "email_from"
    _mail_post_access = "read"
    _check_company_auto = True

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    state = fields.Selection(
        [
            ("new", "Waiting for sorting"),
            ("sorted", "Sorted"),
            ("attached", "Attached"),
            ("dropped", "Dropped"),
            ("filtered", "Filtered out"),
            ("broken", "Not understood"),
        ],
        required=True,
        default="new",
        copy=False,
        index=True,
        tracking=True,
    )
    # What came
    channel = fields.Selection(
        [
            ("phone", "Call"),
            ("email", "E-mail"),
            ("site", "Website"),
            ("visit", "Came in person"),
            ("marketing", "Marketing"),
            ("manual", "By hand"),
        ],
        required=True,
        default="phone",
    )
    registered_at = fields.Datetime(
        "Registered", required=True, default=fields.Datetime.now, copy=False
    )
    subject = fields.Char("What is needed")
    body = fields.Html("Text", sanitize_attributes=True, sanitize_style=True, strip_classes=True)
    message_uid = fields.Char(
        "Identifier of the message",
        copy=False,
        help="Identifier by which the same message is known again.",
    )
    # Who
    contact_name = fields.Char("Contact person", tracking=True)
    partner_name = fields.Char("Organisation", tracking=True)
    phone = fields.Char(tracking=True)
    email_from = fields.Char("E-mail")
    inn = fields.Char(
        "INN", index="btree_not_null", help="Taxpayer number of the organisation that asks."
    )
    phone_key = fields.Char("Phone, digits only", export_string_translation=True)
    email_normalized = fields.Char(
        "Address of the sender",
        compute="_compute_email_normalized",
        store=True,
        index="btree_not_null",
    )
    partner_id = fields.Many2one("res.partner", "Client", index="btree_not_null", tracking=True)
    partner_is_new = fields.Boolean("New client", readonly=True, copy=False)
    # What was decided
    lead_id = fields.Many2one(
        "crm.lead",
        "Lead or deal",
        index="btree_not_null",
        copy=False,
        tracking=True,
        ondelete="restrict",
    )
    team_id = fields.Many2one(
        "crm.team", "Department", index="btree_not_null", copy=False, tracking=True
    )
    suggested_team_id = fields.Many2one(
        "crm.team",
        "Proposed department",
        domain="[('is_department', '=', True)]",
        help="Where the request goes when it is sorted.",
    )
    sorted_at = fields.Datetime("Sorted", copy=False)
    sorted_by_id = fields.Many2one(
        "res.users", "Sorted by", copy=False, help="Empty when the program recognised the client."
    )
    drop_reason = fields.Selection(
        [
            ("spam", "Spam"),
            ("foreign", "Not for us"),
            ("duplicate", "Duplicate"),
            ("test", "Test"),
            ("other", "Other"),
        ],
        "Reason for dropping",
        copy=False,
        tracking=True,
    )
    filter_reason = fields.Selection(
        [
            ("auto_reply", "Automatic reply"),
            ("bounce", "Returned letter"),
            ("own", "Our own address"),
            ("loop", "Too many letters from one sender"),
            ("dropped", "Refused by the mail gateway"),
        ],
        "Why filtered",
        copy=False,
    )
    error = fields.Text(readonly=True, copy=False)
    # Around
    letter_ids = fields.One2many("crm.request.letter", "request_id", "Source of the letter")
    attachment_ids = fields.One2many(
        "ir.attachment",
        "res_id",
        "Attachments",
        domain=[("res_model", "=", "crm.request"), ("res_field", "=", False)],
        bypass_search_access=True,
    )
    candidate_lead_ids = fields.Many2many(
        "crm.lead",
        compute="_compute_candidate_lead_ids",
        string="Open leads and deals of the sender",
    )
    waiting_hours = fields.Float("Waiting", compute="_compute_waiting_hours")
    waiting_color = fields.Integer(
        compute="_compute_waiting_hours", export_string_translation=False
    )

    _message_uniq = models.Constraint(
        "UNIQUE (channel, message_uid)", "This message has been registered already."
    )
    _waiting_idx = models.Index("(registered_at, id) WHERE state IN ('new', 'broken')")

    # ------------------------------------------------------------ computes

    @api.depends("email_from")
    def _compute_email_normalized(self):
        Partner = self.env["res.partner"]
        for request in self:
            request.email_normalized = Partner._flow_email_key(request.email_from)

    @api.depends("state", "registered_at")
    def _compute_waiting_hours(self):
        now = fields.Datetime.now()
        for request in self:
            waits = request.state in WAITING and request.registered_at
            passed = now - request.registered_at if waits else None
            request.waiting_hours = hours = passed.total_seconds() / 3600 if passed else 0
            # Red and yellow of Odoo's cards; the same limits as the lines of the desk.
            request.waiting_color = 1 if hours >= 4 else 3 if hours >= 1 else 0

    @api.depends("name", "subject")
    def _compute_display_name(self):
        for request in self:
            request.display_name = " ".join(filter(None, (request.name, request.subject)))[:100]

    # ----------------------------------------------------------------- ORM

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            self._check_typed(vals_list)
        if not (self.env.su or self.env.is_system()):
            self._check_decided(vals_list)
        for vals in vals_list:
            self._complete(vals)
        requests = super(CrmRequest, self._without_defaults()).create(vals_list)
        requests._match()
        return requests

    @api.model
    def _check_decided(self, vals_list):
        for vals in vals_list:
            if vals.get("state", "new") != "new" or any(
                vals.get(name) for name in DECIDED - {"state"} | {"registered_at"}
            ):
                raise UserError(self.env._("A request is registered first and sorted afterwards."))

    @api.model
    def _complete(self, vals):
        """Number, channel and source are always known (E05, E08)."""
        if vals.get("name", "/") == "/":
            vals["name"] = self.env["ir.sequence"].sudo().next_by_code(self._name) or "/"
        channel = vals.get("channel") or "phone"
        if not vals.get("medium_id") and channel in MEDIUMS:
            vals["medium_id"] = self.env["ir.model.data"]._xmlid_to_res_id(MEDIUMS[channel])
        Source = self.env["utm.source"].sudo()
        source = Source.browse(vals.get("source_id") or ())
        if source and not source.flow_approved:
            vals["told_source"] = vals.get("told_source") or source.name
            source = Source._approved_for(source.name)
        vals["source_id"] = (source or Source._undefined()).id

    def write(self, vals):
        if not self.env.su:
            self._check_unchanged(vals)
        return super().write(vals)

    def _check_unchanged(self, vals):
        for name in (CAME | DECIDED) & vals.keys():
            field = self._fields[name]
            if all(
                field.convert_to_cache(vals[name], request, validate=False)
                == field.convert_to_cache(request[name], request, validate=False)
                for request in self
            ):
                continue
            label = field._description_string(self.env)
            if name in CAME:
                raise UserError(
                    self.env._("«%(field)s» stays as it came and cannot be changed.", field=label)
                )
            raise UserError(
                self.env._("«%(field)s» is changed by the buttons of the request.", field=label)
            )

    @api.model
    def _register_once(self, channel, uid, values):
        """Register a message once, however often and however concurrently it arrives.

        :return: the new request, or the one that has been registered before. The caller matches
            it with :meth:`_match` when everything that belongs to it is there.
        """
        company = values.get("company_id") or self.env.company.id
        request = self._claim(
            {
                "channel": channel,
                "message_uid": uid,
                "state": values.get("state", "new"),
                "name": "/",
                "registered_at": self.env.cr.now(),
                "company_id": company,
            }
        )
        if not request:
            return self.search([("channel", "=", channel), ("message_uid", "=", uid)])
        values = {**values, "registered_at": fields.Datetime.now(), "channel": channel}
        self._complete(values)
        request.with_context(tracking_disable=True).write(values)
        return request
