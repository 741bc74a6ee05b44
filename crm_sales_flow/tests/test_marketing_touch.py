from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import SalesFlowCase


@tagged("post_install", "-at_install")
class TestMarketingTouch(SalesFlowCase):
    """Marketing actions for clients: recorded, seen, answered (U01-U04, U07, U14, J10)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.campaign = cls.env["utm.campaign"].create({"title": "Spring"})

    def touch(self, **values):
        base = {"name": "Spring action", "partner_id": self.client_person.id, "date": "2026-03-01"}
        return self.env["crm.touch"].create({**base, "campaign_id": self.campaign.id, **values})

    def test_U01_the_manager_sees_on_the_client_what_marketing_did_newest_first(self):
        old, new = self.touch(date="2026-01-01"), self.touch()
        for client in (self.client_company, self.client_person):
            shown = self.as_user("manager", client).marketing_touch_ids
            self.assertEqual(shown.ids, [new.id, old.id])
        deal = self.make_deal()
        self.assertEqual(self.as_user("manager", deal).marketing_touch_ids.ids, [new.id, old.id])

    def test_U02_one_action_is_recorded_for_many_clients_once(self):
        clients = self.client_company | self.client_person
        for _number in range(2):
            self.as_user("marketer", self.env["crm.touch.record"]).create(
                {"partner_ids": clients.ids, "name": "New Year", "kind": "greeting"}
            ).action_record()
        touches = self.env["crm.touch"].search([("name", "=", "New Year")])
        self.assertEqual(touches.partner_id, clients)
        self.assertEqual(len(touches), 2)

    def test_U04_the_manager_tells_the_answer_and_nothing_else(self):
        touch = self.touch()
        self.as_user("manager", touch).response = "later"
        self.assertEqual((touch.response_user_id, bool(touch.response_at)),
                         (self.users["manager"], True))  # fmt: skip
        with self.assertRaises(AccessError):
            self.as_user("manager", touch).name = "Other"
        with self.assertRaises(AccessError):
            self.as_user("manager", self.env["crm.touch"]).create(
                {"name": "x", "partner_id": self.client_person.id}
            )

    def test_U04_answers_change_the_figures_of_the_campaign(self):
        self.touch(response="refused")
        self.touch(response="interested")
        self.touch()
        counts = self.campaign.touch_count, self.campaign.interested_count
        self.assertEqual((*counts, self.campaign.refused_count), (3, 1, 1))

    def test_U07_plan_and_fact_of_a_campaign(self):
        self.make_deal(campaign_id=self.campaign.id, expected_revenue=1000)
        self.make_deal(name="x", type="lead", campaign_id=self.campaign.id)
        campaign = self.as_user("marketer", self.campaign)
        campaign.write({"budget": 500, "plan_leads": 10, "date_begin": "2026-03-01"})
        self.assertEqual((campaign.fact_leads, campaign.fact_deals), (2, 1))
        with self.assertRefused("ends after"):
            campaign.date_end = "2026-02-01"

    def test_U14_interest_of_a_client_whom_nobody_has_goes_to_sorting(self):
        person = self.env["res.partner"].create({"name": "New", "email": "new@client2.example"})
        touch = self.touch(partner_id=person.id)
        touch.response = "interested"
        request = self.env["crm.request"].search([("partner_id", "=", person.id)])
        self.assertEqual((request.state, request.channel), ("new", "marketing"))
        self.assertEqual(request.campaign_id, self.campaign)
        touch.response = "interested"
        self.assertEqual(self.env["crm.request"].search_count([("partner_id", "=", person.id)]), 1)

    def test_J10_the_manager_sees_what_was_promised_while_it_holds(self):
        touch = self.touch(kind="discount", discount=5, valid_until=date(2099, 1, 1))
        manager = self.users["manager"]
        values = {"partner_id": self.client_company.id, "user_id": manager.id}
        order = self.env["sale.order"].create(values)
        for login in ("manager", "director"):
            order.invalidate_recordset()
            self.assertIn("5 %", self.as_user(login, order).marketing_hint, login)
        touch.valid_until = "2026-03-02"
        order.invalidate_recordset()
        self.assertFalse(order.marketing_hint)

    def test_J10_an_offer_makes_sense(self):
        for values in ({"discount": 101}, {"valid_until": "2026-02-01"}):
            with self.assertRefused("0 to 100" if "discount" in values else "ends before"):
                self.touch(**values)
