"""V01, V02, V06, V07: contacts and leads flow to Mailchimp, each change once."""

import math

from mailchimp_case import LIST, MailchimpCase

from odoo.tests import tagged

ROW = f"POST lists/{LIST}"


@tagged("standard", "post_install", "-at_install")
class TestMailchimpSync(MailchimpCase):
    def test_V01_a_new_contact_is_there_after_the_next_run(self):
        self.person("anna", name="Петрова Анна Юрьевна")
        run = self.sync()
        there = self.there("anna")
        self.assertEqual(there["status"], "subscribed")
        self.assertEqual(there["merge_fields"]["FNAME"], "Анна Юрьевна")
        self.assertEqual((run.state, run.sent), ("done", 1))
        self.assertEqual(self.member("anna").state, "done")

    def test_V01_a_lead_is_there_too(self):
        self.agree("lead@mc.example")
        self.env["crm.lead"].create(
            {
                "name": "Furnace",
                "type": "lead",
                "contact_name": "Ivan Petrov",
                "email_from": "Lead@MC.example",
                "team_id": self.team.id,
            }
        )
        self.sync()
        fields = self.there("lead")["merge_fields"]
        self.assertEqual((fields["FNAME"], fields["DEPT"]), ("Ivan", self.named(self.team)))

    def test_V01_one_address_is_one_person_and_the_client_wins(self):
        self.person("anna", name="Lead Anna")
        self.person("anna", consent=False, name="Client Anna", client_status="client")
        self.env["crm.lead"].create({"name": "x", "email_from": "anna@mc.example"})
        self.sync()
        self.assertEqual(self.there("anna")["merge_fields"]["FNAME"], "Client")
        self.assertEqual(len(self.remote.members), 1)

    def test_V02_what_did_not_change_is_not_sent_again(self):
        anna = self.person("anna")
        self.sync()
        self.service.requests.clear()
        anna.comment = "no matter"
        anna.name = anna.name
        run = self.sync_all()
        self.assertEqual((run.sent, self.writes()), (0, []))
        self.assertLessEqual(len(self.service.requests), 2)

    def test_V02_a_change_is_sent_once(self):
        anna = self.person("anna")
        self.sync()
        anna.name = "Ivanova"
        self.sync()
        self.sync()
        self.assertEqual(self.there("anna")["merge_fields"]["FNAME"], "Ivanova")
        self.assertEqual(self.remote.writes["anna@mc.example"], 2)

    def test_V02_a_new_name_of_the_company_reaches_its_people(self):
        company = self.env["res.partner"].create({"name": "Old", "is_company": True})
        self.person("anna", parent_id=company.id)
        self.sync()
        company.name = "New"
        self.sync()
        self.assertEqual(self.there("anna")["merge_fields"]["COMPANY"], "New")

    def test_V02_stage_and_department_follow_the_deal(self):
        anna = self.person("anna")
        deal = self.make_deal(partner_id=anna.id, contact_id=anna.id)
        self.sync()
        fields = self.there("anna")["merge_fields"]
        ours = (self.named(deal.stage_id), self.named(self.team))
        self.assertEqual((fields["STAGE"], fields["DEPT"]), ours)
        deal.with_user(self.users["director"]).team_id = self.other_team
        self.sync()
        self.assertEqual(self.there("anna")["merge_fields"]["DEPT"], self.named(self.other_team))

    def test_V02_five_hundred_at_once(self):
        self.people(1203)
        run = self.sync()
        self.assertEqual(self.service.sizes, [500, 500, 203])
        self.assertEqual(run.sent, 1203)
        # Of the first synchronisation: reading, the archived, writing.
        self.assertLessEqual(len(self.service.requests), 3 + 2 + 10)

    def test_V02_three_poisoned_rows_hold_nobody_up(self):
        self.people(497)
        for name in ("fake1", "fake2", "gone"):
            self.person(name)
        self.remote.seed("gone@mc.example")
        self.remote.forget("gone@mc.example")
        run = self.sync()
        self.assertEqual((run.sent, run.parked), (497, 3))
        self.assertEqual(self.service.sizes, [500])
        self.assertEqual(self.member("fake1").reason, "bad_address")
        self.assertEqual(self.member("gone").reason, "forgotten")
        self.assertTrue(self.member("gone").way_out)
        self.assertTrue(self.is_stopped("gone@mc.example"))

    def test_V02_what_was_set_aside_is_tried_again_when_it_changes(self):
        anna = self.person("fake")
        self.sync()
        self.assertEqual(self.member("fake").state, "parked")
        self.sync_all()
        self.assertEqual(len(self.service.sizes), 1)
        anna.email = "real@mc.example"
        self.sync()
        self.assertEqual(self.there("real")["status"], "subscribed")

    def test_V02_a_refused_portion_is_narrowed_to_the_culprit(self):
        self.people(20)
        self.service.fail(400, match=ROW, times=1, bare=False)
        run = self.sync()
        self.assertEqual((run.sent, run.parked), (20, 0))

    def test_V07_tags_of_our_own_follow_and_others_stay(self):
        line = {"audience_id": self.audience.id, "kind": "tags", "tag": "group"}
        self.env["mailchimp.mapping"].create({**line, "partner_path": "category_id"})
        one, two = self.env["res.partner.category"].create([{"name": "One"}, {"name": "Two"}])
        anna = self.person("anna", category_id=[(6, 0, (one | two).ids)])
        self.sync()
        self.remote.add_tags(self.there("anna"), ["VIP"])
        anna.category_id = two
        self.sync()
        self.assertEqual(self.remote.tags_of("anna@mc.example"), ["VIP", "odoo:group:Two"])
        self.service.requests.clear()
        self.sync_all()
        self.assertLessEqual(len(self.service.requests), 2)

    def test_V02_tags_that_many_lose_cost_no_search_each(self):
        """d changes: ceil(d / 500) + 2 requests, and ceil(n / 500) for a tag that n people lost."""
        line = {"audience_id": self.audience.id, "kind": "tags", "tag": "group"}
        self.env["mailchimp.mapping"].create({**line, "partner_path": "category_id"})
        names = ("One", "Two", "Three", "Four")
        groups = self.env["res.partner.category"].create([{"name": name} for name in names])
        people, left = self.people(620), groups[3]
        people.category_id = groups
        people[:30].category_id = groups[:3]
        self.sync()
        people.category_id = left
        people[600:].category_id = groups[2:]
        self.env.flush_all()
        self.service.requests.clear()
        run = self.sync()
        self.assertEqual((run.state, run.sent), ("done", 620))
        lost = {"One": 620, "Two": 620, "Three": 600}
        allowed = math.ceil(620 / 500) + 2 + sum(math.ceil(n / 500) for n in lost.values())
        self.assertLessEqual(len(self.service.requests), allowed, self.service.requests)
        self.assertEqual(self.remote.tags_of("p00007@mc.example"), ["odoo:group:Four"])
        last = ["odoo:group:Four", "odoo:group:Three"]
        self.assertEqual(self.remote.tags_of("p00610@mc.example"), last)
        self.assertFalse(self.audience.member_ids.filtered("tags_lost"))
        self.assertEqual(self.member("p00007").tags_sent, ["odoo:group:Four"])

    def test_V07_numbers_of_tags_that_no_answer_told_are_asked_for_once(self):
        self.patch(type(self.audience), "_learn_tags", lambda *_arguments: None)
        line = {"audience_id": self.audience.id, "kind": "tags", "tag": "group"}
        self.env["mailchimp.mapping"].create({**line, "partner_path": "category_id"})
        one, two = self.env["res.partner.category"].create([{"name": "One"}, {"name": "Two"}])
        anna = self.person("anna", category_id=[(6, 0, (one | two).ids)])
        self.sync()
        self.audience.tag_ids_known = {"odoo:group:one": 7}  # deleted there, and made anew
        anna.category_id = False
        self.env.flush_all()
        self.service.requests.clear()
        self.sync()
        self.assertEqual(self.remote.tags_of("anna@mc.example"), [])
        searches = [request for request in self.service.requests if "tag-search" in request]
        self.assertEqual(len(searches), 1)

    def test_V01_who_is_wanted_no_more_is_archived(self):
        anna = self.person("anna")
        others = self.people(12)
        self.sync()
        (anna | others).active = False
        for _number in range(6):  # Mailchimp works many off by itself
            self.sync()
        self.assertEqual(self.there("anna")["status"], "archived")
        self.assertEqual({m["status"] for m in self.remote.members.values()}, {"archived"})
        self.assertLess(len(self.service.requests), 30)
        self.assertEqual(self.member("anna").state, "out")

    def test_V02_a_person_archived_by_an_employee_is_not_brought_back(self):
        anna = self.person("anna")
        self.sync()
        self.remote.archive("anna@mc.example")
        anna.name = "Ivanova"
        self.sync()
        self.assertEqual(self.there("anna")["status"], "archived")
        self.assertEqual((self.member("anna").state, self.member("anna").reason),
                         ("parked", "archived"))  # fmt: skip

    def test_V07_the_comparison_shows_that_both_sides_are_equal(self):
        self.people(30)
        self.sync()
        self.press("marketer", self.audience, "action_compare")
        self.assertFalse(self.audience.difference_ids)
        self.remote.seed("stranger@else.example")
        self.remote.forget("p00001@mc.example")
        self.sync()
        self.press("marketer", self.audience, "action_compare")
        kinds = {d.email: d.kind for d in self.audience.difference_ids}
        self.assertEqual(
            kinds, {"stranger@else.example": "foreign", "p00001@mc.example": "missing"}
        )
        self.sync()
        self.assertEqual(self.member("p00001").reason, "gone")
        self.assertIsNone(self.there("p00001"))

    def test_V06_the_preview_says_what_will_change_and_sends_nothing(self):
        anna = self.person("anna")
        self.person("boris", consent=False)
        self.sync()
        anna.name = "Ivanova"
        self.person("vera")
        self.service.requests.clear()
        action = self.as_user("marketer", self.audience).action_preview()
        preview = self.env["mailchimp.preview"].browse(action["res_id"])
        self.assertEqual(self.service.requests, [])
        self.assertEqual(
            (preview.new_count, preview.change_count, preview.no_consent_count), (1, 1, 1)
        )
        what = {line.email: line.what for line in preview.line_ids}
        self.assertEqual(what["anna@mc.example"], "FNAME: anna → Ivanova")
        self.assertEqual(self.member("anna").state, "done")

    def test_V06_the_marketer_starts_a_run_and_sees_how_far_it_is(self):
        self.people(3)
        action = self.as_user("marketer", self.audience).action_sync()
        run = self.env["mailchimp.run"].browse(action["res_id"])
        self.assertEqual((run.state, run.user_id), ("running", self.users["marketer"]))
        self.sync()
        self.assertEqual((run.state, run.progress, run.sent), ("done", 100, 3))

    def test_V02_missing_fields_are_made_and_limits_checked(self):
        tags = [row["tag"] for row in self.remote.fields.rows]
        self.assertIn("DEPT", tags)
        for number in range(30 - len(tags)):
            self.remote.fields.add({"tag": f"F{number}", "name": "x", "type": "text"})
        line = {"audience_id": self.audience.id, "tag": "CITY", "partner_path": "city"}
        self.env["mailchimp.mapping"].create(line)
        told = self.audience.action_make_fields()["params"]
        self.assertIn("CITY: Mailchimp allows 30", told["message"])
        with self.assertRefused("up to 10 characters"):
            self.env["mailchimp.mapping"].create({**line, "tag": "DEPARTMENTS"})
        with self.assertRefused("no field"):
            self.env["mailchimp.mapping"].create({**line, "tag": "X", "partner_path": "nothing"})

    def test_V02_a_rule_that_cannot_be_used_is_refused(self):
        with self.assertRefused("cannot be used"):
            self.audience.rule_ids[0].domain = "[('nothing', '=', 1)]"
