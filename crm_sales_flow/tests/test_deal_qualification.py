from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from .common import SalesFlowCase


@tagged("post_install", "-at_install")
class TestDealQualification(SalesFlowCase):
    """H01-H05, H07, E06: is it a lead at all, on what basis, and what goes over into the deal."""

    def setUp(self):
        super().setUp()
        self.lead = self.make_lead()

    def make_lead(self, **values):
        return self.as_user(
            "manager",
            self.make_deal(**{"type": "lead", "name": "Asks for a pump", "need_ids": [], **values}),
        )

    def wizard(self, lead, login="manager"):
        return (
            self.env["crm.lead2opportunity.partner"]
            .with_user(self.users[login])
            .with_context(active_model="crm.lead", active_id=lead.id, active_ids=lead.ids)
        )

    def convert(self, lead, **values):
        self.wizard(lead).create({"name": "convert", **values}).action_apply()

    def add_line(self, kind, text="x", **values):
        return self.lead.need_ids.create(
            {"lead_id": self.lead.id, "kind": kind, "text": text, **values}
        )

    def test_H01_four_blocks_show_what_is_missing(self):
        lead = self.make_lead(partner_id=False, contact_id=False)
        blocks = ("has_contacts", "has_company", "has_needs", "has_wishes")
        self.assertEqual([lead[name] for name in blocks], [False] * 4)
        lead.write({"contact_name": "Anna", "phone": "+7 495 000-11-22", "partner_name": "OOO X"})
        lead.need_ids.create(
            [
                {"lead_id": lead.id, "kind": "need", "text": "A pump"},
                {"lead_id": lead.id, "kind": "wish", "text": "Green"},
            ]
        )
        self.assertEqual([lead[name] for name in blocks], [True] * 4)

    def test_H02_basis_is_stored_and_required(self):
        with self.assertRefused("basis"):
            self.convert(self.lead)
        with self.assertRefused("basis"):
            self.lead.write({"type": "opportunity"})
        self.convert(self.lead, qualification_basis="meeting")
        self.assertEqual(self.lead.qualification_basis, "meeting")
        self.assertEqual(self.lead.qualification_state, "qualified")

    def test_H02_first_contact_says_the_basis(self):
        self.lead._register_contact("email", fields.Datetime.now())
        self.assertEqual(self.lead.qualification_basis, "letter")
        self.lead.qualification_basis = "open"
        self.lead._register_contact("phone", fields.Datetime.now())
        self.assertEqual(self.lead.qualification_basis, "open")

    def disqualify(self, lead, reason="not_ours", login="manager"):
        wizard = self.env["crm.lead.disqualify"].with_user(self.users[login])
        wizard.with_context(active_ids=lead.ids).create(
            {
                "reason_id": self.env.ref(f"crm_sales_flow.disqualify_{reason}").id,
                "note": "Sells pumps himself",
            }
        ).action_apply()

    def test_H03_not_a_target_leaves_the_funnel_and_stays_in_the_statistics(self):
        self.disqualify(self.lead)
        self.assertFalse(self.lead.active)
        self.assertEqual(
            (self.lead.qualification_state, self.lead.disqualify_kind), ("not_target", "not_ours")
        )
        self.assertIn("Sells pumps himself", str(self.lead.message_ids.mapped("body")))
        found = self.env["crm.lead"].with_context(active_test=False)
        counted = found._read_group([("id", "=", self.lead.id)], ["disqualify_kind"], ["__count"])
        self.assertEqual(counted, [("not_ours", 1)])
        self.lead.action_restore()
        self.assertTrue(self.lead.active)
        self.assertEqual(self.lead.qualification_state, "in_work")
        self.assertFalse(self.lead.disqualify_reason_id)

    def test_H03_a_reason_is_required_on_every_path(self):
        with self.assertRefused("Not a target"):
            self.lead.action_archive()
        with self.assertRefused("Not a target"):
            self.lead.action_set_lost()
        with self.assertRaises(AccessError):
            self.lead.disqualify_reason_id = self.env.ref("crm_sales_flow.disqualify_spam")
        self.assertTrue(self.lead.active)
        with self.assertRaises(AssertionError):
            form = Form(self.env["crm.lead.disqualify"].with_context(active_ids=self.lead.ids))
            form.save()

    def test_H03_at_most_seven_reasons_are_shipped(self):
        self.assertLessEqual(self.env["crm.disqualify.reason"].search_count([]), 7)

    def test_H04_nobody_processes_a_lead_without_responsible_person(self):
        free = self.make_lead(user_id=False, qualification_basis="call")
        for login in ("manager", "head", "director"):
            with self.subTest(login=login):
                with self.assertRefused("responsible person"):
                    self.disqualify(free, login=login)
                with self.assertRefused("responsible person"):
                    self.wizard(free, login).create({"name": "convert"}).action_apply()

    def test_H04_a_stranger_does_not_process_it_either(self):
        with self.assertRaises(AccessError):
            self.disqualify(self.lead, login="manager_two")

    def test_E06_open_questions_hold_the_lead_back_unless_waived(self):
        self.lead.qualification_basis = "call"
        asked = self.add_line("question", "Which power supply?")
        waived = self.add_line("question", "Which colour?")
        with self.assertRefused("2 questions"):
            self.convert(self.lead)
        asked.write({"state": "answered", "answer": "380 V"})
        waived.state = "waived"
        self.convert(self.lead)
        self.assertEqual(self.lead.type, "opportunity")

    def test_H07_lines_are_dated_and_have_a_source_and_a_fitting_state(self):
        wish = self.add_line("wish", "Deliver in May", source_kind="letter", source="12.01")
        self.assertTrue(wish.date)
        wish.state = "accepted"
        with self.assertRaises(ValidationError):
            wish.state = "answered"
        with self.assertRaises(ValidationError):
            self.add_line("question", state="refused")

    def test_H05_conversion_types_nothing_again_and_carries_everything(self):
        request = self.env["crm.request"].create(
            {
                "channel": "email",
                "subject": "A pump",
                "body": "<p>Need a pump for 50 litres</p>",
                "contact_name": "Semyon Novy",
                "partner_name": "OOO Novoe",
                "email_from": "novy@novoe.example",
                "phone": "+7 495 000-99-88",
            }
        )
        request.with_user(self.users["sorter"]).action_sort(self.team)
        lead = request.lead_id
        campaign = self.env["utm.campaign"].create({"name": "Exhibition"})
        lead.write({"campaign_id": campaign.id, "source_id": self.source.id})
        lead.with_user(self.users["head"]).write({"user_id": self.users["manager"].id})
        lead = self.as_user("manager", lead)
        note = lead.message_post(body="Called him", attachments=[("plan.txt", b"plan")])
        question = lead.need_ids.create(
            {"lead_id": lead.id, "kind": "question", "text": "Voltage?", "state": "answered"}
        )
        before = lead.read(["phone", "email_from", "campaign_id", "source_id", "partner_id"])[0]
        self.convert(lead)

        self.assertEqual((lead.type, lead.stage_id), ("opportunity", self.stages["needs"]))
        self.assertEqual(lead.read(list(before))[0], before)
        client = lead.partner_id
        self.assertEqual((client.email, client.name), ("novy@novoe.example", "Semyon Novy"))
        self.assertEqual(client.commercial_partner_id.name, "OOO Novoe")
        self.assertEqual(lead.contact_id, client)
        self.assertIn(note, lead.message_ids)
        self.assertEqual(note.attachment_ids.res_id, lead.id)
        self.assertIn(question, lead.need_ids)
        need = lead.need_ids.filtered(lambda line: line.kind == "need")
        self.assertIn("50 litres", need.text)
        self.assertEqual((need.source_kind, need.source), ("request", request.name))

    def test_H05_what_was_dropped_is_no_need(self):
        values = {"contact_name": "Anna", "phone": "+7 495 765-43-21"}
        asked, spam = (
            self.as_user("secretary", self.env["crm.request"]).create({**values, "subject": text})
            for text in ("A pump", "An advertisement")
        )
        spam.sudo().write({"lead_id": asked.lead_id.id, "state": "dropped"})
        sources = [row["source"] for row in asked.sudo().lead_id._flow_need_values()]
        self.assertEqual(sources, [asked.name])

    def test_H05_no_other_company_is_attached_for_its_name(self):
        create = self.env["res.partner"].create
        similar = create({"name": "OOO Vakuum X", "is_company": True})
        twins = create([{"name": "OOO Twin", "is_company": True} for _twice in range(2)])
        known = create({"name": "ooo Known_1", "is_company": True})
        for name, expected in (
            ("OOO Vakuum_%", None),
            ("OOO Twin", None),
            ("OOO Known_1", known),
        ):
            with self.subTest(company=name):
                person = create({"name": "Semyon", "company_name": name})
                lead = self.make_lead(partner_id=person.id, contact_id=False)
                lead.write({"qualification_basis": "call"})
                self.convert(lead)
                company = person.parent_id
                self.assertNotIn(company, similar | twins)
                self.assertTrue(company)
                if expected:
                    self.assertEqual(company, expected)

    def test_H05_merged_lead_brings_its_lines(self):
        self.add_line("wish", "Deliver in May")
        deal = self.make_deal()
        merged = self.as_user("director", deal | self.lead).merge_opportunity()
        self.assertIn("Deliver in May", merged.need_ids.mapped("text"))

    def test_G08_a_new_deal_has_a_next_step(self):
        self.lead._register_contact("phone", fields.Datetime.now())
        self.assertFalse(self.lead.activity_ids)
        self.convert(self.lead)
        task = self.lead._flow_open_tasks("first_step")
        self.assertEqual(task.user_id, self.users["manager"])
        self.add_line("need", "A pump")
        self.lead.stage_id = self.stages["selection"]
        self.assertFalse(self.lead._flow_open_tasks("first_step"))
