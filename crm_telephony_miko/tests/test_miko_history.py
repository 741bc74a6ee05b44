from odoo.tests import tagged

from ..client import facts
from .common import CLIENT, DID, TelephonyCase


@tagged("post_install", "-at_install")
class TestMikoHistory(TelephonyCase):
    def rows(self, linkedid="mikopbx-77.1", first_id=10321, **values):
        """Rows of one call: the phone of 202 rang, 201 answered."""
        base = {
            "start": "2026-04-13 10:15:02.118",
            "endtime": "2026-04-13 10:15:11.000",
            "answer": "",
            "src_chan": "PJSIP/SIP-TRUNK-1-0000002a",
            "src_num": CLIENT,
            "dst_chan": "PJSIP/202-0000002b",
            "dst_num": "202",
            "UNIQUEID": "mikopbx-77.2_aBcDeF",
            "linkedid": linkedid,
            "did": DID,
            "disposition": "NO ANSWER",
            "is_app": "0",
            "billsec": 0,
        }
        talk = {
            **base,
            "answer": "2026-04-13 10:15:11.730",
            "endtime": "2026-04-13 10:17:40.552",
            "dst_chan": "PJSIP/201-0000002c",
            "dst_num": "201",
            "UNIQUEID": "mikopbx-77.3_aBcDeF",
            "disposition": "ANSWERED",
            "billsec": 149,
            **values,
        }
        return [{"id": first_id, **base}, {"id": first_id + 1, **talk}]

    def record_history(self, rows):
        calls = self.env["miko.call"]._record_history(self.pbx, rows)
        self.env["miko.call"]._process_waiting()
        return calls

    def test_B02_a_call_that_nobody_heard_is_added_with_all_that_follows(self):
        row = self.record_history(self.rows())
        self.assertEqual((row.direction, row.result, row.number), ("inbound", "answered", CLIENT))
        self.assertEqual(row.user_id, self.users["manager"])
        self.assertEqual(str(row.started_at), "2026-04-13 07:15:02", "local time of the exchange")
        self.assertEqual((row.talk_seconds, row.history_id), (149.0, 10322))
        self.assertEqual(row.leg_ids.mapped("uniqueid"), ["mikopbx-77.2", "mikopbx-77.3"])
        self.assertEqual(row.recording_keys, ["mikopbx-77.3_aBcDeF"])
        self.assertTrue(row.lead_id and row.processed)
        self.assertEqual(self.record_history(self.rows()), row)
        self.assertEqual(len(row.leg_ids), 2)

    def test_B02_a_call_that_was_heard_in_full_is_kept_and_marked_as_proved(self):
        row = self.call(linkedid="mikopbx-77.1", talk_seconds=42.0)
        missed = self.rows(disposition="NOANSWER", billsec=0)
        self.assertEqual(self.record_history(missed), row)
        self.assertEqual((row.result, row.talk_seconds), ("answered", 42.0))
        self.assertEqual(row.history_id, 10322)

    def test_B09_a_talk_that_was_known_before_gets_its_recordings(self):
        row = self.record_history(self.rows())
        row.recording_keys = False
        self.assertEqual(self.record_history(self.rows()), row)
        self.assertEqual(row.recording_keys, ["mikopbx-77.3_aBcDeF"])
        self.assertEqual((row.result, row.processed), ("answered", True))

    def test_B02_a_call_heard_in_part_is_set_right_by_the_history(self):
        row = self.record(linkedid="mikopbx-77.1", certain=False, result=facts.MISSED)
        self.env["miko.call"].search([("processed", "=", False)]).ended_at = "2100-01-01"
        self.env["miko.call"]._process_waiting()
        self.assertFalse(row.processed, "waits for the history")
        self.record_history(self.rows())
        self.assertEqual((row.result, row.processed, row.certain), ("answered", True, True))

    def test_B10_a_menu_or_voicemail_row_is_no_answer(self):
        for extra in ({"is_app": "1"}, {"dst_chan": "VOICEMAIL"}, {"dst_chan": "Queue:000"}):
            rows = self.rows(linkedid=f"mikopbx-{extra}", **extra)
            self.assertEqual(self.record_history(rows).result, "missed")

    def test_B02_outgoing_and_internal_rows(self):
        own = {"src_chan": "PJSIP/201-0000002c", "src_num": "201", "did": ""}
        out = {**own, "dst_chan": "PJSIP/SIP-TRUNK-1-1a2b", "dst_num": "79990001122"}
        row = self.record_history([self.rows("mikopbx-78.1", 1, **out)[1]])
        self.assertEqual((row.direction, row.number), ("outbound", "79990001122"))
        self.assertEqual(row.user_id, self.users["manager"])
        inside = {**own, "dst_chan": "PJSIP/203-0000002d", "dst_num": "203"}
        row = self.record_history([self.rows("mikopbx-79.1", 3, **inside)[1]])
        self.assertEqual((row.direction, row.number), ("internal", "203"))

    def test_B02_a_provider_named_by_digits_is_no_phone(self):
        rows = [dict(row, src_chan="PJSIP/200300-0000002a") for row in self.rows()]
        self.assertEqual(self.record_history(rows).direction, "internal")
        self.pbx.trunk_names = "200300, 200400"
        rows = [
            dict(row, src_chan="PJSIP/200300-0000002a")
            for row in self.rows(linkedid="mikopbx-78.1", first_id=10400)
        ]
        self.assertEqual(self.record_history(rows).direction, "inbound")

    def test_B02_of_a_comparison_anew_only_news_are_looked_at(self):
        known, news = self.rows(), self.rows("mikopbx-79.1", 10500)
        self.record_history(known)
        left = self.env["miko.call"]._without_proved(self.pbx, known + news)
        self.assertEqual(left, news)
        more = [dict(known[1], id=10600)]
        left = self.env["miko.call"]._without_proved(self.pbx, known + more)
        self.assertEqual(left, known + more, "A call with a new row is looked at as a whole.")
        self.assertEqual(self.env["miko.call"]._without_proved(self.pbx, []), [])
