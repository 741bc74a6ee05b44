from email.message import EmailMessage

from .common import SalesFlowCase

PDF = b"%PDF-1.4 technical assignment"


class IntakeCase(SalesFlowCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Request = cls.env["crm.request"]
        cls.Letter = cls.env["crm.request.letter"]

    def letter(self, text="Здравствуйте! Нужен вакуумный насос.", charset="utf-8", **headers):
        """RFC 822 bytes; keyword arguments set or, when None, remove headers."""
        attach = headers.pop("attach", None)
        html = headers.pop("html", None)
        message = EmailMessage()
        message["From"] = "Иван Петров <ivan@stranger.example>"
        message["To"] = "requests@company.example"
        message["Subject"] = "Запрос цены"
        message["Message-Id"] = f"<{self.id()}@stranger.example>"
        message["Date"] = "Mon, 23 Nov 2026 10:17:00 +0300"
        for name, value in headers.items():
            name = name.replace("_", "-")
            del message[name]
            if value is not None:
                message[name] = value
        message.set_content(text, charset=charset)
        if html:
            message.add_alternative(html, subtype="html", charset=charset)
        if attach:
            message.add_attachment(PDF, maintype="application", subtype="pdf", filename=attach)
        return message.as_bytes()

    def receive(self, raw, model="crm.request", **kwargs):
        """Feed Odoo's gateway, to the end of the commit.

        :return: the request of the letter, empty when there is none.
        """
        self.env["mail.thread"].message_process(model, raw, **kwargs)
        self.env.cr.postcommit.run()
        kept = self.Letter.search([], order="id desc", limit=1)
        return kept.request_id

    def make_request(self, login="secretary", **values):
        """As the secretary types it during a call (E04)."""
        values = {"contact_name": "Anna", "phone": "+7 495 765-43-21", "subject": "Pump", **values}
        return self.as_user(login, self.Request).create(values).with_env(self.env)
