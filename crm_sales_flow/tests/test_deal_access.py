from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import SalesFlowCase


@tagged("post_install", "-at_install")
class TestDealAccess(SalesFlowCase):
    """A01-A04, A07: departments are data, and access follows them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own = cls.make_deal(name="Own")
        cls.unassigned = cls.make_deal(name="Unassigned", user_id=False)
        cls.colleague = cls.make_deal(name="Colleague's", user_id=cls.users["head"].id)
        cls.foreign = cls.make_deal(
            name="Foreign", team_id=cls.other_team.id, user_id=cls.users["manager_two"].id
        )
        cls.foreign_free = cls.make_deal(
            name="Foreign free", team_id=cls.other_team.id, user_id=False
        )
        cls.all = cls.own | cls.unassigned | cls.colleague | cls.foreign | cls.foreign_free

    def seen_by(self, login):
        found = (
            self.env["crm.lead"].with_user(self.users[login]).search([("id", "in", self.all.ids)])
        )
        return set(found.mapped("name"))

    def test_A01_three_departments_share_one_set_of_stages(self):
        departments = self.env["crm.team"].search([("is_department", "=", True)])
        self.assertEqual(len(departments), 3)
        self.assertEqual(len({team._origin.id for team in departments}), 3)
        self.assertEqual(len(self.env["crm.stage"]._flow_stages().filtered("flow_step")), 10)

    def test_A02_sub_unit_reads_the_deals_of_its_department_and_is_no_department(self):
        self.assertEqual(self.seen_by("tester"), {"Own", "Unassigned", "Colleague's"})
        self.assertFalse(self.sub_unit.is_department)
        self.assertEqual(self.sub_unit.department_id, self.team)
        with self.assertRaises(AccessError):
            self.as_user("tester", self.own).name = "Mine"

    def test_A03_manager_sees_own_and_unassigned_of_the_own_department(self):
        self.assertEqual(self.seen_by("manager"), {"Own", "Unassigned"})
        with self.assertRaises(AccessError):
            self.as_user("manager", self.foreign_free).read(["name"])

    def test_A04_head_sees_his_department_with_sub_units_and_no_other(self):
        self.assertEqual(self.seen_by("head"), {"Own", "Unassigned", "Colleague's"})
        self.as_user("head", self.colleague).name = "Changed"
        with self.assertRaises(AccessError):
            self.as_user("head", self.foreign).read(["name"])

    def test_director_and_accountant_see_every_department(self):
        everything = set(self.all.mapped("name"))
        self.assertEqual(self.seen_by("director"), everything)
        self.assertEqual(self.seen_by("accountant"), everything)
        with self.assertRaises(AccessError):
            self.as_user("accountant", self.own).name = "Changed"

    def test_a_moved_member_sees_the_new_department_at_once(self):
        self.other_team.member_ids += self.users["manager"]
        self.env.flush_all()
        self.assertIn("Foreign free", self.seen_by("manager"))

    def test_A07_user_without_a_role_sees_no_crm_menu(self):
        nobody = new_test_user(self.env, "flow_nobody", groups="base.group_user")
        root = self.env.ref("crm.crm_menu_root")
        self.assertNotIn(root.id, self.env["ir.ui.menu"].with_user(nobody)._visible_menu_ids())
        self.assertIn(
            root.id, self.env["ir.ui.menu"].with_user(self.users["sorter"])._visible_menu_ids()
        )

    def test_documents_and_orders_follow_the_department(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.client_company.id,
                "opportunity_id": self.foreign.id,
                "team_id": self.other_team.id,
                "user_id": self.users["manager_two"].id,
            }
        )
        with self.assertRaises(AccessError):
            self.as_user("manager", order).read(["name"])
        document = self.foreign.document_ids
        self.assertEqual(len(document), 1)
        with self.assertRaises(AccessError):
            self.as_user("manager", document).read(["name"])

    def order(self, deal):
        """A confirmed order of 100, sold by the Head."""
        line = {"name": "Service", "product_uom_qty": 1, "price_unit": 100, "tax_ids": False}
        line["product_id"] = self.env["product.product"].create({"name": "S", "type": "service"}).id
        order = self.env["sale.order"].create(
            {
                "partner_id": self.client_company.id,
                "opportunity_id": deal.id,
                "team_id": deal.team_id.id,
                "user_id": self.users["head"].id,
                "order_line": [(0, 0, line)],
            }
        )
        order.action_confirm()
        self.env.invalidate_all()
        return order

    def sale_data(self, user, deal):
        deal = deal.with_user(user)
        return deal.quotation_count, deal.sale_order_count, deal.sale_amount_total

    def test_A02_who_reads_a_deal_of_the_process_sees_how_much_is_ordered(self):
        order = self.order(self.own)
        self.assertFalse(self.as_user("tester", order).has_access("read"))
        self.assertEqual(self.sale_data(self.users["tester"], self.own), (0, 1, 100))

    def test_A02_outside_the_process_one_counts_the_orders_that_one_may_read(self):
        """As in Odoo: a salesperson does not learn what others sell."""
        team = self.env["crm.team"].create({"name": "Outside the process"})
        seller = new_test_user(
            self.env, "plain_seller", groups="base.group_user,sales_team.group_sale_salesman"
        )
        ordinary = self.make_deal(team_id=team.id, user_id=seller.id)
        order = self.order(ordinary)
        self.assertFalse(order.with_user(seller).has_access("read"))
        self.assertEqual(self.sale_data(seller, ordinary), (0, 0, 0))
        order.user_id = seller
        self.env.invalidate_all()
        self.assertEqual(self.sale_data(seller, ordinary), (0, 1, 100))
        # Who may read no order at all sees none, and opens the lead all the same.
        self.env.invalidate_all()
        self.assertEqual(self.sale_data(self.users["secretary"], ordinary), (0, 0, 0))

    def test_A02_one_list_of_both_kinds_counts_each_in_its_way(self):
        team = self.env["crm.team"].create({"name": "Outside the process"})
        ordinary = self.make_deal(team_id=team.id, user_id=False)
        self.assertFalse(self.as_user("tester", self.order(ordinary)).has_access("read"))
        self.order(self.own)
        deals = self.as_user("tester", self.own | ordinary)
        self.assertEqual(deals.mapped("sale_order_count"), [1, 0])

    def test_E04_manager_registers_a_request_and_sees_it_until_it_is_sorted(self):
        request = self.as_user("manager", self.env["crm.request"]).create(
            {"contact_name": "Caller", "phone": "+7 495 000-77-77", "subject": "A pump"}
        )
        self.assertEqual(request.state, "new")
        self.assertTrue(request.name)
        with self.assertRaises(AccessError):
            request.action_sort(self.team)
        with self.assertRaises(AccessError):
            request.with_user(self.users["manager_two"]).read(["name"])
