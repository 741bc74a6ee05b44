from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import format_date


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "mailchimp.source.mixin"]

    mailing_state = fields.Char(
        "Mailings",
        compute="_compute_mailing_state",
        compute_sudo=True,
        help="Whether this address gets mailings, and since when.",
    )

    @api.depends("email_normalized")
    def _compute_mailing_state(self):
        Consent = self.env["mailchimp.consent"]
        emails = [email for email in self.mapped("email_normalized") if email]
        last, stopped = Consent._last_words(emails), Consent._stopped(emails)
        for partner in self:
            email = partner.email_normalized
            kind, at = last.get(email, (None, None))
            kind = stopped.get(email, kind)
            text = Consent._label(kind) if kind else self.env._("No consent recorded")
            day = at and format_date(self.env, at.date())
            partner.mailing_state = email and (f"{text}, {day}" if day else text)

    def _mailchimp_person(self):
        return False if self.is_company else self.name

    def _mailchimp_clients(self):
        return {partner: partner.commercial_partner_id for partner in self}

    def _compute_mailchimp_facts(self):
        deals = self._mailchimp_deals()
        for partner in self:
            company = partner.commercial_partner_id
            deal = deals.get(company.id)
            partner.mailchimp_company = company.name if company.is_company else False
            manager = deal.user_id if deal else partner.user_id or company.user_id
            team = deal.team_id if deal else manager.sale_team_id
            partner.mailchimp_department = team.name
            partner.mailchimp_stage = deal.stage_id.name if deal else False
            partner.mailchimp_manager = manager.name
            label = partner._fields["client_status"]._description_selection(self.env)
            partner.mailchimp_kind = dict(label)[company.client_status or "potential"]
            partner.mailchimp_activity = company.activity_segment_id.name
            partner.mailchimp_lang = partner.lang

    def _mailchimp_deals(self):
        """:return: dict id of the company -> its newest open deal"""
        companies = self.commercial_partner_id
        domain = [
            ("partner_id", "child_of", companies.ids),
            ("type", "=", "opportunity"),
            ("company_id", "in", [False, self.env.company.id]),
        ]
        deals = (
            self.env["crm.lead"]
            .sudo()
            .search(Domain(domain) & Domain("won_status", "=", "pending"), order="id")
        )
        return {deal.partner_id.commercial_partner_id.id: deal for deal in deals}

    def _mailchimp_readdress(self, old, new):
        """The old address stays as an extra one: letters may still come from it."""
        if self.email_normalized == old:
            self.email = new
            if old not in self.extra_email_ids.mapped("email_normalized"):
                self.extra_email_ids = [(0, 0, {"email": old})]

    def _mailchimp_emails(self):
        """The address itself, and of a company those of its people."""
        partners = self.with_context(active_test=False)
        family = partners.search(["|", ("id", "in", self.ids), ("commercial_partner_id", "in",
                                                                self.ids)])  # fmt: skip
        return set(family.mapped("email_normalized")) - {False}

    # ------------------------------------------------------------- changes

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        if self._mailchimp_watched():
            self.env["mailchimp.change"]._add_records(partners)
        return partners

    def write(self, vals):
        watched = self._mailchimp_watched() if "email" in vals else ()
        before = {p.id: p.email_normalized for p in self if p.email_normalized} if watched else {}
        result = super().write(vals)
        self._mailchimp_changed(vals)
        if before:
            self._mailchimp_renamed(before)
        return result

    def _mailchimp_renamed(self, before):
        """Another address of the same person: his word about mailings goes with him (V04)."""
        renamed = {
            before[partner.id]: partner.email_normalized
            for partner in self
            if partner.email_normalized and before.get(partner.id, "") != partner.email_normalized
            if before.get(partner.id)
        }
        self.env["mailchimp.change"]._add_emails(before.values())
        if renamed:
            self.env["mailchimp.consent"].sudo()._carry(renamed)

    def unlink(self):
        emails = self.mapped("email_normalized") if self._mailchimp_watched() else []
        result = super().unlink()
        self.env["mailchimp.change"]._add_emails(emails)
        return result

    # ------------------------------------------------------------- actions

    def action_mailing_stop(self):
        """The client said that he wants no mailings: everybody whom he tells it may record it."""
        if not self.env.user.has_group("crm_sales_flow.group_flow_user"):
            raise AccessError(self.env._("Only employees with a role may record this."))
        self.check_access("read")
        basis = self.env._("Said to %(name)s", name=self.env.user.name)
        now = self.env["mailchimp.account"].sudo()._now_of_all()
        said = {p.email_normalized: (now, basis) for p in self if p.email_normalized}
        self.env["mailchimp.consent"].sudo()._stop("withdrawn", said)
        self.env["mailchimp.audience"]._trigger_sync()
        return True

    def action_mailing_consent(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Consent to mailings"),
            "res_model": "mailchimp.consent.record",
            "view_mode": "form",
            "target": "new",
            "context": {"default_partner_ids": [(6, 0, self.ids)]},
        }
