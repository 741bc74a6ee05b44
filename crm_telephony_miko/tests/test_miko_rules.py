from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..client import facts
from .common import BEGAN, CLIENT, TelephonyCase


@tagged("post_install", "-at_install")
class TestMikoRules(TelephonyCase):
    """Company number x kind of call decides what follows (B11, Y02)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls.env["miko.line"].create(
            {"pbx_id": cls.pbx.id, "name": "Fair", "number": "74957654321"}
        )
        cls.policy = cls.env.ref("crm_telephony_miko.policy_call_back")

    def rule(self, kind, line=None, **values):
        values |= {"kind": kind, "line_id": line.id if line else False}
        return self.env["miko.rule"].create(values)

    def shipped(self, kind):
        return self.env.ref(f"crm_telephony_miko.rule_{kind}")

    def tasks(self, lead, code="call_back"):
        return lead._flow_open_tasks(code)

    def test_B11_the_kinds_are_those_of_the_call(self):
        kinds = [value for value, _label in self.env["miko.rule"]._fields["kind"].selection]
        self.assertEqual(len(kinds), 7)
        seen = set()
        for known in (True, False):
            for values in (
                {},
                {"result": facts.MISSED},
                {"direction": facts.OUTBOUND, "did": ""},
                {"direction": facts.OUTBOUND, "did": "", "result": facts.BUSY},
            ):
                seen.add(self.record(**values)._kind(known))
        self.assertEqual(seen, set(kinds))

    def test_B11_the_rule_of_the_number_wins(self):
        self.rule("in_unknown", self.second, make_request=False)
        here = self.call(number="79991110001")
        there = self.call(number="79991110002", did="74957654321")
        self.assertTrue(here.lead_id)
        self.assertFalse(there.lead_id or there.request_id)

    def test_B11_number_two_missed_unknown_gives_lead_department_task_and_person(self):
        other, person = self.other_team, self.users["manager_two"]
        chain = {"task_policy_id": self.policy.id, "responsible": "user", "user_id": person.id}
        self.rule("missed_unknown", self.second, make_request=True, team_id=other.id, **chain)
        row = self.missed(number="79991110003", did="74957654321")
        self.assertEqual(row.request_id.suggested_team_id, other)
        task = self.tasks(row.lead_id)
        self.assertEqual(len(task), 1)
        self.assertTrue(task.deadline_at)
        # The lead waits for sorting, so that the person of the rule may not open it yet.
        self.assertTrue(task.user_id.has_group("crm_sales_flow.group_request_sorter"))
        other_deal = self.make_deal(team_id=other.id, user_id=person.id, phone="79991110033")
        self.rule("missed_known", self.second, **chain)
        self.missed(number="79991110033", did="74957654321")
        self.assertEqual(self.tasks(other_deal).user_id, person)

    def test_B11_an_archived_rule_makes_nothing(self):
        self.shipped("in_unknown").active = False
        row = self.call(number="79991110004")
        self.assertTrue(row.processed)
        self.assertFalse(row.lead_id)

    def test_B11_an_outgoing_call_may_register_as_well(self):
        self.shipped("out_unknown").make_request = True
        self.assertTrue(self.outgoing(number="79991110005").lead_id)

    def test_B11_each_choice_of_the_responsible(self):
        deal = self.make_deal()
        self.client_person.phone = CLIENT
        rule = self.shipped("missed_known")
        legs = tuple(
            facts.Leg(f"l{number}", number, False, 1.0 + index, None, 9.0, "cancelled")
            for index, number in enumerate(("202", "201"))
        )
        row = self.missed(legs=legs)
        manager, head = self.users["manager"], self.users["head"]
        for choice, person in (
            ("client", manager),
            ("first_rang", head),
            ("last_rang", manager),
            ("head", self.team.head_ids[:1]),
            ("first_spoke", self.env["res.users"]),
        ):
            rule.responsible = choice
            self.assertEqual(row._named_by(rule, deal), person, choice)
        rule.write({"responsible": "user", "user_id": head.id})
        self.assertEqual(row._who_does_it(rule, deal), head)
        talk = self.call(employee="201", last_employee="202")
        rule.responsible = "first_spoke"
        self.assertEqual(talk._named_by(rule, deal), manager)
        rule.responsible = "last_spoke"
        self.assertEqual(talk._named_by(rule, deal), head)

    def test_B11_nobody_named_or_no_right_falls_back_to_the_manager(self):
        deal, rule = self.make_deal(), self.shipped("missed_known")
        rule.write({"responsible": "user", "user_id": self.users["warehouse"].id})
        row = self.record(legs=())
        self.assertEqual(row._who_does_it(rule, deal), self.users["manager"])

    def test_B10_a_later_talk_closes_the_task_of_any_rule(self):
        own = self.policy.copy({"code": "call_back_fair", "name": "Fair"})
        self.rule("missed_unknown", self.second, make_request=True, task_policy_id=own.id)
        row = self.missed(number="79991110006", did="74957654321")
        self.assertEqual(len(self.tasks(row.lead_id, "call_back_fair")), 1)
        self.outgoing(number="79991110006", began=row.ended_at.timestamp() + 60)
        self.assertFalse(self.tasks(row.lead_id, "call_back_fair"))

    def test_Y02_the_card_has_the_script_of_its_kind_of_call(self):
        self.shipped("in_unknown").script = "Ask for the company"
        self.rule("in_unknown", self.second, script="Greet the visitor of the fair")
        going = {"state": facts.RINGING, "result": "", "ended_at": None}
        here = self.record(number="79991110007", **going)
        there = self.record(number="79991110008", did="74957654321", **going)
        manager = self.users["manager"]
        self.assertEqual(here.with_user(manager).card()["script"], "Ask for the company")
        self.assertEqual(there.with_user(manager).card()["script"], "Greet the visitor of the fair")

    def test_Y02_the_card_offers_the_steps_of_the_talk(self):
        rule, steps = self.shipped("in_known"), self.env.ref("crm_sales_flow.script_first_talk")
        rule.script_id = steps
        self.client_person.phone = "+79991110009"
        self.make_deal()
        going = {"state": facts.RINGING, "result": "", "ended_at": None}
        call = self.record(number="79991110009", **going).with_user(self.users["manager"])
        self.assertEqual(call.card()["steps"], steps.id)
        steps.active = False
        self.assertFalse(call.card()["steps"], "Talks go without scripts (Y03).")

    def test_Y02_the_steps_are_for_those_who_may_lead_the_talk(self):
        self.shipped("in_known").script_id = self.env.ref("crm_sales_flow.script_first_talk")
        self.client_person.phone = "+79991110009"
        deal = self.make_deal()
        extension = {"number": "204", "user_id": self.users["tester"].id}
        self.env["miko.extension"].create({**extension, "pbx_id": self.pbx.id})
        leg = facts.Leg("leg-204", "204", False, BEGAN.timestamp(), None, None, "")
        going = {"state": facts.RINGING, "result": "", "ended_at": None, "legs": (leg,)}
        call = self.record(number="79991110009", **going)
        card = self.as_user("tester", call).card()
        self.assertEqual([shown["id"] for shown in card["deals"]], deal.ids)
        self.assertFalse(card["steps"], "He reads the deal only.")
        self.assertFalse(self.as_user("secretary", call).card()["steps"])

    def test_B11_one_rule_for_a_number_and_kind(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.rule("in_known")
            self.env.flush_all()

    def test_B11_the_shipped_rules_hold_for_every_company_and_its_own_come_first(self):
        company = self.env["res.company"].create({"name": "Second company"})
        self.users["sorter"].company_ids |= company
        exchange = self.pbx.copy({"company_id": company.id})
        row = self.env["miko.call"]._record(exchange, [self.fact(result=facts.MISSED)])
        self.env["miko.call"]._process_waiting()
        self.assertFalse(row.error)
        self.assertEqual(row.request_id.company_id, company)
        self.assertEqual(self.tasks(row.lead_id).user_id, self.users["sorter"])
        own = self.rule("missed_unknown", company_id=company.id)
        self.assertEqual(row._rule(False), own)
        self.assertEqual(self.missed()._rule(False), self.shipped("missed_unknown"))
        seen = self.as_user("director", self.env["miko.rule"]).search([])
        self.assertIn(self.shipped("missed_unknown"), seen)
        self.assertNotIn(own, seen)

    def test_B11_a_person_is_named(self):
        with self.assertRaises(ValidationError):
            self.rule("in_known", self.second, responsible="user")

    def test_AE01_rules_are_made_by_the_director(self):
        self.as_user("director", self.shipped("in_known")).script = "Hello"
        with self.assertRaises(AccessError):
            self.as_user("manager", self.shipped("in_known")).script = "Hello"
