from odoo import Command
from odoo.tests import tagged

from .common import TelephonyCase

WRITTEN = ("+7 (916) 123-45-67", "8 916 123 45 67", "79161234567", "9161234567", "+7 916 12",
           "8916123", "123-45-67", "45-67", "4567")  # fmt: skip
OTHERS = ("+7 916 999", "4568", "99-45-67", "67", "+4567")


@tagged("post_install", "-at_install")
class TestMikoSearch(TelephonyCase):
    """Calls, deals and clients by a number in any format, its beginning or its end (B02, B06)."""

    def found(self, model, text, login="manager"):
        domain = [("phone_search", "ilike", text)]
        return self.as_user(login, self.env[model]).search(domain).sudo()

    def test_B02_calls_are_found_by_a_number_in_any_format(self):
        row = self.record()
        self.record(number="74951112233")
        for text in WRITTEN:
            self.assertEqual(self.found("miko.call", text), row, text)
        for text in OTHERS:
            self.assertFalse(self.found("miko.call", text) & row, text)

    def test_B02_internal_calls_are_found_by_the_whole_number(self):
        row = self.record(direction="internal", number="203", did="")
        self.assertEqual(self.found("miko.call", "203"), row)
        self.assertFalse(self.found("miko.call", "20") & row)

    def test_B06_clients_and_deals_are_found_by_every_number_of_the_client(self):
        self.client_person.write({"phone": False, "extra_phone_ids": [Command.clear()]})
        deal = self.make_deal(partner_id=self.client_person.id)
        deal.phone = False
        self.client_person.extra_phone_ids = [Command.create({"phone": "+7 (916) 123-45-67"})]
        for text in WRITTEN:
            self.assertIn(self.client_person, self.found("res.partner", text), text)
            self.assertIn(deal, self.found("crm.lead", text), text)
        for text in OTHERS:
            self.assertNotIn(self.client_person, self.found("res.partner", text), text)
            self.assertNotIn(deal, self.found("crm.lead", text), text)

    def test_B06_a_deal_is_found_by_its_own_number(self):
        deal = self.make_deal()
        deal.phone = "+7 916 123-45-67"
        self.assertIn(deal, self.found("crm.lead", "916 123"))
        self.assertNotIn(deal, self.found("crm.lead", "no number"))

    def test_B02_the_search_uses_the_indexes(self):
        self.env.flush_all()
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        for text in ("8 916 123", "45-67"):
            query = self.env["miko.call"]._search([("phone_search", "ilike", text)])
            self.env.cr.execute("EXPLAIN " + self.env.cr.mogrify(query.select()).decode())
            plan = "\n".join(row[0] for row in self.env.cr.fetchall())
            self.assertIn("phone", plan)
            self.assertIn("Index", plan)
