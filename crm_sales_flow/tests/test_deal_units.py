from odoo.tests import tagged

from ..hooks import _name_units
from .common import SalesFlowCase


@tagged("post_install", "-at_install")
class TestDealUnits(SalesFlowCase):
    """J04: a paper says «шт.», and what the company has named by itself stays."""

    def setUp(self):
        super().setUp()
        self.env["res.lang"]._activate_lang("ru_RU")
        self.unit = self.env.ref("uom.product_uom_unit").with_context(lang="ru_RU")

    def test_J04_units_have_the_short_names_of_the_trade(self):
        self.unit.name = "Единицы"
        _name_units(self.env)
        self.assertEqual(self.unit.name, "шт.")

    def test_J04_a_name_of_the_company_stays(self):
        self.unit.name = "комплект"
        _name_units(self.env)
        self.assertEqual(self.unit.name, "комплект")
