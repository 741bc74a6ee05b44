from hypothesis import given, settings
from hypothesis import strategies as st

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .field_work_common import FieldWorkCase

NUMBERS = st.floats(-1e6, 1e6, allow_nan=False)


@tagged("post_install", "-at_install")
class TestChecklists(FieldWorkCase):
    """O03: commissioning ends with every point of the equipment's checklist filled."""

    def test_O03_the_nearest_category_decides(self):
        below = self.env["product.category"].create(
            {"name": "Small chambers", "parent_id": self.category.id}
        )
        general = self._checklist()
        self.assertEqual(self._lines(), general.line_ids)
        self.stocked.categ_id = below
        self.assertEqual(self._lines(), general.line_ids)
        special = self._checklist(category=below)
        self.assertEqual(self._lines(), special.line_ids)
        special.active = False
        self.assertEqual(self._lines(), general.line_ids)

    def _lines(self):
        found = self.env["crm.checklist"]._lines_for(self.stocked, "installation")
        return found[self.stocked]

    def test_O03_no_act_before_every_point_is_filled(self):
        self._checklist()
        visit = self._visit(field_work_type="installation")
        looked, pressure = visit.check_ids
        with self.assertRefused("The checklist is not complete: Looked over, Pressure"):
            self._submit(visit, "act", self._act())
        self._submit(visit, "check", {"id": looked.id})
        self._submit(visit, "check", {"id": pressure.id, "measured": 0.02})
        self.assertEqual(pressure.verdict, "failed")
        with self.assertRefused("do not conform, say so in the remarks: Pressure"):
            self._submit(visit, "act", self._act())
        self._submit(visit, "check", {"id": pressure.id, "measured": 0.004})
        self.assertEqual((pressure.verdict, pressure.done_by_id), ("passed", self.engineer))
        self._submit(visit, "act", self._act())
        with self.assertRefused("no longer be changed"):
            self.as_user("engineer", pressure).measured = 1

    def test_O03_points_follow_the_machines_of_the_visit(self):
        self._checklist("visit")
        second = self._lot(self.stocked, "FW-2")
        visit = self._visit()
        self.assertEqual(len(visit.check_ids), 2)
        visit.lot_ids |= second
        self.assertEqual(len(visit.check_ids), 4)
        visit.lot_ids -= self.lot
        self.assertEqual(visit.check_ids.lot_id, second)

    def test_O03_a_changed_checklist_changes_no_visit(self):
        checklist = self._checklist("visit")
        visit = self._visit()
        checklist.line_ids.filtered("declared").declared = 100
        self.assertEqual(visit.check_ids.filtered("declared").declared, 0.005)
        self.assertIn("0.005", visit.check_ids.filtered("declared").declared_text)

    def test_O03_filled_by_engineers_only(self):
        self._checklist("visit")
        row = self._visit().check_ids[0]
        self.assertTrue(self.as_user("manager", row).name)
        with self.assertRefused("filled by engineers"):
            self.as_user("manager", row).is_done = True
        with self.assertRaises(AccessError):
            self.as_user("accountant", row).is_done = True

    def test_O03_a_typed_value_is_a_measured_one(self):
        self._checklist("visit")
        visit = self.as_user("engineer", self._visit())
        with Form(visit, "crm_sales_flow.field_work_view_form") as form:
            with form.check_ids.edit(1) as row:
                row.measured = 0.003
        self.assertEqual(visit.check_ids[1].verdict, "passed")

    @settings(deadline=None)
    @given(st.sampled_from(("max", "min", "about")), NUMBERS, NUMBERS)
    def test_O03_verdict_agrees_with_the_comparison(self, comparison, declared, measured):
        row = self.env["crm.checklist.result"].new(
            {
                "comparison": comparison,
                "declared": declared,
                "measured": measured,
                "tolerance": 0,
                "is_done": True,
            }
        )
        wanted = {
            "max": measured <= declared,
            "min": measured >= declared,
            "about": abs(measured - declared) <= 1e-9 * max(1, abs(declared)),
        }
        self.assertEqual(row.verdict == "passed", wanted[comparison])

    def test_O03_checklist_of_the_engineer(self):
        """Engineers keep the checklists; a manager reads them."""
        values = {"name": "Own", "category_ids": [Command.set(self.category.ids)]}
        checklist = self.as_user("engineer", self.env["crm.checklist"]).create(values)
        with self.assertRaises(AccessError):
            self.as_user("manager", checklist).name = "Else"
