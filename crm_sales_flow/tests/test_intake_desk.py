from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .intake_common import IntakeCase


@tagged("post_install", "-at_install")
class TestIntakeDesk(IntakeCase):
    def desk(self, login="sorter"):
        return self.as_user(login, self.Request).flow_desk()

    def bus_notices(self):
        """Notices to the desks, of this transaction."""
        self.env.cr.precommit.run()
        rows = self.env["bus.bus"].sudo().search([("message", "like", "crm_sales_flow.requests")])
        return rows

    def test_F01_all_and_only_what_waits_oldest_first(self):
        self.Request.search([("state", "=", "new")]).sudo().state = "dropped"
        with freeze_time("2026-11-23 07:00:00"):
            second = self.make_request(subject="Вакуумный насос")
        with freeze_time("2026-11-23 06:00:00"):
            first = self.make_request(phone="+7 812 1112233", subject="?")
        done = self.make_request(phone="+7 343 1112233")
        self.as_user("sorter", done).action_sort(self.team)
        desk = self.desk()
        self.assertEqual([row["id"] for row in desk["requests"]], (first | second).ids)
        self.assertEqual(desk["total"], 2)
        row = desk["requests"][1]
        self.assertEqual((row["team_id"], row["who"]), (self.team.id, "Anna"))
        self.assertIn("вакуумный", row["reason"])
        self.assertIn(self.team.id, [team["id"] for team in desk["teams"]])
        self.assertNotIn(self.sub_unit.id, [team["id"] for team in desk["teams"]])

    def test_F01_desk_costs_as_much_for_twenty_as_for_two(self):
        def cost(count):
            self.Request.create(
                [{"subject": str(n), "phone": f"+7 495 40{count:02}0{n:02}"} for n in range(count)]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.desk()
            return self.env.cr.sql_log_count - before

        cost(2)
        few = cost(2)
        self.assertLessEqual(cost(20), few)

    def test_F01_text_and_the_leads_of_the_sender(self):
        deals = self.make_deal() | self.make_deal(name="Second")
        request = self.make_request(
            email_from="testov@client.example", phone=False, body="<p>Hi<script>x</script></p>"
        )
        text = self.as_user("sorter", request).flow_desk_text()
        self.assertEqual({lead["id"] for lead in text["leads"]}, set(deals.ids))
        self.assertEqual(text["client"], self.client_person.display_name)
        self.assertNotIn("script", text["body"])

    def test_F01_only_the_sorter_and_the_director(self):
        request = self.make_request()
        for login in ("manager", "head", "secretary", "marketer", "accountant"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.desk(login)
            with self.subTest(login), self.assertRaises(AccessError):
                self.as_user(login, request).flow_desk_text()
            with self.subTest(login), self.assertRaises(AccessError):
                self.as_user(login, request).action_undo()
        self.assertTrue(self.desk("director")["requests"])

    def test_F02_undo_of_sorting_brings_the_request_and_its_lead_back(self):
        request = self.make_request(subject="Вакуумный насос")
        lead = request.lead_id
        mine = self.as_user("sorter", request)
        mine.action_sort(self.other_team.id)
        self.assertTrue(lead.activity_ids)
        mine.action_undo()
        self.assertRecordValues(
            request, [{"state": "new", "team_id": False, "sorted_at": False, "lead_id": lead.id}]
        )
        self.assertEqual(request.suggested_team_id, self.team)
        self.assertTrue(lead.awaits_sorting)
        self.assertFalse(lead.team_id or lead.activity_ids)
        mine.action_sort(self.team.id)
        self.assertEqual((lead.team_id, lead.awaits_sorting), (self.team, False))
        self.assertEqual(len(lead.activity_ids), 1)

    def test_F02_undo_of_a_drop_and_of_an_attachment(self):
        request = self.make_request()
        mine = self.as_user("sorter", request)
        mine.action_drop("spam")
        mine.action_undo()
        self.assertEqual(request.state, "new")
        self.assertTrue(request.lead_id.active and request.partner_id.active)
        deal = self.make_deal() | self.make_deal(name="Second")
        known = self.make_request(email_from="testov@client.example", phone=False)
        mine = self.as_user("sorter", known)
        mine.action_attach(deal[0].id)
        mine.action_undo()
        self.assertEqual(
            (known.state, known.lead_id, known.team_id.ids), ("new", known.lead_id[:0], [])
        )
        self.assertIn(known.name, deal[0].message_ids[0].body)
        mine.action_sort(self.team.id)
        self.assertNotIn(known.lead_id, deal)

    def test_F02_undo_of_an_attachment_brings_the_lead_back_and_takes_the_files_away(self):
        request = self.receive(self.letter(attach="ТЗ.pdf"))
        lead, partner, deal = request.lead_id, request.partner_id, self.make_deal()
        mine = self.as_user("sorter", request)
        domain = [("res_model", "=", "crm.lead"), ("res_id", "=", deal.id)]
        mine.action_attach(deal.id)
        self.assertEqual(self.env["ir.attachment"].search(domain).mapped("name"), ["ТЗ.pdf"])
        self.assertFalse(lead.active)
        with self.assertRaises(UserError):
            mine.former_lead_id = deal
        mine.action_undo()
        self.assertFalse(self.env["ir.attachment"].search(domain))
        self.assertEqual((request.lead_id, request.state), (lead, "new"))
        self.assertTrue(lead.active and lead.awaits_sorting and partner.active)
        self.assertTrue(request.attachment_ids)
        mine.action_sort(self.team.id)
        self.assertEqual(lead.team_id, self.team)

    def test_F02_undo_is_for_the_own_decision_while_nobody_works_by_it(self):
        request = self.make_request()
        self.as_user("sorter", request).action_sort(self.team.id)
        with self.assertRefused(request.name):
            self.as_user("director", request).action_undo()
        self.as_user("head", request.lead_id).user_id = self.users["manager"]
        with self.assertRefused(self.users["manager"].name):
            self.as_user("sorter", request).action_undo()
        other = self.make_request(phone="+7 812 1112233")
        with freeze_time("2026-11-23 07:00:00"):
            self.as_user("sorter", other).action_drop("spam")
        with freeze_time("2026-11-23 07:31:00"), self.assertRefused(other.name):
            self.as_user("sorter", other).action_undo()
        with self.assertRaises(UserError):  # what waits has nothing to be taken back
            self.as_user("sorter", self.make_request(phone="+7 343 1112233")).action_undo()

    def test_F01_desks_hear_what_comes_and_what_is_taken(self):
        request = self.make_request()
        self.assertIn(f'"ids":[{request.id}],"state":"new"', self.bus_notices()[-1:].message)
        self.as_user("sorter", request).action_drop("spam")
        notice = self.bus_notices().sorted("id")[-1:]
        self.assertIn('"state":"dropped"', notice.message)
        self.assertIn(self.users["sorter"].name, notice.message)
