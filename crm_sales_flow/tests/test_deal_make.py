from odoo.tests import Form, tagged

from .common import SalesFlowCase


@tagged("post_install", "-at_install")
class TestMakeDeal(SalesFlowCase):
    """H04, H05: the dialog in which a lead becomes a deal."""

    def dialog(self, lead, login="manager"):
        wizard = (
            self.env["crm.lead2opportunity.partner"]
            .with_user(self.users[login])
            .with_context(active_model="crm.lead", active_id=lead.id, active_ids=lead.ids)
        )
        return Form(wizard, "crm_sales_flow.make_deal_view_form")

    def lead(self, **values):
        return self.make_deal(**{"type": "lead", "qualification_basis": "call", **values})

    def test_H05_manager_makes_a_deal_by_one_button(self):
        lead = self.lead()
        with self.dialog(lead) as form:
            self.assertNotIn("user_id", form._view["fields"])
            self.assertNotIn("team_id", form._view["fields"])
        form.record.action_apply()
        self.assertEqual(lead.type, "opportunity")
        self.assertEqual(lead.user_id, self.users["manager"])
        self.assertEqual(lead.team_id, self.team)
        self.assertEqual(lead.partner_id, self.client_company)

    def test_H05_head_may_name_the_manager(self):
        lead = self.lead()
        with self.dialog(lead, "head") as form:
            form.user_id = self.users["tester"]
        form.record.action_apply()
        self.assertEqual(lead.user_id, self.users["tester"])

    def test_H05_other_deals_of_the_client_are_joined_only_on_demand(self):
        """Odoo proposes to merge as soon as there are two."""
        other, third, lead = self.make_deal(name="Other"), self.make_deal(name="3"), self.lead()
        with self.dialog(lead) as form:
            self.assertTrue(form.may_join)
            self.assertFalse(form.is_joined)
        form.record.action_apply()
        self.assertTrue((other | third | lead).exists() == other | third | lead)
        self.assertEqual(lead.type, "opportunity")

    def test_H05_joined_on_demand(self):
        other, lead = self.make_deal(name="Other"), self.lead()
        with self.dialog(lead) as form:
            form.is_joined = True
        self.assertEqual(form.record.name, "merge")
        form.record.action_apply()
        self.assertEqual(len((other | lead).exists()), 1)

    def test_H05_client_is_made_when_the_lead_has_none(self):
        lead = self.lead(
            partner_id=False, contact_id=False, contact_name="Anna", partner_name="OOO New"
        )
        with self.dialog(lead) as form:
            self.assertFalse(form.has_client)
        form.record.action_apply()
        self.assertEqual(lead.partner_id.name, "Anna")
        self.assertEqual(lead.partner_id.commercial_partner_id.name, "OOO New")
