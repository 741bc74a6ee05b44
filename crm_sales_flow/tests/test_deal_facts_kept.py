from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import SalesFlowCase


@tagged("post_install", "-at_install")
class TestDealFactsKept(SalesFlowCase):
    """I01: client, contact person, source and need stay with a deal that left its first stage."""

    def setUp(self):
        super().setUp()
        self.deal = self.as_user("manager", self.make_deal(name="Vacuum oven"))
        self.deal.stage_id = self.stages["selection"]

    def assertAllNamed(self, message):
        for text in ("A client is chosen", "contact person", "source of", "The need of"):
            self.assertIn(text, message)
        self.assertEqual(message.count("Vacuum oven"), 1)

    def empty_all(self):
        return {
            "partner_id": False,
            "contact_id": False,
            "source_id": False,
            "need_ids": [(2, line.id) for line in self.deal.need_ids],
        }

    def test_I01_one_refusal_names_all_that_a_call_takes_away(self):
        with self.assertRaises(UserError) as caught:
            self.deal.web_save(self.empty_all(), specification={})
        self.assertAllNamed(str(caught.exception))

    def test_I01_the_form_does_not_save_it(self):
        form = Form(self.deal, view="crm_sales_flow.crm_deal_view_form")
        form.source_id = self.env["utm.source"]
        form.need_ids.remove(0)
        with self.assertRaises(UserError) as caught:
            form.save()
        self.assertIn("source of the client", str(caught.exception))
        self.assertIn("The need of the client", str(caught.exception))

    def test_I01_an_import_of_the_manager_does_not_either(self):
        deal = self.deal
        self.env["ir.model.data"].create(
            {"module": "__test__", "name": "oven", "model": "crm.lead", "res_id": deal.id}
        )
        result = deal.load(["id", "source_id", "contact_id"], [["__test__.oven", "", ""]])
        self.assertFalse(result["ids"])
        message = result["messages"][0]["message"]
        self.assertIn("source of the client", message)
        self.assertIn("contact person", message)

    def test_I01_the_last_need_is_not_deleted_beside_the_deal(self):
        line, other = self.deal.need_ids, self.as_user("manager", self.make_deal())
        for path in (line.unlink, lambda: line.write({"lead_id": other.id})):
            with self.assertRefused("The need of the client"):
                path()
            self.env.invalidate_all()
        self.deal.need_ids.create({"lead_id": self.deal.id, "text": "And a pump"})
        line.unlink()
        self.assertEqual(self.deal.need_ids.text, "And a pump")

    def test_I01_a_client_without_a_person_is_refused_until_one_is_chosen(self):
        other = self.env["res.partner"].create({"name": "OOO Other", "is_company": True})
        with self.assertRefused("contact person"):
            self.deal.partner_id = other
        self.env.invalidate_all()
        person = self.env["res.partner"].create({"name": "Olga", "parent_id": other.id})
        self.deal.write({"partner_id": other.id, "contact_id": person.id})
        self.assertEqual(self.deal.contact_id, person)

    def test_I01_what_was_let_pass_before_holds_nothing_up(self):
        """A condition that the deal never met, by an exception or because it is new."""
        self.env["crm.stage.gate"].create(
            {
                "name": "The term is known",
                "stage_id": self.stages["needs"].id,
                "domain": "[('date_deadline', '!=', False)]",
            }
        )
        self.deal.date_deadline = False
        self.deal.date_deadline = "2030-01-01"
        with self.assertRefused("The term is known"):
            self.deal.date_deadline = False

    def test_I01_other_writes_cost_nothing_and_a_batch_costs_no_more(self):
        deals = self.env["crm.lead"].create(
            [
                {**self.deal.copy_data()[0], "name": f"Deal {i}", "source_id": self.source.id}
                for i in range(60)
            ]
        )
        deals.need_ids.create([{"lead_id": deal.id, "text": "x"} for deal in deals])
        deals.contact_id = self.client_person
        deals.stage_id = self.stages["selection"]
        deals = self.as_user("manager", deals)
        self.env["crm.stage.gate"]._fields_kept()
        names = frozenset({"source_id", "need_ids", "partner_id"})
        with self.assertQueryCount(0):
            self.assertEqual(deals._flow_facts_met({"description", "priority"}), {})
        counts = []
        for batch in (deals[:5], deals):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            batch._flow_check_facts_kept(batch._flow_facts_met(names))
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])
