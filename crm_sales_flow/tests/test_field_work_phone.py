import base64
from uuid import uuid4

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .field_work_common import PIXEL, FieldWorkCase


@tagged("post_install", "-at_install")
class TestEngineerPhone(FieldWorkCase):
    """S05-S10: what the device of an engineer shows and sends, and what goes wrong on the way."""

    def setUp(self):
        super().setUp()
        self.engineer.tz = "Europe/Moscow"
        self.visit = self._visit()
        self.my_tasks = self.as_user("engineer", self.env["project.task"])

    @freeze_time("2026-11-23 09:00:00")
    def test_S05_the_day_in_sections(self):
        self.visit.date_deadline = "2026-11-23 11:00:00"
        late = self._visit(date_deadline="2026-11-20 11:00:00")
        later = self._visit(date_deadline="2026-11-30 11:00:00")
        free = self._visit(date_deadline="2026-11-24 11:00:00", user_ids=False)
        undated = self._visit(user_ids=False)
        director = [Command.set(self.users["director"].ids)]
        colleague = self._visit(date_deadline="2026-11-23 12:00:00", user_ids=director)
        other = self._visit(user_ids=[Command.set(self.users["director"].ids)])
        claim = self._visit(field_work_type="claim")
        found = {row["id"]: row["section"] for row in self.my_tasks.visit_day()["visits"]}
        self.assertEqual(found.get(self.visit.id), "today")
        self.assertEqual(found.get(late.id), "late")
        self.assertEqual(found.get(later.id), "later")
        self.assertEqual(found.get(free.id), "free")
        self.assertEqual(found.get(undated.id), "free")
        self.assertEqual(found.get(colleague.id), "others")
        self.assertNotIn(other.id, found)
        self.assertNotIn(claim.id, found)
        with self.assertRaises(AccessError):
            self.as_user("manager", self.env["project.task"]).visit_day()

    def test_S05_the_page_has_contact_address_and_manager(self):
        self.client_person.phone = "+7 495 000-00-01"
        deal = self.make_deal(access_note="Pass at the gate")
        visit = self._visit(lead=deal)
        page = self.as_user("engineer", visit).visit_page()
        self.assertEqual(page["contact"], self.client_person.name)
        self.assertEqual(page["phone"], "+7 495 000-00-01")
        self.assertIn("Pass at the gate", page["access"])
        self.assertEqual(page["manager"], self.users["manager"].name)
        self.assertEqual(page["equipment"][0]["name"], "FW-1")

    def test_S06_an_act_sent_twice_by_the_device_is_one(self):
        uuid = str(uuid4())
        first = self._submit(self.visit, "act", self._act(hours=2.5), uuid)
        again = self._submit(self.visit, "act", self._act(act_works="Else"), uuid)
        self.assertEqual(first["answer"], again["answer"])
        self.assertEqual(self.visit.act_works, "Mounted, adjusted")
        self.assertEqual(self.visit.act_number, first["answer"]["number"])
        self.assertEqual(self.visit.hours_spent, 2.5)
        with self.assertRefused("already signed"):
            self._submit(self.visit, "act", self._act())

    def test_S06_a_uuid_belongs_to_one_visit_and_one_action(self):
        uuid, other = str(uuid4()), self._visit()
        self._submit(self.visit, "need", {"text": "A pump"}, uuid)
        with self.assertRefused("another visit"):
            self._submit(other, "need", {"text": "A pump"}, uuid)
        with self.assertRefused("another visit"):
            self._submit(self.visit, "act", self._act(), uuid)
        with self.assertRefused("no valid UUID"):
            self._submit(self.visit, "need", {"text": "A pump"}, "1")
        with self.assertRefused("Unknown action"):
            self._submit(self.visit, "claim", {"uuid": "x"})

    def test_S06_the_clock_of_the_device_is_wrong_by_a_day(self):
        """The act has the date of the server; a date in the future is refused in words."""
        tomorrow = fields.Date.add(fields.Date.today(), days=1)
        self._submit(self.visit, "act", self._act(act_date=str(tomorrow)))
        self.assertEqual(self.visit.act_date, fields.Date.context_today(self.my_tasks))
        with self.assertRefused("in the future"):
            self.as_user("engineer", self._visit()).sign_act(
                str(uuid4()), self._act(act_date=str(fields.Date.add(tomorrow, days=1)))
            )

    def test_S06_two_engineers_on_one_visit(self):
        """Each fills his points; what the other has filled is not overwritten unseen."""
        self._checklist("visit")
        visit = self._visit()
        second = new_test_user(
            self.env, "flow_engineer_2", groups="crm_sales_flow.group_service_engineer"
        )
        self.users["engineer_2"] = second
        self._submit(visit, "take", login="engineer_2")
        self.assertEqual(visit.user_ids, self.engineer | second)
        looked, pressure = visit.check_ids
        self._submit(visit, "check", {"id": pressure.id, "measured": 0.004})
        with self.assertRefused("has already filled «Pressure»"):
            self._submit(visit, "check", {"id": pressure.id, "measured": 0.009}, login="engineer_2")
        self._submit(visit, "check", {"id": pressure.id, "measured": 0.004}, login="engineer_2")
        self._submit(visit, "check", {"id": looked.id}, login="engineer_2")
        self._submit(visit, "check", {"id": looked.id, "is_done": False, "replace": True})
        self.assertFalse(looked.is_done)
        self._submit(visit, "check", {"id": looked.id}, login="engineer_2")
        self.assertEqual((pressure.done_by_id, looked.done_by_id), (self.engineer, second))
        self._submit(visit, "act", self._act())
        with self.assertRefused("already signed"):
            self._submit(visit, "act", self._act(), login="engineer_2")

    def test_S06_connection_lost_in_the_middle_of_a_photo(self):
        """Half a photo is none, and sending it again with the same UUID makes one."""
        uuid, whole = str(uuid4()), self._photo()
        half = {**whole, "data": base64.b64encode(base64.b64decode(PIXEL)[:20]).decode()}
        with self.assertRefused("did not arrive in full"):
            self._submit(self.visit, "photo", half, uuid)
        self.assertFalse(self.my_tasks.browse(self.visit.id)._visit_photos())
        self._submit(self.visit, "photo", whole, uuid)
        self._submit(self.visit, "photo", whole, uuid)
        self.assertEqual(len(self.my_tasks.browse(self.visit.id)._visit_photos()), 1)
        with self.assertRefused("no photo"):
            self._submit(self.visit, "photo", self._photo(b"%PDF-1.4 no picture"))

    def test_S07_a_new_need_enters_sorting_with_its_equipment(self):
        self.make_deal()  # an open deal of the client does not swallow it
        uuid = str(uuid4())
        answer = self._submit(self.visit, "need", {"text": "Needs a <b>pump</b>\nsoon"}, uuid)
        self._submit(self.visit, "need", {"text": "Needs a <b>pump</b>\nsoon"}, uuid)
        request = self.env["crm.request"].search([("field_work_id", "=", self.visit.id)])
        self.assertEqual(request.mapped("name"), [answer["answer"]["number"]])
        self.assertEqual((request.state, request.lead_id.id), ("new", False))
        self.assertEqual(request.found_by_id, self.engineer)
        self.assertEqual(request.equipment_ids, self.lot)
        self.assertEqual(request.source_id, self.env.ref("crm_sales_flow.utm_source_service"))
        self.assertEqual(request.partner_id.commercial_partner_id, self.client_company)
        self.assertIn("&lt;b&gt;pump", request.body)
        request.with_user(self.users["sorter"]).suggested_team_id = self.team
        request.with_user(self.users["sorter"]).action_sort()
        self.assertEqual(request.lead_id.source_id, request.source_id)

    def test_S08_parts_used_are_written_off_by_the_warehouse(self):
        self._put_in_stock(self.part, 5)
        uuid, values = str(uuid4()), {"product_id": self.part.id, "quantity": 2}
        self._submit(self.visit, "part", values, uuid)
        self._submit(self.visit, "part", values, uuid)
        self.assertEqual(self.visit.part_ids.mapped("quantity"), [2.0])
        self._submit(self.visit, "act", self._act(work_kind="repair"))
        self.assertEqual(self.visit.work_kind, "repair")
        picking = self.visit.part_picking_id
        self.assertEqual(picking.origin, self.visit.act_number)
        self.assertEqual(picking.move_ids.product_uom_qty, 2)
        self._validate(picking)
        with self.assertRefused("no longer be changed"):
            self._submit(self.visit, "part", values)

    def test_S01_S08_a_machine_given_as_a_part_is_the_clients(self):
        """Its claims, labels and warranty are looked up by the passport from then on."""
        self._put_in_stock(self.stocked, 1, ["FW-9"])
        self._submit(self.visit, "part", {"product_id": self.stocked.id, "quantity": 1})
        self._submit(self.visit, "act", self._act(work_kind="replacement"))
        picking = self.visit.part_picking_id
        self._validate(picking)
        lot = picking.move_line_ids.lot_id
        self.assertEqual((lot.name, lot.owner_id), ("FW-9", self.client_company))
        self.assertEqual(lot.site_id, self.visit.partner_id)
        self.assertEqual(lot.shipped_on, fields.Date.today())
        self.assertTrue(lot.warranty_until)

    def test_S06_scanned_label_opens_the_passport(self):
        lots = self.as_user("engineer", self.env["stock.lot"])
        url = lots.browse(self.lot.id).passport_url
        self.assertTrue(url.endswith(f"/odoo/equipment/{self.lot.id}"))
        self.assertEqual(lots.passport_find(url), self.lot.id)
        self.assertEqual(lots.passport_find(" FW-1 "), self.lot.id)
        self.assertFalse(lots.passport_find("no such thing"))
        self.assertFalse(lots.passport_find(False))

    def test_S06_only_visitors_send(self):
        for login in ("manager", "warehouse", "accountant"):
            with self.subTest(login=login), self.assertRaises(AccessError):
                self._submit(self.visit, "need", {"text": "A pump"}, login=login)
