from datetime import datetime

from freezegun import freeze_time
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from .intake_common import PDF, IntakeCase

# What may hang on a lead or deal, each made by a method below.
KINDS = ("message", "file", "task", "done_task", "notice", "meeting", "request", "need")
KINDS += ("question", "obligation", "contact", "document", "order", "hard_case", "selection")
KINDS += ("visit", "contract", "planned_letter", "control_call", "attestation_order")
HUNG = {
    "mail.message": "model",
    "mail.scheduled.message": "model",
    "mail.activity": "res_model",
    "ir.attachment": "res_model",
}
# What Odoo or the process begins anew, and a log that the merge itself adds to.
APART = ("crm.stage.override", "crm.activity.report", "crm.my.day")


OTHERS = ("crm_telephony_miko", "crm_mailchimp_sync")


@tagged("post_install", "-at_install")
class TestIntakeMerge(IntakeCase):
    """A merge loses nothing (E07)."""

    def counts(self, leads):
        """How many records of each model hang on the leads; those of our other add-ons have
        tests of their own."""
        result = {}
        for name, model in self.env.registry.items():
            if model._abstract or model._transient or not model._auto or name in APART:
                continue
            if model._original_module in OTHERS:
                continue
            for field in model._fields.values():
                if field.comodel_name == "crm.lead" and field.store and field.type != "one2many":
                    records = self.env[name].with_context(active_test=False)
                    found = records.search_count([(field.name, "in", leads.ids)])
                    result[name, field.name] = found
        for name, key in HUNG.items():
            model = self.env[name].with_context(active_test=False)
            domain = [(key, "=", "crm.lead"), ("res_id", "in", leads.ids)]
            result[name] = model.search_count(domain)
        return result

    def hang(self, lead, kind, number):
        """One child of a kind, by the ways of the program."""
        getattr(self, f"hang_{kind}")(lead, f"{kind} {number}")

    def hang_message(self, lead, text):
        lead.message_post(body=text)

    def hang_file(self, lead, text):
        values = {"name": text, "raw": PDF, "res_model": "crm.lead", "res_id": lead.id}
        self.env["ir.attachment"].create(values)

    def hang_task(self, lead, text):
        lead.activity_schedule("mail.mail_activity_data_call", summary=text, user_id=self.env.uid)

    def hang_done_task(self, lead, text):
        task = lead.activity_schedule("mail.mail_activity_data_call", user_id=self.env.uid)
        task.action_feedback(feedback=text)

    def hang_notice(self, lead, text):
        lead.message_notify(body=text, partner_ids=self.users["head"].partner_id.ids)

    def hang_meeting(self, lead, text):
        moment = datetime(2026, 12, 1, 9)
        values = {"name": text, "start": moment, "stop": moment, "opportunity_id": lead.id}
        self.env["calendar.event"].create(values)

    def hang_request(self, lead, text):
        request = self.Request.create({"subject": text, "phone": False, "contact_name": text})
        own = request.lead_id
        request.action_attach(lead)
        own.unlink()

    def hang_need(self, lead, text):
        self.env["crm.deal.need"].create({"lead_id": lead.id, "text": text})

    def hang_question(self, lead, text):
        self.env["crm.deal.need"].create({"lead_id": lead.id, "text": text, "kind": "question"})

    def hang_obligation(self, lead, text):
        self.env["crm.deal.obligation"].create({"lead_id": lead.id, "name": text})

    def hang_contact(self, lead, text):
        person = self.env["res.partner"].create({"name": text})
        role = self.env["crm.contact.role"].search([], limit=1)
        values = {"lead_id": lead.id, "partner_id": person.id, "role_id": role.id}
        self.env["crm.deal.contact"].create(values)

    def hang_document(self, lead, text):
        kind = self.env.ref("crm_sales_flow.document_type_contract")
        values = {"deal_ids": [(4, lead.id)], "type_id": kind.id, "name": text}
        self.env["crm.deal.document"].create(values)

    def hang_order(self, lead, text):
        values = {"partner_id": self.client_company.id, "opportunity_id": lead.id}
        self.env["sale.order"].create(values)

    def hang_hard_case(self, lead, text):
        if not lead.is_hard_case and lead.type == "opportunity":
            values = {"lead_id": lead.id, "reason": text, "head_id": self.users["head"].id}
            self.env["crm.deal.escalation"].create(values)

    def hang_control_call(self, lead, text):
        calls = self.env["crm.control.call"]
        values = {"team_id": lead.team_id.id, "lead_id": lead.id, "note": text}
        calls.create({**values, "week": "2026-11-16", "place": calls.search_count([]) + 1})

    def hang_attestation_order(self, lead, text):
        values = {"partner_id": self.client_company.id, "attestation_lead_id": lead.id}
        self.env["purchase.order"].create({**values, "origin": text})

    def hang_selection(self, lead, text):
        product = self.env["product.product"].search([("sale_ok", "=", True)], limit=1)
        values = {"lead_id": lead.id, "product_id": product.id, "note": text}
        self.env["crm.selection.line"].create(values)

    def hang_visit(self, lead, text):
        project = self.env.ref("crm_sales_flow.project_field_visits")
        values = {"name": text, "project_id": project.id, "lead_id": lead.id}
        self.env["project.task"].create(values)

    def hang_contract(self, lead, text):
        values = {
            "partner_id": self.client_company.id,
            "lead_id": lead.id,
            "date_end": "2030-01-01",
        }
        self.env["crm.service.contract"].create(values)

    def hang_planned_letter(self, lead, text):
        values = {"model": "crm.lead", "res_id": lead.id, "body": text}
        values |= {"author_id": self.env.user.partner_id.id, "scheduled_date": "2030-01-01"}
        self.env["mail.scheduled.message"].create(values)

    def test_E07_planned_letter_that_is_due_goes_with_its_files(self):
        lead, other = self.make_deal(), self.make_deal()
        self.hang_planned_letter(other, "Offer")
        letter = self.env["mail.scheduled.message"].search([("res_id", "=", other.id)])
        values = {"name": "offer.pdf", "res_model": letter._name, "res_id": letter.id}
        letter.attachment_ids = self.env["ir.attachment"].create(values)
        with freeze_time("2030-01-02"):
            self.as_user("head", lead | other).merge_opportunity(auto_unlink=True)
        self.assertEqual(
            (letter.res_id, letter.attachment_ids.mapped("name")), (lead.id, ["offer.pdf"])
        )

    def test_E07_nothing_that_hangs_on_either_is_lost(self):
        children = st.lists(st.sampled_from(KINDS), max_size=4)
        kinds = st.sampled_from(("lead", "opportunity"))

        @settings(deadline=None, max_examples=min(settings().max_examples, 100))
        @given(kinds, children, kinds, children)
        def merged(first_type, first, second_type, second):
            with self.env.cr.savepoint() as savepoint:
                leads = self.env["crm.lead"]
                for lead_type, hung in ((first_type, first), (second_type, second)):
                    lead = self.make_deal(type=lead_type)
                    for number, kind in enumerate(hung):
                        self.hang(lead, kind, number)
                    leads |= lead
                self.check_merge(leads)
                savepoint.rollback()

        merged()

    def check_merge(self, leads):
        self.env.flush_all()
        before = self.counts(leads)
        kept = self.as_user("director", leads).merge_opportunity()
        self.env.flush_all()
        self.env.invalidate_all()
        after = self.counts(kept)
        for name, number in before.items():
            self.assertGreaterEqual(after[name], number, name)
            if name not in HUNG:
                self.assertEqual(after[name], number, name)

    def test_E07_every_kind_at_once(self):
        leads = self.make_deal(name="A") | self.make_deal(name="B")
        for lead in leads:
            for number, kind in enumerate(KINDS):
                self.hang(lead, kind, number)
        self.assertEqual(
            {name for name, number in self.counts(leads).items() if not number},
            {
                ("crm.attestation.certificate", "lead_id"),
                ("crm.deal.feedback", "lead_id"),
                ("crm.request", "former_lead_id"),
                ("crm.request", "wrong_lead_ids"),
                ("crm.task.reminder", "lead_id"),
                ("stock.lot", "lead_id"),
                ("survey.user_input", "lead_id"),
            },
        )
        self.check_merge(leads)

    def test_E07_undo_of_an_attachment_finds_the_merged_lead(self):
        request = self.env["crm.request"].create({"phone": "+7 495 765-43-21", "subject": "Pump"})
        own, other = request.lead_id, self.make_deal(name="B")
        mine = self.as_user("sorter", request)
        mine.action_attach(self.make_deal(name="A"))
        self.assertEqual(request.former_lead_id, own)
        kept = (own | other).merge_opportunity()
        self.assertEqual(request.former_lead_id, kept)
        mine.action_undo()
        self.assertEqual(request.lead_id, kept)

    def test_E07_two_hard_cases_become_one_and_a_log(self):
        first, second = self.make_deal(name="A"), self.make_deal(name="B")
        for deal in (first, second):
            self.hang_hard_case(deal, f"Hard {deal.name}")
        kept = self.as_user("director", first | second).merge_opportunity().with_env(self.env)
        self.assertTrue(kept.is_hard_case)
        self.assertEqual(len(kept.escalation_ids), 2)
        opened = kept.escalation_ids.filtered(lambda case: not case.resolved_at)
        self.assertEqual(len(opened), 1)
        self.assertTrue((kept.escalation_ids - opened).resolution)

    def test_E07_the_only_hard_case_goes_on(self):
        first, second = self.make_deal(name="A"), self.make_deal(name="B")
        kept = (first | second)._sort_by_confidence_level(reverse=True)[0]
        self.hang_hard_case((first | second) - kept, "Hard")
        self.as_user("director", first | second).merge_opportunity()
        self.assertTrue(kept.is_hard_case)
        self.assertEqual(kept.co_responsible_id, self.users["head"])

    def test_E07_the_way_that_gives_way_is_kept_on_the_client(self):
        first = self.make_deal(phone="8 495 100-00-01", email_from="one@x.example")
        second = self.make_deal(
            partner_id=False, contact_id=False, phone="8 495 100-00-02", email_from="two@x.example"
        )
        kept = (first | second).merge_opportunity()
        client = kept.partner_id
        known = {kept.phone_key, kept.email_normalized} | client._flow_keys()
        self.assertLessEqual(
            {"74951000001", "74951000002", "one@x.example", "two@x.example"}, known
        )

    def test_E07_first_request_and_first_contact_are_the_earliest(self):
        first = self.make_deal(registered_at="2026-11-02 09:00:00")
        second = self.make_deal(registered_at="2026-11-01 09:00:00")
        first._register_contact("email", datetime(2026, 11, 3))
        second._register_contact("phone", datetime(2026, 11, 2))
        kept = (first | second).merge_opportunity()
        self.assertEqual(kept.registered_at, datetime(2026, 11, 1, 9))
        self.assertEqual(
            (kept.first_contact_at, kept.first_contact_kind), (datetime(2026, 11, 2), "phone")
        )

    def test_E05_known_source_wins_over_the_undefined_one(self):
        undefined = self.env.ref("crm_sales_flow.utm_source_undefined")
        first, second = self.make_deal(source_id=undefined.id), self.make_deal()
        self.assertEqual((first | second).merge_opportunity().source_id, self.source)

    def test_E07_what_the_program_filled_in_stays_when_a_manager_merges(self):
        first, second = self.make_deal(type="lead"), self.make_deal(type="lead")
        kept = (first | second)._sort_by_confidence_level(reverse=True)[0]
        ((first | second) - kept).marketing_score = 70
        self.as_user("manager", first | second).merge_opportunity()
        self.assertEqual(kept.marketing_score, 70)

    def test_E08_request_that_waited_is_attached_by_the_merge(self):
        request = self.make_request(phone="8 495 999-00-11")
        waiting = request.lead_id
        deal = self.make_deal()
        kept = self.as_user("director", deal | waiting).merge_opportunity()
        self.assertEqual(kept, deal)
        self.assertEqual(
            (request.lead_id, request.state, request.team_id), (deal, "attached", self.team)
        )
        self.assertFalse(deal.awaits_sorting)

    def test_E07_F07_open_tasks_are_done_by_the_one_who_has_what_is_left(self):
        kept, tail = self.make_deal(), self.make_deal(user_id=self.users["tester"].id)
        mine, his = kept._flow_schedule("agreed_step"), tail._flow_schedule("agreed_step")
        merged = self.as_user("head", kept | tail)._merge_opportunity(user_id=kept.user_id.id)
        self.assertEqual(his.res_id, merged.id)
        self.assertEqual((mine | his).user_id, self.users["manager"])
