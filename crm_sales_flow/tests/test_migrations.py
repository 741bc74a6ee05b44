import importlib.util
from datetime import datetime, timedelta
from pathlib import Path

from odoo.tests import tagged
from odoo.tools import SQL

from .supply_common import SupplyCase

FOLDER = Path(__file__).parent.parent / "migrations"


@tagged("post_install", "-at_install")
class TestMigrations(SupplyCase):
    """What an upgrade does with the data of a company."""

    def migrate(self, version, script):
        path = FOLDER / version / f"{script}.py"
        spec = importlib.util.spec_from_file_location(f"migration_{script}", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        self.env.flush_all()
        module.migrate(self.env.cr, version)
        self.env.flush_all()
        self.env.invalidate_all()

    def forget(self, record, **values):
        """As the version before left a row."""
        self.env.flush_all()
        for name, value in values.items():
            names = SQL.identifier(record._table), SQL.identifier(name)
            self.env.cr.execute(
                SQL("UPDATE %s SET %s = %s WHERE id = %s", *names, value, record.id)
            )
        self.env.invalidate_all()

    def test_L08_running_orders_know_what_was_told(self):
        """An arrival is then told as the first event, and a moved day stands in the history."""
        self._put_in_stock(self.part, 10)
        order = self._order({self.made: 1})
        self.env.cr.flush()
        self.forget(order, supply_told_date=None, supply_told_state=None)
        self.migrate("19.0.1.2.0", "post-supply")
        self.assertEqual(order.supply_told_state, "waiting")
        self.assertEqual(order.supply_told_date, order.order_line.ready_date)
        production = order.sudo().mrp_production_ids
        production.date_finished = datetime.now() + timedelta(days=30)
        self.env.cr.flush()
        self.assertIn(production.name, self.lead.message_ids[0].body)

    def test_L08_a_slip_that_was_told_before_the_upgrade_is_not_told_again(self):
        self._put_in_stock(self.part, 20)
        orders = [self._order({self.made: 1}) for _index in range(2)]
        for order, days in zip(orders, (2, 40), strict=True):
            order.sudo().commitment_date = datetime.now() + timedelta(days=days)
            order.sudo().mrp_production_ids.date_finished = datetime.now() + timedelta(days=20)
            self.env.cr.flush()
            self.forget(order, supply_told_late=None)
        self.migrate("19.0.1.4.0", "post-supply")
        self.assertEqual([order.supply_told_late for order in orders], [True, False])

    def test_T01_stored_money_follows_the_present_rules(self):
        self._order({self.service: 1})
        self.forget(self.lead, payment_state="paid", amount_paid=5, date_committed="2026-01-01")
        self.migrate("19.0.1.2.0", "post-money")
        self.assertEqual((self.lead.payment_state, self.lead.amount_paid), ("none", 0))
        self.assertFalse(self.lead.date_committed)

    def test_I07_a_row_that_was_shipped_asks_for_a_known_source(self):
        row = self.env.ref("crm_sales_flow.stage_action_card")
        shipped = row.domain
        self.forget(
            row,
            domain="[('partner_id', '!=', False), ('contact_id', '!=', False), "
            "('source_id', '!=', False)]",
        )
        self.migrate("19.0.1.2.0", "post-gates")
        self.assertEqual(row.domain, shipped)

    def test_U06_the_upgrade_leaves_the_names_that_the_company_chose(self):
        sources = {
            code: self.env.ref(f"crm_sales_flow.utm_source_{code}")
            for code in ("undefined", "website")
        }
        self.env["res.lang"]._activate_lang("ru_RU")
        self.env.ref("base.user_admin").lang = "ru_RU"
        sources["undefined"].name, sources["website"].name = "Nobody knows", "Website"
        self.migrate("19.0.1.2.0", "post-sources")
        self.assertEqual(sources["undefined"].name, "Nobody knows")
        self.assertNotEqual(sources["website"].name, "Website")
