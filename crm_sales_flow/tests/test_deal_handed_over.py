from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .register_common import RegisterCase


@tagged("post_install", "-at_install")
class TestDealHandedOver(RegisterCase):
    """A03, A04, N06: who gets the deal gets its papers, and nobody else does."""

    def setUp(self):
        super().setUp()
        self.ordered = self._order({self.service: 1})
        self.invoice = self.collective_invoice(self.ordered)
        self.invoice.action_post()
        self.colleague = self.users["manager_two"]

    def read_as(self, login):
        records = (self.lead, self.ordered, self.ordered.order_line, self.invoice)
        self.env.invalidate_all()
        for record in (*records, self.invoice.invoice_line_ids):
            self.as_user(login, record).read(["display_name"])

    def test_A03_orders_and_invoices_go_on_with_the_new_manager(self):
        self.team.member_ids += self.colleague
        with self.assertRaises(AccessError):
            self.read_as("manager_two")
        self.as_user("head", self.lead).user_id = self.colleague
        self.read_as("manager_two")
        self.as_user("manager_two", self.ordered).client_order_ref = "PO-7"
        mine = self.as_user("manager_two", self.lead)
        self.assertEqual(mine.sale_order_count, 1)
        self.env.invalidate_all()
        mine.read(["order_ids"])  # as the form does it before the conditions are asked
        gate = self.env.ref("crm_sales_flow.gate_order")
        self.assertFalse(gate._unmet(mine.sudo()))

    def test_A02_the_department_stays_when_a_colleague_of_another_takes_over(self):
        for login in ("tester", "manager_two"):
            self.as_user("head", self.lead).user_id = self.users[login]
            self.assertEqual(self.lead.team_id, self.team)
        fresh = self.env["crm.lead"].create({"name": "Own", "user_id": self.users["tester"].id})
        self.assertEqual(fresh.team_id, self.sub_unit)

    def test_A04_orders_go_on_with_the_new_department(self):
        self.users["head_two"] = new_test_user(
            self.env, "flow_head_two", groups="base.group_user,crm_sales_flow.group_head"
        )
        self.other_team.user_id = self.users["head_two"]
        with self.assertRaises(AccessError):
            self.read_as("head_two")
        self.lead.write({"team_id": self.other_team.id, "user_id": False})
        self.read_as("head_two")

    def test_A03_the_order_of_a_foreign_deal_stays_closed(self):
        self.make_deal(team_id=self.other_team.id, user_id=self.colleague.id)
        for record in (self.ordered, self.ordered.order_line, self.invoice):
            with self.assertRaises(AccessError):
                self.as_user("manager_two", record).read(["display_name"])

    def test_N06_no_form_prints_the_order_of_another_deal(self):
        own = self.make_deal(team_id=self.other_team.id, user_id=self.colleague.id)
        kind = self.env.ref("crm_sales_flow.document_type_contract")
        Document = self.as_user("manager_two", self.env["crm.deal.document"])
        values = {"type_id": kind.id, "deal_ids": own.ids, "name": "7"}
        with self.assertRefused("is not an order of this deal"):
            Document.create({**values, "order_id": self.ordered.id})
        document = Document.create(values)
        with self.assertRefused("is not an order of this deal"):
            document.order_id = self.ordered.id
