import json
from datetime import datetime, timedelta, timezone

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..client import facts
from ..listener import _record
from ..mapper import moment
from ..models.miko_call_screen import TOPIC, UNREACHED
from .common import BEGAN, CLIENT, TelephonyCase

NOW = datetime(2026, 4, 13, 8, 0, tzinfo=timezone.utc)


@tagged("post_install", "-at_install")
class TestMikoScreen(TelephonyCase):
    """The card of the caller: who sees it, when, and what it says (B07, W14, X08)."""

    def setUp(self):
        super().setUp()
        frozen = freeze_time(NOW)
        frozen.start()
        self.addCleanup(frozen.stop)

    def heard(self, login, topic=TOPIC):
        """What the screens of a user were told, in order."""
        self.env.cr.precommit.run()
        partner = self.users[login].partner_id.id
        rows = self.env["bus.bus"].sudo().search([], order="id")
        mine = [row for row in rows if json.loads(row.channel)[1:] == ["res.partner", partner]]
        messages = [json.loads(row.message) for row in mine]
        return [message["payload"] for message in messages if message["type"] == topic]

    def ringing(self, numbers=("201", "202"), talks="", **values):
        """A call that goes on: its phones ring, or one of them talks."""
        began = NOW.timestamp() - 3
        legs = tuple(
            facts.Leg(f"leg-{number}", number, False, began, None, None, "") for number in numbers
        )
        base = {
            "began": began,
            "state": facts.TALKING if talks else facts.RINGING,
            "result": "",
            "employee": talks,
            "last_employee": talks,
            "rang": tuple(numbers),
            "ringing": () if talks else tuple(numbers),
            "answered_at": NOW.timestamp() if talks else None,
            "ended_at": None,
            "talk_seconds": 0.0,
            "legs": legs,
        }
        return self.record(**{**base, **values})

    def ids(self, *logins):
        return {self.users[login].id for login in logins}

    def card(self, row, login):
        return row.with_user(self.users[login]).card()

    # ------------------------------------------------------------ who and when

    def test_B07_all_members_of_a_queue_see_it_and_it_closes_when_one_answers(self):
        row = self.ringing()
        for login in ("manager", "head"):
            (told,) = self.heard(login)
            self.assertEqual(set(told["rings"]), self.ids("manager", "head"))
            self.assertEqual(told["number"], CLIENT)
        self.assertFalse(self.heard("manager_two"))
        self.ringing(talks="201", linkedid=row.linkedid)
        last = self.heard("head")[-1]
        self.assertEqual((last["rings"], set(last["talks"])), ([], self.ids("manager")))
        self.record(linkedid=row.linkedid)
        self.assertEqual(self.heard("head")[-1]["state"], "ended")

    def test_AE01_the_message_to_the_screens_names_nobody(self):
        self.client_person.phone = CLIENT
        self.ringing()
        (told,) = self.heard("head")
        self.assertNotIn(self.client_person.name, json.dumps(told, ensure_ascii=False))

    def test_B07_what_changes_nothing_for_the_screen_is_not_told(self):
        row = self.ringing()
        self.ringing(linkedid=row.linkedid, trunk="other")
        self.assertEqual(len(self.heard("manager")), 1)
        self.call(number="79990001122")
        self.assertEqual(len(self.heard("manager")), 1, "an ended one that nobody heard ring")

    def test_B07_each_chooses_when_the_card_comes(self):
        self.as_user("manager", self.users["manager"]).miko_popup = "answer"
        self.as_user("head", self.users["head"]).miko_popup = "never"
        row = self.ringing(numbers=("201", "202", "203"))
        self.assertEqual(set(self.heard("manager")[-1]["rings"]), self.ids("manager_two"))
        self.ringing(talks="201", linkedid=row.linkedid)
        self.assertEqual(set(self.heard("manager")[-1]["talks"]), self.ids("manager"))
        self.ringing(talks="202", linkedid=row.linkedid)
        self.assertEqual(self.heard("head")[-1]["talks"], [])

    def test_B07_internal_calls_and_those_of_colleagues_show_no_card(self):
        self.ringing(direction=facts.INTERNAL, number="203")
        self.ringing(number="79031112233", numbers=("202",))
        self.assertFalse(self.heard("manager") + self.heard("head"))

    def test_B07_who_calls_out_sees_the_client(self):
        row = self.ringing(direction=facts.OUTBOUND, did="", numbers=(), employee="201")
        self.assertEqual(set(self.heard("manager")[-1]["rings"]), self.ids("manager"))
        self.assertEqual(self.heard("manager")[-1]["id"], row.id)

    def test_B07_after_a_lost_connection_the_screen_learns_what_is_live(self):
        row = self.ringing()
        live = self.as_user("manager", self.env["miko.call"]).live
        self.assertEqual([screen["id"] for screen in live()], row.ids)
        self.assertFalse(self.as_user("manager_two", self.env["miko.call"]).live())
        row.started_at -= timedelta(minutes=11)
        self.assertFalse(live(), "its end was lost: nobody rings for so long")
        self.record(linkedid=row.linkedid)
        self.assertFalse(live())
        self.assertFalse(self.as_user("accountant", self.env["miko.call"]).live())

    def test_B02_a_call_that_ended_while_nobody_listened_is_over(self):
        rang, going, talked = self.ringing(), self.ringing(), self.ringing(talks="203")
        elsewhere = self.ringing()
        elsewhere.pbx_id = self.pbx.copy()
        new = self.fact(state=facts.RINGING, result="", ended_at=None)
        change = facts.Change("ringing", new)
        alive = facts.Resumed(frozenset({going.linkedid}))
        _record([(self.pbx.id, alive), (self.pbx.id, change)], self.env)
        states = [call.state for call in (rang, talked, going, elsewhere)]
        self.assertEqual(states, ["ended", "ended", "ringing", "ringing"])
        begun = self.env["miko.call"].search([("linkedid", "=", new.linkedid)])
        self.assertEqual(begun.state, "ringing", "it began after the question")
        self.assertEqual((rang.result, talked.result), ("missed", "answered"))
        self.assertEqual(self.heard("manager_two")[-1]["state"], "ended")
        self.assertEqual(self.users["manager_two"]._miko_availability()["availability"], "free")
        self.assertFalse(self.env["miko.call"]._process_waiting(), "the history is waited for")
        with freeze_time(NOW + timedelta(minutes=11)):
            self.env["miko.call"]._process_waiting()
        self.assertTrue(rang.processed and rang.lead_id._flow_open_tasks("call_back"))

    def test_B08_who_did_not_lift_his_own_phone_hears_that_nobody_was_called(self):
        self.record(
            direction=facts.OUTBOUND, by_click=True, trunk="", result=facts.NO_EMPLOYEE, legs=()
        )
        self.assertFalse(self.env["miko.call"].search([("pbx_id", "=", self.pbx.id)]))
        unreached = {"direction": facts.OUTBOUND, "by_click": True, "trunk": "", "legs": ()}
        unreached |= {"result": facts.NO_EMPLOYEE, "employee": "201"}
        self.record(**unreached)
        self.assertFalse(self.heard("manager", UNREACHED), "the exchange called by itself")
        at = self.fact().started_at + 600
        clicked = {"user_id": self.users["manager"].id, "phone_key": CLIENT}
        self.env["miko.dial"].create({**clicked, "dialled_at": moment(at)})
        self.record(**unreached, began=at + 2)
        self.assertEqual(self.heard("manager", UNREACHED), [{"number": CLIENT}])

    # ---------------------------------------------------------------- content

    def test_B07_the_card_says_who_it_is_and_what_there_is_with_him(self):
        client = self.client_person
        client.phone = CLIENT
        deal = self.make_deal(partner_id=client.id)
        self.call(began=BEGAN.timestamp())
        card = self.card(self.ringing(), "manager")
        self.assertEqual(card["client"]["id"], client.id)
        self.assertEqual([found["id"] for found in card["deals"]], deal.ids)
        self.assertEqual(card["deals"][0]["manager"], self.users["manager"].name)
        self.assertEqual(card["last"]["at"], "2026-04-13 07:15:00")
        self.assertEqual(card["last"]["who"], self.users["manager"].name)
        self.assertTrue(card["responsible"]["me"] and card["mine"])

    def test_B07_a_stranger_has_no_client_and_no_deals(self):
        card = self.card(self.ringing(number="79998887766"), "manager")
        self.assertFalse(card["client"] or card["deals"] or card["last"] or card["responsible"])
        card = self.card(self.ringing(number=""), "manager")
        self.assertFalse(card["client"] or card["last"])

    def test_AE01_the_card_names_no_deal_that_its_reader_may_not_open(self):
        client = self.client_person
        client.phone = CLIENT
        other = {"team_id": self.other_team.id, "user_id": self.users["manager_two"].id}
        self.make_deal(partner_id=client.id, **other)
        card = self.card(self.ringing(), "manager")
        self.assertFalse(card["deals"] or card["others"])
        self.assertEqual(card["responsible"]["name"], self.users["manager_two"].name)
        mine = self.make_deal(partner_id=client.id)
        card = self.card(self.ringing(), "manager")
        self.assertEqual([deal["id"] for deal in card["deals"]], mine.ids)
        self.assertEqual(card["others"], [self.users["manager_two"].name])

    def test_AE01_a_call_that_rang_elsewhere_is_closed_to_others(self):
        row = self.ringing(numbers=("202",), number="79998887766")
        with self.assertRaises(AccessError):
            self.card(row, "manager_two")
        with self.assertRaises(AccessError):
            row.with_user(self.users["manager_two"]).take_note("x")
        with self.assertRaises(AccessError):
            row.with_user(self.users["director"]).transfer()

    def test_X08_the_manager_of_the_called_department_is_asked_for(self):
        client = self.client_person
        client.phone = CLIENT
        other = {"team_id": self.other_team.id, "user_id": self.users["manager_two"].id}
        self.make_deal(partner_id=client.id, **other)
        self.make_deal(partner_id=client.id)
        responsible = self.card(self.ringing(numbers=("202",)), "head")["responsible"]
        self.assertEqual(responsible["name"], self.users["manager"].name)
        self.line.team_id = self.other_team
        responsible = self.card(self.ringing(numbers=("202",)), "head")["responsible"]
        self.assertEqual(responsible["name"], self.users["manager_two"].name)

    def test_X08_of_two_deals_in_the_called_department_none_of_another_one_is_asked_for(self):
        client = self.client_person
        client.phone = CLIENT
        mine = [self.make_deal(partner_id=client.id) for _deal in range(2)]
        self.env.flush_all()
        other = {"team_id": self.other_team.id, "user_id": self.users["manager_two"].id}
        deals = [self.make_deal(partner_id=client.id, **other) for _deal in range(2)] + mine
        row = self.ringing(numbers=("202",))
        asked = {}
        for team in (self.team, self.other_team, self.line.team_id.browse()):
            self.line.team_id = team
            asked[team] = self.card(row, "head")["responsible"]["name"]
        self.assertEqual(asked[self.team], self.users["manager"].name)
        self.assertEqual(asked[self.other_team], self.users["manager_two"].name)
        first = row._sender(CLIENT)[1][:1]
        self.assertIn(first, self.env["crm.lead"].concat(*deals))
        self.assertEqual(asked[self.line.team_id], first.user_id.name)

    def meeting(self, start, stop, **values):
        return self.env["calendar.event"].create(
            {
                "name": "Secret",
                "start": start,
                "stop": stop,
                "partner_ids": [(6, 0, self.users["manager"].partner_id.ids)],
                **values,
            }
        )

    def test_W14_the_secretary_sees_when_the_manager_is_free(self):
        available = self.users["manager"]._miko_availability
        self.assertEqual(available()["availability"], "free")
        self.meeting("2026-04-13 07:30:00", "2026-04-13 08:30:00")
        self.meeting("2026-04-13 08:30:00", "2026-04-13 09:00:00")
        self.meeting("2026-04-13 10:00:00", "2026-04-13 11:00:00")
        self.assertEqual(
            available(),
            {
                "availability": "busy",
                "free_at": "2026-04-13 09:00:00",
                "next_at": "2026-04-13 10:00:00",
            },
        )
        self.assertNotIn("Secret", str(available()))

    def test_W14_free_until_the_next_meeting_or_on_the_phone(self):
        self.meeting("2026-04-13 07:30:00", "2026-04-13 08:30:00", show_as="free")
        self.meeting("2026-04-13 10:00:00", "2026-04-13 11:00:00")
        available = self.users["manager"]._miko_availability
        self.assertEqual(available()["availability"], "free")
        self.assertEqual(available()["next_at"], "2026-04-13 10:00:00")
        self.ringing(talks="201")
        self.assertEqual(available()["availability"], "phone")

    def test_W04_the_deputy_stands_in(self):
        client = self.client_person
        client.phone = CLIENT
        self.make_deal(partner_id=client.id)
        self.env["crm.substitution"].create(
            {
                "user_id": self.users["manager"].id,
                "deputy_id": self.users["manager_two"].id,
                "date_from": "2026-04-13",
                "date_to": "2026-04-14",
            }
        )
        responsible = self.card(self.ringing(numbers=("202",)), "head")["responsible"]
        self.assertEqual(responsible["name"], self.users["manager"].name)
        self.assertEqual(responsible["deputy"], self.users["manager_two"].name)
        self.assertTrue(responsible["reachable"])

    # ------------------------------------------------------------------ notes

    def test_B12_a_note_goes_into_the_history_of_the_deal_once(self):
        row = self.ringing(number="79995550011")
        row.with_user(self.users["manager"]).take_note("Wants <b>two</b> pumps")
        self.assertEqual(row.note, "Wants <b>two</b> pumps")
        self.record(linkedid=row.linkedid, number="79995550011")
        self.env["miko.call"]._process_waiting()
        row.with_user(self.users["manager"]).take_note("In spring")
        self.assertEqual(row.note, "Wants <b>two</b> pumps\nIn spring")
        bodies = [body for body in row.lead_id.message_ids.mapped("body") if "pumps" in body]
        self.assertEqual(len(bodies), 1)
        self.assertNotIn("<b>", bodies[0])
        self.assertTrue(any("In spring" in b for b in row.lead_id.message_ids.mapped("body")))
