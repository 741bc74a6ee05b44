import base64

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import SalesFlowCase

SCAN = base64.b64encode(b"%PDF-1.4 scan")


@tagged("post_install", "-at_install")
class TestDealEvidence(SalesFlowCase):
    """N03, N04, O04: the file of a paper is changed through the paper only."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deal = cls.make_deal()
        cls.paper = (
            cls.env["crm.deal.document"]
            .with_user(cls.users["manager"])
            .create(
                {
                    "type_id": cls.env.ref("crm_sales_flow.document_type_contract").id,
                    "deal_ids": cls.deal.ids,
                    "name": "7",
                    "state": "signed",
                    "file": SCAN,
                    "file_name": "scan.pdf",
                }
            )
        )

    def scan(self):
        domain = [("res_model", "=", self.paper._name), ("res_id", "=", self.paper.id)]
        return self.env["ir.attachment"].search([*domain, ("res_field", "=", "file")])

    def test_N04_the_scan_is_not_changed_behind_the_paper(self):
        mine = self.as_user("manager", self.scan())
        with self.assertRefused("is changed in the document"):
            mine.unlink()
        with self.assertRefused("is changed in the document"):
            mine.datas = base64.b64encode(b"other")
        with self.assertRefused("is changed in the document"):
            mine.res_field = False
        self.assertEqual(self.paper.file, SCAN)

    def test_N04_no_second_scan_is_put_beside_it(self):
        values = {"name": "x", "res_model": self.paper._name, "res_id": self.paper.id, "raw": b"x"}
        Attachment = self.as_user("manager", self.env["ir.attachment"])
        with self.assertRefused("is changed in the document"):
            Attachment.create({**values, "res_field": "file"})
        plain = Attachment.create(values)
        with self.assertRefused("is changed in the document"):
            plain.res_field = "file"

    def test_N04_through_the_paper_it_is_changed_and_the_old_one_kept(self):
        self.as_user("manager", self.paper).file = base64.b64encode(b"%PDF-1.4 better scan")
        self.assertNotEqual(self.paper.file, SCAN)
        self.assertIn("scan.pdf", " ".join(self.paper.message_ids.attachment_ids.mapped("name")))

    def test_O04_nobody_puts_a_signature_under_an_act_by_a_file(self):
        visit = self.env["project.task"].create(
            {
                "name": "Visit",
                "project_id": self.env.ref("crm_sales_flow.project_field_visits").id,
                "user_ids": self.users["engineer"].ids,
            }
        )
        values = {"name": "x", "res_model": "project.task", "res_id": visit.id, "raw": b"x"}
        with self.assertRefused("is changed in the document"):
            self.as_user("engineer", self.env["ir.attachment"]).create(
                {**values, "res_field": "act_signature"}
            )

    def test_N03_a_manager_does_not_change_the_day_of_a_payment(self):
        payment = self.as_user("accountant", self.env["crm.deal.document"]).create(
            {
                "type_id": self.env.ref("crm_sales_flow.document_type_payment").id,
                "deal_ids": self.deal.ids,
                "amount": 100,
                "date": "2026-11-02",
                "state": "signed",
            }
        )
        with self.assertRaises(AccessError):
            self.as_user("manager", payment).date = "2026-10-31"
        self.as_user("accountant", payment).date = "2026-11-03"
