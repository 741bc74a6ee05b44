from odoo.tests import new_test_user, tagged

from .common import SalesFlowCase

HOMES = {
    "director": "action_deal",
    "manager": "action_my_day",
    "head": "action_my_day",
    "sorter": "action_sorting_desk",
    "secretary": "action_request",
    "marketer": "action_request",
    "accountant": "action_deal_document",
    "engineer": "action_engineer_day",
}


@tagged("post_install", "-at_install")
class TestStartPage(SalesFlowCase):
    """AA05: the application opens on what the role does first."""

    def home(self, user):
        """Where the application takes this person, as its menu does it."""
        menu = self.env.ref("crm.crm_menu_root")
        return menu.action.with_user(user).run()["xml_id"]

    def test_AA05_every_role_starts_on_its_own_page(self):
        for role, action in HOMES.items():
            with self.subTest(role=role):
                self.assertEqual(self.home(self.users[role]), f"crm_sales_flow.{action}")

    def test_AA05_a_role_without_a_page_starts_on_the_clients(self):
        for role in ("warehouse", "production"):
            with self.subTest(role=role):
                self.assertEqual(self.home(self.users[role]), "base.action_partner_form")

    def test_AA05_a_seller_outside_the_process_starts_on_the_pipeline(self):
        plain = new_test_user(self.env, "plain", groups="sales_team.group_sale_salesman")
        self.assertEqual(self.home(plain), "crm.crm_lead_action_pipeline")

    def test_AA05_deals_and_leads_are_ours_for_a_role_and_those_of_odoo_for_others(self):
        plain = new_test_user(self.env, "plain", groups="sales_team.group_sale_salesman")
        for menu, ours, plain_one in (
            ("crm_sales_flow.menu_deals", "action_deal", "crm.crm_lead_action_pipeline"),
            ("crm.crm_menu_leads", "action_lead", "crm.crm_lead_all_leads"),
        ):
            with self.subTest(menu=menu):
                opened = self.env.ref(menu).action
                mine = opened.with_user(self.users["manager"]).run()["xml_id"]
                self.assertEqual(mine, f"crm_sales_flow.{ours}")
                self.assertEqual(opened.with_user(plain).run()["xml_id"], plain_one)

    def test_AA05_the_page_opens_for_its_role(self):
        """The role may read what its page lists."""
        for role, user in self.users.items():
            with self.subTest(role=role):
                action = self.env["ir.actions.actions"]._for_xml_id(self.home(user))
                if action["type"] == "ir.actions.client":  # asks for itself, with tests of its own
                    continue
                self.env[action["res_model"]].with_user(user).web_search_read([], {}, limit=1)
