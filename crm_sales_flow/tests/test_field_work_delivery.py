from datetime import date

from odoo import Command
from odoo.tests import tagged
from odoo.tools import format_date, format_datetime

from .field_work_common import FieldWorkCase


@tagged("post_install", "-at_install")
class TestDelivery(FieldWorkCase):
    """O01-O07: the site, the days that the client knows, remarks that hold the deal."""

    def setUp(self):
        super().setUp()
        self.env["crm.stage.gate"].search(
            [("stage_id.flow_step", "in", ("needs", "selection", "proposal", "negotiation"))]
        ).active = False

    def _installed(self, remarks=""):
        self.stocked.installation_required = True
        self._put_in_stock(self.stocked, 1, ["D-1"])
        deal = self.make_deal()
        deal.with_user(self.user_manager).stage_id = self.stages["supply"]
        self._ship(self._order({self.stocked: 1}, lead=deal))
        visit = deal.field_work_ids
        visit.user_ids = [Command.set(self.engineer.ids)]
        self._submit(visit, "act", self._act(act_remarks=remarks))
        self.env.invalidate_all()
        return deal

    def test_O01_site_block_of_the_manager(self):
        """Everything that the driver and the engineers need is stored, and each of them has it."""
        self._put_in_stock(self.part, 2)
        of_client = {"parent_id": self.client_company.id}
        site, keeper = self.env["res.partner"].create(
            [
                {"type": "delivery", "street": "Zavodskaya 5", "city": "Tula", **of_client},
                {"name": "Gleb Storekeeper", **of_client},
            ]
        )
        deal = self.make_deal(site_id=False)
        carrier = self.env["res.partner"].create({"name": "Carrier"})
        wanted = {
            "site_id": site.id,
            "site_contact_id": keeper.id,
            "access_note": "Pass at gate 3",
            "unloading_note": "Crane of 5 t",
            "carrier_id": carrier.id,
            "delivery_planned_on": date(2030, 1, 15),
        }
        deal.with_user(self.user_manager).write(wanted)
        deal.invalidate_recordset()
        stored = deal.with_user(self.user_manager).read(list(wanted), load=None)[0]
        stored.pop("id")
        self.assertEqual(stored, wanted)
        order = self._order({self.part: 1}, lead=deal)
        visit = self._visit(lead=deal, partner_id=site.id)
        page = self.as_user("engineer", visit).visit_page()
        self.assertEqual(page["contact"], keeper.name)
        for text in ("Tula", "Zavodskaya 5"):
            self.assertIn(text, page["address"])
        for text in ("Pass at gate 3", "Crane of 5 t"):
            self.assertIn(text, page["access"])
        reports = self.env["ir.actions.report"].with_user(self.user_warehouse)
        form = "crm_sales_flow.form_expense_note"
        paper = reports._render_qweb_html(form, order.sudo().picking_ids.ids)[0].decode()
        texts = ("Tula", keeper.name, "Crane of 5 t", "Pass at gate 3", carrier.name)
        for text in (deal.name, *texts):
            self.assertIn(text, paper)

    def test_O05_each_remark_is_a_task_and_holds_the_stage(self):
        deal = self._installed("Scratch on the door\n\nNoise of the pump")
        self.assertEqual(deal.installation_state, "remarks")
        remarks = deal.field_work_ids.filtered("remark_of_id").sorted("id")
        self.assertEqual(remarks.mapped("name"), ["Scratch on the door", "Noise of the pump"])
        self.assertEqual(remarks.user_ids, self.engineer)
        mine = deal.with_user(self.user_manager)
        with self.assertRefused("commissioning act"):
            mine.stage_id = self.stages["service"]
        self.as_user("engineer", remarks[0]).action_remark_done()
        self.assertEqual(deal.installation_state, "remarks")
        with self.assertRefused("by the engineers"):
            remarks[1].with_user(self.user_manager).action_remark_done()
        self._submit(remarks[1], "remark_done")
        self.assertEqual(deal.installation_state, "signed")
        mine.stage_id = self.stages["service"]

    def test_O05_no_remarks_no_tasks(self):
        deal = self._installed("  \n")
        self.assertEqual(deal.installation_state, "signed")
        self.assertFalse(deal.field_work_ids.remark_ids)
        with self.assertRefused("is no remark"):
            self.as_user("engineer", deal.field_work_ids).action_remark_done()

    def test_O06_what_is_passed_is_noted(self):
        self._put_in_stock(self.part, 2)
        deal = self.make_deal()
        deal.with_user(self.user_manager).stage_id = self.stages["supply"]
        self._ship(self._order({self.part: 1}, lead=deal))
        self.env.invalidate_all()
        deal.with_user(self.user_manager).stage_id = self.stages["service"]
        bodies = " ".join(deal.message_ids.mapped("body"))
        self.assertIn("no commissioning act", bodies)
        self.assertIn("Nothing of the order is attested", bodies)
        other = self._installed()
        other.with_user(self.user_manager).stage_id = self.stages["service"]
        self.assertNotIn("no commissioning act", " ".join(other.message_ids.mapped("body")))

    def test_O07_a_letter_is_offered_when_a_day_is_set_and_moved(self):
        deal = self.make_deal()
        mine = deal.with_user(self.user_manager)
        mine.delivery_planned_on = "2030-01-15"
        task = deal._flow_open_tasks("tell_delivery_date")
        self.assertEqual((len(task), task.user_id), (1, self.user_manager))
        self.assertEqual(
            task.activity_type_id.mail_template_ids,
            self.env.ref("crm_sales_flow.mail_template_delivery_date"),
        )
        first = task.note
        mine.delivery_planned_on = "2030-02-15"
        self.assertEqual(deal._flow_open_tasks("tell_delivery_date"), task)
        self.assertNotEqual(task.note, first)

    def test_O07_the_day_of_the_visit(self):
        deal = self.make_deal()
        visit = self._visit(lead=deal, field_work_type="installation")
        self.assertFalse(deal._flow_open_tasks("tell_visit_date"))
        self.as_user("engineer", visit).date_deadline = "2030-01-15 08:00:00"
        task = deal._flow_open_tasks("tell_visit_date")
        self.assertEqual(task.user_id, self.user_manager)
        self.assertEqual(str(deal.next_visit_at), "2030-01-15 08:00:00")
        deal.delivery_planned_on = "2030-02-20"
        deal.user_id.tz = "Asia/Vladivostok"  # ten hours later than the visit is stored
        at = format_datetime(self.env, "2030-01-15 08:00:00", "Asia/Vladivostok", "short")
        days = {"visit_date": at, "delivery_date": format_date(self.env, "2030-02-20")}
        for name, day in days.items():
            template = self.env.ref(f"crm_sales_flow.mail_template_{name}")
            body = template._render_field("body_html", deal.ids)[deal.id]
            for text in ("Vacuum chamber", day):
                self.assertIn(text, body)
        self._submit(visit, "act", self._act())
        self.assertFalse(deal._flow_open_tasks("tell_visit_date"))


