from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import SalesFlowCase


@tagged("post_install", "-at_install")
class TestDealGates(SalesFlowCase):
    """I01-I07, AA08: a deal moves when the facts are there (the paths: test_deal_gate_paths)."""

    def setUp(self):
        super().setUp()
        self.deal = self.as_user("manager", self.make_deal())

    def test_I06_forward_move_names_every_unmet_gate_of_every_stage_between(self):
        self.deal.need_ids.unlink()
        self.deal.source_id = False
        with self.assertRaises(UserError) as caught:
            self.deal.stage_id = self.stages["negotiation"]
        message = str(caught.exception)
        for text in ("need of the client", "source of the client", "proposal was made and sent"):
            self.assertIn(text, message)

    def test_I06_one_error_lists_the_failing_deals_of_a_batch(self):
        other = self.as_user("manager", self.make_deal(name="Pump", source_id=False))
        with self.assertRaises(UserError) as caught:
            (self.deal | other).write({"stage_id": self.stages["selection"].id})
        self.assertIn("Pump", str(caught.exception))
        self.assertNotIn("Vacuum chamber", str(caught.exception))

    def test_I06_fill_and_move_in_one_save(self):
        deal = self.as_user("manager", self.make_deal(source_id=False))
        deal.write({"stage_id": self.stages["selection"].id, "source_id": self.source.id})
        self.assertEqual(deal.stage_id, self.stages["selection"])

    def test_going_back_is_free(self):
        self.deal.stage_id = self.stages["selection"]
        self.env.ref("crm_sales_flow.gate_selection").active = False
        self.deal.stage_id = self.stages["proposal"]
        self.deal.write({"stage_id": self.stages["needs"].id, "source_id": False})
        self.assertEqual(self.deal.stage_id, self.stages["needs"])

    def test_AA08_head_lets_a_deal_pass_once_with_a_reason(self):
        self.deal.source_id = False
        wizard = (
            self.env["crm.stage.override.wizard"]
            .with_user(self.users["head"])
            .with_context(active_id=self.deal.id)
        )
        wizard.create({"reason": "The client came by himself"}).action_apply()
        self.assertEqual(self.deal.stage_id, self.stages["selection"])
        override = self.env["crm.stage.override"].search([("lead_id", "=", self.deal.id)])
        self.assertEqual(override.user_id, self.users["head"])
        self.assertTrue(override.consumed_at)
        self.assertEqual(override.history_id.stage_id, self.stages["selection"])
        self.deal.stage_id = self.stages["needs"]
        with self.assertRaises(UserError):
            self.deal.stage_id = self.stages["selection"]

    def test_AA08_an_exception_from_some_conditions_waits_for_the_others(self):
        self.deal.source_id = False
        self.deal.sudo().need_ids.unlink()
        source, need = (self.env.ref(f"crm_sales_flow.gate_{name}") for name in ("source", "need"))
        wizard = self.as_user("head", self.env["crm.stage.override.wizard"])
        wizard = wizard.with_context(active_id=self.deal.id)
        wizard = wizard.create({"reason": "The client came by himself"})
        self.assertEqual(wizard.gate_ids, source | need)
        wizard.gate_ids = [Command.clear()]
        with self.assertRefused("Choose the conditions"):
            wizard.action_apply()
        wizard.gate_ids = source
        told = wizard.action_apply()
        self.assertIn(need.name, told["params"]["message"])
        self.assertNotIn(source.name, told["params"]["message"])
        self.assertEqual(self.deal.stage_id, self.stages["needs"])
        override = self.env["crm.stage.override"].search([("lead_id", "=", self.deal.id)])
        self.assertEqual((override.gate_id, override.consumed_at), (source, False))
        self.deal.need_ids.create({"lead_id": self.deal.id, "text": "A chamber"})
        self.deal.action_next_stage()
        self.assertEqual(self.deal.stage_id, self.stages["selection"])
        self.assertTrue(override.consumed_at)

    def test_AA08_manager_cannot_allow_himself_an_exception(self):
        gate = self.env.ref("crm_sales_flow.gate_source")
        values = {"lead_id": self.deal.id, "gate_id": gate.id, "reason": "Please"}
        with self.assertRaises(AccessError):
            self.env["crm.stage.override"].with_user(self.users["manager"]).create(values)

    def test_only_a_director_closes_with_an_exception(self):
        gate = self.env.ref("crm_sales_flow.gate_paid")
        values = {"lead_id": self.deal.id, "gate_id": gate.id, "reason": "Barter"}
        overrides = self.env["crm.stage.override"]
        with self.assertRaises(AccessError):
            overrides.with_user(self.users["head"]).create(values)
        self.assertTrue(overrides.with_user(self.users["director"]).create(values))

    def test_foreign_head_has_no_say(self):
        stranger = self.users["manager_two"]
        stranger.group_ids += self.env.ref("crm_sales_flow.group_head")
        gate = self.env.ref("crm_sales_flow.gate_source")
        with self.assertRaises(AccessError):
            self.env["crm.stage.override"].with_user(stranger).create(
                {"lead_id": self.deal.id, "gate_id": gate.id, "reason": "Mine now"}
            )

    def test_invalid_domain_is_refused_at_saving(self):
        gates = self.env["crm.stage.gate"].with_user(self.users["director"])
        for domain in (
            "[('no_such_field', '=', 1)]",
            "[(",
            "user.id",
            "[('partner_id', 'wrong', 1)]",
            "[('payment_state', '=', 'payed')]",
            "[('payment_state', 'in', ['paid', 'payed'])]",
            "[('order_ids.state', '=', 'confirmed')]",
            "[('source_id', '=', 1000000)]",
            "[('order_ids', 'not any', [('state', '=', 'confirmed')])]",
        ):
            with self.subTest(domain=domain), self.assertRaises(ValidationError):
                gates.create(
                    {"name": "Broken", "stage_id": self.stages["needs"].id, "domain": domain}
                )

    def test_Y01_a_question_alone_is_no_need(self):
        deal = self.make_deal(need_ids=[(0, 0, {"text": "How much?", "kind": "question"})])
        gate = self.env.ref("crm_sales_flow.gate_need")
        self.assertIn(gate, deal.with_user(self.users["manager"]).unmet_gate_ids)
        deal.need_ids = [(0, 0, {"text": "A chamber", "kind": "need"})]
        self.env.invalidate_all()
        self.assertNotIn(gate, deal.with_user(self.users["manager"]).unmet_gate_ids)

    def test_AA08_passing_is_offered_only_where_it_may_be_given(self):
        """The Head is not asked for a reason that only a director may give."""
        deal = self.make_deal(source_id=False)
        self.assertTrue(deal.with_user(self.users["head"]).may_override)
        self.assertFalse(deal.with_user(self.users["manager"]).may_override)
        deal.flush_recordset()
        self.env.cr.execute(
            "UPDATE crm_lead SET stage_id = %s WHERE id = %s", [self.stages["closing"].id, deal.id]
        )
        deal.invalidate_recordset(flush=False)
        self.assertTrue(deal.unmet_gate_ids)
        self.assertFalse(deal.with_user(self.users["head"]).may_override)
        self.assertTrue(deal.with_user(self.users["director"]).may_override)

    def test_a_gate_that_an_upgrade_broke_blocks_and_tells_the_administrators_once(self):
        gate = self.env.ref("crm_sales_flow.gate_source")
        self.env.cr.execute(
            "UPDATE crm_stage_gate SET domain = %s WHERE id = %s",
            ["[('gone_with_an_upgrade', '=', 1)]", gate.id],
        )
        gate.invalidate_recordset()
        self.assertIn("gone_with_an_upgrade", gate.problem)
        with self.assertLogs("odoo.addons.crm_sales_flow", "WARNING"):
            with self.assertRaises(UserError) as caught:
                self.deal.stage_id = self.stages["selection"]
        self.assertIn("source of the client", str(caught.exception))
        self.assertIn("administrator", str(caught.exception))
        with self.enter_registry_test_mode():
            for _twice in range(2):
                gate._report_broken()
        gate.invalidate_recordset()
        self.assertTrue(gate.is_reported)
        told = self.env["mail.message"].search([("subject", "ilike", "is broken")])
        self.assertEqual(len(told), 1)
        self.assertIn(self.env.ref("base.user_admin").partner_id, told.notified_partner_ids)
        self.deal.invalidate_recordset()
        with self.assertLogs("odoo.addons.crm_sales_flow", "WARNING"):
            self.assertIn("administrator", self.deal.unmet_gate_ids.advice)
        checks = self.env["crm.setup.check"]._setup_checks()
        self.assertIn(
            "source of the client",
            next(row["detail"] for row in checks if "Exit" in row["name"] and not row["is_ok"]),
        )
        self.as_user("director", gate).domain = "[('source_id', '!=', False)]"
        self.assertFalse(gate.problem or gate.is_reported)
        self.deal.stage_id = self.stages["selection"]

    def test_gate_can_be_tried_on_the_open_deals(self):
        self.deal.source_id = False
        gate = self.as_user("director", self.env.ref("crm_sales_flow.gate_source"))
        before = gate.action_try()["params"]["message"]
        self.make_deal(source_id=False)
        self.assertNotEqual(gate.action_try()["params"]["message"], before)

    def test_panel_leads_to_the_place_of_the_remedy(self):
        places = {
            "gate_client": {"field": "partner_id", "page": False},
            "gate_need": {"field": "need_ids", "page": "page_needs"},
            "gate_variant": {"field": "cooperation_variant_id", "page": False},
        }
        for name, params in places.items():
            gate = self.as_user("manager", self.env.ref(f"crm_sales_flow.{name}"))
            action = gate.with_context(flow_deal_id=self.deal.id).action_fix()
            self.assertEqual(
                (action["tag"], action["params"]), ("crm_sales_flow.show_field", params)
            )
        for gate in self.env["crm.stage.gate"].search([]):
            if not gate.fix_action_id:
                gate = self.as_user("manager", gate).with_context(flow_deal_id=self.deal.id)
                with self.subTest(gate=gate.name):
                    self.assertEqual(gate.action_fix()["tag"], "crm_sales_flow.show_field")

    def test_I04_go_leads_to_an_action_that_was_made_by_hand(self):
        gate = self.env.ref("crm_sales_flow.gate_need")
        made = self.env["ir.actions.act_window"].create(
            {"name": "Made by hand", "res_model": "crm.deal.need", "view_mode": "list"}
        )
        gate.fix_action_id = self.env["ir.actions.actions"].browse(made.id)
        mine = self.as_user("manager", gate).with_context(flow_deal_id=self.deal.id)
        action = mine.action_fix()
        self.assertEqual((action["res_model"], action["name"]), ("crm.deal.need", "Made by hand"))
        self.assertEqual(action["context"]["default_lead_id"], self.deal.id)

    def test_I05_agreement_is_entered_with_sum_and_date(self):
        self.env.ref("crm_sales_flow.gate_quotation_sent").active = False
        self.env["crm.selection.line"].create(
            {"lead_id": self.deal.id, "is_custom": True, "note": "x"}
        )
        self.deal.stage_id = self.stages["proposal"]
        with self.assertRaises(UserError) as caught:
            self.deal.stage_id = self.stages["negotiation"]
        self.assertIn("amount of the deal", str(caught.exception))
        self.assertIn("expected date", str(caught.exception))
        self.deal.write(
            {
                "expected_revenue": 1000,
                "date_deadline": "2030-01-01",
                "stage_id": self.stages["negotiation"].id,
            }
        )
        with self.assertRaises(UserError) as caught:
            self.deal.write({"expected_revenue": 0, "stage_id": self.stages["supply"].id})
        self.assertIn("amount of the deal", str(caught.exception))

    def test_I06_the_same_condition_of_two_stages_is_named_once(self):
        with self.assertRaises(UserError) as caught:
            self.deal.stage_id = self.stages["supply"]
        self.assertEqual(str(caught.exception).count("The amount of the deal is entered"), 1)

    def test_inapplicable_gate_and_stage_are_passed_silently(self):
        self.env["crm.stage.gate"].create(
            {
                "name": "Only for the second department",
                "stage_id": self.stages["needs"].id,
                "domain": "[('expected_revenue', '>', 0)]",
                "applies_domain": f"[('team_id', '=', {self.other_team.id})]",
            }
        )
        self.deal.stage_id = self.stages["selection"]
        self.assertEqual(self.deal.stage_id, self.stages["selection"])

    def test_panel_shows_the_same_gates_that_refuse_the_move(self):
        self.deal.source_id = False
        self.assertEqual(self.deal.unmet_gate_ids, self.env.ref("crm_sales_flow.gate_source"))
        self.deal.source_id = self.source
        self.deal.invalidate_recordset(["unmet_gate_ids"])
        self.assertFalse(self.deal.unmet_gate_ids)

    def test_I14_lost_needs_a_reason_and_archiving_is_no_way_round(self):
        with self.assertRaises(UserError):
            self.deal.action_set_lost()
        with self.assertRaises(UserError):
            self.deal.action_archive()
        reason = self.env["crm.lost.reason"].search([], limit=1)
        self.deal.action_set_lost(lost_reason_id=reason.id)
        self.assertEqual(self.deal.won_status, "lost")
        self.assertEqual(self.deal.stage_id, self.stages["needs"])

    def test_teams_outside_the_process_are_left_alone(self):
        team = self.env["crm.team"].create({"name": "Other business"})
        deal = self.env["crm.lead"].create(
            {"name": "Free", "type": "opportunity", "team_id": team.id}
        )
        deal.stage_id = self.stages["won"]
        self.assertFalse(deal.history_ids)

    def test_head_may_take_a_deal_out_of_the_process_and_manager_may_not(self):
        outside = self.env["crm.team"].create({"name": "Other business"})
        with self.assertRaises(AccessError):
            self.deal.team_id = outside
        self.as_user("head", self.deal).team_id = outside
        self.assertEqual(self.deal.team_id, outside)
