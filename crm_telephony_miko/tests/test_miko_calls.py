from dataclasses import replace
from datetime import timedelta

from lxml import html

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..client import facts
from .common import CLIENT, DID, TelephonyCase


@tagged("post_install", "-at_install")
class TestMikoCalls(TelephonyCase):
    def leads(self):
        return self.env["crm.lead"].search([("phone_key", "=", CLIENT)])

    def test_B02_a_call_is_one_row_however_often_it_is_told_of(self):
        fact = self.fact()
        Call = self.env["miko.call"]
        ringing = replace(fact, state=facts.RINGING, result="", answered_at=None, ended_at=None)
        row = Call._record(self.pbx, [ringing])
        self.assertEqual((row.state, row.result), ("ringing", False))
        for _again in range(3):
            self.assertEqual(Call._record(self.pbx, [fact]), row)
        self.assertEqual((row.state, row.result, row.talk_seconds), ("ended", "answered", 60.0))
        self.assertEqual(row.user_id, self.users["manager"])
        self.assertEqual(row.line_id, self.line)
        self.assertEqual(len(row.leg_ids), 1)
        self.assertEqual(Call.search_count([("pbx_id", "=", self.pbx.id)]), 1)

    def test_B02_what_follows_from_a_call_follows_once(self):
        row = self.call()
        notes = row.lead_id.message_ids
        self.env["miko.call"]._record(self.pbx, [self.fact(linkedid=row.linkedid)])
        self.env["miko.call"]._process_waiting()
        self.assertEqual(row.lead_id.message_ids, notes)
        self.assertEqual(len(self.leads()), 1)

    def test_B03_an_unknown_number_becomes_one_lead_in_any_of_its_forms(self):
        row = self.call(number="89161234567")
        lead = row.lead_id
        self.assertEqual(self.leads(), lead)
        self.assertTrue(lead.awaits_sorting)
        self.assertEqual(row.request_id.channel, "phone")
        self.assertEqual(row.request_id.suggested_team_id, self.team)
        self.assertEqual(row.request_id.called_number, DID)
        self.assertEqual(lead.registered_at, row.started_at)
        for number in ("+7 (916) 123-45-67", "0079161234567", "9161234567", CLIENT):
            self.assertEqual(self.call(number=number).lead_id, lead)
        self.assertEqual(self.leads(), lead)
        self.assertEqual(self.env["crm.request"].search_count([("phone_key", "=", CLIENT)]), 1)

    def test_F04_the_rules_of_sorting_know_the_called_number(self):
        self.line.team_id = False
        values = {"name": "Line", "team_id": self.other_team.id, "called_number": "8 495 229-32-01"}
        rule = self.env["crm.routing.rule"].create(values)
        request = self.call(number="79161112200").request_id
        self.assertEqual((request.suggested_team_id, request.rule_id), (self.other_team, rule))
        self.assertFalse(self.call(number="79161112201", did="74950000000").request_id.rule_id)

    def test_G07_the_history_of_the_deal_has_a_link_to_the_call(self):
        self.client_person.phone = CLIENT
        deal = self.make_deal()
        self.users["manager"].name = "Ann <i>Bee</i>"
        row = self.call()
        (link,) = html.fragment_fromstring(self.notes(deal).body, create_parent=True).iter("a")
        self.assertEqual(link.get("data-oe-model"), "miko.call")
        self.assertEqual(link.get("data-oe-id"), str(row.id))
        self.assertIn("Ann <i>Bee</i>", link.text_content())
        self.assertTrue(row.with_user(self.users["manager"]).has_access("read"))
        self.assertFalse(row.with_user(self.users["manager_two"]).has_access("read"))

    def test_B04_a_known_number_goes_to_its_only_deal_and_makes_no_lead(self):
        self.client_person.phone = "8 916 123 45 67"
        deal = self.make_deal()
        row = self.call()
        self.assertEqual((row.partner_id, row.lead_id), (self.client_person, deal))
        self.assertFalse(row.request_id)
        self.assertEqual(len(self.notes(deal)), 1)
        self.assertEqual(deal.miko_call_count, 1)
        self.assertEqual(self.client_person.miko_call_count, 1)
        self.assertFalse(self.leads())

    def test_B04_of_several_deals_the_one_of_him_who_talked_or_of_the_called_department(self):
        self.client_person.phone = CLIENT
        deal = self.make_deal()
        other = self.make_deal(team_id=self.other_team.id, user_id=self.users["manager_two"].id)
        self.assertEqual(self.call().lead_id, deal)
        self.assertEqual(self.call(employee="203", last_employee="203").lead_id, other)
        self.assertEqual(self.missed().lead_id, deal, "the department of the called number")
        self.line.team_id = False
        undecided = self.missed()
        self.assertFalse(undecided.lead_id)
        self.assertEqual(undecided.request_id.state, "new")
        self.assertEqual(self.missed().request_id, undecided.request_id, "waits once")

    def test_B06_an_extra_number_is_the_client(self):
        line = {"partner_id": self.client_person.id, "phone": "+7 495 229-30-42 доб. 12"}
        self.env["res.partner.phone"].create(line)
        self.assertEqual(self.call(number="84952293042").partner_id, self.client_person)

    def test_B03_nobody_outside_makes_no_lead(self):
        before = self.env["crm.lead"].search_count([])
        kinds = {
            "hidden": {"number": ""},
            "own": {"number": "84952293201"},
            "employee": {"number": "89031112233"},
        }
        for kind, values in kinds.items():
            for result in (facts.ANSWERED, facts.MISSED):
                row = self.call(result=result, **values)
                self.assertEqual(row.counterpart, kind)
                self.assertFalse(row.request_id or row.lead_id)
        internal = self.call(direction=facts.INTERNAL, number="203", did="")
        self.assertEqual(internal.counterpart, "employee")
        self.assertEqual(self.env["crm.lead"].search_count([]), before)

    def test_B02_short_numbers_are_compared_as_they_are(self):
        self.client_person.phone = "+7 916 000 01 12"
        self.assertFalse(self.call(number="112", direction=facts.OUTBOUND).partner_id)

    def test_a_mobile_phone_of_an_employee_answers_for_him(self):
        leg = facts.Leg("mikopbx-9.9", "79031112233", True, 1.8e9, 1.8e9, 1.8e9, "answered")
        row = self.call(employee="79031112233", last_employee="79031112233", legs=(leg,))
        self.assertEqual(row.user_id, self.users["manager"])
        self.assertEqual(row.leg_ids.user_id, self.users["manager"])

    def test_B08_a_click_that_reached_nobody_is_no_call(self):
        fact = self.fact(direction=facts.OUTBOUND, by_click=True, trunk="", result="no_employee")
        self.assertFalse(self.env["miko.call"]._record(self.pbx, [fact]))

    def test_an_outgoing_call_to_a_stranger_makes_no_lead(self):
        row = self.outgoing(number="79990000000")
        self.assertFalse(row.lead_id or row.request_id)

    def test_hostile_names_and_numbers_are_text(self):
        row = self.call(caller_name="<script>alert(1)</script>=1+1", number="7" * 250)
        self.assertEqual(row.caller_name, "<script>alert(1)</script>=1+1")
        self.assertTrue(row.lead_id)
        self.assertNotIn("<script", str(row.lead_id.message_ids.mapped("body")))

    def test_B02_one_call_that_fails_does_not_keep_the_others(self):
        bad, good = self.record(), self.record(number="79995554433")
        original = type(bad)._register_request

        def fail(call, rule):
            if call == bad:
                raise ValueError("cannot")
            return original(call, rule)

        self.patch(type(bad), "_register_request", fail)
        with self.assertLogs("odoo.addons.crm_telephony_miko", "ERROR"):
            self.env["miko.call"]._process_waiting()
        self.assertTrue(bad.error and not bad.processed and bad.attempts == 1)
        self.assertTrue(good.processed and good.lead_id)
        self.assertEqual(self.pbx.stuck_call_count, 1)
        self.assertFalse(self.env["miko.call"]._process_waiting(), "not at once again")
        for tries in range(20):
            bad.retry_at = "2026-01-01"
            with self.assertLogs("odoo.addons.crm_telephony_miko", "ERROR"):
                self.assertEqual(self.env["miko.call"]._process_waiting(), 1, f"given up: {tries}")
        self.assertLess(bad.retry_at - fields.Datetime.now(), timedelta(hours=7))
        self.patch(type(bad), "_register_request", original)
        with self.assertRaises(AccessError):
            self.as_user("manager", good).action_process()
        self.as_user("director", bad).action_process()
        self.assertTrue(bad.processed and bad.lead_id and not bad.error)
        self.assertFalse(self.pbx.stuck_call_count)

    def test_B02_what_the_history_has_proved_is_not_spoilt_by_what_was_heard_in_part(self):
        row = self.record()
        row.write({"history_id": 10, "heard": False})
        known = row.read(["result", "talk_seconds", "user_id", "last_user_id", "certain"])
        late = {"linkedid": row.linkedid, "certain": False, "talk_seconds": 0.0, "legs": ()}
        late |= {"employee": "", "last_employee": "", "result": facts.MISSED}
        self.record(**late, began=row.started_at.timestamp())
        ringing = {"state": facts.RINGING, "result": "", "ended_at": None}
        self.record(**ringing, linkedid=row.linkedid, began=row.started_at.timestamp())
        self.assertEqual(row.read(list(known[0])[1:]), known)
        self.assertEqual(row.state, "ended")

    def test_B02_what_was_heard_in_part_takes_no_employee_away(self):
        row = self.record(certain=False)
        values = {"employee": "", "last_employee": "", "legs": (), "talk_seconds": 0.0}
        self.record(linkedid=row.linkedid, certain=False, result=facts.MISSED, **values)
        self.assertEqual((row.user_id, row.last_user_id), (self.users["manager"],) * 2)
        self.assertEqual((row.result, row.talk_seconds), ("answered", 60.0))

    def test_B02_the_mobile_of_a_colleague_without_an_account_is_no_client(self):
        values = {"pbx_id": self.pbx.id, "number": "230", "mobile": "+7 905 000-11-22"}
        self.env["miko.extension"].create(values)
        row = self.missed(number="79050001122")
        self.assertEqual((row.counterpart, row.lead_id.id), ("employee", False))

    def test_AE01_calls_of_another_company_with_the_same_number_are_its_own(self):
        company = self.env["res.company"].create({"name": "Second"})
        pbx = self.env["miko.pbx"].create({"name": "Other", "company_id": company.id})
        there = self.env["miko.call"]._record(pbx, [self.fact(result=facts.MISSED)])
        self.env["miko.call"]._process_waiting()
        deal = self.make_deal(phone=CLIENT)
        here = self.call()
        self.assertEqual(here.lead_id, deal)
        self.assertFalse(there.called_back_id, "the other company has not called back")
        self.assertNotEqual(there.lead_id, deal)
        manager = self.users["manager"]
        mine = self.env["miko.extension"].with_user(manager)._mine()
        self.assertEqual(mine.pbx_id, self.pbx)

    def test_a_call_that_is_part_of_another_one_has_no_consequences(self):
        whole = self.call()
        part = self.record(direction=facts.INTERNAL, number="203", did="")
        self.env["miko.call"]._record_merged(self.pbx, part.linkedid, whole.linkedid)
        self.assertEqual(part.merged_into_id, whole)
        self.assertTrue(part.processed)

    def test_the_cron_is_the_net_of_the_listener(self):
        row = self.record()
        with self.enter_registry_test_mode():
            self.env.ref("crm_telephony_miko.ir_cron_process").method_direct_trigger()
        self.assertTrue(row.processed and row.lead_id)
