from odoo.tests import tagged

from .common import SalesFlowCase


@tagged("post_install", "-at_install")
class TestDealConditions(SalesFlowCase):
    """I06, I07: conditions that an implementer writes over fields of the own."""

    def add_field(self, name, kind="float"):
        self.env["ir.model.fields"].create(
            {
                "name": name,
                "model_id": self.env.ref("crm.model_crm_lead").id,
                "ttype": kind,
                "field_description": name,
            }
        )

    def test_I07_a_condition_outlives_the_fields_it_was_first_asked_with(self):
        """Another module or field makes the fields of a model anew."""
        self.add_field("x_budget")
        self.add_field("x_words", "char")
        deal = self.make_deal()
        deal.write({"x_budget": 5.0, "x_words": "Pump"})
        gate = self.env["crm.stage.gate"].create(
            {
                "name": "The budget is known",
                "stage_id": self.stages["needs"].id,
                "domain": "[('x_budget', '>', 1), ('x_words', 'like', 'Pum')]",
            }
        )
        self.assertFalse(gate._unmet(deal))
        self.add_field("x_other")
        self.env.invalidate_all()
        self.assertFalse(gate._unmet(deal))
