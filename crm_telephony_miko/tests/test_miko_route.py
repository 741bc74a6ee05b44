from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..client import errors
from ..client.routing import kept, plain
from .common import CLIENT, DID, Module, TelephonyCase

OTHER = "74951112233"


@tagged("post_install", "-at_install")
class TestMikoRoute(TelephonyCase):
    """Clients ring at their managers, also while we are down (B05, W04, W05)."""

    def setUp(self):
        super().setUp()
        self.env["miko.pbx"].search([("id", "!=", self.pbx.id)]).active = False
        self.module = Module()
        self.patch(type(self.pbx), "_routing_client", lambda pbx, **options: self.module)
        self.health = self.env["miko.health"]._of(self.pbx)
        self.client_person.write({"phone": CLIENT, "user_id": self.users["manager"].id})
        self.pbx.routing_enabled = True
        self.route()

    def route(self):
        with self.enter_registry_test_mode():
            self.env.ref("crm_telephony_miko.ir_cron_route").method_direct_trigger()
        self.env.invalidate_all()

    def rings(self, number):
        """Whose phone the exchange rings for this number."""
        found = self.module.found(number)
        return found[0]["number"] if found else None

    def row(self):
        return self.env["miko.route"].search([("client_id", "=", self.client_person.id)])

    def test_B05_the_switch_tells_the_exchange_all_clients_and_their_managers(self):
        self.assertEqual(self.rings(CLIENT), "201")
        self.assertEqual(self.rings("8 (916) 123-45-67"), "201")
        self.assertIsNone(self.rings(OTHER))
        self.assertEqual((self.row().state, self.row().numbers), ("sent", {CLIENT: self.uid_of()}))
        self.assertEqual(self.pbx.route_waiting_count, 0)
        self.assertTrue(self.health.routed_at and self.health.route_compared_at)
        asked = len(self.module.asked)
        self.route()
        self.assertEqual(len(self.module.asked), asked, "nothing has changed")

    def uid_of(self, login="manager"):
        return self.users[login].id

    def test_B05_a_change_of_the_manager_the_number_or_the_client_follows(self):
        self.client_person.user_id = self.users["manager_two"]
        self.assertEqual(self.row().state, "waiting")
        self.route()
        self.assertEqual(self.rings(CLIENT), "203")
        self.client_person.phone = OTHER
        self.route()
        self.assertEqual((self.rings(OTHER), self.rings(CLIENT)), ("203", None))
        self.client_person.active = False
        self.route()
        self.assertFalse(self.module.rows or self.row())
        self.client_person.active = True
        self.route()
        self.assertEqual(self.rings(OTHER), "203")

    def test_B06_all_numbers_of_a_client_go_in_one_call(self):
        self.client_person.extra_phone_ids = [Command.create({"phone": "+7 495 111-22-33"})]
        self.module.asked.clear()
        self.route()
        ((what, rows),) = self.module.asked
        self.assertEqual(what, "responsible/add")
        self.assertEqual({row["number"] for row in rows}, {CLIENT, OTHER})
        self.client_person.extra_phone_ids.unlink()
        self.route()
        self.assertEqual((self.rings(OTHER), self.rings(CLIENT)), (None, "201"))

    def test_B05_a_deleted_client_is_forgotten(self):
        stranger = self.env["res.partner"].create(
            {"name": "Gone", "phone": OTHER, "user_id": self.uid_of()}
        )
        self.route()
        self.assertEqual(self.rings(OTHER), "201")
        stranger.unlink()
        self.route()
        self.assertIsNone(self.rings(OTHER))

    def test_B05_the_manager_of_the_open_deal_wins_as_on_the_card(self):
        deal = self.make_deal(partner_id=self.client_person.id, user_id=self.uid_of("manager_two"))
        self.route()
        self.assertEqual(self.rings(CLIENT), "203")
        deal.with_context(mail_auto_subscribe_no_notify=True).user_id = self.users["head"]
        self.route()
        self.assertEqual(self.rings(CLIENT), "202")
        reason = self.env["crm.lost.reason"].search([("name", "!=", False)], limit=1)
        deal.action_set_lost(lost_reason_id=reason.id)
        self.route()
        self.assertEqual(self.rings(CLIENT), "201")

    def test_W04_the_deputy_is_rung_while_the_manager_is_away(self):
        today = fields.Date.context_today(self.env.user)
        values = {"user_id": self.uid_of(), "deputy_id": self.uid_of("manager_two")}
        absence = self.env["crm.substitution"].create(
            {**values, "date_from": today, "date_to": today}
        )
        self.assertEqual(absence.state, "active")
        self.module.asked.clear()
        self.route()
        self.assertEqual(self.rings(CLIENT), "203")
        self.assertEqual([what for what, _rows in self.module.asked], ["users/add"])
        absence.action_close()
        self.env["crm.substitution"]._cron_switch()
        self.route()
        self.assertEqual(self.rings(CLIENT), "201")

    def test_B05_an_employee_who_gets_or_loses_his_phone(self):
        self.client_person.user_id = self.users["tester"]
        self.route()
        self.assertIsNone(self.rings(CLIENT))
        extension = self.env["miko.extension"].create(
            {"pbx_id": self.pbx.id, "number": "209", "user_id": self.uid_of("tester")}
        )
        self.route()
        self.assertEqual(self.rings(CLIENT), "209")
        extension.active = False
        self.route()
        self.assertIsNone(self.rings(CLIENT))
        self.assertNotIn(f"u-{self.uid_of('tester')}", self.module.people)

    def test_B05_a_number_that_two_clients_share_is_not_lost_with_one_of_them(self):
        values = {"name": "Colleague", "phone": CLIENT, "user_id": self.uid_of()}
        colleague = self.env["res.partner"].create(
            {**values, "parent_id": self.client_person.parent_id.id}
        )
        self.client_company.user_id = self.users["manager"]
        self.route()
        self.assertEqual(self.rings(CLIENT), "201")
        colleague.phone = OTHER
        self.route()
        self.assertEqual(self.rings(CLIENT), "201")

    def test_B05_own_numbers_and_mobiles_are_no_clients(self):
        for number in (DID, "+7 903 111-22-33", "205"):
            self.env["res.partner"].create(
                {"name": "Own", "phone": number, "user_id": self.uid_of()}
            )
        self.route()
        self.assertEqual(set(self.module.rows), {kept(CLIENT)})

    def test_B05_a_trouble_is_told_and_tried_again_later_and_later(self):
        self.client_person.user_id = self.users["manager_two"]
        self.module.error = errors.Unreachable("No connection to the exchange")
        with freeze_time("2026-11-22 10:00:00") as clock:
            for tries, minutes in ((1, 1), (2, 2), (3, 4)):
                self.route()
                self.assertEqual(self.health.route_failures, tries)
                wait = self.health.route_retry_at - fields.Datetime.now()
                self.assertEqual(wait.total_seconds(), 60 * minutes)
                asked = len(self.module.asked)
                self.route()
                self.assertEqual(len(self.module.asked), asked, "it waits")
                clock.tick(wait)
            self.assertIn("firewall", self.pbx.route_error)
            self.assertEqual(self.row().state, "waiting")
            self.assertTrue(self.pbx.route_waiting_count)
            self.module.error = None
            self.route()
        self.assertEqual((self.rings(CLIENT), self.pbx.route_error), ("203", False))
        self.assertFalse(self.health.route_failures)

    def test_B05_a_pause_that_the_exchange_asks_for_is_kept_by_every_job(self):
        self.client_person.user_id = self.users["manager_two"]
        self.module.error = errors.Busy("The exchange asks for a pause", 300)
        self.route()
        self.assertTrue(self.pbx._is_paused())

    def test_B05_a_client_whom_the_exchange_refuses_holds_nobody_up(self):
        other = self.env["res.partner"].create(
            {"name": "select // from", "phone": OTHER, "user_id": self.uid_of()}
        )
        self.client_person.user_id = self.users["manager_two"]
        self.module.refuses = {OTHER}
        self.route()
        self.assertEqual(self.rings(CLIENT), "203")
        row = self.env["miko.route"].search([("client_id", "=", other.id)])
        self.assertEqual((row.state, bool(row.retry_at)), ("failed", True))
        self.assertEqual(row, row.search([("state", "=", "failed")]))
        self.assertEqual(self.pbx.route_waiting_count, 1)
        self.module.refuses = set()
        other.name = "Another"
        self.route()
        self.assertEqual(row.state, "sent")

    def test_B05_a_change_during_the_sending_is_sent_afterwards(self):
        row, told = self.row(), self.row().marked
        self.client_person.user_id = self.users["manager_two"]
        self.client_person.phone = OTHER
        row._sent({CLIENT: self.uid_of()}, told + 1)
        self.assertEqual(row.state, "waiting")
        self.route()
        self.assertEqual((self.rings(OTHER), self.rings(CLIENT)), ("203", None))

    def test_B05_the_comparison_at_night_finds_what_no_change_told(self):
        self.env.cr.execute(
            "UPDATE res_partner SET user_id = %s WHERE id = %s",
            [self.uid_of("manager_two"), self.client_person.id],
        )
        self.env.invalidate_all()
        self.route()
        self.assertEqual(self.rings(CLIENT), "201")
        self.health.route_compared_at = "2026-04-13 08:00:00"
        with freeze_time("2026-04-13 22:00:00"):  # one in the morning at the exchange
            self.route()
            self.assertEqual(self.rings(CLIENT), "201")
        with freeze_time("2026-04-14 00:30:00"):
            self.route()
            self.assertEqual(self.rings(CLIENT), "203")
            asked = len(self.module.asked)
            self.route()
            self.assertEqual(len(self.module.asked), asked, "once a night")

    def test_B05_an_exchange_that_forgot_is_told_again(self):
        self.module.people, self.module.rows = {}, {}
        self.health.route_compared_at = "2026-04-13 08:00:00"
        with freeze_time("2026-04-14 00:30:00"):
            self.route()
            self.route()
        self.assertEqual(self.rings(CLIENT), "201")

    def test_B05_switched_off_the_exchange_forgets_the_clients(self):
        self.pbx.routing_enabled = False
        self.route()
        self.assertFalse(self.module.people or self.module.rows)
        self.assertFalse(self.pbx.route_count or self.pbx.route_waiting_count)
        asked = len(self.module.asked)
        self.client_person.user_id = self.users["manager_two"]
        self.assertFalse(self.row())
        self.route()
        self.assertEqual(len(self.module.asked), asked)

    def test_B05_names_are_sent_as_the_exchange_takes_them(self):
        self.assertEqual(plain("ООО «Вакуум» ../etc -- drop; //"), "ООО Вакуум etc drop")
        self.assertEqual(len(plain("x" * 500)), 60)

    def test_AE03_the_key_of_the_module_is_for_administrators(self):
        for login in self.users:
            with self.assertRaises(AccessError):
                self.as_user(login, self.pbx).read(["routing_key"])

    def test_B05_the_number_of_queries_does_not_grow_with_the_clients(self):
        def make(count):
            return self.env["res.partner"].create(
                [
                    {"name": f"C{n}", "phone": f"7999{n:07}", "user_id": self.uid_of()}
                    for n in range(count)
                ]
            )

        few, many = make(3), make(40)
        counts = []
        for partners in (few, few, many):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(self.pbx._numbers_to_tell(partners)), len(partners))
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[2], counts[1] + 2)
