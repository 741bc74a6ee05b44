"""From the request to the deal: register, sort, assign, call, convert."""

from demo.letters import letter, process

GREETING = "Здравствуйте!"
CALLED = (
    "Дозвонилась с первого раза. Интерес подтвердили, ждут вопросы по техническому заданию.",
    "Поговорили 10 минут: бюджет согласован, решение принимает главный инженер.",
    "Контактное лицо в отпуске, говорили с заместителем. Просят прислать опросный лист.",
    "Объект действующий, замена по износу. Сроки сжатые.",
)
# Sources that the program brings with it.
SHIPPED_SOURCES = {"site": "website", "fair": "exhibition", "advice": "recommendation"}


class BeginSteps:
    def register(self):
        """The request comes by its channel; a stranger becomes a potential client by itself."""
        channel = self.options.get("channel", "phone")
        if channel == "email":
            self.request = self.write_letter()
        else:
            login = {"phone": "secretary", "visit": "secretary", "marketing": "sorter"}
            Request = self.env["crm.request"]
            if channel in login:
                Request = self.as_user(login[channel], Request)
            values = {"channel": channel, "subject": self.row.title, "body": self.body()}
            self.request = Request.create({**values, **self.sender()}).sudo()
        self.named(self.request, "request")
        self.lead = self.request.lead_id

    def sender(self):
        title, person = self.stranger()
        if title:
            number = self.chance.randint(7000, 7999)
            return {
                "partner_name": title,
                "contact_name": person,
                "phone": f"+7 495 000-{number // 100}-{number % 100:02d}",
                "email_from": f"zapros@{self.row.key}.example",
            }
        person = self.person()
        return {
            "contact_name": person.name,
            "partner_name": person.parent_id.name,
            "phone": person.phone,
            "email_from": person.email,
        }

    def stranger(self):
        if self.row.client.startswith("+"):
            return self.row.client[1:].split("|")
        return None, None

    def person(self):
        if self.row.client.startswith("person_"):
            return self.world.ref(self.row.client)
        return self.world.ref(f"client_{self.row.client}_0")

    def body(self):
        return f"<p>{GREETING}</p><p>{self.row.need}.</p>"

    def write_letter(self):
        title, stranger = self.stranger()
        sender = self.sender()
        text = f"{GREETING}\n\n{self.row.need}.\n\nС уважением,\n{sender['contact_name']}"
        if title:
            text += f"\n{title}"
        raw = letter(
            self.world.clock.moment,
            sender=(sender["contact_name"], sender["email_from"]),
            subject=self.row.title,
            text=text,
            charset=self.chance.choice(("utf-8", "windows-1251")),
            attachment="Техническое задание.pdf" if self.chance.random() < 0.6 else None,
        )
        return process(self.world, raw)

    def sort(self):
        if self.request.state == "new":
            self.as_user("sorter", self.request).action_sort(self.team)
        self.lead = self.request.lead_id
        self.named(self.lead, "lead")

    def assign(self):
        """The Head looks at the load of the people and chooses one."""
        Wizard = self.as_user(self.head, "crm.lead.assign")
        wizard = Wizard.create({"lead_ids": [(6, 0, self.lead.ids)]})
        user = self.world.user(self.row.login)
        wizard.line_ids.filtered(lambda line: line.user_id == user).action_assign()

    def call(self):
        seconds = self.chance.randint(95, 900)
        moment = self.world.clock.moment
        self.deal._register_contact("phone", moment, seconds=seconds)
        self.note(self.chance.choice(CALLED))

    def note(self, text):
        self.deal.message_post(body=text, message_type="comment", subtype_xmlid="mail.mt_note")

    def convert(self):
        """The qualified lead becomes a deal: what the client asked for becomes its needs."""
        if self.lead.type == "lead":
            Wizard = self.as_user(self.row.login, "crm.lead2opportunity.partner")
            context = {"active_model": "crm.lead", "active_id": self.lead.id}
            wizard = Wizard.with_context(**context, active_ids=self.lead.ids).create(
                {"name": "convert", "action": "exist", "partner_id": self.lead.partner_id.id}
            )
            wizard.action_apply()
        self.introduce()

    def introduce(self):
        person = self.lead.partner_id
        values = {"source_id": self.source().id}
        if person.commercial_partner_id != person:
            values |= {"partner_id": person.commercial_partner_id.id, "contact_id": person.id}
        if tag := self.options.get("tag"):
            values["tag_ids"] = [(4, self.world.ref(f"tag_{tag}").id)]
        self.deal.write(values)
        extra = {"kind": "question", "text": "Возможна ли поставка в два этапа?"}
        if self.chance.random() < 0.4:
            self.deal.write({"need_ids": [(0, 0, extra)]})

    def source(self):
        channel = self.options.get("channel", "phone")
        known = {"site": "site", "visit": "repeat", "marketing": "fair"}
        key = known.get(channel) or self.chance.choice(("search", "advice", "repeat", "site"))
        if key in SHIPPED_SOURCES:
            return self.world.env.ref(f"crm_sales_flow.utm_source_{SHIPPED_SOURCES[key]}")
        return self.world.ref(f"source_{key}")
