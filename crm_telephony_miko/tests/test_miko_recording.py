import threading

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..client import errors
from ..client.history import talk_keys
from .common import TelephonyCase

SOUND = bytes(range(200))


class Answer:
    """What the exchange gives out, open."""

    def __init__(self, headers=None):
        self.status_code, self.closed = 206 if headers else 200, threading.Event()
        self.headers = {"Content-Type": "audio/mpeg", "Content-Length": "200", **(headers or {})}

    def iter_content(self, size):
        yield SOUND

    def close(self):
        self.closed.set()


class Exchange:
    """The REST interface as the player sees it."""

    def __init__(self):
        self.asked, self.answer, self.error = [], Answer(), None
        self.closed = threading.Event()

    def recording(self, linkedid, uniqueid, since, wanted=None):
        self.asked.append((linkedid, uniqueid, since, wanted))
        if self.error:
            raise self.error
        return self.answer

    def close(self):
        self.closed.set()


@tagged("post_install", "-at_install")
class TestMikoRecording(TelephonyCase, HttpCase):
    """Recordings are played through Odoo with the rights on the call (B09)."""

    def setUp(self):
        super().setUp()
        self.exchange = Exchange()
        self.patch(type(self.pbx), "_rest_client", self.rest_client())
        self.row = self.call(number="79998887766")
        self.row.recording_keys = ["mikopbx-1.2_aBcDeF", "mikopbx-1.3_aBcDeF"]
        self.env.flush_all()

    def rest_client(self):
        def opened(_pbx, **options):
            self.options = options
            return self.exchange

        return opened

    def play(self, login="manager", part=0, **headers):
        user = self.users[login]
        user.password = f"{login}-of-the-test"
        self.authenticate(user.login, f"{login}-of-the-test")
        url = f"/crm_telephony_miko/recording/{self.row.id}/{part}"
        return self.url_open(url, headers=headers)

    def test_B09_who_took_part_hears_it(self):
        answer = self.play()
        self.assertEqual((answer.status_code, answer.content), (200, SOUND))
        self.assertEqual(answer.headers["Content-Type"], "audio/mpeg")
        self.assertEqual(answer.headers["Accept-Ranges"], "bytes")
        self.assertIn("no-store", answer.headers["Cache-Control"])
        ((linkedid, key, since, wanted),) = self.exchange.asked
        self.assertEqual((linkedid, key), (self.row.linkedid, "mikopbx-1.2_aBcDeF"))
        self.assertLess(since, str(self.row.started_at))
        self.assertIsNone(wanted)
        self.assertEqual(self.options, {"timeout": (3, 10), "tries": 1}, "a worker is held")
        for opened in (self.exchange, self.exchange.answer):
            self.assertTrue(opened.closed.wait(10), "closed when the last piece was sent")

    def test_B09_winding_asks_for_a_part_of_it(self):
        self.exchange.answer = Answer({"Content-Range": "bytes 10-209/500"})
        answer = self.play(part=1, Range="bytes=10-")
        self.assertEqual((answer.status_code, len(answer.content)), (206, 200))
        self.assertEqual(answer.headers["Content-Range"], "bytes 10-209/500")
        self.assertEqual(self.exchange.asked[0][1::2], ("mikopbx-1.3_aBcDeF", "bytes=10-"))

    @mute_logger("odoo.http")
    def test_AE01_who_may_not_read_the_call_does_not_hear_it(self):
        self.assertEqual(self.play("manager_two").status_code, 403)
        self.assertFalse(self.exchange.asked)

    def test_AE01_whose_phone_merely_rang_does_not_hear_a_colleague(self):
        self.row.leg_ids.user_id = self.users["manager_two"]
        self.row.lead_id.user_id = self.users["manager"]
        row = self.row.with_user(self.users["manager_two"])
        self.assertTrue(row.has_access("read"))
        self.env.flush_all()
        self.assertEqual(self.play("manager_two").status_code, 403)
        with self.assertRaisesRegex(AccessError, "talked"):
            row.take_note("I was not there")
        self.assertFalse(self.exchange.asked or self.row.note)
        for login in ("manager", "head", "director", "secretary"):
            self.assertTrue(self.row.with_user(self.users[login])._may_hear(), login)
        self.row.lead_id = False
        self.assertTrue(self.row.with_user(self.users["head"])._may_hear())
        self.assertFalse(row._may_hear())

    def test_AE03_the_names_of_recordings_stay_on_the_server(self):
        row = self.row.with_user(self.users["manager"])
        self.assertEqual(row.recording_count, 2)
        with self.assertRaises(AccessError):
            row.read(["recording_keys"])

    def test_B09_what_is_not_there_yet_says_so(self):
        self.assertEqual(self.play(part=7).status_code, 404)
        self.exchange.answer = None
        self.assertEqual(self.play().status_code, 404)
        self.exchange.error = errors.Busy("The exchange asks for a pause", 300)
        self.assertEqual(self.play().status_code, 503)
        asked = len(self.exchange.asked)
        self.assertEqual(self.play().status_code, 503)
        self.assertEqual(len(self.exchange.asked), asked, "silence, as it was asked for")
        self.pbx.health_ids.pause_until = "2020-01-01"
        self.env.flush_all()
        self.exchange.error = errors.Unreachable("No connection to the exchange")
        answer = self.play()
        self.assertEqual(answer.status_code, 502)
        self.assertRegex(answer.text, "firewall|сетевой экран", "what to look at")

    def test_B09_a_page_of_the_exchange_is_not_shown_as_a_page(self):
        for kind in ("text/html", "audio/mpeg, text/html", "audio/mpeg;x", "audio/"):
            self.exchange.answer = Answer({"Content-Type": kind})
            told = self.play().headers
            self.assertEqual(told["Content-Type"], "application/octet-stream", kind)
            self.assertEqual(told["Content-Security-Policy"], "default-src 'none'; sandbox")
            self.assertEqual(told["X-Content-Type-Options"], "nosniff")

    def test_B09_each_talk_of_a_call_has_a_recording(self):
        row = {"linkedid": "c", "id": 1, "billsec": 5, "is_app": "0", "dst_chan": "PJSIP/201-1a2b"}
        rows = [
            {**row, "id": 3, "UNIQUEID": "third"},
            {**row, "UNIQUEID": "first"},
            {**row, "id": 2, "UNIQUEID": "rang", "billsec": 0},
            {**row, "id": 4, "UNIQUEID": "menu", "is_app": "1"},
        ]
        self.assertEqual(talk_keys(rows), {"c": ["first", "third"]})
