from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..client import errors
from ..client.rest import Page, RestClient, Server
from .common import CLIENT, TelephonyCase


class Exchange:
    """The REST interface as the comparison sees it."""

    def __init__(self, rows):
        self.rows, self.asked, self.size, self.error, self.closed = rows, [], 2, None, 0
        self.strange, self.on_ask = [], lambda: None

    def newest_id(self, since):
        self.on_ask()
        return max((row["id"] for row in self.rows), default=0)

    def history(self, after, since, linkedid=None, until=None):
        rows = [row for row in self.rows if row["id"] > after]
        if until:  # the proof of a day
            rows = [row for row in rows if since <= row["start"] < until]
        else:
            self.asked.append((after, since, linkedid))
        rows = [row for row in rows if linkedid in (None, row["linkedid"])]
        for start in range(0, len(rows), self.size):
            if self.error and start:
                raise self.error
            page = rows[start : start + self.size]
            self.on_ask()
            yield Page(page, page[-1]["id"], start + self.size < len(rows))

    def close(self):
        self.closed += 1


class Answers(RestClient):
    """The client itself, with the answers of an exchange that has these rows."""

    def __init__(self, rows):
        super().__init__(Server("https://pbx.invalid", "key"))
        self.rows = rows

    def ask(self, method, path, params=None, rows=None):
        return {"data": {"records": self.rows, "pagination": {"hasMore": False}}}


