import re
from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import format_date

from .common import SalesFlowCase


@tagged("post_install", "-at_install")
class TestDealLoss(SalesFlowCase):
    """I09, I12-I14, A08: what a deal owes, when it counts, when it is stuck, hard or lost."""

    def setUp(self):
        super().setUp()
        self.deal = self.as_user("manager", self.make_deal())

    # ------------------------------------------------------------------ lost

    def lose(self, reason, **values):
        wizard = self.env["crm.lead.lost"].with_user(self.users["manager"])
        wizard = wizard.with_context(default_lead_ids=self.deal.ids)
        with Form(wizard) as form:
            form.lost_reason_id = self.env.ref(reason)
            for name, value in values.items():
                form[name] = value
        form.record.action_lost_reason_apply()

    def test_I14_reason_and_stage_of_loss_are_kept(self):
        self.deal.stage_id = self.stages["selection"]
        self.lose("crm_sales_flow.lost_reason_budget")
        self.assertEqual(self.deal.won_status, "lost")
        self.assertEqual(self.deal.lost_stage_id, self.stages["selection"])
        self.deal.action_restore()
        self.assertFalse(self.deal.lost_stage_id or self.deal.lost_reason_id)

    def test_I14_the_wizard_asks_for_the_reason_and_for_the_competitor(self):
        wizard = self.env["crm.lead.lost"].with_user(self.users["manager"])
        with (
            self.assertRaises(AssertionError),
            Form(wizard.with_context(default_lead_ids=self.deal.ids)),
        ):
            pass  # saving without a reason is what fails
        with self.assertRaises(AssertionError):
            self.lose("crm_sales_flow.lost_reason_competitor")
        self.lose("crm_sales_flow.lost_reason_competitor", lost_competitor="Vakuum-Servis")
        self.assertEqual(self.deal.lost_competitor, "Vakuum-Servis")
        self.deal.action_restore()
        self.assertFalse(self.deal.lost_competitor)

    def test_I14_H03_lists_of_reasons_are_seven_at_most(self):
        for model, values in (
            ("crm.lost.reason", {}),
            ("crm.disqualify.reason", {"kind": "not_ours"}),
        ):
            reasons = self.as_user("director", self.env[model])
            spare = 7 - reasons.search_count([])
            self.assertGreaterEqual(spare, 0)
            reasons.create([{**values, "name": f"Reason {n}"} for n in range(spare)])
            with self.subTest(model=model), self.assertRaises(ValidationError):
                reasons.create({**values, "name": "One too many"})
            hidden = reasons.create({**values, "name": "Hidden", "active": False})
            with self.subTest(model=model), self.assertRaises(ValidationError):
                hidden.active = True

    def test_AE01_a_deal_is_lost_and_never_deleted(self):
        self.deal.stage_id = self.stages["selection"]
        for login in ("manager", "head", "director"):
            with self.subTest(role=login), self.assertRaises(UserError):
                self.as_user(login, self.deal).unlink()
        administrator = self.deal.with_user(self.env.ref("base.user_admin"))
        with self.assertRefused("mark it as lost"):
            administrator.unlink()
        self.assertEqual(len(self.deal.history_ids), 2)
        other = self.as_user("director", self.make_deal(name="Twin"))
        merged = (self.as_user("director", self.deal) | other).merge_opportunity()
        self.assertEqual(len(merged.history_ids), 3)

    def test_I14_no_call_loses_a_deal_without_reason_or_competitor(self):
        competitor = self.env.ref("crm_sales_flow.lost_reason_competitor")
        with self.assertRefused("reason"):
            self.deal.action_set_lost()
        with self.assertRefused("competitor"):
            self.deal.action_set_lost(lost_reason_id=competitor.id)
        with self.assertRefused("competitor"):
            self.deal.write({"active": False, "probability": 0, "lost_reason_id": competitor.id})
        self.lose("crm_sales_flow.lost_reason_budget")
        with self.assertRefused("reason"):
            self.deal.lost_reason_id = False

    def test_I14_the_competitor_of_a_lost_deal_is_not_taken_out(self):
        self.lose("crm_sales_flow.lost_reason_competitor", lost_competitor="Vakuum-Servis")
        for empty in (False, " "):
            with self.assertRefused("competitor"):
                self.deal.lost_competitor = empty
        self.env.invalidate_all()
        self.deal.lost_competitor = "Tekhno-Pech"
        self.assertEqual(self.deal.lost_competitor, "Tekhno-Pech")

    def test_I14_at_most_seven_reasons_are_shipped(self):
        self.assertLessEqual(self.env["crm.lost.reason"].search_count([]), 7)

    # ----------------------------------------------------- milestone and card

    def test_I12_committed_deal_counts_by_its_day_and_stays_open(self):
        self.deal.expected_revenue = 500
        self.assertFalse(self.deal.amount_committed)
        with freeze_time("2026-03-02 10:00:00"):
            self.env["crm.deal.document"].create(
                {
                    "type_id": self.env.ref("crm_sales_flow.document_type_contract").id,
                    "state": "signed",
                    "file": b"c2Nhbg==",
                    "deal_ids": self.deal.ids,
                }
            )
            self.env.flush_all()
        self.assertEqual(self.deal.date_committed, fields.Date.to_date("2026-03-02"))
        rows = self.env["crm.lead"]._read_group(
            [("id", "=", self.deal.id)], ["date_committed:month"], ["amount_committed:sum"]
        )
        self.assertEqual(rows[0][1], 500)
        self.assertEqual(self.deal.won_status, "pending")

    def test_I12_the_day_is_that_of_the_paper_or_of_the_money(self):
        documents = self.env["crm.deal.document"].with_user(self.users["accountant"])
        kinds = {
            code: self.env.ref(f"crm_sales_flow.document_type_{code}").id
            for code in ("contract", "payment")
        }
        rows = (
            {"type_id": kinds["contract"], "date_signed": "2026-02-10", "file": b"c2Nhbg=="},
            {"type_id": kinds["payment"], "date": "2026-02-03", "amount": 5},
        )
        for row, day in zip(rows, ("2026-02-10", "2026-02-03"), strict=True):
            documents.create({**row, "state": "signed", "deal_ids": self.deal.ids})
            self.assertEqual(str(self.deal.date_committed), day)
        self.deal.document_ids.filtered("is_payment").with_user(self.users["accountant"]).unlink()
        self.assertEqual(str(self.deal.date_committed), "2026-02-10")

    def test_I09_deal_card_lists_the_sum_and_the_obligations_of_both_sides(self):
        self.deal.write(
            {
                "expected_revenue": 1234567,
                "obligation_ids": [
                    (0, 0, {"name": "Ship the chamber", "date_due": "2026-05-20"}),
                    (
                        0,
                        0,
                        {
                            "name": "Prepare the foundation",
                            "side": "client",
                            "date_due": "2026-04-10",
                            "is_done": True,
                            "date_done": "2026-04-07",
                        },
                    ),
                ],
            }
        )
        report = self.env["ir.actions.report"].with_user(self.users["manager"])
        html = report._render_qweb_html("crm_sales_flow.form_deal_card", self.deal.ids)[0].decode()
        text = re.sub(r"<[^>]+>", "", html)
        ours, theirs = text.split("Prepare the foundation")
        self.assertIn("1234567", re.sub(r"[\s,.]", "", ours))
        self.assertIn("Ship the chamber", ours)
        self.assertIn(self.shown("2026-05-20"), ours)
        self.assertIn(self.shown("2026-04-10"), theirs)
        self.assertIn(self.shown("2026-04-07"), theirs)

    def shown(self, day):
        return format_date(self.env(user=self.users["manager"]), day)

    # ------------------------------------------------------------ stuck deals

    def test_I13_thresholds_are_data_and_a_stuck_deal_is_marked_and_found(self):
        steps = self.env["crm.stage"]._flow_stages().filtered("flow_step")
        self.assertTrue(
            all(steps.filtered(lambda stage: not stage.is_won).mapped("rotting_threshold_days"))
        )
        days = self.stages["needs"].rotting_threshold_days
        found = [("id", "=", self.deal.id), ("is_rotting", "=", True)]
        self.assertFalse(self.deal.search(found))
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET date_last_stage_update = %s WHERE id = %s",
            [self.env.cr.now() - timedelta(days=days + 1), self.deal.id],
        )
        self.env.invalidate_all()
        self.assertTrue(self.deal.is_rotting)
        self.assertEqual(self.deal.search(found), self.deal)

    # -------------------------------------------------------------- hard case

    def escalate(self, **values):
        wizard = self.env["crm.deal.escalate"].with_user(self.users["manager"])
        wizard = wizard.with_context(active_id=self.deal.id)
        wizard.create({"reason": "Threatens to cancel", **values}).action_apply()
        return self.deal.escalation_ids

    def test_A08_the_head_joins_and_gets_a_task_the_same_minute(self):
        with freeze_time("2026-03-02 09:00:00"):
            self.escalate()
        head = self.users["head"]
        self.assertTrue(self.deal.is_hard_case)
        self.assertEqual(self.deal.co_responsible_id, head)
        self.assertIn(head.partner_id, self.deal.message_partner_ids)
        task = self.deal._flow_open_tasks("hard_case")
        self.assertEqual(task.user_id, head)
        self.assertIn("Threatens to cancel", task.note)
        self.assertIn("Threatens to cancel", str(self.deal.message_ids.mapped("body")))

    def test_A08_cause_and_resolution_are_mandatory_and_the_log_stays(self):
        case = self.escalate()
        mine = self.as_user("head", case)
        for values in ({}, {"cause": "The supplier was late"}, {"cause": "x", "resolution": " "}):
            mine.write(values)
            with self.assertRefused("cause and the resolution"):
                mine.action_resolve()
        mine.write({"cause": "The supplier was late", "resolution": "A pump from the stock"})
        mine.action_resolve()
        self.assertFalse(self.deal.is_hard_case or self.deal.co_responsible_id)
        self.assertFalse(self.deal._flow_open_tasks("hard_case"))
        self.assertEqual(case.resolved_by_id, self.users["head"])
        self.assertIn("A pump from the stock", str(self.deal.message_ids.mapped("body")))
        with self.assertRaises(AccessError):
            mine.cause = "Somebody else"
        self.escalate(reason="Again")
        self.assertEqual(len(self.deal.escalation_ids), 2)

    def test_A08_the_manager_cannot_take_the_flag_off(self):
        case = self.as_user("manager", self.escalate())
        with self.assertRaises(AccessError):
            self.deal.is_hard_case = False
        with self.assertRaises(AccessError):
            case.write({"cause": "x", "resolution": "y"})
        with self.assertRaises(AccessError):
            case.action_resolve()
        with self.assertRaises(AccessError):
            case.unlink()
        with self.assertRaises(AccessError):
            self.as_user("head", case).resolved_at = fields.Datetime.now()

    def test_A08_only_the_head_of_the_department_is_called(self):
        with self.assertRefused("Head of the department"):
            self.env["crm.deal.escalation"].with_user(self.users["manager"]).create(
                {
                    "lead_id": self.deal.id,
                    "head_id": self.users["tester"].id,
                    "reason": "A colleague",
                }
            )

    def test_A08_a_stranger_does_not_escalate(self):
        with self.assertRaises(AccessError):
            self.env["crm.deal.escalation"].with_user(self.users["manager_two"]).create(
                {
                    "lead_id": self.deal.id,
                    "head_id": self.users["head"].id,
                    "reason": "Not mine",
                }
            )
