"""V01, V07: whom we took out comes back when a rule wants him, and tags follow whatever is done."""

from datetime import timedelta

from mailchimp_case import MailchimpCase

from odoo.tests import tagged


@tagged("standard", "post_install", "-at_install")
class TestMailchimpReturn(MailchimpCase):
    def leave(self, people):
        people.active = False
        for _number in range(6):  # Mailchimp works many off by itself
            self.sync()
        statuses = {self.there(email)["status"] for email in people.mapped("email")}
        self.assertEqual(statuses, {"archived"})

    def test_V01_whom_we_archived_comes_back(self):
        anna = self.person("anna")
        self.sync()
        self.leave(anna)
        anna.active = True
        self.sync()
        self.assertEqual(self.there("anna")["status"], "subscribed")
        self.assertEqual(self.member("anna").state, "done")

    def test_V01_of_many_too(self):
        people = self.people(8)
        self.sync()
        self.leave(people)
        people.active = True
        self.sync()
        self.assertEqual({m["status"] for m in self.remote.members.values()}, {"subscribed"})

    def test_V03_who_said_no_meanwhile_does_not_come_back(self):
        anna = self.person("anna")
        self.sync()
        self.leave(anna)
        self.env["mail.blacklist"].create({"email": "anna@mc.example"})
        anna.active = True
        self.sync()
        self.assertEqual(self.there("anna")["status"], "archived")

    def test_V01_whom_an_employee_archives_afterwards_stays_there(self):
        anna = self.person("anna")
        self.sync()
        self.leave(anna)
        anna.active = True
        self.sync()
        self.service.clock.shift = timedelta(minutes=1)
        self.remote.archive("anna@mc.example")
        anna.name = "Ivanova"
        self.sync()
        self.assertEqual(self.there("anna")["status"], "archived")
        self.assertEqual(self.member("anna").reason, "archived")

    def tagged_person(self):
        line = {"audience_id": self.audience.id, "kind": "tags", "tag": "group"}
        self.env["mailchimp.mapping"].create({**line, "partner_path": "category_id"})
        groups = self.env["res.partner.category"].create([{"name": "One"}, {"name": "Two"}])
        anna = self.person("anna", category_id=[(6, 0, groups.ids)])
        self.sync()
        anna.category_id = groups[0]
        self.sync()
        self.assertEqual(self.remote.tags_of("anna@mc.example"), ["odoo:group:One"])
        return anna

    def test_V07_a_tag_that_was_deleted_there_holds_nobody_up(self):
        anna = self.tagged_person()
        member = self.there("anna")
        self.remote.drop_tags(member, ["odoo:group:One"])
        del self.remote.tags["odoo:group:one"]
        anna.category_id = False
        boris = self.person("boris")
        self.env["mail.blacklist"].create({"email": boris.email})
        run = self.sync()
        self.assertEqual(run.state, "done")
        self.assertFalse(self.member("anna").tags_lost)

    def test_V07_a_tag_that_was_made_anew_there_is_taken_away(self):
        anna = self.tagged_person()
        self.remote.tags["odoo:group:one"]["id"] = 7777
        for tag in self.there("anna")["tags"]:
            tag["id"] = 7777
        anna.category_id = False
        self.assertEqual(self.sync().state, "done")
        self.assertEqual(self.remote.tags_of("anna@mc.example"), [])

    def test_V07_a_person_whose_tag_cannot_be_taken_away_holds_nobody_up(self):
        anna = self.tagged_person()
        others = self.people(5)
        others.category_id = anna.category_id
        self.sync()
        (anna | others).category_id = False
        boris = self.person("boris")
        answer = self.service.answer

        def refuse(method, path, params, raw):
            if "/segments/" in path and b"p00003@" in raw:
                return 400, {"title": "Invalid Resource", "status": 400, "detail": "Not this one"}
            return answer(method, path, params, raw)

        self.service.answer = refuse
        self.addCleanup(self.service.__dict__.pop, "answer", None)
        self.assertEqual(self.sync().state, "done")
        self.assertEqual(self.there(boris.email)["status"], "subscribed")
        left = [m["email_address"] for m in self.remote.members.values() if m["tags"]]
        self.assertEqual(left, ["p00003@mc.example"])
        self.press("marketer", self.audience, "action_compare")
        self.assertEqual(self.audience.difference_ids.mapped("email"), left, "It is seen.")
