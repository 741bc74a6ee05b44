from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import SalesFlowCase


@tagged("post_install", "-at_install")
class TestDealChecklist(SalesFlowCase):
    """I07: the stage says what to do, who does it, what comes out of it, and ticks itself."""

    def setUp(self):
        super().setUp()
        self.deal = self.as_user("manager", self.make_deal(source_id=False))

    def rows(self, deal=None):
        deal = deal or self.deal
        deal.invalidate_recordset(["stage_checklist"])
        return {row["name"]: row for row in deal.stage_checklist or []}

    def test_I07_every_stage_has_rows_with_a_role(self):
        for step, stage in self.stages.items():
            self.assertTrue(stage.action_ids, step)
            self.assertTrue(all(action.role_id for action in stage.action_ids), step)

    def test_I07_row_ticks_itself_when_the_fact_appears(self):
        name = "Fill in the client, the contact person and the source"
        row = self.rows()[name]
        self.assertFalse(row["done"])
        self.assertTrue(row["next"])
        self.assertEqual((row["role"], row["person"]), ("Manager", self.users["manager"].name))
        self.deal.source_id = self.source
        row = self.rows()[name]
        self.assertTrue(row["done"])
        self.assertFalse(row["next"])

    def test_I07_next_step_is_an_activity(self):
        self.deal.activity_unlink(["mail.mail_activity_data_todo"], only_automated=False)
        self.assertFalse(self.rows()["Plan the next step"]["done"])
        self.deal.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.users["manager"].id
        )
        self.assertTrue(self.rows()["Plan the next step"]["done"])

    def test_I07_row_names_its_document_and_event(self):
        self.deal.source_id = self.source
        self.deal.stage_id = self.stages["selection"]
        deal = self.deal.with_env(self.env).with_context(import_file=True)
        deal.stage_id = self.stages["proposal"]
        row = self.rows()["Send the proposal to the client"]
        self.assertEqual(row["document"], "Commercial proposal")
        self.assertEqual(row["event"], self.env.ref("mail.mail_activity_data_email").name)

    def test_I07_rows_of_other_deals_are_not_shown(self):
        deal = self.make_deal()
        deal.with_context(import_file=True).stage_id = self.stages["attestation"]
        self.assertFalse(self.rows(deal))

    def test_I07_a_row_without_a_fact_or_with_an_invalid_one_is_refused(self):
        actions = self.as_user("director", self.env["crm.stage.action"])
        values = {"name": "Hope", "stage_id": self.stages["needs"].id}
        for domain in ("[]", "[('no_such_field', '=', 1)]", "[("):
            with self.subTest(domain=domain), self.assertRaises(ValidationError):
                actions.create({**values, "domain": domain})

    def test_I07_only_a_director_changes_the_rows(self):
        action = self.env.ref("crm_sales_flow.stage_action_need")
        self.assertTrue(self.as_user("engineer", action).name)
        with self.assertRaises(AccessError):
            self.as_user("head", action).name = "x"
        self.as_user("director", action).name = "Listen"

    def test_I07_a_broken_condition_leaves_its_row_open(self):
        action = self.env.ref("crm_sales_flow.stage_action_need")
        self.env.cr.execute(
            "UPDATE crm_stage_action SET domain = %s WHERE id = %s",
            ["[('field_of_yesterday', '=', 1)]", action.id],
        )
        action.invalidate_recordset()
        with self.assertLogs("odoo.addons.crm_sales_flow", "WARNING"):
            row = self.rows()[action.name]
        self.assertFalse(row["done"])

    def test_I07_queries_do_not_grow_with_the_deals(self):
        counts = []
        for size in (2, 5, 50):  # the first fills the caches
            deals = self.env["crm.lead"].union(*[self.make_deal() for _ in range(size)])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            deals.mapped("stage_checklist")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])
