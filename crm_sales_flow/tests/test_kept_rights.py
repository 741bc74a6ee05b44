from datetime import date, datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import SalesFlowCase

TODAY = datetime(2026, 11, 24, 9)


@tagged("post_install", "-at_install")
class TestKeptRights(SalesFlowCase):
    """Nobody turns a row of his own into a row of somebody else (W04, AE01).

    Odoo asks the rules of access about a row as it was before the write.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deal = cls.make_deal()
        cls.foreign = cls.make_deal(
            team_id=cls.other_team.id, user_id=cls.users["manager_two"].id, name="Foreign"
        )

    def as_manager(self, model):
        return self.as_user("manager", self.env[model])

    def absence(self):
        return self.as_manager("crm.substitution").create(
            {
                "deputy_id": self.users["tester"].id,
                "date_from": date(2026, 11, 30),
                "date_to": date(2026, 12, 4),
            }
        )

    def test_W04_nobody_makes_himself_a_deputy_by_changing_his_own_absence(self):
        for victim in ("manager_two", "head"):
            with freeze_time(TODAY), self.subTest(victim), self.assertRaises(AccessError):
                self.absence().write(
                    {
                        "user_id": self.users[victim].id,
                        "deputy_id": self.users["manager"].id,
                        "date_from": TODAY.date(),
                    }
                )
            self.assertFalse(self.users[victim].active_deputy_ids)
        self.assertFalse(self.users["manager"].head_team_ids)

    def test_W04_the_head_changes_whose_absence_it_is_among_his_people_only(self):
        with freeze_time(TODAY):
            row = self.as_user("head", self.absence())
            row.write({"user_id": self.users["tester"].id, "deputy_id": self.users["manager"].id})
            with self.assertRaises(AccessError):
                row.user_id = self.users["manager_two"]

    def test_AE01_a_certificate_is_not_moved_to_a_foreign_deal(self):
        product = self.env["product.product"].create(
            {"name": "Meter", "is_storable": True, "tracking": "serial"}
        )
        lot = self.env["stock.lot"].create({"name": "M-1", "product_id": product.id})
        body = self.env["crm.attestation.body"].create({"name": "Test centre"})
        mine = self.as_manager("crm.attestation.certificate").create(
            {"number": "7", "body_id": body.id, "lot_id": lot.id}
        )
        lot.sudo().lead_id = self.foreign
        with self.assertRaises(AccessError):
            mine.lead_id = self.foreign

    def test_AE01_a_contract_is_not_given_to_a_foreign_manager(self):
        mine = self.as_manager("crm.service.contract").create(
            {"partner_id": self.client_company.id, "date_end": date(2099, 1, 1)}
        )
        with self.assertRaises(AccessError):
            mine.user_id = self.users["manager_two"]

    def order(self, deal, **values):
        return self.env["sale.order"].create(
            {
                "partner_id": self.client_company.id,
                "opportunity_id": deal.id,
                "team_id": deal.team_id.id,
                "user_id": deal.user_id.id,
                **values,
            }
        )

    def test_AE01_a_line_is_not_moved_into_a_foreign_order(self):
        note = [(0, 0, {"name": "Chamber", "display_type": "line_note"})]
        mine = self.as_user("manager", self.order(self.deal, order_line=note))
        with self.assertRaises(AccessError):
            mine.order_line.order_id = self.order(self.foreign)
        second = self.order(self.deal)
        mine.order_line.order_id = second
        self.assertEqual(second.order_line.name, "Chamber")

    def test_G03_a_task_is_not_moved_to_a_foreign_deal(self):
        task = self.as_user("manager", self.deal).activity_schedule(
            "mail.mail_activity_data_call", user_id=self.users["manager"].id
        )
        with self.assertRaises(AccessError):
            task.res_id = self.foreign.id
        second = self.make_deal(name="Second")
        task.res_id = second.id
        self.assertEqual(task.res_id, second.id)

    def test_G03_the_first_call_stays_with_its_lead(self):
        call = self.as_user("manager", self.deal._flow_schedule("first_call"))
        second = self.make_deal(name="Second")
        with self.assertRaises(UserError):
            call.res_id = second.id

    def test_G03_nobody_meets_the_client_of_a_deal_he_does_not_see(self):
        values = {"name": "Meeting", "start": TODAY, "stop": TODAY}
        events = self.as_manager("calendar.event").with_context(no_mail_to_attendees=True)
        with self.assertRaises(AccessError):
            events.create({**values, "opportunity_id": self.foreign.id})
        event = events.create({**values, "opportunity_id": self.deal.id})
        with self.assertRaises(AccessError):
            event.opportunity_id = self.foreign
