from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import SalesFlowCase


@tagged("post_install", "-at_install")
class TestDealPicture(SalesFlowCase):
    """I08: the picture of the process is the configured one, with the deals one may see."""

    def picture(self, login, deal=None):
        stages = self.as_user(login, self.env["crm.stage"])
        return stages.flow_picture(deal.id if deal else False)

    def stage(self, picture, step):
        return next(row for row in picture["stages"] if row["id"] == self.stages[step].id)

    def test_I08_stages_stand_in_their_order_and_follow_the_configuration(self):
        self.stages["selection"].name = "Choice"
        picture = self.picture("manager")
        self.assertEqual(
            [row["id"] for row in picture["stages"]], self.env["crm.stage"]._flow_stages().ids
        )
        self.assertEqual(self.stage(picture, "selection")["name"], "Choice")
        self.assertIn("A client is chosen", self.stage(picture, "needs")["conditions"])

    def test_I08_a_stage_is_conditional_when_none_of_its_gates_always_counts(self):
        picture = self.picture("manager")
        conditional = {row["id"] for row in picture["stages"] if row["is_conditional"]}
        expected = [self.stages[step].id for step in ("supply", "delivery", "attestation")]
        self.assertEqual(conditional, set(expected))
        self.env.ref("crm_sales_flow.gate_attestation").applies_domain = "[]"
        self.assertFalse(self.stage(self.picture("manager"), "attestation")["is_conditional"])

    def test_I08_counts_and_average_age_respect_access(self):
        before = {login: self.picture(login) for login in ("manager", "manager_two", "director")}
        with freeze_time("2026-03-02 07:00:00"):
            deals = self.make_deal() | self.make_deal(user_id=self.users["head"].id)
            deals.date_last_stage_update = datetime(2026, 3, 1, 7)
            self.env.flush_all()
        own = self.stage(before["manager"], "needs")["count"]
        self.assertEqual(self.stage(self.picture("manager"), "needs")["count"], own + 1)
        foreign = self.stage(before["manager_two"], "needs")["count"]
        self.assertEqual(self.stage(self.picture("manager_two"), "needs")["count"], foreign)
        everything = self.stage(before["director"], "needs")["count"]
        self.assertEqual(self.stage(self.picture("director"), "needs")["count"], everything + 2)

    def test_I08_age_is_the_average_of_the_stage(self):
        stage = self.env["crm.stage"].create({"name": "Trial", "sequence": 15})
        for day in (1, 2):
            deal = self.make_deal()
            deal.stage_id = stage
            deal.date_last_stage_update = datetime(2026, 3, day, 7)
        self.env.flush_all()
        with freeze_time("2026-03-11 19:00:00"):
            row = next(r for r in self.picture("manager")["stages"] if r["id"] == stage.id)
        self.assertEqual((row["count"], row["age"]), (2, 10))

    def test_I08_lost_deals_are_counted_at_the_lost_end(self):
        deal = self.make_deal()
        before = self.picture("manager")
        self.as_user("manager", deal).action_set_lost(
            lost_reason_id=self.env["crm.lost.reason"].search([], limit=1).id
        )
        after = self.picture("manager", deal)
        self.assertEqual(after["lost"], before["lost"] + 1)
        self.assertEqual(
            self.stage(after, "needs")["count"], self.stage(before, "needs")["count"] - 1
        )
        self.assertTrue(after["deal"]["is_lost"])

    def test_I08_a_stage_opens_the_deals_that_it_counts(self):
        self.make_deal()
        lost = self.as_user("manager", self.make_deal())
        lost.action_set_lost(lost_reason_id=self.env["crm.lost.reason"].search([], limit=1).id)
        for records in (self.stages["needs"], self.env["crm.stage"]):
            action = self.as_user("manager", records).action_flow_deals()
            found = (
                self.as_user("manager", self.env["crm.lead"])
                .with_context(**action["context"])
                .search(action["domain"])
            )
            picture = self.picture("manager")
            count = self.stage(picture, "needs")["count"] if records else picture["lost"]
            self.assertEqual(len(found), count)
            self.assertTrue(count)

    def test_I08_the_stage_of_a_foreign_deal_is_not_told(self):
        deal = self.make_deal()
        self.assertEqual(self.picture("manager", deal)["deal"]["stage_id"], self.stages["needs"].id)
        self.assertFalse(self.picture("manager_two", deal)["deal"])

    def test_I08_who_reads_no_deals_sees_no_figures(self):
        with self.assertRaises(AccessError):
            self.picture("warehouse")

    def test_I08_figures_take_one_query_for_any_number_of_deals(self):
        counts = []
        for size in (2, 20):
            for _deal in range(size):
                self.make_deal()
            self.env.flush_all()
            leads = self.as_user("manager", self.env["crm.lead"])
            leads._flow_stage_figures()
            before = self.env.cr.sql_log_count
            leads._flow_stage_figures()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts, [1, 1])