@tagged("post_install", "-at_install")
class TestPaymentKnown(FieldWorkCase):
    """T01, T02: money is known to the manager at once, however it came."""

    def setUp(self):
        super().setUp()
        self._put_in_stock(self.part, 10)
        self.user_manager.lang = "en_US"
        self.deal = self.make_deal()
        self.order = self._order({self.part: 2}, lead=self.deal)

    def _told(self):
        self.env.flush_all()
        notes = self.deal.message_ids.filtered(lambda note: "Payment received" in note.body)
        return notes.filtered(
            lambda note: self.user_manager.partner_id in note.notified_partner_ids
        )

    def _invoice(self):
        order = self.as_user("accountant", self.order)
        invoice = order._create_invoices()
        invoice.action_post()
        return invoice

    def _pay(self, invoice, amount=None):
        wizard = self.env["account.payment.register"].with_user(self.users["accountant"])
        context = {"active_model": "account.move", "active_ids": invoice.ids}
        values = {"amount": amount} if amount else {}
        wizard.with_context(**context).create(values)._create_payments()

    def test_T01_a_payment_is_told_once(self):
        invoice = self._invoice()
        self._pay(invoice, invoice.amount_total / 4)
        self.assertEqual(len(self._told()), 1)
        self.assertEqual(self.deal.payment_state, "partial")
        self.assertTrue(self.deal.amount_left)
        self._pay(invoice)
        self.assertEqual(len(self._told()), 2)
        self.deal._flow_tell_payment()
        self.assertEqual(len(self._told()), 2)
        self.assertFalse(self.deal.amount_left)
        self.assertTrue(self.deal.date_paid)

    def _paper(self, amount, **values):
        return self.as_user("accountant", self.env["crm.deal.document"]).create(
            {
                "type_id": self.env.ref("crm_sales_flow.document_type_payment").id,
                "name": "77",
                "date": "2026-11-20",
                "amount": amount,
                "state": "signed",
                "deal_ids": [Command.set(self.deal.ids)],
                **values,
            }
        )

    def test_T01_a_payment_of_an_outside_accounting_is_told_as_well(self):
        paper = self._paper(50)
        self.assertEqual(len(self._told()), 1)
        self.assertEqual(str(self.deal.date_paid), "2026-11-20")
        self.as_user("accountant", paper).name = "78"
        self.assertEqual(len(self._told()), 1)

    def test_T01_a_withdrawn_payment_is_told_when_it_comes_back(self):
        paper = self._paper(50)
        self.as_user("accountant", paper).amount = 0
        self.assertEqual(len(self._told()), 1)
        self.as_user("accountant", paper).amount = 50
        self.assertEqual(len(self._told()), 2)

    def test_T01_money_that_comes_after_an_exceptional_close_is_told(self):
        self.env["crm.stage.gate"].search([]).active = False
        self.deal.with_user(self.users["director"]).action_set_won()
        self.assertEqual(self.deal.won_status, "won")
        self._paper(50)
        self.assertEqual(len(self._told()), 1)
        self.assertFalse(self.deal._flow_open_tasks("plan_shipment"))

    def test_T02_the_shipment_is_planned_once(self):
        self._paper(50)
        self._paper(60)
        task = self.deal._flow_open_tasks("plan_shipment")
        self.assertEqual((len(task), task.user_id), (1, self.user_manager))
        self.deal.with_user(self.user_manager).delivery_planned_on = "2030-01-15"
        self.assertFalse(self.deal._flow_open_tasks("plan_shipment"))

    def test_T02_what_is_shipped_needs_no_planning(self):
        self._paper(50)
        self._ship(self.order)
        self.assertFalse(self.deal._flow_open_tasks("plan_shipment"))
        self._paper(60)
        self.assertFalse(self.deal._flow_open_tasks("plan_shipment"))
