import base64

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class CrmDealDocument(models.Model):
    """Documents that the program makes from the data of the deal: contract, invoice, act."""

    _inherit = "crm.deal.document"

    order_id = fields.Many2one(
        "sale.order",
        index="btree_not_null",
        ondelete="set null",
        help="The order whose lines and amount the printed form contains.",
    )
    has_form = fields.Boolean(compute="_compute_has_form")

    def _compute_has_form(self):
        """A form exists for the type, and the row has an order or an invoice to print."""
        for document in self:
            document.has_form = bool(document.type_id.report_id) and (
                not document.res_id or document.res_model == "account.move"
            )

    @api.constrains("order_id", "deal_ids")
    def _check_order(self):
        """A form prints the lines of its order to whoever may read the document."""
        for document in self.sudo().filtered("order_id"):
            if document.order_id.opportunity_id not in document.deal_ids:
                raise ValidationError(
                    self.env._(
                        "%(order)s is not an order of this deal.", order=document.order_id.name
                    )
                )

    def mail_allowed_qweb_expressions(self):
        """What the terms of a contract may name of it."""
        return (
            *super().mail_allowed_qweb_expressions(),
            "object.signer",
            "object.order_id.name",
            "object.company_id.name",
        )

    def _form_source(self):
        """The order or the invoice of the program whose lines are printed."""
        self.ensure_one()
        if self.res_model == "account.move" and self.res_id:
            return self.env["account.move"].browse(self.res_id).exists()
        return self.order_id

    def _make_form(self):
        """Give the document what its form needs: order, number, day; it is issued thereby."""
        for document in self:
            if not document.has_form:
                raise UserError(
                    self.env._(
                        "No printed form is made for «%(type)s»: choose one in the type.",
                        type=document.type_id.name,
                    )
                )
            if document.res_id:
                continue
            values = document._form_making_values()
            if values:
                document.write(values)

    def _form_making_values(self):
        order = self.order_id or self.deal_ids[:1]._form_order()
        if not order:
            raise UserError(
                self.env._(
                    "The deal has no proposal or order yet: its lines are what the document "
                    "contains."
                )
            )
        values = {}
        if not self.order_id:
            values["order_id"] = order.id
        if not self.name:
            # Elevated: who makes a document need not be able to change its numbering.
            values["name"] = self.type_id.sudo().number_sequence_id.next_by_id()
        if not self.date:
            values["date"] = fields.Date.context_today(self)
        if self.state == "required":
            values["state"] = "issued"
        amount = order.amount_total / (order.currency_rate or 1.0)
        if not self.type_id.is_payment and self.currency_id.compare_amounts(self.amount, amount):
            values["amount"] = amount
        return values

    def action_preview_form(self):
        """The form as a page: works on every machine, with or without a PDF printer."""
        self.ensure_one()
        self._make_form()
        report = self.type_id.sudo().report_id
        return {
            "type": "ir.actions.act_url",
            "url": f"/report/html/{report.report_name}/{self.id}",
            "target": "new",
        }

    def action_print_form(self):
        self._make_form()
        return self.type_id.sudo().report_id[:1].report_action(self, config=False)

    def action_send_form(self):
        """Open the letter to the client with the form attached; sending it marks the row."""
        self.ensure_one()
        self._make_form()
        deal = self.deal_ids[:1]
        if not deal:
            raise UserError(self.env._("The document belongs to no deal."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send to the client"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_model": "crm.lead",
                "default_res_ids": deal.ids,
                "default_composition_mode": "comment",
                "default_template_id": self.env.ref("crm_sales_flow.mail_template_document").id,
                "default_partner_ids": (deal.contact_id or deal.partner_id).ids,
                "default_attachment_ids": self._form_attachment(deal).ids,
                "flow_document_name": self._form_title(),
                "flow_sent_document_ids": self.ids,
            },
        }

    def _form_title(self):
        if not self.date or not self.name:
            return self.display_name
        return self.env._(
            "%(type)s No. %(number)s dated %(date)s",
            type=self.type_id.name,
            number=self.name,
            date=self.date.strftime("%d.%m.%Y"),
        )

    def _form_contract(self):
        """The contract of the same deal, which other forms name as their basis."""
        rows = self.deal_ids.document_ids.filtered(
            lambda row: row.type_id.code == "contract" and row.name and not row.is_cancelled
        )
        return (rows - self)[:1]

    def _form_attachment(self, deal):
        """The form as a file of the letter: PDF, or the page where no printer is installed."""
        reports, name = self.env["ir.actions.report"], self.type_id.sudo().report_id.report_name
        printable = reports.flow_form_printer(name)
        render = reports._render_qweb_pdf if printable else reports._render_qweb_html
        content, kind = render(name, self.ids)
        return self.env["ir.attachment"].create(
            {
                "name": f"{self._form_title()}.{kind}".replace("/", "-"),
                "datas": base64.b64encode(content),
                "res_model": "mail.compose.message",
                "res_id": 0,
            }
        )
