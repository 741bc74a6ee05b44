from odoo import models


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "mailchimp.source.mixin"]

    def _mailchimp_person(self):
        return self.contact_name or (not self.partner_id.is_company and self.partner_id.name)

    def _mailchimp_clients(self):
        return {lead: lead.partner_id.commercial_partner_id for lead in self}

    def _compute_mailchimp_facts(self):
        kinds = dict(self._fields["type"]._description_selection(self.env))
        for lead in self:
            company = lead.partner_id.commercial_partner_id
            lead.mailchimp_company = lead.partner_name or (company.is_company and company.name)
            lead.mailchimp_department = lead.team_id.name
            deal = lead.type == "opportunity"
            lead.mailchimp_stage = lead.stage_id.name if deal else False
            lead.mailchimp_manager = lead.user_id.name
            lead.mailchimp_kind = kinds[lead.type]
            lead.mailchimp_activity = company.activity_segment_id.name
            lead.mailchimp_lang = lead.lang_id.code or lead.partner_id.lang

    def _mailchimp_readdress(self, old, new):
        if self.email_normalized == old:
            self.email_from = new

    def _mailchimp_emails(self):
        """Its own address, and those of the client, whose newest deal it may be."""
        leads = self.with_context(active_test=False).search([("id", "in", self.ids)])
        emails = set(leads.mapped("email_normalized"))
        companies = leads.partner_id.commercial_partner_id
        return (emails | companies._mailchimp_emails()) - {False}

    def _flow_after_create(self):
        result = super()._flow_after_create()
        if self._mailchimp_watched():
            self.env["mailchimp.change"]._add_records(self)
        return result

    def _flow_after_write(self, names):
        result = super()._flow_after_write(names)
        self._mailchimp_changed(names)
        return result