@tagged("post_install", "-at_install")
class TestMikoReconcile(TelephonyCase):
    def setUp(self):
        super().setUp()
        self.env["miko.pbx"].search([("id", "!=", self.pbx.id)]).active = False
        self.pbx.history_from = date(2026, 1, 1)
        self.exchange = Exchange([self.row(10 + number, number // 2) for number in range(6)])
        self.patch(type(self.pbx), "_rest_client", lambda pbx: self.exchange)
        self.health = self.env["miko.health"]._of(self.pbx)

    def row(self, number, call, **values):
        return {
            "id": number,
            "linkedid": f"mikopbx-{call}.1",
            "UNIQUEID": f"mikopbx-{call}.{number}_aBcDeF",
            "start": f"2026-04-13 10:{number:02}:02.118",
            "endtime": f"2026-04-13 10:{number:02}:22.118",
            "answer": "",
            "src_chan": "PJSIP/SIP-TRUNK-1-0000002a",
            "src_num": f"7916{call:07}",
            "dst_chan": "PJSIP/201-0000002b",
            "dst_num": "201",
            "disposition": "NOANSWER",
            "is_app": "0",
            "billsec": 0,
            **values,
        }

    def reconcile(self):
        with self.enter_registry_test_mode():
            self.env.ref("crm_telephony_miko.ir_cron_reconcile").method_direct_trigger()
        self.env.invalidate_all()

    def calls(self):
        return self.env["miko.call"].search([("pbx_id", "=", self.pbx.id)], order="id")

    def test_B02_all_rows_are_taken_over_and_the_cursor_moves(self):
        self.reconcile()
        calls = self.calls()
        self.assertEqual(calls.mapped("history_id"), [11, 13, 15])
        self.assertEqual(calls.mapped("result"), ["missed"] * 3)
        self.assertEqual([len(call.leg_ids) for call in calls], [2, 2, 2])
        self.assertEqual(self.health.cursor, 15)
        self.assertTrue(self.health.reconciled_at)
        self.assertEqual(self.exchange.asked[0], (0, "2026-01-01 00:00:00", None))
        self.reconcile()
        self.assertEqual(self.calls(), calls)
        self.assertEqual(self.exchange.asked[-1][0], 15)

    def test_B02_rows_that_come_twice_are_legs_once(self):
        self.exchange.rows = [row for row in self.exchange.rows for _time in range(2)]
        self.exchange.size = 4
        self.reconcile()
        self.assertEqual(self.calls().mapped("history_id"), [11, 13, 15])
        self.assertEqual([len(call.leg_ids) for call in self.calls()], [2, 2, 2])

    def test_B02_a_call_that_a_page_cuts_in_two_is_one(self):
        self.exchange.size = 3
        self.exchange.rows[3].update(
            disposition="ANSWERED", billsec=20, answer="2026-04-13 10:13:03"
        )
        self.reconcile()
        cut = self.calls().filtered(lambda call: call.linkedid == "mikopbx-1.1")
        self.assertEqual((cut.result, len(cut.leg_ids)), ("answered", 2))

    def test_B02_a_call_that_two_comparisons_cut_in_two_is_one(self):
        rest = self.exchange.rows[3:]
        self.exchange.rows = self.exchange.rows[:3]
        self.exchange.rows[2].update(
            disposition="ANSWERED", billsec=20, answer="2026-04-13 10:12:03"
        )
        self.reconcile()
        self.exchange.rows += rest
        self.reconcile()
        cut = self.calls().filtered(lambda call: call.linkedid == "mikopbx-1.1")
        self.assertEqual((cut.result, len(cut.leg_ids)), ("answered", 2))

    def test_B02_what_was_taken_over_before_a_trouble_stays(self):
        self.exchange.error = errors.Unreachable("No connection to the exchange")
        self.reconcile()
        self.assertEqual(self.health.cursor, 11)
        self.assertEqual(self.health.history_error, "No connection to the exchange")
        self.exchange.error = None
        self.reconcile()
        self.assertEqual((self.health.cursor, self.health.history_error), (15, False))

    def test_B02_a_pause_that_the_exchange_asks_for_is_kept(self):
        self.exchange.error = errors.Busy("The exchange asks for a pause", 300)
        self.reconcile()
        asked = len(self.exchange.asked)
        self.reconcile()
        self.assertEqual(len(self.exchange.asked), asked)
        self.health.pause_until = "2020-01-01"
        self.exchange.error = None
        self.reconcile()
        self.assertEqual(self.health.cursor, 15)

    def test_B02_an_exchange_that_was_set_up_anew_is_read_from_its_beginning(self):
        self.reconcile()
        self.exchange.rows = [self.row(1, 77)]
        self.reconcile()
        self.assertIn("mikopbx-77.1", self.calls().mapped("linkedid"))
        self.assertEqual(self.health.cursor, 1)

    def test_B02_no_transaction_is_open_while_the_exchange_is_asked(self):
        open_ones = []

        def client(pbx):
            self.exchange.on_ask = lambda: open_ones.append(bool(pbx.env.cr._savepoint))
            return self.exchange

        self.patch(type(self.pbx), "_rest_client", client)
        rest = self.exchange.rows[3:]
        self.exchange.rows = self.exchange.rows[:3]
        self.reconcile()
        self.exchange.rows += rest  # of a call that the first comparison cut in two
        self.reconcile()
        self.exchange.rows = [self.row(1, 77)]  # set up anew
        self.reconcile()
        self.assertGreater(len(open_ones), 8)
        self.assertFalse(any(open_ones))

    def test_B02_rows_that_no_database_can_keep_stop_nothing(self):
        long, odd = "m" * 300, {"number": 7}
        raw = [
            self.row(10, 1, linkedid=f"{long}\0"),
            self.row(11, 2, linkedid=odd),
            self.row(12, 3, linkedid=4711),
            self.row(13, 4, src_num="\ud800+7", src_name="A\0nna", billsec=10**400),
            self.row(14, 5, endtime="9999-12-31 23:59:59", billsec=float("inf")),
            self.row(15, 6, linkedid=None),
            self.row(16, 7, start="long ago"),
            self.row(17, 8, id=10**20),
            self.row(18, 9, id=float("inf")),
            "a row",
            self.row(19, 10),
        ]
        self.patch(type(self.pbx), "_rest_client", lambda pbx: Answers(raw))
        for _time in range(2):
            self.reconcile()
            self.assertEqual(
                self.calls().mapped("linkedid"),
                [long[:250], str(odd), "4711", *(f"mikopbx-{n}.1" for n in (4, 5, 10))],
            )
            self.assertEqual((self.health.cursor, self.health.history_error), (19, False))
        kept = self.pbx.history_strange.splitlines()
        self.assertEqual(len(kept), 5)
        self.assertIn("long ago", kept[1])
        self.assertIn("100000000000000000000", kept[2])
        self.assertEqual(kept[4], '"a row"')
        manager = self.as_user("manager", self.pbx)
        with self.assertRaises(AccessError):
            manager.read(["history_strange"])
        self.env["miko.call"]._process_waiting()
        self.assertFalse(any(self.calls().mapped("error")))

    def test_B02_the_exchange_is_not_asked_about_more_than_a_year(self):
        self.pbx.history_from = date(2001, 1, 1)
        self.assertGreater(self.pbx._since(), "2024")

    def test_B10_a_result_that_the_history_corrects_has_its_consequences(self):
        self.client_person.phone = CLIENT
        deal = self.make_deal()
        row = self.missed(linkedid="mikopbx-0.1", certain=False)
        self.assertTrue(row.processed, "the history did not come for long")
        self.assertTrue(deal._flow_open_tasks("call_back"))
        talk = {"disposition": "ANSWERED", "billsec": 20, "answer": "2026-04-13 10:10:05"}
        self.exchange.rows = [self.row(10, 0, src_num=CLIENT, **talk)]
        self.reconcile()
        self.env["miko.call"]._process_waiting()
        self.assertEqual(row.result, "answered")
        self.assertFalse(deal._flow_open_tasks("call_back"))

    def test_the_state_of_an_exchange_says_what_to_do(self):
        self.assertEqual(self.pbx.health_state, "off")
        self.pbx.write({"host": "pbx.example", "ami_username": "odoo"})
        self.pbx.invalidate_recordset()
        self.assertEqual(self.pbx.health_state, "silent")
        self.assertIn("miko_listen", self.pbx.health_text)
