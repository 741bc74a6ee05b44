from datetime import timedelta

from odoo.tests import tagged
from odoo.tools import format_date

from .supply_common import NOW, PromisedSupplyCase


@tagged("post_install", "-at_install")
class TestSupplyCauses(PromisedSupplyCase):
    """L02, L07, L08: what moved the day of an order, by how much, and what was taken from it."""

    def setUp(self):
        super().setUp()
        self.user_manager.lang = "en_US"

    def notices(self, lead=None):
        """Notes of the deal of which its manager is told."""
        return (lead or self.lead).message_ids.filtered(
            lambda message: self.user_manager.partner_id in message.partner_ids
        )

    def test_L08_a_transfer_to_the_stock_that_is_late_is_named(self):
        self.warehouse.reception_steps = "two_steps"
        order = self.promised({self.bought: 1}, days=10)
        purchase = self.purchase_of(order)
        purchase.button_confirm()
        self._validate(purchase.picking_ids)
        self.commit()
        transfer = order.order_line.sudo().move_ids.move_orig_ids.picking_id
        self.assertEqual(transfer.picking_type_code, "internal")
        transfer.with_user(self.user_warehouse).scheduled_date = NOW + timedelta(days=15)
        self.commit()
        task = self.lead._flow_open_tasks("tell_new_date")
        self.assertIn(f"Cause: {transfer.name}.", task.note)

    def test_L08_a_cancelled_purchase_is_named(self):
        for confirmed in (False, True):
            with self.subTest(confirmed=confirmed):
                lead = self.make_deal(name=f"Bought {confirmed}")
                order = self.promised({self.bought: 1}, days=60, lead=lead)
                purchase = self.purchase_of(order)
                if confirmed:
                    purchase.button_confirm()
                    self.commit()
                purchase.button_cancel()
                self.commit()
                notice = self.notices(lead)
                self.assertIn("no day of readiness", notice.body)
                self.assertIn(f"Cause: {purchase.name}.", notice.body)

    def test_L08_the_draft_of_the_letter_tells_the_new_day(self):
        self._put_in_stock(self.part, 2)
        order = self.promised({self.made: 1}, days=10)
        order.sudo().mrp_production_ids.date_finished = NOW + timedelta(days=14)
        self.commit()
        template = self.env.ref("crm_sales_flow.mail_template_new_date")
        template = template.with_user(self.user_manager)
        letter = template._render_field("body_html", self.lead.ids, compute_lang=True)
        reader = template.with_context(lang=self.client_person.lang)
        self.assertIn(format_date(reader.env, self.lead.ready_date), letter[self.lead.id])

    def test_L07_lateness_is_counted_in_days(self):
        self._put_in_stock(self.part, 2)
        order = self.promised({self.made: 1}, days=10)
        line = order.order_line.with_user(self.user_manager)
        production = order.sudo().mrp_production_ids
        for shift, days in (({"days": 10, "hours": 5}, 0), ({"days": 14}, 4), ({"days": 3}, 0)):
            production.date_finished = NOW + timedelta(**shift)
            self.commit()
            self.assertEqual(line.days_late, days, shift)
            self.assertEqual(order._supply_is_late(), days > 0)

    def test_L02_goods_that_the_warehouse_frees_are_told(self):
        self._put_in_stock(self.bolt, 2)
        order = self.promised({self.bolt: 2}, days=10)
        before = self.notices()
        picking = order.sudo().picking_ids.with_user(self.user_warehouse)
        picking.do_unreserve()
        self.commit()
        notice = self.notices() - before
        self.assertEqual(len(notice), 1)
        self.assertIn(f"{order.name} lacks goods again", notice.body)
        self.assertIn(picking.name, notice.body)
        picking.action_assign()
        self.commit()
        self.assertIn("can be shipped", (self.notices() - before - notice).body)

    def test_M07_half_shipped_is_seen_and_the_stage_stays(self):
        self._put_in_stock(self.bolt, 2)
        order = self.promised({self.bolt: 2}, days=10)
        stage = self.lead.stage_id
        self._ship(order, {self.bolt: 1})
        self.commit()
        self.assertSupply(order.order_line, shipped=1, reserved=1)
        self.assertEqual(self.as_user("manager", self.lead).delivery_state, "partial")
        self.assertEqual(self.lead.stage_id, stage)

    def test_AC02_the_next_step_of_a_line_has_the_words_of_1c(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        self.env["ir.module.module"]._load_module_terms(["crm_sales_flow"], ["ru_RU"])
        lines = self.env["sale.order.line"].with_user(self.user_manager)
        field = lines.with_context(lang="ru_RU").fields_get(["supply_action"], ["selection"])
        words = dict(field["supply_action"]["selection"])
        self.assertEqual(
            [words[key] for key in ("reserve", "produce", "purchase", "ship")],
            ["Резервировать", "К производству", "К обеспечению", "Отгрузить"],
        )
