"""V02, V06: what goes wrong is waited for, told, and never leads to a wrong letter."""

from datetime import timedelta

from mailchimp_case import LIST, MailchimpCase

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.crm_mailchimp_sync.client.errors import TimedOut
from odoo.addons.crm_mailchimp_sync.client.payload import subscriber_hash

ROW = f"POST lists/{LIST}"


@tagged("standard", "post_install", "-at_install")
class TestMailchimpFaults(MailchimpCase):
    def test_AE03_a_key_revoked_in_the_middle_stops_everything_and_is_told(self):
        self.people(1200)
        answer = self.service.answer

        def revoke(method, path, params, raw):
            if method == "POST":
                self.service.key = "another-us1"
            return answer(method, path, params, raw)

        self.service.answer = revoke
        self.addCleanup(self.service.__dict__.pop, "answer", None)
        run = self.sync()
        self.assertEqual((run.state, self.account.state), ("failed", "refused"))
        self.assertIn("new one", self.account.error_text)
        count = len(self.service.requests)
        self.sync()
        self.assertEqual(len(self.service.requests), count)
        self.assertFalse(self.audience.member_ids.filtered(lambda m: m.state == "inflight"))
        del self.service.answer
        self.account.api_key = self.service.key
        self.account.action_test()
        self.sync()
        self.assertEqual(len(self.remote.members), 1200)
        self.assertEqual(self.member("p00000").state, "done")

    def test_V02_no_answer_in_time_halves_the_portions(self):
        self.people(10)
        client = type(self.account._client().transport)
        once = client._once

        def slow(transport, method, path, params, body):
            if method == "POST" and not self.slowed:
                self.slowed = True
                once(transport, method, path, params, body)  # it happens all the same
                raise TimedOut("No answer in time")
            return once(transport, method, path, params, body)

        self.slowed = False
        self.patch(client, "_once", slow)
        run = self.sync()
        self.assertEqual((run.state, self.audience.batch_size), ("paused", 250))
        self.assertTrue(self.account.pause_until > fields.Datetime.now())
        self.assertEqual(self.member("p00000").state, "queued")
        self.account.pause_until = False
        self.audience.member_ids.next_try_at = False
        self.env.flush_all()
        self.sync()
        self.assertEqual(self.member("p00000").state, "done")
        self.assertEqual(set(self.remote.writes.values()), {2})
        self.assertEqual(self.audience.batch_size, 500)

    def test_V02_mailchimp_that_is_down_is_left_alone_for_a_while(self):
        self.people(3)
        self.patch(type(self.account._client().transport), "call", self.without_patience())
        self.service.fail(503, match=ROW)
        run = self.sync()
        self.assertEqual((run.state, self.account.state), ("paused", "connected"))
        self.assertTrue(run.error_text)
        count = len(self.service.requests)
        self.sync()
        self.assertEqual(len(self.service.requests), count)
        self.account.pause_until = fields.Datetime.now() - timedelta(seconds=1)
        self.sync()
        self.assertEqual((run.state, len(self.remote.members)), ("done", 3))

    def without_patience(self):
        """The client tries again after some seconds: here once only."""
        call = type(self.account._client().transport).call
        return lambda transport, *arguments, **options: call(
            transport, *arguments, **{**options, "tries": 1}
        )

    def test_V02_what_a_dead_run_left_is_sent_once_more(self):
        self.people(5)
        self.audience._keep(self.audience._evaluate([f"p{n:05}@mc.example" for n in range(5)]))
        self.assertEqual(len(self.audience._claim(500)), 5)
        run = self.sync()
        self.assertEqual(run.sent, 5)

    def test_V02_a_second_worker_goes_home(self):
        self.people(5)
        with self.env.registry.cursor() as cr:  # another connection
            cr.execute("SELECT pg_advisory_lock(820518)")
            self.sync()
            cr.execute("SELECT pg_advisory_unlock(820518)")
        self.assertEqual(self.service.requests, [])
        self.sync()
        self.assertEqual(len(self.remote.members), 5)

    def test_V03_a_clock_that_is_wrong_misses_nothing(self):
        self.person("anna")
        for hours in (-5, 5):
            self.service.clock.shift = timedelta(hours=hours)
            self.sync()
            self.person(f"x{abs(hours)}{hours > 0}")
        self.sync()
        self.service.clock.shift = timedelta(hours=5, minutes=20)
        self.remote.unsubscribe("anna@mc.example")
        self.sync()
        self.assertTrue(self.is_stopped("anna@mc.example"))

    def test_V03_what_happens_by_a_clock_that_is_hours_behind_is_read(self):
        """A cursor by our clock would lie in the future of theirs."""
        self.service.clock.shift = timedelta(hours=-5)
        self.person("anna")
        self.sync()
        self.assertEqual(self.sync().pulled, 1, "Told twice within the overlap.")
        self.remote.unsubscribe("anna@mc.example")
        self.sync()
        self.assertTrue(self.is_stopped("anna@mc.example"))
        self.assertTrue(self.blacklisted("anna@mc.example"))

    def test_V02_an_interface_that_takes_no_batch_of_new_people_takes_them_one_by_one(self):
        """Each batch is refused for a fault of ours, not for one of its people."""
        self.person("boris")
        self.sync()
        self.env["mailchimp.consent"]._stop(
            "withdrawn", {"boris@mc.example": (fields.Datetime.now(), "By telephone")}
        )
        self.people(40)
        self.person("fake")
        self.service.takes_status_if_new = False
        self.addCleanup(setattr, self.service, "takes_status_if_new", True)
        self.service.sizes.clear()
        run = self.sync()
        self.assertEqual((run.state, run.sent, run.stopped, run.parked), ("done", 40, 1, 1))
        self.assertEqual(self.there("boris")["status"], "unsubscribed", "Who said no is told.")
        self.assertEqual(self.member("fake").reason, "bad_address")
        self.assertEqual(self.there("p00007")["status"], "subscribed")
        self.assertEqual(sorted(self.service.sizes), [21, 21, 42], "No smaller than is needed.")
        self.service.requests.clear()
        self.assertEqual((self.sync().state, self.writes()), ("done", []))

    def test_V02_people_taken_one_by_one_are_kept_portion_by_portion(self):
        """500 requests last longer than a worker lives: nobody would ever be kept."""
        self.service.takes_status_if_new = False
        self.addCleanup(setattr, self.service, "takes_status_if_new", True)
        self.people(60)
        last = subscriber_hash("p00059@mc.example")
        self.patch(type(self.account._client().transport), "call", self.without_patience())
        self.service.fail(503, match=f"PUT lists/{LIST}/members/{last}")
        run = self.sync()
        self.assertEqual((run.state, run.sent), ("paused", 45))
        self.account.pause_until = False
        self.sync()
        self.assertEqual((run.state, run.sent), ("done", 60))
        self.assertEqual(self.remote.writes["p00000@mc.example"], 1)

    def test_V03_who_leaves_while_people_are_taken_one_by_one_is_not_subscribed_anew(self):
        self.service.takes_status_if_new = False
        self.addCleanup(setattr, self.service, "takes_status_if_new", True)
        anna, boris = self.person("anna"), self.person("boris")
        self.sync()
        (anna | boris).name = "Petrov"
        pull = type(self.audience)._pull

        def late(audience, run, client):
            done = pull(audience, run, client)
            self.remote.unsubscribe("anna@mc.example")
            self.remote.touch(self.there("boris"), status="unsubscribed")  # by an employee
            return done

        self.patch(type(self.audience), "_pull", late)
        self.sync()
        for key in ("anna", "boris"):
            self.assertEqual(self.there(key)["status"], "unsubscribed")
            self.assertTrue(self.blacklisted(f"{key}@mc.example"))

    def test_V02_a_person_whom_mailchimp_takes_from_no_program_is_set_aside_with_a_way_out(self):
        self.service.takes_status_if_new = False
        self.addCleanup(setattr, self.service, "takes_status_if_new", True)
        self.people(2)
        answer, one = self.service.answer, subscriber_hash("p00000@mc.example")
        wrong = [{"field": "status_if_new", "message": "Not expected"}]

        def refuse(method, path, params, raw):
            if (method, path) == ("PUT", f"lists/{LIST}/members/{one}"):
                return 400, {"title": "Invalid Resource", "status": 400, "errors": wrong}
            return answer(method, path, params, raw)

        self.service.answer = refuse
        self.addCleanup(self.service.__dict__.pop, "answer", None)
        run = self.sync()
        self.assertEqual((run.state, run.sent, run.parked), ("done", 1, 1))
        writes = self.writes()
        member = self.member("p00000")
        self.assertEqual((member.state, member.reason), ("parked", "no_status_if_new"))
        self.assertIn("status_if_new", member.detail)
        self.assertIn("Try again", member.way_out)
        self.sync_all()
        self.assertEqual(self.writes(), writes, "It is in vain until something changes.")
        del self.service.answer
        self.as_user("marketer", member).action_try_again()
        self.sync()
        self.assertEqual(self.member("p00000").state, "done")

    def test_V02_an_audience_that_was_deleted_is_told(self):
        self.person("anna")
        del self.service.audiences[LIST]
        run = self.sync()
        self.assertEqual(run.state, "failed")
        self.assertIn("deleted", run.error_text)

    def test_AE03_the_key_is_for_administrators_only(self):
        self.person("anna")
        self.sync()
        for login in ("marketer", "director", "manager"):
            with self.assertRaises(AccessError):
                self.as_user(login, self.account).read(["api_key"])
        with self.assertRaises(AccessError):
            self.as_user("manager", self.audience).action_sync()
        with self.assertRaises(AccessError):
            self.as_user("manager", self.audience.member_ids).read(["email"])
        self.assertTrue(self.as_user("marketer", self.audience).read(["name", "mailed_count"]))

    def test_V01_nothing_is_written_down_while_nothing_is_synchronised(self):
        self.audience.enabled = False
        self.env.cr.execute("DELETE FROM mailchimp_change")
        self.person("anna", consent=False).name = "Ivanova"
        self.assertFalse(self.env["mailchimp.change"].search_count([]))

    def test_V01_saving_a_contact_costs_one_insertion(self):
        anna = self.person("anna")
        watched = self.queries_of_saving(anna)
        self.audience.enabled = False
        self.assertEqual(watched, self.queries_of_saving(anna) + 1)

    def queries_of_saving(self, partner):
        for name in ("warm", "measured"):
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            partner.name = name
            self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_V01_what_waits_does_not_grow_while_nothing_can_be_sent(self):
        self.people(20)
        self.account.state = "refused"
        for _number in range(3):
            self.cron("all")
        self.assertLessEqual(self.env["mailchimp.change"].search_count([]), 2 * 20 + 5)

    def test_V06_runs_that_found_nothing_are_not_kept(self):
        self.person("anna")
        for _number in range(3):
            self.sync().started_at = fields.Datetime.now() - timedelta(days=2)
        self.env["mailchimp.run"]._gc_runs()
        self.assertEqual(self.audience.run_ids.mapped("sent"), [1])
