from datetime import datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .intake_common import IntakeCase

SENDER = "P <testov@client.example>"


@tagged("post_install", "-at_install")
class TestIntakeWrongDeal(IntakeCase):
    """C06: a letter that the program attached to the wrong deal goes back to the desk."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deal = cls.make_deal()
        cls.files = [("res_model", "=", "crm.lead"), ("res_id", "=", cls.deal.id)]

    def attached(self, **headers):
        request = self.receive(self.letter(From=SENDER, **{"attach": "ТЗ.pdf", **headers}))
        self.assertEqual((request.state, request.lead_id), ("attached", self.deal))
        return request

    def test_C06_manager_sends_the_letter_back_and_all_is_undone(self):
        since = datetime(2026, 11, 20, 9)
        self.deal.answer_awaited_since = since
        request = self.attached()
        self.assertFalse(self.deal.answer_awaited_since)
        self.assertTrue(self.env["ir.attachment"].search(self.files))
        self.assertTrue(self.as_user("manager", request).may_detach)
        self.as_user("manager", request).action_not_this_deal()
        self.assertRecordValues(
            request,
            [{"state": "new", "lead_id": False, "team_id": False, "sorted_at": False}],
        )
        self.assertEqual(self.deal.answer_awaited_since, since)
        self.assertFalse(self.env["ir.attachment"].search(self.files))
        self.assertTrue(request.attachment_ids)
        self.assertIn(request.name, self.deal.message_ids[0].body)
        row = next(
            row
            for row in self.as_user("sorter", self.Request).flow_desk()["requests"]
            if row["id"] == request.id
        )
        self.assertIn(self.deal.name, row["reason"])
        self.assertIn(self.users["manager"].name, row["reason"])

    def test_C06_it_is_sorted_as_a_request_of_its_own(self):
        request = self.attached()
        self.as_user("head", request).action_not_this_deal()
        self.as_user("sorter", request).action_sort(self.other_team)
        self.assertEqual(request.lead_id.team_id, self.other_team)
        self.assertNotEqual(request.lead_id, self.deal)
        self.assertEqual(request.lead_id.partner_id, self.client_person)
        files = [("res_model", "=", "crm.lead"), ("res_id", "=", request.lead_id.id)]
        self.assertEqual(self.env["ir.attachment"].search(files).mapped("name"), ["ТЗ.pdf"])

    def test_C06_program_does_not_attach_it_to_the_same_deal_again(self):
        request = self.attached()
        self.as_user("manager", request).action_not_this_deal()
        mine = self.as_user("sorter", request)
        mine.action_drop("other")
        mine.action_reopen()
        self.assertEqual((request.state, request.lead_id), ("new", self.deal.browse()))
        mine.action_attach(self.deal.id)
        self.assertEqual(request.lead_id, self.deal, "a person may")

    def test_C06_who_may(self):
        request = self.attached()
        for login in ("manager_two", "accountant", "secretary"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.as_user(login, request).action_not_this_deal()
        self.assertFalse(self.as_user("secretary", request).may_detach)
        self.env["crm.substitution"].create(
            {
                "user_id": self.users["manager"].id,
                "deputy_id": self.users["manager_two"].id,
                "date_to": "2100-01-01",
            }
        )
        self.env.invalidate_all()
        self.as_user("manager_two", request).action_not_this_deal()
        self.assertEqual(request.state, "new")
        with self.assertRaises(UserError):
            self.as_user("head", request).action_not_this_deal()

    def test_C06_other_letter_of_the_client_still_ends_the_waiting(self):
        self.deal.answer_awaited_since = datetime(2026, 11, 20, 9)
        wrong = self.attached()
        right = self.attached(Message_Id="<right@client.example>", attach=None)
        self.as_user("manager", wrong).action_not_this_deal()
        self.assertFalse(self.deal.answer_awaited_since)
        self.assertEqual(right.lead_id, self.deal)

    def test_C06_what_came_by_another_way_ends_the_waiting_too(self):
        since = datetime(2026, 11, 20, 9)
        self.deal.answer_awaited_since = since
        request = self.make_request(channel="phone", subject="He calls about the offer")
        self.as_user("sorter", request).action_attach(self.deal)
        self.assertFalse(self.deal.answer_awaited_since)
        self.as_user("manager", request).action_not_this_deal()
        self.assertEqual(self.deal.answer_awaited_since, since)

    def test_C06_from_the_request_the_manager_comes_to_his_deal(self):
        request = self.as_user("manager", self.attached()).with_context(open_lead=True)
        action = request.action_not_this_deal()
        self.assertEqual((action["res_model"], action["res_id"]), ("crm.lead", self.deal.id))

    def test_C06_E07_merge_of_the_deal_does_not_forget_it(self):
        request = self.attached()
        self.as_user("manager", request).action_not_this_deal()
        other = self.make_deal(name="Second")
        kept = self.as_user("director", self.deal | other).merge_opportunity()
        self.assertEqual(request.wrong_lead_ids.ids, kept.ids)

    def test_C06_E02_a_stranger_does_not_keep_the_client_of_the_deal(self):
        """He names the INN of an organisation whose only deal is that of a colleague."""
        self.client_company.inn = "7728168971"
        self.deal.partner_id = self.client_person
        letter = self.letter("ИНН 7728168971", From="New Person <new@stranger.example>")
        request = self.receive(letter)
        self.assertEqual((request.state, request.lead_id), ("attached", self.deal))
        self.assertEqual(request.partner_id, self.client_person)
        self.as_user("manager", request).action_not_this_deal()
        self.assertNotIn(request.partner_id, self.client_company | self.client_person)
        self.assertEqual(request.partner_id.email, "new@stranger.example")
        self.assertTrue(request.partner_is_new)
        self.as_user("sorter", request).action_sort(self.other_team)
        self.assertEqual(request.lead_id.partner_id, request.partner_id)

    def test_C06_undo_of_the_sorter_takes_the_client_back_too(self):
        request = self.make_request(contact_name=False, phone=False)
        self.assertFalse(request.partner_id)
        mine = self.as_user("sorter", request)
        mine.action_attach(self.deal.id)
        self.assertEqual(request.partner_id, self.deal.partner_id)
        mine.action_undo()
        self.assertFalse(request.partner_id)
        self.assertFalse(request.partner_is_borrowed)

    def test_C06_client_named_by_a_person_stays_with_the_request(self):
        request = self.make_request(contact_name=False, phone=False)
        mine = self.as_user("sorter", request)
        mine.action_attach(self.deal.id)
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        mine.partner_id = stranger
        self.as_user("manager", request).action_not_this_deal()
        self.assertEqual(request.partner_id, stranger)
