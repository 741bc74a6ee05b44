from odoo import models


class FormExpenseNote(models.AbstractModel):
    """Expense note: what the warehouse releases, for which deal, and where it goes (M03)."""

    _name = "report.crm_sales_flow.form_expense_note"
    _inherit = "crm.printed.form"
    _description = "Form: expense note"

    _form_model = "stock.picking"

    def _form_values(self, record):
        """A picking has no prices: only who, where, and what with its serial numbers."""
        own, order = record.company_id.partner_id, record.sale_id
        deal = order.opportunity_id
        client = (order.partner_id or record.partner_id).commercial_partner_id
        site = deal.site_id or record.partner_id
        contact = deal.contact_id or record.partner_id
        return {
            "record": record,
            "company": record.company_id,
            "seller": self._requisites(self._party(own, own.bank_ids)),
            "buyer": self._requisites(self._party(client, client.bank_ids)),
            "order": order,
            "deal": deal,
            "site": self._address(site) or site.display_name,
            "contact": " · ".join(filter(None, (contact.name, contact.phone))),
            "unloading": deal.unloading_note or "",
            "rows": self._rows(record),
            "title": self._form_title(record),
            "date_text": self._long_date(self._form_date(record)),
        }

    def _form_title(self, record):
        return self.env._(
            "Expense note No. %(number)s dated %(date)s",
            number=record.name,
            date=self._long_date(self._form_date(record)),
        )

    def _form_date(self, record):
        return (record.date_done or record.scheduled_date).date()

    def _rows(self, record):
        """Each product with what is shipped or reserved of it and its serial numbers."""
        rows = []
        moves = record.move_ids.filtered(lambda move: move.state != "cancel")
        for number, move in enumerate(moves.sorted("id"), 1):
            rows.append(
                {
                    "number": number,
                    "text": move.product_id.display_name,
                    "ordered": self._quantity(move.product_uom_qty),
                    "quantity": self._quantity(move.quantity),
                    "uom": move.product_uom.name,
                    "serials": ", ".join(move.move_line_ids.lot_id.mapped("name")),
                }
            )
        return rows

    def _quantity(self, quantity):
        return f"{quantity:g}".replace(".", self._decimal_point())


class FormPackingList(models.AbstractModel):
    """Packing list: what lies in each place, with serial numbers and accessories (M08)."""

    _name = "report.crm_sales_flow.form_packing_list"
    _inherit = "report.crm_sales_flow.form_expense_note"
    _description = "Form: packing list"

    def _form_title(self, record):
        return self.env._("Packing list to expense note No. %(number)s", number=record.name)

    def _form_values(self, record):
        places = self._places(record)
        return {
            **super()._form_values(record),
            "places": places,
            "weight": sum(place["weight"] for place in places),
            "count": len(places),
        }

    def _places(self, record):
        """Packages with their contents; what is in none is one place of its own."""
        lines = record.move_line_ids.filtered(lambda line: line.quantity > 0)
        places = []
        for package, inside in lines.grouped("result_package_id").items():
            rows = [
                {
                    "text": product.display_name,
                    "quantity": self._quantity(sum(same.mapped("quantity"))),
                    "uom": same[0].product_uom_id.name,
                    "serials": ", ".join(same.lot_id.mapped("name")),
                }
                for product, same in inside.grouped("product_id").items()
            ]
            goods = sum(line.quantity_product_uom * line.product_id.weight for line in inside)
            places.append(
                {
                    "name": package.name or "",
                    "rows": rows,
                    "weight": package.shipping_weight or goods,
                }
            )
        return places
