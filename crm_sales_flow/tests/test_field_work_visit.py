from odoo.tests import Form, tagged

from .common import SalesFlowCase

PIXEL = (
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="
)


@tagged("post_install", "-at_install")
class TestVisitForm(SalesFlowCase):
    """O04: the form of a visit before and after the act is signed."""

    def setUp(self):
        super().setUp()
        self.project = self.env.ref("crm_sales_flow.project_field_visits")
        visit = self.env["project.task"].create(
            {
                "name": "Visit",
                "project_id": self.project.id,
                "partner_id": self.client_company.id,
                "field_work_type": "visit",
            }
        )
        self.visit = self.as_user("engineer", visit)

    def sign(self):
        self.visit.write(
            {
                "act_works": "Looked at it",
                "act_signer": "Ivanov I. I.",
                "act_signer_post": "Engineer",
                "act_signature": PIXEL,
            }
        )
        self.visit.action_sign_act()

    def test_O04_signed_visit_stands_on_the_finished_stage(self):
        """Found by what the stage is, folded, whatever it is called."""
        done = self.project.type_ids.filtered("fold")
        done.name = "Over and out"
        self.sign()
        self.assertEqual(self.visit.stage_id, done)
        self.assertEqual(self.visit.state, "1_done")

    def test_O04_without_a_finished_stage_the_visit_stays(self):
        self.project.type_ids.fold = False
        stage = self.visit.stage_id
        self.sign()
        self.assertEqual(self.visit.stage_id, stage)
        self.assertEqual(self.visit.state, "1_done")

    def test_O04_form_does_not_offer_what_a_signed_act_refuses(self):
        view = "crm_sales_flow.field_work_view_form"
        self.assertFalse(Form(self.visit, view)._get_modifier("partner_id", "readonly"))
        self.sign()
        form = Form(self.visit, view)
        for name in ("partner_id", "field_work_type", "lot_ids", "act_works", "act_signature"):
            with self.subTest(field=name):
                self.assertTrue(form._get_modifier(name, "readonly"))
        form.date_deadline = "2026-12-01 08:00:00"  # another meeting about the same visit
        form.save()
