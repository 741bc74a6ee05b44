from freezegun import freeze_time
from lxml import etree

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import SalesFlowCase

STEPS = [
    "needs",
    "selection",
    "proposal",
    "negotiation",
    "supply",
    "delivery",
    "attestation",
    "service",
    "closing",
    "won",
]


@tagged("post_install", "-at_install")
class TestDealStages(SalesFlowCase):
    """I02-I04, I10, I15, R01, R05: the stages of the process as the people of sales meet them."""

    def setUp(self):
        super().setUp()
        self.deal = self.as_user("manager", self.make_deal())

    def shown(self, model, view, kind):
        view = view and self.env.ref(view).id
        return etree.fromstring(self.as_user("manager", model).get_view(view, kind)["arch"])

    def test_I02_ten_stages_in_order_shown_on_list_kanban_and_client_card(self):
        stages = self.as_user("manager", self.env["crm.stage"]).search([])
        self.assertEqual([s.flow_step for s in stages if s.flow_step], STEPS)
        action = self.env["ir.actions.actions"]._for_xml_id("crm_sales_flow.action_deal")
        views = {kind: view for view, kind in action["views"]}
        leads = self.deal.browse()
        self.assertTrue(
            etree.fromstring(leads.get_view(views["list"], "list")["arch"]).xpath(
                "//field[@name='stage_id']"
            )
        )
        kanban = etree.fromstring(leads.get_view(views["kanban"], "kanban")["arch"])
        self.assertIn(kanban.get("default_group_by"), (None, "stage_id"))
        self.assertTrue(kanban.xpath("//field[@name='stage_id']"))
        card = self.shown(self.client_company, None, "form")
        columns = card.xpath("//field[@name='opportunity_ids']/list/field/@name")
        self.assertIn("stage_id", columns)
        self.assertIn("won_status", columns)
        rows = self.as_user("manager", self.client_company).opportunity_ids
        self.assertEqual(rows.stage_id, self.stages["needs"])

    def test_I03_converted_lead_stands_on_the_first_stage(self):
        lead = self.as_user("manager", self.make_deal(type="lead", qualification_basis="call"))
        lead.convert_opportunity(self.client_company)
        self.assertEqual((lead.type, lead.stage_id), ("opportunity", self.stages["needs"]))

    def test_I04_a_proposal_is_made_in_one_click(self):
        self.env["crm.selection.line"].with_user(self.users["manager"]).create(
            {
                "lead_id": self.deal.id,
                "product_id": self.env["product.product"].create({"name": "Pump"}).id,
                "state": "accepted",
            }
        )
        self.deal.write({"stage_id": self.stages["proposal"].id})
        action = self.deal.action_sale_quotations_new()
        order = self.as_user("manager", self.env["sale.order"]).browse(action["res_id"])
        self.assertEqual(order.opportunity_id, self.deal)
        self.assertEqual(order.partner_id, self.client_company)
        self.assertEqual(order.order_line.product_id.name, "Pump")

    def test_I10_an_oral_agreement_is_enough_to_begin_a_deal(self):
        deals = self.deal.browse().with_context(default_type="opportunity")
        with Form(deals, view="crm_sales_flow.crm_deal_view_form") as form:
            form.name = "Agreed by telephone"
            form.partner_id = self.client_company
        deal = form.record
        self.assertEqual((deal.type, deal.order_ids.ids), ("opportunity", []))
        self.assertEqual(deal.stage_id, self.stages["needs"])

    def test_I15_one_client_with_many_people_and_sites(self):
        company = self.client_company
        create = self.env["res.partner"].create
        sites = create(
            [{"name": f"Works {i}", "parent_id": company.id, "type": "delivery"} for i in range(3)]
        )
        people = create([{"name": f"Person {i}", "parent_id": company.id} for i in range(3)])
        self.deal.write({"contact_id": people[1].id, "site_id": sites[2].id})
        self.assertEqual(self.deal.partner_id, company)
        self.assertEqual(self.deal.contact_id.commercial_partner_id, company)
        self.assertEqual(self.deal.site_id, sites[2])
        entrepreneur = create({"name": "IP Petrov", "is_company": False})
        self.deal.partner_id = entrepreneur
        self.assertEqual(self.deal.contact_id, entrepreneur)

    def closing(self):
        """A deal that stands on the closing with nothing of it done."""
        others = self.env["crm.stage.gate"].search([("stage_id", "!=", self.stages["closing"].id)])
        others.active = False
        self.deal.stage_id = self.stages["closing"]
        return self.deal

    def test_R01_whatever_is_missing_at_the_end_is_named(self):
        deal = self.closing()
        deal.sudo().cooperation_variant_id = self.env.ref("crm_sales_flow.cooperation_direct")
        with self.assertRaises(UserError) as caught:
            deal.stage_id = self.stages["won"]
        for text in ("paid in full", "documents are complete", "asked for feedback"):
            self.assertIn(text, str(caught.exception))
        self.env["crm.stage.gate"].with_context(active_test=False).search([]).active = True
        deal.stage_id = self.stages["service"]
        with self.assertRaises(UserError) as caught:
            deal.stage_id = self.stages["won"]
        self.assertIn("answer about service", str(caught.exception))

    def test_R05_a_won_deal_is_dated_and_makes_a_client(self):
        deal = self.closing()
        self.env["crm.stage.gate"].search([]).active = False
        self.assertFalse(deal.date_closed)
        with freeze_time("2026-03-02 09:00:00"):
            deal.stage_id = self.stages["won"]
        self.assertEqual(deal.won_status, "won")
        self.assertEqual(deal.date_closed, fields.Datetime.to_datetime("2026-03-02 09:00:00"))
        self.assertEqual(self.client_company.client_status, "client")
