from datetime import timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .field_work_common import FieldWorkCase


@tagged("post_install", "-at_install")
class TestClaims(FieldWorkCase):
    """S04, S05, S09: a claim has an owner, a term, an answer and a result, and leads to a visit."""

    def setUp(self):
        super().setUp()
        self.client_company.email = "office@client.example"
        self.deal = self.make_deal()
        self.lot.lead_id = self.deal

    def _claim(self, login="manager", **values):
        action = self.as_user(login, self.lot).action_new_claim()
        wizard = self.as_user(login, self.env["crm.claim.register"])
        wizard = wizard.with_context(**action["context"]).create(
            {"text": "Does not reach the vacuum\nSince Monday", **values}
        )
        return self.env["project.task"].browse(wizard.action_register()["res_id"])

    @freeze_time("2026-11-23 09:00:00")
    def test_S09_a_claim_has_owner_term_and_deal(self):
        self.env.company.claim_hours = 48
        claim = self._claim("engineer")
        self.assertEqual(claim.field_work_type, "claim")
        self.assertEqual(claim.user_ids, self.user_manager)
        self.assertEqual((claim.lead_id, claim.lot_ids), (self.deal, self.lot))
        self.assertEqual(str(claim.date_deadline), "2026-11-25 09:00:00")
        self.assertEqual(claim.claim_state, "open")
        claim.date_deadline = "2026-11-22 09:00:00"
        self.assertEqual(claim.claim_state, "late")

    @freeze_time("2026-11-23 09:00:00")
    def test_S09_a_contract_promises_its_own_term(self):
        self.env["crm.service.contract"].create(
            {
                "partner_id": self.client_company.id,
                "lot_ids": [Command.set(self.lot.ids)],
                "date_end": "2027-11-22",
                "response_hours": 8,
                "visits_per_year": 0,
            }
        ).action_activate()
        self.assertEqual(str(self._claim().date_deadline), "2026-11-23 17:00:00")

    def test_S09_the_owner_is_reminded_of_the_term(self):
        """Told when it is registered, reminded each working hour of the day after its term."""
        with freeze_time("2026-11-23 09:00:00"):
            claim = self._claim("engineer")
            (task,) = claim.activity_ids
            self.assertEqual(
                (task.user_id, task.deadline_at), (self.user_manager, claim.date_deadline)
            )
        with freeze_time("2026-11-27 10:30:00"), self.enter_registry_test_mode():
            self.env.ref("crm_sales_flow.ir_cron_reminders").method_direct_trigger()
        reminder = task.reminder_ids
        self.assertEqual(reminder.user_id, self.user_manager)
        self.assertIn("Does not reach the vacuum", reminder._title())
        other = self.users["manager_two"]
        claim.write({"user_ids": other.ids, "date_deadline": "2026-12-01 09:00:00"})
        self.assertEqual(claim.activity_ids.user_id, other)
        self.assertEqual(str(claim.activity_ids.deadline_at), "2026-12-01 09:00:00")
        claim.date_deadline = "2026-12-02 09:00:00"
        self.assertEqual(str(claim.activity_ids.deadline_at), "2026-12-02 09:00:00")
        self._answer(claim, "manager_two").action_answer()
        self.assertFalse(claim.activity_ids)

    def test_S05_visit_in_one_click_knows_site_and_warranty(self):
        self.lot.write({"warranty_until": fields.Date.today(), "site_id": self.client_person.id})
        claim = self._claim()
        mine = claim.with_user(self.user_manager)
        visit = self.env["project.task"].browse(mine.action_claim_visit()["res_id"])
        again = self.env["project.task"].browse(mine.action_claim_visit()["res_id"])
        self.assertEqual(visit, again)
        self.assertEqual((visit.claim_id, visit.lot_ids), (claim, self.lot))
        self.assertEqual(visit.date_deadline, claim.date_deadline)
        self.assertEqual((visit.partner_id, visit.work_kind), (self.client_person, "repair"))
        self.assertTrue(visit.under_warranty)
        self.assertTrue(self.as_user("engineer", visit).visit_page()["under_warranty"])
        self.lot.warranty_until = fields.Date.today() - timedelta(days=2)
        self.env.invalidate_all()
        self.assertFalse(visit.under_warranty)
        with self.assertRefused("is no claim"):
            mine.browse(visit.id).action_claim_visit()

    def _answer(self, claim, login="manager", **values):
        action = self.as_user(login, claim).action_claim_answer()
        wizard = self.as_user(login, self.env["crm.claim.answer"])
        wizard = wizard.with_context(**action["context"]).create({"result": "repaired"})
        values.setdefault("answer", wizard.answer.replace("decision: ", "decision: a new pump."))
        return wizard if wizard.write(values) else None

    def test_S09_the_answer_is_a_letter_and_a_result(self):
        claim = self._claim()
        wizard = self._answer(claim)
        self.assertTrue(wizard.send)
        wizard.action_answer()
        self.assertEqual((claim.claim_state, claim.claim_result), ("answered", "repaired"))
        self.assertEqual(claim.state, "1_done")
        letter = claim.message_ids.filtered(lambda note: note.message_type == "comment")
        self.assertEqual(letter.partner_ids, self.client_company)
        self.assertIn("Our decision: a new pump.", letter.body)
        with self.assertRefused("answered already"):
            wizard.action_answer()

    def test_S09_without_a_letter_no_answer(self):
        claim = self._claim()
        with self.assertRefused("Write what"):
            self._answer(claim, answer="<p><br></p>").action_answer()
        wizard = self._answer(claim)
        wizard.answer = wizard._letter()
        with self.assertRefused("Write what"):
            wizard.action_answer()
        self.client_company.email = False
        self.assertFalse(self._answer(claim).send)
        with self.assertRefused("no e-mail"):
            self._answer(claim, send=True).action_answer()

    def test_S09_a_claim_is_in_the_hands_of_its_owner(self):
        claim = self._claim()
        with self.assertRaises(AccessError):
            self.as_user("manager_two", claim).action_claim_answer()
        with self.assertRaises(AccessError):
            self.as_user("manager_two", claim).action_claim_visit()
        own = self._claim("engineer", user_id=self.users["manager_two"].id)
        self._answer(own, "manager_two").action_answer()
        with self.assertRaises(AccessError):
            claim.with_user(self.user_manager).claim_answered_at = fields.Datetime.now()

    def test_S04_passport_and_client_count_claims(self):
        self._answer(self._claim()).action_answer()
        claim = self._claim()
        claim.lot_ids |= self.lot.copy({"name": "SN-second", "owner_id": self.client_company.id})
        self.env.invalidate_all()
        for login in ("manager", "engineer"):
            lot = self.as_user(login, self.lot)
            self.assertEqual((lot.claim_count, lot.claim_open_count), (2, 1))
            self.assertEqual(lot.last_claim_on, claim.claim_registered_at.date())
            client = self.as_user(login, self.client_person)
            counts = (client.claim_count, client.claim_open_count, client.equipment_count)
            self.assertEqual(counts, (2, 1, 2))
            domain = lot.action_view_claims()["domain"]
            self.assertEqual(self.as_user(login, claim).search_count(domain), 2)
