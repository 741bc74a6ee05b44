from odoo import api, models

from ...tools.inn import found_inns


class CrmRequest(models.Model):
    """The organisation is known by the INN that stands in its letter or form (C04)."""

    _inherit = "crm.request"

    def _read_inn(self):
        """One number, which is not ours, names the organisation that asks; several name none."""
        found = {request: found_inns(request.subject, request.body) for request in self}
        found = {request: inns for request, inns in found.items() if inns and not request.inn}
        if not found:
            return
        own = set(
            self.env["res.company"]
            .sudo()
            .search([("partner_id.inn", "!=", False)])
            .partner_id.mapped("inn")
        )
        for request, inns in found.items():
            if len(inns - own) == 1:
                request.inn = (inns - own).pop()

    @api.model
    def _organisations(self, inns):
        """:return: dict INN -> the one organisation that has it, with its people."""
        if not inns:
            return {}
        Partner = self.env["res.partner"].sudo()
        companies = Partner._flow_find_clients(inn=inns).commercial_partner_id
        families = Partner.search([("commercial_partner_id", "in", companies.ids)])
        families = families.grouped("commercial_partner_id")
        by_inn = companies.grouped("inn")
        return {inn: families[one] for inn, one in by_inn.items() if inn in inns and len(one) == 1}

    def _organisations_by_inn(self):
        """The organisation of each request's INN; a new one when its name is told as well.

        :return: dict request id -> company.
        """
        asked = self.filtered("inn")
        known = asked._organisations(asked.mapped("inn"))
        companies = {inn: people.commercial_partner_id for inn, people in known.items()}
        new = {
            request.inn: {
                "name": request.partner_name,
                "is_company": True,
                "inn": request.inn,
                "company_id": False,
                "user_id": False,
            }
            for request in asked
            if request.inn not in companies and request.partner_name
        }
        if new:
            made = self.env["res.partner"].sudo().create(list(new.values()))
            companies |= {company.inn: company for company in made}
        return {request.id: companies[request.inn] for request in asked if request.inn in companies}
