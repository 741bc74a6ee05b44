from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..client import errors
from .common import CLIENT, TelephonyCase
from .test_miko_reconcile import Exchange

DAY = date(2026, 4, 13)
TALK = {"disposition": "ANSWERED", "billsec": 15, "answer": "2026-04-13 10:10:05"}


@tagged("post_install", "-at_install")
class TestMikoProof(TelephonyCase):
    """Calls of the exchange = calls here, per day, with the differences named (B02)."""

    def setUp(self):
        super().setUp()
        self.env["miko.pbx"].search([("id", "!=", self.pbx.id)]).active = False
        self.pbx.history_from = date(2026, 4, 10)
        self.exchange = Exchange([self.row(n) for n in range(4)])
        self.exchange.size = 100
        self.patch(type(self.pbx), "_rest_client", lambda pbx, **options: self.exchange)
        self.health = self.env["miko.health"]._of(self.pbx)

    def row(self, number, day=DAY, **values):
        return {
            "id": 10 + number,
            "linkedid": f"mikopbx-{number}.1",
            "UNIQUEID": f"mikopbx-{number}.2_aBcDeF",
            "start": f"{day} 10:1{number}:00.100",
            "endtime": f"{day} 10:1{number}:20.100",
            "answer": "",
            "src_chan": "PJSIP/SIP-TRUNK-1-0000002a",
            "src_num": CLIENT,
            "dst_chan": "PJSIP/201-0000002b",
            "dst_num": "201",
            "disposition": "NOANSWER",
            "is_app": "0",
            "billsec": 0,
            **values,
        }

    def day(self, day=DAY):
        return self.env["miko.day"]._of(self.pbx, day)

    def compared(self):
        row = self.day()
        self.as_user("director", row).action_compare()
        return row

    def told(self, row):
        return [(line.kind, line.there_text, line.here_text) for line in row.difference_ids]

    def call_of(self, number):
        domain = [("pbx_id", "=", self.pbx.id), ("linkedid", "=", f"mikopbx-{number}.1")]
        return self.env["miko.call"].search(domain)

    def taken_over(self):
        self.env["miko.call"]._record_history(self.pbx, self.exchange.rows)

    def test_B02_the_job_proves_the_days_that_are_over_and_never_twice(self):
        with freeze_time("2026-04-14 12:00:00"), self.enter_registry_test_mode():
            self.env.ref("crm_telephony_miko.ir_cron_reconcile").method_direct_trigger()
            self.env.invalidate_all()
            days = self.pbx.day_ids
            self.assertEqual([str(day.day) for day in days], ["2026-04-13", "2026-04-12",
                                                              "2026-04-11"])  # fmt: skip
            self.assertEqual(set(days.mapped("state")), {"equal"})
            self.assertEqual((days[0].there_count, days[0].here_count), (4, 4))
            self.env.ref("crm_telephony_miko.ir_cron_reconcile").method_direct_trigger()
            self.env.invalidate_all()
            self.assertEqual(len(self.pbx.day_ids), 4, "today is not over")

    def test_B02_a_day_is_not_over_while_a_call_may_go_on_over_midnight(self):
        self.health.reconciled_at = "2026-04-13 20:00:00"
        with freeze_time("2026-04-13 23:00:00"):  # 02:00 where the exchange stands
            self.assertNotIn(DAY, self.pbx._days_due())
        with freeze_time("2026-04-14 02:00:00"):
            self.assertEqual(self.pbx._days_due()[0], DAY)

    def test_B02_what_is_missing_here_is_listed_and_fetched_by_a_button(self):
        self.taken_over()
        self.call_of(2).unlink()
        row = self.compared()
        self.assertEqual((row.state, row.missing_count), ("different", 1))
        self.assertEqual((row.there_count, row.here_count), (4, 3))
        self.assertEqual(row.difference_ids.mapped("kind"), ["missing_here"])
        self.assertEqual(row.difference_ids.number, CLIENT)
        self.as_user("director", row).action_fetch()
        self.assertEqual((row.state, row.here_count), ("equal", 4))
        self.env["miko.call"]._process_waiting()
        self.assertTrue(self.call_of(2).lead_id, "with all that follows from it")

    def test_B02_a_call_that_never_ended_here_is_fetched_too(self):
        self.taken_over()
        self.call_of(1).write({"state": "ringing", "heard": True, "certain": False})
        row = self.compared()
        self.assertEqual(row.missing_count, 1)
        self.as_user("director", row).action_fetch()
        self.assertEqual((row.state, self.call_of(1).state), ("equal", "ended"))

    def test_B02_what_the_exchange_does_not_have_is_listed(self):
        self.taken_over()
        self.record(linkedid="mikopbx-99.1", began=1776064502.0)  # 10:15 on that day
        row = self.compared()
        self.assertEqual(row.difference_ids.mapped("kind"), ["missing_there"])
        self.assertEqual((row.there_count, row.here_count), (4, 5))
        self.assertEqual(row.difference_ids.call_id.linkedid, "mikopbx-99.1")

    def test_B02_parts_of_other_calls_are_no_calls(self):
        self.taken_over()
        part = self.record(linkedid="mikopbx-99.1", began=1776064502.0)
        part.merged_into_id = self.call_of(1)
        self.assertEqual(self.compared().state, "equal")

    def test_B02_another_result_end_length_or_person_is_a_difference(self):
        self.exchange.rows[0].update(TALK)
        self.taken_over()
        call = self.call_of(0)
        self.assertEqual(self.compared().state, "equal")
        call.write({"talk_seconds": 45, "ended_at": "2026-04-13 07:11:00"})
        call.employee_number = "202"
        head, manager = self.users["head"].name, self.users["manager"].name
        self.assertEqual(
            sorted(self.told(self.compared())),
            [
                ("duration", "00:15", "00:45"),
                ("ended", "10:10:20", "10:11:00"),
                ("person", manager, head),
            ],
        )
        call.result = "missed"
        labels = dict(self.env["miko.call"]._fields["result"]._description_selection(self.env))
        self.assertIn(("result", labels["answered"], labels["missed"]), self.told(self.compared()))

    def test_B02_the_mobile_phone_of_an_employee_is_the_employee(self):
        self.exchange.rows[0].update(TALK)
        self.taken_over()
        self.call_of(0).employee_number = "79031112233"
        self.assertEqual(self.compared().state, "equal")

    def test_B02_the_clocks_may_differ_by_some_seconds(self):
        self.exchange.rows[0].update(TALK)
        self.taken_over()
        self.call_of(0).write({"talk_seconds": 19, "ended_at": "2026-04-13 07:10:24"})
        self.assertEqual(self.compared().state, "equal")

    def test_B02_a_call_around_midnight_is_of_one_day(self):
        late = {"start": "2026-04-13 23:59:59.900", "endtime": "2026-04-14 00:02:00.000"}
        self.exchange.rows = [self.row(0, **late)]
        self.taken_over()
        self.call_of(0).started_at = "2026-04-13 21:00:00"  # a second later than the exchange
        for day, counts in ((DAY, (1, 1)), (date(2026, 4, 14), (0, 0))):
            row = self.day(day)
            row.action_compare()
            self.assertEqual((row.state, row.there_count, row.here_count), ("equal", *counts))

    def test_B02_a_difference_that_was_accepted_leaves_the_day_equal_until_it_changes(self):
        self.taken_over()
        call = self.record(linkedid="mikopbx-99.1", began=1776064502.0)
        row = self.compared()
        self.as_user("director", row.difference_ids).action_accept()
        self.assertEqual((row.state, row.open_count), ("equal", 0))
        self.assertEqual(row.difference_ids.accepted_by_id, self.users["director"])
        self.assertEqual(self.compared().state, "equal")
        self.exchange.rows.append(self.row(9, linkedid="mikopbx-99.1"))
        self.assertEqual(self.compared().state, "different", "now it is another difference")
        call.unlink()

    def test_B02_any_day_that_is_over_is_compared_by_hand(self):
        choice = self.env["miko.day.choice"].with_user(self.users["director"])
        values = {"pbx_id": self.pbx.id, "day": "2026-04-12"}
        action = choice.create(values).action_compare()
        self.assertEqual(self.env["miko.day"].browse(action["res_id"]).state, "equal")
        with freeze_time("2026-04-12 20:00:00"), self.assertRaises(UserError):
            choice.create(values).action_compare()

    def test_B02_a_trouble_is_told_and_changes_nothing(self):
        self.taken_over()
        row = self.compared()
        self.exchange.size, self.exchange.error = 1, errors.Unreachable("No connection")
        with self.assertRaises(UserError):
            self.as_user("director", row).action_compare()
        self.assertEqual((row.state, row.there_count), ("equal", 4))
        self.health.pause_until = "2100-01-01"
        with self.assertRaisesRegex(UserError, "pause"):
            self.as_user("director", row).action_compare()

    def test_AE01_the_proof_is_for_the_director(self):
        row = self.compared()
        seen = {login for login in self.users if self.as_user(login, row).has_access("read")}
        self.assertEqual(seen, {"director"})
        for method in ("action_compare", "action_fetch"):
            with self.assertRaises(AccessError):
                getattr(self.as_user("manager", row), method)()
        for operation in ("write", "create", "unlink"):
            self.assertFalse(self.as_user("director", row).has_access(operation))
