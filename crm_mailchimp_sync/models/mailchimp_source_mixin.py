from odoo import api, fields, models, tools

from .. import mapper

# A change of one of these is looked at by the next run, whatever the rules ask for.
BASE = {
    "res.partner": {
        "email",
        "name",
        "lang",
        "active",
        "company_id",
        "parent_id",
        "user_id",
        "activity_segment_id",
        "client_status",
        "is_company",
    },
    "crm.lead": {
        "email_from",
        "contact_name",
        "partner_name",
        "lang_id",
        "active",
        "type",
        "stage_id",
        "team_id",
        "user_id",
        "partner_id",
    },
}


class MailchimpSourceMixin(models.AbstractModel):
    """What can be told of a contact as well as of a lead, by the same names (V02, V07)."""

    _name = "mailchimp.source.mixin"
    _description = "Source of an audience"

    mailchimp_first_name = fields.Char("Mailings: first name", compute="_compute_mailchimp_name")
    mailchimp_last_name = fields.Char("Mailings: last name", compute="_compute_mailchimp_name")
    mailchimp_company = fields.Char("Mailings: company", compute="_compute_mailchimp_facts")
    mailchimp_department = fields.Char("Mailings: department", compute="_compute_mailchimp_facts")
    mailchimp_stage = fields.Char("Mailings: stage", compute="_compute_mailchimp_facts")
    mailchimp_manager = fields.Char("Mailings: manager", compute="_compute_mailchimp_facts")
    mailchimp_kind = fields.Char("Mailings: lead or client", compute="_compute_mailchimp_facts")
    mailchimp_activity = fields.Char(
        "Mailings: kind of activity", compute="_compute_mailchimp_facts"
    )
    mailchimp_lang = fields.Char(
        compute="_compute_mailchimp_facts", export_string_translation=False
    )
    mailchimp_equipment_ids = fields.Many2many(
        "product.category",
        string="Mailings: equipment bought",
        compute="_compute_mailchimp_equipment",
    )

    def _mailchimp_person(self):
        """:return: name of the person, for the greeting"""
        raise NotImplementedError

    def _compute_mailchimp_name(self):
        for record in self:
            first, last = mapper.first_and_last(record._mailchimp_person())
            record.mailchimp_first_name, record.mailchimp_last_name = first, last

    @api.depends_context("lang", "company")
    def _compute_mailchimp_facts(self):
        raise NotImplementedError

    def _mailchimp_clients(self):
        """:return: dict record -> the client whose purchases count"""
        raise NotImplementedError

    @api.depends_context("company")
    def _compute_mailchimp_equipment(self):
        """Categories of the goods in confirmed orders of the client."""
        clients = self._mailchimp_clients()
        groups = self.env["sale.order.line"]._read_group(
            [
                ("order_partner_id", "child_of", [c.id for c in set(clients.values()) if c]),
                ("company_id", "=", self.env.company.id),
                ("state", "=", "sale"),
                ("product_id.is_storable", "=", True),
            ],
            ["order_partner_id", "product_id"],
        )
        bought = {}
        for partner, product in groups:
            client = partner.commercial_partner_id
            bought[client] = bought.get(client, product.categ_id) | product.categ_id
        for record in self:
            record.mailchimp_equipment_ids = bought.get(clients.get(record), False)

    # ------------------------------------------------------------- changes

    @api.model
    @tools.ormcache("self._name")
    def _mailchimp_watched(self):
        """Names of fields whose change counts; none while nothing is synchronised."""
        audiences = self.env["mailchimp.audience"].sudo().search([("enabled", "=", True)])
        if not audiences:
            return frozenset()
        names = set(BASE[self._name])
        kind = "partner" if self._name == "res.partner" else "lead"
        for rule in audiences.rule_ids.filtered(lambda rule: rule.kind == kind):
            names |= rule._field_names()
        for line in audiences.mapping_ids:
            names.add((line[f"{kind}_path"] or "").split(".")[0])
        return frozenset(names)

    def _mailchimp_changed(self, names):
        """In the transaction of the change, one insertion for all records (V01)."""
        if not self._mailchimp_watched().isdisjoint(names):
            self.env["mailchimp.change"]._add_records(self)

    def _mailchimp_readdress(self, old, new):
        """The person has another address: it is written where the old one still stands."""
        raise NotImplementedError

    def _mailchimp_emails(self):
        """:return: set of the addresses that a change of these records may concern"""
        raise NotImplementedError
