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

    def test_E09_change_of_a_lead_is_dated_and_signed(self):
        lead = self.make_deal(type="lead", date_deadline="2026-12-01")
        lead = self.as_user("manager", lead).with_context(tracking_disable=False)
        self.env.cr.precommit.run()  # what is made and changed in one go is not tracked
        changed = {
            "name": "Another pump",
            "phone": "8 495 019-28-37",
            "contact_name": "Olga",
            "source_id": self.env["utm.source"].create({"name": "Fair"}).id,
            "date_deadline": "2026-12-24",
        }
        lead.write(changed)
        self.env.flush_all()
        self.env.cr.precommit.run()
        lead.invalidate_recordset(["message_ids"])
        message = lead.message_ids[0]
        self.assertEqual(message.author_id, self.users["manager"].partner_id)
        values = message.sudo().tracking_value_ids
        self.assertLessEqual(set(changed), set(values.field_id.mapped("name")))
        renamed = values.filtered(lambda value: value.field_id.name == "name")
        self.assertEqual(
            (renamed.old_value_char, renamed.new_value_char), ("Vacuum chamber", "Another pump")
        )

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

    def test_merged_visits_end_with_the_merge_and_say_where_they_come_from(self):
        deal, other = self.make_deal(name="Kept"), self.make_deal(name="Merged")
        (deal | other).merge_opportunity()
        merged = deal.history_ids.filtered("merged_lead_id")
        self.assertEqual((merged.merged_from, merged.merged_lead_id), ("Merged", other.id))
        self.assertTrue(merged.left_at)

    def test_a_deal_out_of_the_process_says_so_and_may_return(self):
        outside = self.env["crm.team"].create({"name": "Other business"})
        deal = self.make_deal()
        deal.team_id = outside
        deal.stage_id = self.stages["won"]
        deal.write({"team_id": self.team.id, "stage_id": self.stages["needs"].id})
        rows = deal.history_ids.sorted("id")
        self.assertEqual(rows.mapped("kind"), ["stage", "outside", "stage"])
        self.assertTiles(rows)

    def assertTiles(self, rows, closed=False):
        """Each visit begins in the moment in which the one before ended; the last one is open."""
        for row, following in zip(rows, rows[1:], strict=False):
            self.assertEqual(row.left_at, following.entered_at)
        self.assertEqual(bool(rows[-1:].left_at), closed)

    def test_rows_tile_the_life_of_a_deal_on_any_walk(self):
        # With every gate out of the way the walk is free; the gates have tests of their own.
        self.env["crm.stage.gate"].search([]).active = False
        self.reason = self.env["crm.lost.reason"].search([("ask_competitor", "=", False)], limit=1)
        outside = self.env["crm.team"].create({"name": "Other business"})
        self.teams = {"own team": self.team, "other team": self.other_team, "outside": outside}
        names = [*self.stages, *self.teams, "lose", "revive", "merge", "merge into"]
        names += ["back to a lead", "a deal again", "import"]
        steps = st.lists(st.sampled_from(names), min_size=1, max_size=8)

        @settings(deadline=None, max_examples=min(settings().max_examples, 500))
        @given(steps)
        def walk(names):
            moment = datetime(2026, 3, 2, 7)
            with self.env.cr.savepoint() as savepoint, freeze_time(moment) as clock:
                self.births = {}
                deal = self.born()
                for name in names:
                    clock.move_to(moment := moment + timedelta(hours=5))
                    deal = self.step(deal, name)
                self.check_life(deal, moment)
                savepoint.rollback()

        walk()

    def born(self, **values):
        deal = self.make_deal(**values)
        self.births[deal.id] = datetime.now()
        return deal

    def step(self, deal, name):
        """One event of a deal's life.

        :return: the deal that lives on.
        """
        if name in self.teams:
            deal.team_id = self.teams[name]
        elif name.startswith("merge"):
            other = self.born(name="Other")
            other.stage_id = self.stages["service" if name == "merge into" else "needs"]
            return (deal | other).merge_opportunity()
        elif name == "revive":
            deal.filtered(lambda deal: deal.won_status == "lost").action_restore()
        elif deal.active and name == "lose":
            # A lead is put away by another button, with a reason of its own.
            deal.filtered_domain(
                [("won_status", "=", "pending"), ("type", "=", "opportunity")]
            ).action_set_lost(lost_reason_id=self.reason.id)
        elif name == "back to a lead":
            deal.type = "lead"
        elif name == "a deal again":
            deal.qualification_basis = "call"
            deal.type = "opportunity"
        elif name == "import":
            admin = self.env.ref("base.user_admin")
            deal.with_user(admin).with_context(import_file=True).stage_id = self.stages["service"]
        elif deal.active:
            deal.stage_id = self.stages[name]
        return deal

    def check_life(self, deal, end):
        rows = deal.history_ids.sorted("id")
        own = rows.filtered(lambda row: not row.merged_lead_id)
        self.assertTiles(own)
        self.assertEqual(own[0].entered_at, self.births[deal.id])
        is_deal = deal.type == "opportunity" and deal.team_id.flow_enabled
        kind = "stage" if is_deal else "outside"
        if kind == "stage":
            self.assertEqual(own[-1].stage_id, deal.stage_id)
        self.assertEqual(
            own[-1].kind, "lost" if kind == "stage" and deal.won_status == "lost" else kind
        )
        for merged in rows.grouped("merged_lead_id").values():
            if merged[0].merged_lead_id:
                self.assertTiles(merged, closed=True)
                self.assertEqual(merged[0].entered_at, self.births[merged[0].merged_lead_id])
                self.assertLessEqual(merged[-1].left_at, end)
