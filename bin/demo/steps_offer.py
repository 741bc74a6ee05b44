"""From the choice of equipment to the confirmed order and its invoice."""

from datetime import timedelta

from markupsafe import Markup

from demo.letters import scan

SENT = (
    "Добрый день! Направляю коммерческое предложение {number}. Срок изготовления указан с момента "
    "предоплаты, цена действует 30 дней. Готова ответить на вопросы."
)
ANSWERED = (
    "Спасибо, получили. Передали в отдел закупок, вернёмся с ответом на следующей неделе.",
    "Предложение рассмотрели, просим уточнить гарантийный срок и состав ЗИП.",
    "Всё устраивает. Готовим договор, реквизиты во вложении прошлого письма.",
)
AGREED = "Условия согласованы: предоплата 50 %, остаток по готовности к отгрузке."
PASS = "Клиент давний, техническое задание есть на бумаге"


class OfferSteps:
    def selection(self):
        if self.options.get("exempt") == "need":
            self.pass_by_head()
        else:
            self.forward("selection")
        lines = [
            {"lead_id": self.lead.id, "product_id": product.id, "quantity": quantity}
            for product, quantity in self.products()
        ]
        lines[0]["note"] = "Подходит по объёму и сроку"
        self.as_user(self.row.login, "crm.selection.line").create(lines)
        self.offer_variant(lines[0]["product_id"])

    def offer_variant(self, chosen):
        """Beside the chosen one the client sees another size of the same product."""
        product = self.env["product.product"].browse(chosen)
        others = product.product_tmpl_id.product_variant_ids - product
        if others and self.chance.random() < 0.6:
            values = {"lead_id": self.lead.id, "product_id": others[0].id, "state": "rejected"}
            values["note"] = "Клиенту не подошёл размер"
            self.as_user(self.row.login, "crm.selection.line").create(values)

    def pass_by_head(self):
        """The Head lets the deal pass a gate, with a reason (`exempt` of the row)."""
        self.deal.need_ids.unlink()
        Wizard = self.as_user(self.head, "crm.stage.override.wizard")
        wizard = Wizard.with_context(active_id=self.lead.id).create({"reason": PASS})
        wizard.action_apply()

    def proposal(self):
        self.lead.selection_line_ids.filtered(lambda line: line.state == "variant").with_user(
            self.world.user(self.row.login)
        ).action_accept()
        self.forward("proposal")
        self.order = self.make_order()
        self.named(self.order, "order")
        self.deal.write(
            {
                "expected_revenue": self.order.amount_untaxed,
                "date_deadline": self.world.clock.moment.date() + timedelta(days=60),
            }
        )

    def make_order(self):
        action = self.deal.action_make_quotation()
        return self.env["sale.order"].browse(action["res_id"])

    def sent(self):
        """The proposal goes to the contact person by e-mail, and he answers."""
        text = SENT.format(number=self.order.name)
        order = self.as_user(self.row.login, self.order)
        self.letter_to_client(order, text)
        order.action_quotation_sent()
        self.forward("negotiation")
        if self.chance.random() < 0.7:
            self.letter_from_client(self.chance.choice(ANSWERED))

    def letter_to_client(self, record, text):
        person = self.contact
        record.message_post(
            body=Markup("<p>%s</p>") % text,
            subject=f"{record.name}: {self.row.title}",
            partner_ids=person.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

    def letter_from_client(self, text):
        person = self.contact
        self.lead.message_post(
            body=text,
            author_id=person.id,
            email_from=person.email_formatted,
            message_type="email",
            subtype_xmlid="mail.mt_comment",
        )

    def agreed(self):
        variant = "tender" if self.options.get("variant") == "tender" else "direct"
        self.deal.cooperation_variant_id = self.env.ref(f"crm_sales_flow.cooperation_{variant}")
        self.deal.need_ids.filtered(lambda need: need.kind == "need").state = "accepted"
        self.deal.need_ids.filtered(lambda need: need.kind == "question").state = "answered"
        self.note(AGREED)

    def ordered(self):
        # A day that the plan does not give is promised by the Head only.
        login = self.head if self.options.get("term") else self.row.login
        order = self.silent(login, self.order)
        order.commitment_date = self.world.clock.moment + timedelta(days=self.term())
        self.accepted()
        self.paper("tender_protocol", f"0{self.order.id:03d}-26")
        self.paper("contract", f"Д-{self.order.id:03d}")
        self.forward("supply", "delivery")  # what lies in stock is shipped at once
        if self.chance.random() < 0.5:
            self.promise("company", "Передать паспорт и руководство на русском языке")
        if self.chance.random() < 0.35:
            self.promise("client", "Подготовить помещение и подвести воду")

    def accepted(self):
        """The client's paper: the proposal becomes the order."""
        tender = self.options.get("variant") == "tender"
        title = "ПРОТОКОЛ закупки" if tender else "ПИСЬМО о согласии"
        wizard = self.silent(self.row.login, "crm.deal.acceptance").with_context(
            active_model="crm.lead", active_id=self.lead.id
        )
        wizard.create(
            {
                "order_id": self.order.id,
                "date": self.world.clock.moment.date(),
                "way": "tender" if tender else "letter",
                "file": scan(title, f"{self.row.title}\n{AGREED}\n\n{self.signer()}"),
                "file_name": "acceptance.png",
                "signer": self.signer(),
            }
        ).action_apply()

    def signer(self):
        return f"{self.contact.name}, {self.contact.function or 'частное лицо'}"

    def term(self):
        """Days promised for the delivery: made to order takes longer; one deal is late."""
        made = any(
            product.bom_ids and product.list_price > 800000 for product, _n in self.products()
        )
        return self.options.get("term") or (70 if made else 15)

    def promise(self, side, text):
        values = {"lead_id": self.lead.id, "side": side, "name": text}
        values["date_due"] = self.world.clock.moment.date() + timedelta(days=45)
        self.as_user(self.row.login, "crm.deal.obligation").create(values)

    def paper(self, code, number):
        """A paper of the required list was signed by both sides."""
        rows = self.lead.document_ids.filtered(
            lambda row: row.type_id.code == code and row.is_required and not row.is_satisfied
        )
        for row in rows.with_user(self.world.user("accountant")):
            title = f"{row.type_id.name} {row.name or number}"
            row.write(
                {
                    "name": row.name or number,
                    "date": self.world.clock.moment.date(),
                    "file": scan(title, f"{self.row.title}\n\n{self.signer()}"),
                    "file_name": "scan.png",
                    "signer": self.signer(),
                    **self.printed_from(row),
                }
            )
            row.action_mark_signed()

    def printed_from(self, row):
        """The order that the program printed the paper from, if it did."""
        if row.order_id or not row.has_form:
            return {}
        return {"order_id": self.order.id, "amount": self.order.amount_total}
