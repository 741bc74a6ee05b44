from ast import literal_eval
from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .intake_common import IntakeCase

REGISTERED = datetime(2026, 11, 16, 7, 17)  # Monday, 10:17 in Moscow: the call is due at 11:17
DUE = REGISTERED + timedelta(hours=1)


@tagged("post_install", "-at_install")
class TestControlReports(IntakeCase):
    def lead(self, registered=REGISTERED, **values):
        """A lead of the manager whose first call was planned when it was registered."""
        lead = self.make_deal(type="lead", registered_at=registered, **values)
        return lead, lead._flow_open_tasks("first_call")

    def row(self, model, record, login="head"):
        self.env.flush_all()
        self.env.invalidate_all()
        field = "lead_id" if record._name == "crm.lead" else "id"
        return self.as_user(login, self.env[model]).search([(field, "=", record.id)])

    # ------------------------------------------------------- first contact

    def test_Z06_the_hour_and_what_became_of_it(self):
        cases = [
            (DUE, "phone", "in_time", 60),
            (DUE + timedelta(minutes=1), "by_hand", "late", 61),
            # the night is no working time
            (DUE + timedelta(days=1), "email", "late", 600),
        ]
        for at, kind, state, minutes in cases:
            lead, _call = self.lead(name=f"{kind}")
            lead._register_contact(kind, at)
            row = self.row("crm.contact.report", lead)
            self.assertRecordValues(
                row, [{"state": state, "kind": kind, "minutes": minutes, "due_at": DUE}]
            )
            self.assertEqual(row.in_time_share, 100 if state == "in_time" else 0)

    def test_Z06_nobody_called(self):
        self.assertEqual(self.row("crm.contact.report", self.lead()[0]).state, "missed")
        soon = self.lead(registered=datetime.now() + timedelta(minutes=5))[0]
        self.assertEqual(self.row("crm.contact.report", soon).state, "open")
        spam, _call = self.lead(name="spam")
        with freeze_time(DUE - timedelta(minutes=30)):
            spam._flow_disqualify(self.env["crm.disqualify.reason"].search([], limit=1), "Spam")
        self.assertEqual(self.row("crm.contact.report", spam).state, "closed")

    def test_Z06_a_call_put_off_does_not_move_the_promise(self):
        lead, call = self.lead()
        call.sudo().deadline_at = DUE + timedelta(hours=5)
        lead._register_contact("phone", DUE + timedelta(hours=1))
        self.assertEqual(lead.contact_promised_at, DUE)
        self.assertEqual(self.row("crm.contact.report", lead).state, "late")
        with self.assertRaises(AccessError):
            self.as_user("manager", lead).contact_promised_at = DUE + timedelta(hours=5)

    def test_Z06_a_deal_that_was_never_to_be_called_is_not_counted(self):
        self.assertFalse(self.row("crm.contact.report", self.make_deal()))

    def test_Z06_departments_are_apart(self):
        lead, _call = self.lead(team_id=self.other_team.id, user_id=self.users["manager_two"].id)
        self.assertFalse(self.row("crm.contact.report", lead))
        self.assertFalse(self.row("crm.contact.report", lead, "manager"))
        self.assertTrue(self.row("crm.contact.report", lead, "manager_two"))
        self.assertTrue(self.row("crm.contact.report", lead, "director"))
        with self.assertRaises(AccessError):
            self.row("crm.contact.report", lead, "warehouse")

    # --------------------------------------------------------------- tasks

    def task(self, due, done=None):
        deal = self.make_deal()
        task = deal._flow_schedule("agreed_step", start=due - timedelta(hours=9), once=False)
        task = task.sudo()
        task.deadline_at = due
        if done:
            self.close(task, done)
        return task

    def close(self, task, moment):
        with freeze_time(moment):
            task.action_feedback()
            self.env.flush_all()

    def test_A10_in_time_late_and_open(self):
        now = datetime.now().replace(microsecond=0)
        hour = timedelta(hours=1)
        cases = [
            (now - hour, now - 2 * hour, "in_time", 100),
            (now - hour, now - hour, "in_time", 100),
            (now - 3 * hour, now - hour, "late", 0),
            (now - hour, None, "overdue", 0),
            (now + hour, None, "open", 0),
        ]
        for due, done, state, share in cases:
            row = self.row("crm.task.report", self.task(due, done))
            self.assertEqual((row.state, row.in_time_share), (state, share), (due, done))
            self.assertEqual(row.user_id, self.users["manager"])
        late = self.row("crm.task.report", self.task(now - 3 * hour, now - hour))
        self.assertAlmostEqual(late.late_hours, 2)

    def test_A10_a_task_with_a_day_only_is_due_at_its_end_where_its_person_is(self):
        task = self.make_deal()._flow_schedule("agreed_step").sudo()
        for zone, ends in (("Europe/Moscow", 21), ("Asia/Vladivostok", 14)):
            self.users["manager"].tz = zone
            task.write({"deadline_at": False, "date_deadline": "2026-11-20"})
            row = self.row("crm.task.report", task)
            self.assertEqual(row.due_at, datetime(2026, 11, 20, ends), zone)

    def test_Z04_a_row_opens_the_deal_in_its_own_form(self):
        task = self.task(datetime.now().replace(microsecond=0))
        [row] = self.row("crm.task.report", task)
        [funnel] = self.row("crm.funnel.report", self.env["crm.lead"].browse(task.res_id))[:1]
        form = self.env.ref("crm_sales_flow.crm_deal_view_form").id
        for opened in (row.action_open_record(), funnel.action_open_record()):
            self.assertEqual(opened["res_id"], task.res_id)
            self.assertEqual(opened["views"], [(form, "form")])

    def test_A10_a_task_that_was_reminded_of_was_late_whatever_its_deadline_says(self):
        now = datetime.now().replace(microsecond=0)
        task = self.task(now + timedelta(hours=1))
        reminder = {
            "activity_id": task.id,
            "lead_id": task.res_id,
            "user_id": task.user_id.id,
            "due_at": now - timedelta(hours=2),
            "sent_at": now - timedelta(hours=1),
            "number": 1,
            "periods": 1,
            "period_minutes": 60,
        }
        self.env["crm.task.reminder"].sudo().create(reminder)
        self.close(task, now)
        self.assertEqual(self.row("crm.task.report", task).state, "late")

    def test_A10_the_minute_of_doing_stays(self):
        moment = datetime(2026, 11, 16, 9, 30)
        task = self.task(moment + timedelta(hours=1), moment)
        self.assertEqual(task.done_at, moment)
        task.feedback = "A word more"
        self.env.flush_all()
        self.assertEqual(task.done_at, moment)

    # ------------------------------------------------------------- sorting

    def sortings(self, domain=()):
        return self.env["crm.sorting.round"].search(domain)

    def test_Z07_sortings_kept_and_broken_are_counted_once(self):
        morning = self.env.ref("crm_sales_flow.sorting_slot_morning")
        slots = self.env["crm.sorting.slot"].search([])
        self.env["crm.request"].search([("state", "=", "new")]).sudo().state = "dropped"
        slots.checked_until = datetime(2026, 11, 15, 21)
        self.sortings().unlink()
        with freeze_time("2026-11-16 06:30:00"):
            self.make_request(subject="Left")
        with freeze_time("2026-11-16 08:05:00"):  # 11:05: the morning's hour is over
            self.env["crm.sorting.slot"]._cron_check()
            self.env["crm.sorting.slot"]._cron_check()
        first = self.sortings([("slot_id", "=", morning.id)])
        self.assertRecordValues(first, [{"state": "broken", "breach_count": 1, "kept_share": 0}])
        self.assertEqual(
            first.action_breaches()["domain"],
            [("slot_id", "=", morning.id), ("due_at", "=", first.due_at)],
        )
        self.env["crm.request"].search([("state", "=", "new")]).sudo().state = "dropped"
        with freeze_time("2026-11-17 08:05:00"):
            self.env["crm.sorting.slot"]._cron_check()
        kept = self.sortings([("slot_id", "=", morning.id)]) - first
        self.assertRecordValues(kept, [{"state": "kept", "breach_count": 0, "kept_share": 100}])

    @freeze_time("2026-11-18 09:00:00")
    def test_Z07_the_sorter_sees_the_month_at_his_desk(self):
        self.sortings().unlink()
        slot = self.env["crm.sorting.slot"].search([], limit=1)
        for day, left in ((2, 0), (3, 0), (4, 2)):
            self.env["crm.sorting.round"]._hold(slot, datetime(2026, 11, day, 8), left)
        self.env["crm.sorting.round"]._hold(slot, datetime(2026, 10, 30, 8), 1)
        desk = self.as_user("sorter", self.env["crm.request"]).flow_desk()
        self.assertEqual(desk["month"], {"kept": 2, "all": 3})
        # What the button of the desk opens: the list of this month first, other months by choice.
        env = self.as_user("sorter", self.env["ir.actions.act_window"]).env
        action = env["ir.actions.act_window"]._for_xml_id("crm_sales_flow.action_sorting_round")
        self.assertEqual(action["views"][0][1], "list")
        self.assertTrue(literal_eval(action["context"])["search_default_due_at"])
        with self.assertRaises(AccessError):
            self.as_user("head", self.env["crm.sorting.round"]).search([])

    # ------------------------------------------------------------- service

    def test_Z09_service_of_won_deals(self):
        self.env["crm.stage.gate"].search([]).active = False
        deal = self.make_deal()
        self.assertFalse(self.row("crm.service.report", deal))
        deal.with_user(self.users["director"]).action_set_won()
        self.assertEqual(self.row("crm.service.report", deal).outcome, "none")
        deal.service_outcome = "contract"
        self.assertEqual(self.row("crm.service.report", deal).outcome, "agreed")
        contract = self.env["crm.service.contract"].create(
            {
                "partner_id": self.client_company.id,
                "lead_id": deal.id,
                "date_start": "2026-01-01",
                "date_end": "2026-12-31",
            }
        )
        self.assertEqual(self.row("crm.service.report", deal).outcome, "agreed")
        contract.sudo().state = "active"
        row = self.row("crm.service.report", deal)
        self.assertEqual((row.outcome, row.attached_share), ("contract", 100))
