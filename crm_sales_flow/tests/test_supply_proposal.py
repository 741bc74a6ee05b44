from ast import literal_eval
from datetime import datetime

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from .supply_common import SupplyCase


@tagged("post_install", "-at_install")
class TestSupplyProposal(HttpCase, SupplyCase):
    """J01-J03, J06, J07: from the search for equipment to the answer of the client."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        attribute = cls.env["product.attribute"].create(
            {
                "name": "Speed",
                "value_ids": [Command.create({"name": name}) for name in ("8", "16")],
            }
        )
        cls.slow_value, cls.fast_value = attribute.value_ids
        cls.pumps = cls.env["product.template"].create(
            {
                "name": "Rotary pump",
                "is_storable": True,
                "attribute_line_ids": [
                    Command.create(
                        {
                            "attribute_id": attribute.id,
                            "value_ids": [Command.set(attribute.value_ids.ids)],
                        }
                    )
                ],
            }
        )
        cls.slow, cls.fast = cls.pumps.product_variant_ids
        cls.deal = cls.lead.with_user(cls.user_manager)

    def choose(self, products):
        action = self.deal.action_select_products()
        self.assertEqual(action["res_model"], "product.product")
        products.with_user(self.user_manager).with_context(
            **action["context"]
        ).action_add_to_selection()

    def test_J01_products_are_found_by_their_technical_data(self):
        """As the window itself asks, opened anew by its address as well: values stand under
        their attribute and do not repeat its name."""
        context = literal_eval(self.env.ref("crm_sales_flow.action_product_selection").context)
        found = self.env["product.product"].with_user(self.user_manager).with_context(**context)
        self.assertEqual(
            found.search([("technical_value_ids", "in", self.fast_value.ids)]), self.fast
        )
        panel = found.search_panel_select_multi_range(
            "technical_value_ids", group_by="attribute_id", enable_counters=True
        )
        values = {row["id"]: (row["display_name"], row["__count"]) for row in panel["values"]}
        self.assertEqual(values[self.fast_value.id], ("16", 1))

    def test_J01_J02_what_is_found_becomes_a_variant_of_the_deal(self):
        self.choose(self.slow | self.fast)
        self.assertEqual(self.deal.selection_line_ids.product_id, self.slow | self.fast)
        self.assertEqual(set(self.deal.selection_line_ids.mapped("state")), {"variant"})
        with self.assertRaises(UserError):
            self.slow.with_user(self.user_manager).action_add_to_selection()
        stranger = self.slow.with_user(self.users["manager_two"])
        with self.assertRaises(UserError):
            stranger.with_context(selection_lead_id=self.lead.id).action_add_to_selection()

    def test_J03_usual_services_are_offered_with_the_equipment(self):
        parent = self.env["product.category"].create({"name": "Equipment"})
        category = parent.create({"name": "Pumps", "parent_id": parent.id})
        mounting = self.service.copy({"name": "Mounting"})
        parent.usual_service_ids = self.service
        self.pumps.optional_product_ids = mounting.product_tmpl_id
        self.pumps.categ_id = category
        self.assertFalse(self.deal.usual_service_ids)
        self.choose(self.slow)
        self.assertEqual(self.deal.usual_service_ids, self.service | mounting)
        self.deal.action_add_usual_services()
        self.assertFalse(self.deal.usual_service_ids)
        line = self.deal.selection_line_ids.filtered(lambda x: x.product_id == mounting)
        line.action_reject()
        self.assertFalse(self.deal.usual_service_ids, "What was refused is not offered again.")

    def proposal(self):
        self.choose(self.slow | self.service)
        self.deal.selection_line_ids.action_accept()
        return self.env["sale.order"].browse(self.deal.action_make_quotation()["res_id"])

    def send(self, order):
        order.with_context(mark_so_as_sent=True).message_post(
            body="Our proposal",
            partner_ids=self.client_person.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

    def test_J06_sent_opened_and_answered_stand_on_the_deal(self):
        order = self.proposal().with_user(self.user_manager)
        self.assertEqual((order.proposal_state, order.proposal_version), ("draft", 1))
        self.send(order)
        self.assertEqual(order.proposal_state, "sent")
        self.assertIn("testov@client.example", order.proposal_sent_to)
        order.message_post(body="A note of ours")
        self.assertEqual(order.proposal_state, "sent")
        order._portal_ensure_token()
        answer = self.url_open(order.get_portal_url())
        self.assertEqual(answer.status_code, 200)
        self.env.invalidate_all()
        self.assertEqual(order.proposal_state, "opened")
        self.assertTrue(order.proposal_opened_at)
        self.deal.message_post(
            body="Agreed",
            author_id=self.client_person.id,
            message_type="email",
            subtype_xmlid="mail.mt_comment",
        )
        self.assertEqual(order.proposal_state, "answered")
        self.assertEqual(self.deal.proposal_ids, order)
        order.action_confirm()
        self.assertEqual(order.proposal_state, "accepted")

    def test_J06_a_letter_of_a_stranger_answers_no_proposal(self):
        order = self.proposal().with_user(self.user_manager)
        self.send(order)
        stranger = self.env["res.partner"].create(
            {"name": "Stranger", "email": "stranger@elsewhere.example"}
        )
        letter = {"body": "Hello", "message_type": "email", "subtype_xmlid": "mail.mt_comment"}
        for record in (self.deal, order):
            record.message_post(author_id=stranger.id, **letter)
            record.message_post(author_id=False, email_from=stranger.email, **letter)
            self.assertEqual(order.proposal_state, "sent")
        author = {"author_id": False, "email_from": "Testov <TESTOV@client.example>"}
        self.deal.message_post(**author, **letter)
        self.assertEqual(order.proposal_state, "answered", "His address tells who he is.")

    def test_J06_a_sent_proposal_brings_the_deal_to_the_agreement(self):
        for day, step in ((False, "proposal"), ("2030-01-31", "negotiation")):
            with self.subTest(step=step):
                self.deal = self.as_user("manager", self.make_deal())
                order = self.proposal()
                self.deal.stage_id = self.stages["proposal"]
                self.deal.date_deadline = day
                self.send(order.with_user(self.user_manager))
                self.assertEqual(self.deal.flow_step, step)

    def asked(self):
        return self.lead._flow_open_tasks("prepare_proposal")

    def test_J09_two_working_days_without_a_proposal_are_reminded_of(self):
        order = self.proposal()
        with freeze_time("2026-11-20 08:00:00"):  # a Friday
            self.lead.stage_id = self.stages["proposal"]
            task = self.asked()
            self.assertEqual(task.user_id, self.user_manager)
            self.assertEqual(task.deadline_at, datetime(2026, 11, 24, 8))
        with freeze_time("2026-11-24 09:30:00"):
            self.env.ref("crm_sales_flow.ir_cron_reminders").method_direct_trigger()
        self.env.invalidate_all()
        reminder = self.env["crm.task.reminder"].search([("activity_id", "=", task.id)])
        self.assertEqual(reminder.user_id, self.user_manager)
        self.send(order.with_user(self.user_manager))
        self.assertFalse(self.asked(), "It ends when the proposal is sent.")

    def test_J09_a_proposal_that_was_sent_is_not_asked_for(self):
        self.send(self.proposal().with_user(self.user_manager))
        self.lead.stage_id = self.stages["proposal"]
        self.assertFalse(self.asked())

    def test_J09_the_step_of_a_chain_is_silent_then_and_asks_for_the_answer(self):
        order = self.proposal()
        task = self.env.ref("crm_sales_flow.chain_response_proposal")._plan(self.lead)
        self.lead.stage_id = self.stages["proposal"]
        self.assertEqual(self.asked(), task, "One task, whoever asks for it.")
        self.assertTrue(task.remind_at)
        self.send(order.with_user(self.user_manager))
        self.assertTrue(task.active)
        self.assertFalse(task.remind_at)

    def test_J07_the_next_version_keeps_the_former_one(self):
        first = self.proposal().with_user(self.user_manager)
        self.send(first)
        second = first.browse(first.action_new_version()["res_id"])
        self.assertEqual(second.name, f"{first.name}-2")
        self.assertEqual((first.state, first.proposal_state), ("cancel", "replaced"))
        self.assertFalse(second.proposal_sent_at)
        self.assertFalse(second.version_changes)
        second.order_line[0].product_uom_qty = 3
        second.order_line[1].unlink()
        second.order_line.create({"order_id": second.id, "product_id": self.fast.id})
        changes = second.version_changes
        self.assertIn("1 · ", changes)
        self.assertIn("3 · ", changes)
        self.assertIn(f"− {self.service.display_name}", changes)
        self.assertIn(f"+ {self.fast.display_name}", changes)
        with self.assertRefused("later version"):
            first.browse(first.id).sudo().write({"state": "draft"})
            first.action_new_version()
        self.send(second)
        third = first.browse(second.action_new_version()["res_id"])
        self.assertEqual(third.name, f"{first.name}-3")
        self.assertEqual(self.deal.proposal_ids, third | second | first)
        self.assertFalse(
            self.deal.selection_line_ids._to_quote().filtered(lambda x: x.product_id == self.slow)
        )
