from datetime import date, timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.tests import tagged

from .field_work_common import FieldWorkCase


@tagged("post_install", "-at_install")
class TestServiceContract(FieldWorkCase):
    """S10, Q05, Q06: visits planned ahead, the end announced, the paper, the money apart."""

    def setUp(self):
        super().setUp()
        self.deal = self.make_deal()

    def _contract(self, **values):
        return self.env["crm.service.contract"].create(
            {
                "partner_id": self.client_company.id,
                "lead_id": self.deal.id,
                "user_id": self.user_manager.id,
                "lot_ids": [Command.set(self.lot.ids)],
                "date_start": "2026-01-12",
                "date_end": "2027-01-11",
                "price": 120000,
                "visits_per_year": 4,
                **values,
            }
        )

    def _run(self, name):
        with self.enter_registry_test_mode():
            self.env.ref(f"crm_sales_flow.ir_cron_{name}").method_direct_trigger()
        self.env.invalidate_all()

    def test_S10_visits_are_planned_ahead_and_never_twice(self):
        with freeze_time("2026-01-12 08:00:00"):
            contract = self._contract()
            contract.with_user(self.user_manager).action_activate()
            self.assertEqual(len(contract.visit_ids), 1)
            self.assertFalse(self.deal._flow_open_tasks("tell_visit_date"))
            self._run("plan_visits")
            self.assertEqual(len(contract.visit_ids), 1)
        with freeze_time("2026-12-20 08:00:00"):
            self._run("plan_visits")
            self._run("plan_visits")
        visits = contract.visit_ids.sorted("service_day")
        self.assertEqual(len(visits), 4)
        self.assertEqual(visits.lot_ids, self.lot)
        self.assertFalse(visits.user_ids)
        self.assertTrue(all(day.weekday() < 5 for day in visits.mapped("service_day")))
        self.assertLessEqual(visits[-1].service_day, contract.date_end)

    def test_S10_the_day_is_told_when_an_engineer_has_taken_the_visit(self):
        with freeze_time("2026-01-12 08:00:00"):
            contract = self._contract()
            contract.action_activate()
            self._submit(contract.visit_ids, "take")
        self.assertEqual(len(self.deal._flow_open_tasks("tell_visit_date")), 1)

    def test_S10_a_closed_contract_takes_its_untaken_visits_along(self):
        with freeze_time("2026-01-12 08:00:00"):
            contract = self._contract(visits_per_year=12)
            contract.action_activate()
            taken, *_rest = contract.visit_ids
            self._submit(taken, "take")
            contract.with_user(self.user_manager).action_close()
        self.assertEqual(set(contract.visit_ids.mapped("state")), {taken.state, "1_canceled"})
        self.assertNotEqual(taken.state, "1_canceled")

    def test_S10_open_visits_look_at_what_the_contract_covers_now(self):
        with freeze_time("2026-01-12 08:00:00"):
            contract = self._contract(visits_per_year=12)
            contract.action_activate()
            done, taken, planned = contract.visit_ids.sorted("service_day")[:3]
            self._submit(taken, "take")
            self._submit(done, "act", self._act())
            second = self._lot(self.stocked, "FW-2")
            second.owner_id = self.client_company
            contract.with_user(self.user_manager).lot_ids |= second
            self.assertEqual(taken.lot_ids, self.lot | second)
            buyer = self.env["res.partner"].create({"name": "OOO Next", "is_company": True})
            self.lot._passport_leave_contracts(buyer)
        self.assertEqual(contract.lot_ids, second)
        self.assertEqual((taken | planned).lot_ids, second)
        self.assertEqual(done.lot_ids, self.lot)

    def test_S10_queries_per_hundred_contracts_do_not_grow(self):
        """As many queries for two contracts as for forty."""
        horizon = date(2026, 4, 14)

        def planned(size):
            contracts = self.env["crm.service.contract"].union(
                *(self._contract(lead_id=False) for _n in range(size))
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            contracts._plan_visits(horizon)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        planned(2)
        few, many = planned(2), planned(40)
        self.assertLessEqual(many, few + 10)

    def test_Q05_the_end_is_announced_once_thirty_days_before(self):
        with freeze_time("2026-01-12 08:00:00"):
            contract = self._contract()
            contract.action_activate()
            alone = self._contract(lead_id=False)
            alone.action_activate()
        with freeze_time("2026-12-11 08:00:00"):
            self._run("renewals")
            self.assertFalse(self.deal._flow_open_tasks("renew_contract"))
        with freeze_time("2026-12-12 08:00:00"):
            self._run("renewals")
            self._run("renewals")
        tasks = self.deal._flow_open_tasks("renew_contract")
        self.assertEqual((len(tasks), tasks.user_id), (1, self.user_manager))
        self.assertEqual(len(alone.activity_ids), 1)
        tasks.action_feedback()
        with freeze_time("2026-12-20 08:00:00"):
            self._run("renewals")
        self.assertFalse(self.deal._flow_open_tasks("renew_contract"))
        with freeze_time("2027-01-12 08:00:00"):
            self._run("renewals")
        self.assertEqual((contract | alone).mapped("state"), ["closed", "closed"])

    def test_Q06_the_service_is_sold_as_a_product_of_its_own_category(self):
        contract = self._contract().with_user(self.user_manager)
        contract.action_make_order()
        order = contract.order_id
        self.assertEqual((order.opportunity_id, order.amount_untaxed), (self.deal, 120000))
        self.assertEqual(
            order.order_line.product_id.categ_id,
            self.env.ref("crm_sales_flow.product_category_service"),
        )
        contract.action_make_order()
        self.assertEqual(contract.order_id, order)
        with self.assertRefused("price"):
            self._contract(price=0).action_make_order()

    def test_Q05_printed_form(self):
        contract = self._contract(note="<p>Oil is <b>included</b></p>")
        html = self._html("form_service_contract", contract, "manager")
        for text in (contract.name, "FW-1", "OOO Test Client", "included", "Planned visits a year"):
            self.assertIn(text, html)

    def _html(self, form, record, login):
        report = self.env["ir.actions.report"].with_user(self.users[login])
        report = report.with_context(lang="en_US")
        return report._render_qweb_html(f"crm_sales_flow.{form}", record.ids)[0].decode()

    def test_O04_act_protocol_and_label_are_printed(self):
        self._checklist("visit")
        visit = self._visit()
        for row in visit.check_ids:
            self._submit(visit, "check", {"id": row.id, "measured": 0.004})
        self._submit(visit, "part", {"product_id": self.part.id, "quantity": 2})
        self._submit(visit, "act", self._act(act_remarks="<i>Noise</i>"))
        for login in ("engineer", "manager"):
            html = self._html("form_act", visit, login)
            for text in (visit.act_number, "FW-1", "Pressure", "0.004", "Part", "Chief engineer"):
                self.assertIn(text, html)
            self.assertIn("&lt;i&gt;Noise", html)
            self.assertIn("data:image/png;base64,iVBOR", html)
        body = self.env["crm.attestation.body"].create({"name": "Centre"})
        certificate = self.env["crm.attestation.certificate"].create(
            {
                "number": "A-7",
                "lot_id": self.lot.id,
                "body_id": body.id,
                "protocol_ids": [
                    Command.create({"name": "Spread", "is_done": True, "lot_id": self.lot.id})
                ],
            }
        )
        html = self._html("form_protocol", certificate, "manager")
        for text in ("A-7", "Centre", "FW-1", "Spread", "Conforms"):
            self.assertIn(text, html)
        label = self._html("form_label", self.lot, "engineer")
        self.assertIn("FW-1", label)
        self.assertIn("data:image/svg+xml;base64", label)


@tagged("post_install", "-at_install")
class TestReattestation(FieldWorkCase):
    """P05: sixty days before its end a certificate makes exactly one request."""

    def setUp(self):
        super().setUp()
        self.env["crm.attestation.certificate"].search([]).valid_until = False
        self.body = self.env["crm.attestation.body"].create({"name": "Centre"})
        self.certificate = self._certificate("1", "2026-12-31")

    def _certificate(self, number, until, **values):
        return self.env["crm.attestation.certificate"].create(
            {
                "number": number,
                "body_id": self.body.id,
                "lot_id": self.lot.id,
                "date": "2025-12-31",
                "valid_until": until,
                **values,
            }
        )

    def _run(self, moment):
        with freeze_time(moment), self.enter_registry_test_mode():
            self.env.ref("crm_sales_flow.ir_cron_reattest").method_direct_trigger()
        self.env.invalidate_all()
        return self.env["crm.request"].search([("equipment_ids", "in", self.lot.ids)])

    def test_P05_one_request_sixty_days_before(self):
        self.assertFalse(self._run("2026-10-31 08:00:00"))
        request = self._run("2026-11-01 08:00:00")
        self.assertEqual((len(request), request.state), (1, "new"))
        self.assertEqual(request.partner_id, self.client_company)
        self.assertEqual(request.source_id, self.env.ref("crm_sales_flow.utm_source_service"))
        self.assertEqual(self._run("2026-11-02 08:00:00"), request)
        self.certificate.reattest_request_id = False  # a restored copy, a lost link
        self.assertEqual(self._run("2026-11-03 08:00:00"), request)
        self.assertEqual(self.certificate.reattest_request_id, request)

    def test_P05_a_renewed_certificate_and_a_returned_machine_ask_for_nothing(self):
        self._certificate("2", "2027-12-31")
        self.assertFalse(self._run("2026-11-05 08:00:00"))
        self.lot.owner_id = False
        self._certificate("3", "2027-01-01").lot_id = self.lot
        self.assertFalse(self._run("2027-11-15 08:00:00"))

    def test_P05_the_last_day_and_the_day_after(self):
        self.assertFalse(self._run("2027-01-01 08:00:00"))
        self.assertEqual(len(self._run("2026-12-31 08:00:00")), 1)


@tagged("post_install", "-at_install")
class TestPassport(FieldWorkCase):
    """S01, S02: configuration as built, people with their telephones; a machine sold again."""

    def test_S01_configuration_as_it_was_built(self):
        self.made.tracking = "serial"
        self._put_in_stock(self.part, 10)
        deal = self.make_deal()
        order = self._order({self.made: 1}, lead=deal)
        self._produce(order, "M-1")
        self._ship(order)
        lot = self.env["stock.lot"].search([("name", "=", "M-1")])
        row = self.as_user("engineer", lot).component_ids
        self.assertEqual((row.product_id, row.quantity), (self.part, 2))
        lot._passport_configure()
        self.assertEqual(len(lot.component_ids), 1)

    def test_S02_who_led_the_project_with_telephones(self):
        self.engineer.phone, self.user_manager.phone = "+7 900 1", "+7 900 2"
        self.lot.lead_id = self.make_deal()
        visit = self._visit(field_work_type="installation")
        self._submit(visit, "act", self._act())
        lot = self.as_user("manager", self.lot)
        self.assertEqual((lot.leader_id, lot.leader_phone), (self.engineer, "+7 900 1"))
        self.assertEqual(lot.manager_phone, "+7 900 2")
        self.assertEqual(self.lot.warranty_until, fields.Date.add(fields.Date.today(), months=12))

    def test_S01_sold_again_it_leaves_the_contract_of_the_former_owner(self):
        self._put_in_stock(self.stocked, 1, ["R-9"])
        picking = self._ship(self._order({self.stocked: 1}))
        lot = picking.move_line_ids.lot_id
        contract = self.env["crm.service.contract"].create(
            {
                "partner_id": self.client_company.id,
                "lot_ids": [Command.set((lot | self.lot).ids)],
                "date_end": fields.Date.today() + timedelta(days=300),
            }
        )
        contract.action_activate()
        wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
        wizard.product_return_moves.quantity = 1
        self._validate(wizard._create_return())
        self.assertIn(lot, contract.lot_ids)  # it may be a repair
        buyer = self.env["res.partner"].create({"name": "OOO Next", "is_company": True})
        order = self._order({self.stocked: 1}, confirm=False)
        order.partner_id = buyer
        order.action_confirm()
        self._ship(order)
        self.assertEqual(lot.owner_id, buyer)
        self.assertEqual(contract.lot_ids, self.lot)
        self.assertIn("sold to another client", " ".join(contract.message_ids.mapped("body")))
