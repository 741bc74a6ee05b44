from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .intake_common import IntakeCase


@tagged("post_install", "-at_install")
class TestIntakeDuplicates(IntakeCase):
    """Duplicates are shown before work begins (E07)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls.make_lead(name="First", phone="8 (495) 019-28-37")

    @classmethod
    def make_lead(cls, **values):
        manager = cls.users["manager"].id
        values = {"type": "lead", "team_id": cls.team.id, "user_id": manager, **values}
        return cls.env["crm.lead"].create(values)

    def rows(self, record, login="manager"):
        self.env.invalidate_all()
        return self.as_user(login, record).duplicate_rows or []

    def ids(self, record, login="manager", model="crm.lead"):
        return [row["id"] for row in self.rows(record, login) if row["model"] == model]

    def test_E07_same_phone_in_any_spelling(self):
        other = self.make_lead(name="Second", phone="+7 495 0192837 доб. 5")
        self.assertEqual(self.ids(other), self.lead.ids)
        self.assertEqual(self.ids(self.lead), other.ids)
        row = self.rows(other)[0]
        self.assertEqual((row["title"], row["why"], row["merge"]), ("First", "phone", True))

    def test_E07_same_address_in_any_case_and_by_an_extra_one(self):
        self.lead.email_from = "Ivan <IVAN@x.example>"
        self.assertEqual(
            self.ids(self.make_lead(name="Case", email_from="ivan@X.example")), [self.lead.id]
        )
        self.client_person.extra_email_ids = [Command.create({"email": "p@extra.example"})]
        self.client_person.extra_phone_ids = [Command.create({"phone": "8 499 000 11 22"})]
        deal = self.make_deal(partner_id=self.client_person.id)
        by_email = self.make_lead(name="Extra", email_from="P@Extra.example")
        by_phone = self.make_lead(name="Extra phone", phone="+74990001122")
        self.assertEqual(self.ids(by_email), deal.ids)
        self.assertEqual(self.ids(by_phone), deal.ids)
        self.assertEqual(self.ids(by_phone, model="res.partner"), self.client_person.ids)

    def test_E07_same_inn(self):
        self.client_company.inn = "7743013902"
        branch = self.env["res.partner"].create(
            {"name": "Branch", "is_company": True, "inn": "7743013902"}
        )
        first = self.make_lead(name="A", partner_id=self.client_person.id)
        second = self.make_lead(name="B", partner_id=branch.id)
        self.assertEqual(self.ids(second), first.ids)
        self.assertEqual(self.rows(second)[0]["why"], "INN")
        third = self.make_lead(name="C", partner_id=self.client_company.id)
        self.assertIn("the same client", [row["why"] for row in self.rows(third)])
        self.assertEqual(self.ids(branch, model="res.partner"), self.client_company.ids)

    def test_E07_closed_ones_are_no_duplicates(self):
        other = self.make_lead(name="Second", phone="84950192837")
        reason = self.env["crm.disqualify.reason"].search([], limit=1)
        other._flow_disqualify(reason)
        self.assertFalse(self.rows(self.lead))

    def test_E07_odoo_counts_the_same(self):
        other = self.make_lead(name="Second", phone="84950192837", email_from="a@company1.example")
        self.make_lead(name="Same domain", email_from="b@company1.example")
        self.assertEqual(other.duplicate_lead_ids, other | self.lead)
        self.assertEqual(other.duplicate_lead_count, 1)

    def test_E07_conversion_offers_what_the_banner_shows(self):
        same = self.make_lead(name="Same number", phone="84950192837")
        foreign = self.make_lead(name="Foreign", phone="84950192837")
        foreign.user_id = self.users["head"]
        wizard = self.as_user("manager", self.env["crm.lead2opportunity.partner"])
        wizard = wizard.with_context(active_model="crm.lead", active_id=self.lead.id)
        self.assertEqual(wizard.create({}).duplicated_lead_ids, self.lead | same)

    def test_E07_queries_do_not_grow_with_the_records(self):
        leads = self.env["crm.lead"]
        for number in range(30):
            leads |= self.make_lead(name=f"Lead {number}", phone=f"+7 495 222-00-{number // 2:02}")
        counted = []
        for batch in (leads[:2], leads):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(set(batch.mapped("duplicate_lead_count")), {1})
            counted.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counted)

    def test_E07_another_department_is_named_only(self):
        foreign = self.make_lead(
            name="Secret",
            phone="84950192837",
            team_id=self.other_team.id,
            user_id=self.users["manager_two"].id,
        )
        row = self.rows(self.lead)[0]
        self.assertNotIn("Secret", str(row))
        self.assertIn(str(foreign.id), row["title"])
        self.assertIn(self.users["manager_two"].name, row["note"])
        self.assertFalse(row["open"] or row["merge"])
        lead = self.as_user("manager", self.lead)
        with self.assertRaises(AccessError):
            lead.action_merge_with(foreign.id)
        with self.assertRaises(AccessError):
            (lead | foreign.with_env(lead.env)).merge_opportunity()

    def test_E07_who_reads_only_does_not_merge(self):
        """A sub-unit reads the deals of its department and works on its own."""
        deal = self.make_deal(name="Department's", phone="84950192837")
        mine = self.make_deal(
            name="Mine",
            team_id=self.sub_unit.id,
            user_id=self.users["tester"].id,
            phone="84950192837",
        )
        row = next(row for row in self.rows(mine, "tester") if row["id"] == deal.id)
        self.assertTrue(row["open"])
        self.assertFalse(row["merge"])
        self.assertIn(self.users["head"].name, row["note"])
        both = self.as_user("tester", mine | deal)
        with self.assertRaises(AccessError):
            both.merge_opportunity()
        self.assertTrue(deal.exists())
        self.as_user("head", both).merge_opportunity()

    def test_E07_one_click_says_what_will_be_merged(self):
        deal = self.make_deal(name="Deal", phone="84950192837", expected_revenue=5)
        lead = self.as_user("manager", self.lead)
        lead.expected_revenue = 7
        action = lead.action_merge_with(deal.id)
        wizard = self.as_user("manager", self.env[action["res_model"]].browse(action["res_id"]))
        self.assertEqual((wizard.kept_lead_id, wizard.given_lead_ids), (deal, lead))
        self.assertIn("<b>Deal</b>", wizard.summary)
        self.assertIn("<s>First</s>", wizard.summary)
        wizard.action_merge()
        self.assertFalse(lead.exists())
        self.assertEqual(deal.expected_revenue, 5)

    def test_E07_request_of_a_known_number_is_shown_while_it_is_typed(self):
        with Form(
            self.as_user("manager", self.Request), "crm_sales_flow.crm_request_view_form_quick"
        ) as form:
            form.subject = "Pump"
            form.phone = "8-495-019-28-37"
            self.assertEqual([row["id"] for row in form.duplicate_rows], self.lead.ids)
            form.phone = "8-495-019-28-38"
            self.assertFalse(form.duplicate_rows)

    def test_E07_waiting_request_is_shown_once(self):
        request = self.make_request(phone="8 495 111-99-99")
        lead = self.make_lead(name="Later", phone="84951119999")
        for login in ("manager", "director"):
            rows = self.rows(lead, login)
            self.assertEqual(len([row for row in rows if row["model"] != "res.partner"]), 1)
        self.assertEqual(self.ids(lead, model="crm.request"), request.ids)

    def test_E07_request_shows_what_is_no_candidate_to_attach(self):
        """Leads that it may be attached to have a list of their own."""
        self.env["res.partner"].create({"name": "Ivan", "phone": "84950192837"})
        self.make_lead(name="Second", phone="84950192837")
        request = self.make_request(phone="8 495 019-28-37")
        rows = self.rows(request, "sorter")
        self.assertEqual({row["model"] for row in rows}, set())
        self.assertEqual(len(self.as_user("sorter", request).candidate_lead_ids), 2)
        another = self.make_request(phone="8 495 019-28-37")
        self.assertEqual(self.ids(another, "sorter", "crm.request"), request.ids)

    def test_E07_card_of_a_client(self):
        client = self.env["res.partner"].create({"name": "Ivan", "phone": "84950192837"})
        own = self.make_lead(name="His own", partner_id=client.id)
        self.assertEqual(self.ids(client), self.lead.ids)
        self.assertNotIn(own.id, self.ids(client))
        with self.assertRaises(AccessError):
            self.as_user("warehouse", client).read(["duplicate_rows"])

    def clients(self, **values):
        Partner = self.env["res.partner"]
        first = Partner.create(
            {"name": "Ivan", "phone": "8 495 333-33-33", "email": "i@one.example"}
        )
        return first, Partner.create(
            {"name": "Ivan P.", "phone": "8 495 444-44-44", "email": "i@two.example", **values}
        )

    def test_E07_two_cards_of_one_client_become_one(self):
        first, second = self.clients()
        lead = self.make_lead(name="Of the second", partner_id=second.id)
        second.message_post(body="Remember this")
        for login in ("head", "sorter"):
            self.assertTrue(self.as_user(login, first)._flow_may_merge(second))
        action = self.as_user("sorter", first).action_merge_with(second.id)
        wizard = self.as_user("sorter", self.env[action["res_model"]].browse(action["res_id"]))
        self.assertIn("8 495 444-44-44", wizard.summary)
        wizard.action_merge()
        self.assertFalse(second.exists())
        self.assertEqual(lead.partner_id, first)
        self.assertEqual(first.extra_phone_ids.mapped("phone_key"), ["74954444444"])
        self.assertEqual(first.extra_email_ids.mapped("email_normalized"), ["i@two.example"])
        self.assertIn("Remember this", str(first.message_ids.mapped("body")))
        found = first._flow_find_clients(phone="4954444444", email="i@two.example")
        self.assertEqual(found, first)

    def test_E07_clients_of_another_company_are_not_shown(self):
        foreign = self.env["res.company"].create({"name": "Other company"})
        self.env["res.partner"].create(
            {"name": "Theirs", "phone": "8 495 019 28 37", "company_id": foreign.id}
        )
        self.assertFalse(self.ids(self.lead, model="res.partner"))

    def test_E07_clients_are_not_merged_past_the_rules(self):
        first, second = self.clients()
        with self.assertRaises(AccessError):
            self.as_user("manager", first).action_merge_with(second.id)
        with self.assertRaises(AccessError):
            self.as_user("manager", first)._flow_merge_client(second)
        head = self.as_user("head", first)
        second.client_status = "client"
        with self.assertRaises(UserError):
            head.action_merge_with(second.id)
        second.client_status = "potential"
        first.inn, second.inn = "7743013902", "7743013901"
        with self.assertRaises(UserError):
            head._flow_merge_client(second)
        user = self.users["accountant"].partner_id
        with self.assertRaises(UserError):
            head._flow_merge_client(user)

    def test_E07_a_switchboard_number_costs_no_more_than_a_few_cards(self):
        """Forty cards with the number of the same reception: four are shown, four are read."""
        phone = "+7 495 333-00-00"
        counted, cards = [], self.env["res.partner"]
        for number in range(40):
            cards |= cards.create({"name": f"Card {number}", "phone": phone})
            if number in (5, 6, 39):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                rows = self.as_user("head", cards[0]).duplicate_rows
                counted.append(self.env.cr.sql_log_count - before)
                self.assertEqual(len(rows), 5)
                self.assertIn(str(number - 4), rows[-1]["title"])
        self.assertEqual(*counted[1:])  # the first fills what is kept for all
