"""V05, U14: what clients did with a mailing stands in their cards, and interest starts the work."""

from datetime import timedelta

from mailchimp_case import MailchimpCase

from odoo import fields
from odoo.tests import tagged


@tagged("standard", "post_install", "-at_install")
class TestMailchimpReports(MailchimpCase):
    def setUp(self):
        super().setUp()
        self.anna, self.boris = self.person("anna"), self.person("boris")
        self.sync()
        self.campaign = self.service.add_campaign(self.remote, "c1", "Autumn")
        self.campaign.send(["anna@mc.example", "boris@mc.example", "stranger@else.example"])

    def touch(self, partner):
        return self.env["crm.touch"].search([("partner_id", "=", partner.id)])

    def poll(self):
        self.env.flush_all()
        self.cron("reports")

    def test_V05_the_card_shows_one_line_of_each_mailing(self):
        self.campaign.happen("anna@mc.example", "open", machine=True)
        self.poll()
        touch = self.touch(self.anna)
        self.assertEqual((touch.name, touch.kind, touch.open_count), ("Autumn", "mailing", 0))
        self.campaign.happen("anna@mc.example", "open")
        self.campaign.happen("anna@mc.example", "open")
        self.campaign.happen("anna@mc.example", "click", url="https://example.com")
        self.audience.campaign_ids.next_poll_at = False
        self.poll()
        self.assertEqual(self.touch(self.anna), touch)
        self.assertEqual((touch.open_count, touch.click_count), (2, 1))
        self.assertIn("opened: 2", touch.result)
        shown = self.as_user("manager", self.anna).marketing_touch_ids
        self.assertEqual(shown.mapped("result"), [touch.result])

    def test_V05_where_machines_cannot_be_left_out_only_clicks_count(self):
        self.campaign.happen("anna@mc.example", "open", machine=True)
        self.campaign.happen("boris@mc.example", "click", url="https://example.com")
        self.service.fail(400, match="GET reports/c1/email-activity", bare=False)
        self.poll()
        self.assertFalse(self.service.faults[0].times, "It was refused.")
        self.assertFalse(self.account.error)
        counts = [(t.open_count, t.click_count) for t in map(self.touch, (self.anna, self.boris))]
        self.assertEqual(counts, [(0, 0), (0, 1)])

    def test_V05_totals_count_people_and_no_machines(self):
        self.campaign.happen("anna@mc.example", "open", machine=True)
        self.campaign.happen("boris@mc.example", "open")
        self.campaign.bounce("anna@mc.example")
        self.poll()
        mailing = self.audience.campaign_ids
        figures = (mailing.sent_count, mailing.open_count, mailing.bounce_count)
        self.assertEqual(figures, (3, 1, 1))
        self.assertEqual(self.touch(self.anna).delivery, "bounced")
        self.assertEqual(mailing.campaign_id.title, "Autumn")

    def test_V05_who_unsubscribed_by_the_mailing_is_seen_and_stopped(self):
        self.campaign.unsubscribe("anna@mc.example")
        self.poll()
        self.poll()
        self.assertEqual(self.touch(self.anna).delivery, "unsubscribed")
        self.sync()
        self.assertTrue(self.is_stopped("anna@mc.example"))

    def test_V03_a_no_that_only_the_report_shows_is_heard(self):
        """He left while we archived him: afterwards he is «archived» there, and no more."""
        self.campaign.unsubscribe("anna@mc.example")
        self.remote.touch(self.there("anna"), status="archived", own_will=False)
        self.poll()
        self.assertTrue(self.is_stopped("anna@mc.example"))

    def test_V04_who_agreed_since_he_left_is_not_stopped_by_an_old_report(self):
        self.service.clock.shift = -timedelta(days=9)
        self.campaign.unsubscribe("boris@mc.example")
        self.service.clock.shift = timedelta()
        self.remote.subscribe_himself("boris@mc.example")
        self.sync()
        self.poll()
        self.assertEqual(self.touch(self.boris).delivery, "unsubscribed")
        self.assertFalse(self.is_stopped("boris@mc.example"))

    def test_V05_people_are_not_asked_about_when_nothing_happened(self):
        self.poll()
        self.audience.campaign_ids.next_poll_at = False
        self.service.requests.clear()
        self.poll()
        self.assertEqual(self.service.requests, ["GET reports"])

    def test_V05_old_mailings_are_asked_about_more_rarely(self):
        self.poll()
        mailing = self.audience.campaign_ids
        hour = mailing.next_poll_at - fields.Datetime.now()
        self.assertLessEqual(hour, timedelta(hours=1))
        mailing.write({"next_poll_at": False, "sent_at": mailing.sent_at - timedelta(days=10)})
        self.poll()
        self.assertGreater(mailing.next_poll_at - fields.Datetime.now(), timedelta(hours=23))

    def test_U05_another_campaign_gets_what_the_clients_did(self):
        self.poll()
        planned = self.env["utm.campaign"].create({"title": "Plan of the autumn"})
        mailing = self.as_user("marketer", self.audience.campaign_ids)
        mailing.campaign_id = planned
        touches = self.touch(self.anna) | self.touch(self.boris)
        self.assertEqual(touches.campaign_id, planned)
        self.campaign.happen("anna@mc.example", "open")
        mailing.sudo().next_poll_at = False
        self.poll()
        self.assertEqual((self.touch(self.anna).open_count, mailing.campaign_id), (1, planned))

    def test_U14_interest_gives_the_manager_of_the_deal_a_task(self):
        self.poll()
        deal = self.make_deal(partner_id=self.anna.id, contact_id=self.anna.id)
        self.as_user("manager", self.touch(self.anna)).response = "interested"
        task = deal._flow_open_tasks("marketing_response")
        self.assertEqual(task.user_id, self.users["manager"])
        self.assertIn("Autumn", task.note)
        self.assertTrue(task.deadline_at)
        self.assertEqual(self.audience.campaign_ids.campaign_id.interested_count, 1)
