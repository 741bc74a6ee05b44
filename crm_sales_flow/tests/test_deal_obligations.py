from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import SalesFlowCase


@tagged("post_install", "-at_install")
class TestDealObligations(SalesFlowCase):
    """I09, R02: what was promised is done or struck off by the Head, and leaves a trace."""

    def setUp(self):
        super().setUp()
        closing = self.env.ref("crm_sales_flow.gate_obligations")
        (self.env["crm.stage.gate"].search([]) - closing).active = False
        self.deal = self.as_user("manager", self.make_deal())
        self.deal.stage_id = self.stages["closing"]
        self.line = self.promise("Deliver the manuals")

    def promise(self, name):
        return self.as_user("manager", self.env["crm.deal.obligation"]).create(
            {"lead_id": self.deal.id, "name": name}
        )

    def make_older(self):
        self.env.cr.execute(
            "UPDATE crm_deal_obligation SET create_date = %s WHERE id = %s",
            [fields.Datetime.now() - timedelta(days=2), self.line.id],
        )
        self.env.invalidate_all()

    def notes(self):
        return [(m.author_id, str(m.body)) for m in self.deal.sudo().message_ids]

    def assertNoted(self, login, text):
        author = self.users[login].partner_id
        self.assertTrue([body for who, body in self.notes() if who == author and text in body])

    def test_R02_an_open_obligation_holds_the_deal_and_is_not_deleted_by_the_manager(self):
        self.make_older()
        with self.assertRefused("obligations of both sides"):
            self.deal.stage_id = self.stages["won"]
        self.env.invalidate_all()
        other = self.as_user("manager", self.make_deal(name="Other"))
        for path in (
            self.line.unlink,
            lambda: self.deal.write({"obligation_ids": [(2, self.line.id)]}),
            lambda: self.line.write({"lead_id": other.id}),
        ):
            with self.assertRaises(AccessError):
                path()
            self.env.invalidate_all()
        self.line.is_done = True
        self.assertNoted("manager", "Obligation fulfilled: Deliver the manuals")
        self.deal.stage_id = self.stages["won"]
        self.assertEqual(self.deal.won_status, "won")

    def test_R02_head_strikes_off_and_it_is_told(self):
        self.make_older()
        self.as_user("head", self.line).unlink()
        self.assertFalse(self.deal.obligation_ids)
        self.assertNoted("head", "Obligation struck off: Deliver the manuals")

    def test_R02_a_slip_is_taken_back_on_its_day_by_its_author(self):
        by_head = self.as_user("head", self.env["crm.deal.obligation"]).create(
            {"lead_id": self.deal.id, "name": "Of the Head"}
        )
        with self.assertRaises(AccessError):
            self.as_user("manager", by_head).unlink()
        self.line.unlink()
        self.assertNoted("manager", "struck off")

    def test_I09_unticking_and_rewording_leave_a_trace(self):
        self.line.is_done = True
        self.line.write({"is_done": False, "name": "Nothing at all"})
        self.assertNoted("manager", "Obligation open again")
        self.assertNoted("manager", "«Deliver the manuals» is now «Nothing at all»")
        count = len(self.notes())
        self.line.write({"is_done": False, "name": "Nothing at all"})
        self.assertEqual(len(self.notes()), count)
