from odoo.tests import Form, tagged
from odoo.tests.common import freeze_time

from .intake_common import IntakeCase


@freeze_time("2026-11-23 07:17:00")  # Monday, 10:17 in Moscow
@tagged("post_install", "-at_install")
class TestIntakeArrival(IntakeCase):
    """However a lead comes into being, its source is known and the clocks run (E05, F09, G01)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Lead = cls.env["crm.lead"]
        cls.undefined = cls.env.ref("crm_sales_flow.utm_source_undefined")

    def codes(self, lead):
        return lead.activity_ids.task_policy_id.mapped("code")

    def lead(self, login="head", **values):
        values = {"name": "By hand", "type": "lead", "team_id": self.team.id, **values}
        return self.as_user(login, self.Lead).create(values).with_env(self.env)

    def test_E05_F09_lead_made_by_the_head_without_a_person_waits_for_one(self):
        lead = self.lead(user_id=False)
        self.assertEqual((lead.source_id, lead.awaits_sorting), (self.undefined, False))
        self.assertTrue(lead.medium_id)
        self.assertEqual(str(lead.registered_at), "2026-11-23 07:17:00")
        self.assertEqual(str(lead.assign_due_at), "2026-11-23 07:47:00")
        self.assertEqual(self.codes(lead), ["assign"])
        self.assertEqual(lead.activity_ids.user_id, self.users["head"])

    def test_E05_G01_lead_made_by_a_manager_is_called_within_the_hour(self):
        with Form(self.as_user("manager", self.Lead).with_context(default_type="lead")) as form:
            form.name = "By hand"
        lead = form.save().with_env(self.env)
        self.assertEqual((lead.user_id, lead.team_id), (self.users["manager"], self.team))
        self.assertEqual(lead.source_id, self.undefined)
        self.assertEqual(self.codes(lead), ["first_call"])
        self.assertEqual(str(lead.activity_ids.deadline_at), "2026-11-23 08:17:00")
        self.assertFalse(lead.assign_due_at)

    def test_E05_imported_leads_have_source_and_clocks(self):
        names = ["name", "type", "team_id/.id", "user_id/.id", "phone"]
        rows = [
            ["First", "lead", self.team.id, "", "+7 495 1234567"],
            ["Second", "lead", self.team.id, self.users["manager"].id, "+7 495 1234568"],
        ]
        result = self.as_user("director", self.Lead).load(names, rows)
        first, second = self.Lead.browse(result["ids"])
        self.assertEqual((first | second).source_id, self.undefined)
        self.assertEqual((self.codes(first), self.codes(second)), (["assign"], ["first_call"]))

    def test_U06_unapproved_source_of_a_lead_is_mapped_and_its_name_kept(self):
        Source = self.env["utm.source"]
        yandex = self.env.ref("crm_sales_flow.utm_source_yandex")
        synonym = Source.create({"name": "Яндекс Директ два"})
        yandex.flow_synonyms = "Яндекс Директ два"
        lead = self.lead(source_id=synonym.id)
        self.assertEqual((lead.source_id, lead.told_source), (yandex, "Яндекс Директ два"))
        lead = self.lead(source_id=Source.create({"name": "Craigslist two"}).id)
        self.assertEqual((lead.source_id, lead.told_source), (self.undefined, "Craigslist two"))
        self.assertEqual(self.lead(source_id=yandex.id).source_id, yandex)

    def test_U06_E05_source_written_afterwards_is_one_of_ours_too(self):
        lead = self.lead(user_id=self.users["manager"].id)
        yandex = self.env.ref("crm_sales_flow.utm_source_yandex")
        mine = self.as_user("manager", lead)
        mine.source_id = yandex
        self.assertEqual(lead.source_id, yandex)
        mine.source_id = self.env["utm.source"].create({"name": "Craigslist two"})
        self.assertEqual((lead.source_id, lead.told_source), (self.undefined, "Craigslist two"))
        mine.write({"source_id": False, "medium_id": False})
        self.assertEqual(lead.source_id, self.undefined)
        self.assertTrue(lead.medium_id)

    def test_E05_G01_F06_lead_that_enters_the_process_is_like_the_others(self):
        """Leads of an import that had no department get one."""
        outside = {"name": "Old", "type": "lead", "team_id": False}
        manager = self.users["manager"]
        taken, free = self.Lead.create(
            [{**outside, "user_id": manager.id}, {**outside, "user_id": False}]
        )
        leads = taken | free
        leads.team_id = False
        self.assertFalse(leads.activity_ids)
        self.as_user("director", leads).team_id = self.team
        self.assertEqual(leads.source_id, self.undefined)
        self.assertTrue(all(lead.medium_id for lead in leads))
        self.assertEqual((self.codes(taken), self.codes(free)), (["first_call"], ["assign"]))
        self.assertEqual(taken.activity_ids.user_id, manager)

    def test_E05_outside_the_process_odoo_stays_as_it_is(self):
        team = self.env["crm.team"].create({"name": "Plain"})
        lead = self.Lead.create({"name": "x", "type": "lead", "team_id": team.id, "user_id": False})
        self.assertFalse(lead.source_id or lead.activity_ids or lead.assign_due_at)

    def test_F09_lead_taken_from_its_person_waits_for_another(self):
        lead = self.lead(user_id=self.users["manager"].id)
        self.as_user("head", lead).user_id = False
        self.assertEqual(self.codes(lead), ["assign"])
        self.assertTrue(lead.assign_due_at)
        self.as_user("head", lead).user_id = self.users["tester"]
        self.assertEqual(self.codes(lead), ["first_call"])
        self.assertFalse(lead.assign_due_at)

    def test_E05_queries_do_not_grow_with_the_batch(self):
        def cost(count):
            # The stage is given, because Odoo looks for it lead by lead.
            values = {"type": "lead", "team_id": self.team.id, "user_id": False}
            values["stage_id"] = self.stages["needs"].id
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.Lead.create([{"name": str(n), **values} for n in range(count)])
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        cost(2)
        few = cost(2)
        self.assertLessEqual(cost(20), few + 2)
