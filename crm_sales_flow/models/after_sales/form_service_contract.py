from odoo import models
from odoo.tools import formatLang


class FormServiceContract(models.AbstractModel):
    """Service contract by serial numbers (Q05)."""

    _name = "report.crm_sales_flow.form_service_contract"
    _inherit = "crm.printed.form"
    _description = "Form: service contract"

    _form_model = "crm.service.contract"

    def _form_values(self, record):
        company, partner = record.company_id, record.partner_id.commercial_partner_id
        seller = self._party(company.partner_id, company.partner_id.bank_ids)
        buyer = self._party(partner, partner.bank_ids)
        kinds = dict(record._fields["kind"]._description_selection(self.env))
        return {
            "record": record,
            "company": company,
            "seller": seller,
            "buyer": buyer,
            "title": self._form_title(record),
            "date_text": self._long_date(record.date_start),
            "preamble": self._preamble(seller, buyer, company),
            "kind": kinds[record.kind],
            "machines": [
                {
                    "number": number,
                    "name": self._product_name(lot.product_id),
                    "serial": lot.name,
                    "site": self._address(lot.site_id) if lot.site_id else "",
                }
                for number, lot in enumerate(record.lot_ids, 1)
            ],
            **self._conditions(record),
        }

    def _conditions(self, record):
        """Term, response and price in whole sentences, as the language wants them."""
        response = record.response_hours
        return {
            "term_text": self.env._(
                "The contract is valid from %(start)s to %(end)s.",
                start=self._long_date(record.date_start),
                end=self._long_date(record.date_end),
            ),
            "response_text": response
            and self.env._(
                "The Contractor responds to a call within %(hours)s hours.", hours=response
            ),
            "price_text": self._price_text(record),
        }

    def _price_text(self, record):
        """What the client pays: the same sum as in the invoice of the contract."""
        price, currency = record._taxed_price(), record.currency_id
        vat = self.env._("without VAT")
        if price["tax"]:
            tax = formatLang(self.env, price["tax"], currency_obj=currency)
            vat = self.env._("including VAT %(rate)s: %(tax)s", rate=price["rate"], tax=tax)
        return self.env._(
            "The price for the whole term is %(price)s (%(words)s), %(vat)s.",
            price=formatLang(self.env, price["total"], currency_obj=currency),
            words=self._amount_words(price["total"], currency),
            vat=vat.replace(" :", ":"),
        )

    def _form_title(self, record):
        return self.env._("Service contract No. %(number)s", number=record.name)

    def _preamble(self, seller, buyer, company):
        return self.env._(
            "%(seller)s, hereinafter the «Contractor», in the person of %(seller_person)s, and "
            "%(buyer)s, hereinafter the «Customer», in the person of %(buyer_person)s, have "
            "concluded this contract:",
            seller=seller["name"],
            seller_person=seller["represented_by"] or company.director_name or "_" * 20,
            buyer=buyer["name"],
            buyer_person=buyer["represented_by"] or "_" * 20,
        )
