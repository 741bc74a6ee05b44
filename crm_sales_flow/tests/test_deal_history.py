from datetime import datetime, timedelta

from freezegun import freeze_time
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from .common import SalesFlowCase


@tagged("post_install", "-at_install")
class TestDealHistory(SalesFlowCase):
    """The history proves: one row per visit, tiling the life of the deal."""

    def test_E09_visit_is_dated_and_signed(self):
        with freeze_time("2026-03-02 07:00:00"):
            deal = self.as_user("manager", self.make_deal())
        with freeze_time("2026-03-02 09:30:00"):
            deal.stage_id = self.stages["selection"]
        first, second = deal.history_ids.sorted("id")
        self.assertEqual(
            (first.stage_id, second.stage_id), (self.stages["needs"], self.stages["selection"])
        )
        self.assertEqual(first.left_at, datetime(2026, 3, 2, 9, 30))
        self.assertEqual(second.user_id, self.users["manager"])
        self.assertFalse(second.left_at)

    def test_lost_and_revived_open_rows_of_their_own(self):
        deal = self.as_user("manager", self.make_deal())
        deal.action_set_lost(lost_reason_id=self.env["crm.lost.reason"].search([], limit=1).id)
        deal.action_restore()
        self.assertEqual(deal.history_ids.sorted("id").mapped("kind"), ["stage", "lost", "stage"])

    def test_merge_keeps_both_histories(self):
        deal, other = self.make_deal(name="Kept"), self.make_deal(name="Merged")
        other.stage_id = self.stages["selection"]
        merged = (deal | other).merge_opportunity()
        self.assertEqual(
            len(merged.history_ids.filtered(lambda row: not row.left_at and not row.merged_from)), 1
        )
        self.assertEqual(len(merged.history_ids), 3)
        self.assertEqual(len(merged.need_ids), 2)

    def test_rows_tile_the_life_of_a_deal_on_any_walk(self):
        reason = self.env["crm.lost.reason"].search([], limit=1)
        # With every gate out of the way the walk is free; the gates have tests of their own.
        self.env["crm.stage.gate"].search([]).active = False
        steps = st.lists(st.sampled_from([*self.stages, "lose", "revive"]), min_size=1, max_size=8)

        @settings(deadline=None)
        @given(steps)
        def walk(names):
            moment = datetime(2026, 3, 2, 7)
            with freeze_time(moment) as clock:
                deal = self.make_deal()
                for name in names:
                    clock.move_to(moment := moment + timedelta(hours=5))
                    if name == "lose":
                        if deal.active and deal.won_status == "pending":
                            deal.action_set_lost(lost_reason_id=reason.id)
                    elif name == "revive":
                        if deal.won_status == "lost":
                            deal.action_restore()
                    elif deal.active:
                        deal.stage_id = self.stages[name]
                rows = deal.history_ids.sorted("id")
                for row, following in zip(rows, rows[1:], strict=False):
                    self.assertEqual(row.left_at, following.entered_at)
                self.assertFalse(rows[-1].left_at)
                self.assertEqual(rows[-1].stage_id, deal.stage_id)
                self.assertEqual(rows[-1].kind == "lost", deal.won_status == "lost")

        walk()
