"""V02, V07: every fact arrives, whatever changed it, and a change of the set-up costs little."""

from mailchimp_case import MailchimpCase

from odoo.tests import tagged


@tagged("standard", "post_install", "-at_install")
class TestMailchimpFacts(MailchimpCase):
    def line(self, tag="CITY", **values):
        line = {"audience_id": self.audience.id, "tag": tag, "partner_path": "city"}
        return self.env["mailchimp.mapping"].create({**line, **values})

    def facts(self, email="anna"):
        return self.there(email)["merge_fields"]

    def test_V02_a_fact_added_later_arrives_without_a_button(self):
        self.person("anna", city="Tver")
        self.sync()
        line = self.line(label="City")
        run = self.sync()
        self.assertEqual((run.state, line.remote_state), ("done", "there"))
        self.assertEqual(self.facts()["CITY"], "Tver")

    def test_V02_a_fact_that_found_no_room_arrives_when_there_is_some(self):
        rows = self.remote.fields.rows
        while len(rows) < 30:
            self.remote.fields.add({"tag": f"F{len(rows)}", "name": "x", "type": "text"})
        self.person("anna", city="Tver")
        line = self.line()
        self.assertEqual(self.sync().state, "done", "It holds nobody up.")
        self.assertEqual(line.remote_state, "no_room")
        rows.pop()
        self.assertEqual(self.audience.action_make_fields()["params"]["type"], "success")
        self.sync()
        self.assertEqual(self.facts()["CITY"], "Tver")

    def test_V02_a_field_of_another_type_is_told_and_not_sent(self):
        self.remote.fields.add({"tag": "CITY", "name": "City", "type": "date"})
        self.person("anna", city="Tver")
        line = self.line()
        self.sync()
        self.assertEqual((line.remote_state, self.member("anna").state), ("other_type", "done"))
        told = self.audience.action_make_fields()["params"]
        self.assertIn("CITY: at Mailchimp this field is of another type", told["message"])

    def test_V06_the_preview_shows_a_fact_that_will_be_made(self):
        self.person("anna", city="Tver")
        self.sync()
        self.line()
        action = self.as_user("marketer", self.audience).action_preview()
        preview = self.env["mailchimp.preview"].browse(action["res_id"])
        self.assertIn("CITY", preview.line_ids.what)

    def test_V02_a_client_is_told_as_a_client_at_once(self):
        anna = self.person("anna")
        self.sync()
        before = self.facts()["KIND"]
        anna._flow_become_client()
        self.sync()
        self.assertNotEqual(self.facts()["KIND"], before)

    def test_X04_the_segment_of_the_company_is_told_of_its_people(self):
        Segment = self.env["crm.client.segment"]
        metal, wood = Segment.create([{"name": n, "kind": "activity"} for n in ("Metal", "Wood")])
        works = self.env["res.partner"].create(
            {"name": "Works", "is_company": True, "activity_segment_id": metal.id}
        )
        self.person("anna", parent_id=works.id)
        self.sync()
        self.assertEqual(self.facts()["ACTIVITY"], "Metal")
        works.activity_segment_id = wood
        self.assertEqual(self.sync().sent, 1)
        self.assertEqual(self.facts()["ACTIVITY"], "Wood")

    def test_V02_a_lead_that_is_renamed_is_told(self):
        lead = self.make_deal(
            type="lead", partner_id=False, contact_id=False, contact_name="Ivan Petrov",
            email_from="lead@mc.example",
        )  # fmt: skip
        self.agree("lead@mc.example")
        self.sync()
        lead.write({"contact_name": "Inna Petrova", "partner_name": "Works"})
        self.sync()
        facts = self.facts("lead")
        self.assertEqual((facts["FNAME"], facts["COMPANY"]), ("Inna", "Works"))

    def test_V07_equipment_is_known_with_the_order(self):
        anna = self.person("anna")
        self.sync()
        category = self.env["product.category"].create({"name": "Furnaces"})
        product = self.env["product.product"].create(
            {"name": "Furnace", "is_storable": True, "categ_id": category.id}
        )
        order = self.env["sale.order"].create(
            {"partner_id": anna.id, "order_line": [(0, 0, {"product_id": product.id})]}
        )
        self.sync()
        order.write({"state": "sale"})
        self.sync()
        self.assertEqual(self.remote.tags_of("anna@mc.example"), ["odoo:equipment:Furnaces"])

    def differences(self):
        self.press("marketer", self.audience, "action_compare")
        return {d.email: (d.kind, d.here, d.there) for d in self.audience.difference_ids}

    def edited(self, email, **facts):
        """By an employee, at Mailchimp."""
        self.remote.touch(self.there(email), merge_fields={**self.facts(email), **facts})

    def test_V07_facts_and_tags_that_were_edited_there_are_shown(self):
        self.line("PHONE", value_type="phone", partner_path="phone")
        self.line("SINCE", value_type="date", partner_path="create_date")
        self.line("SCORE", value_type="number", partner_path="color")
        self.line("plant", kind="tags")
        values = {"city": "Tver", "phone": "+7 916 111-22-33", "color": 3}
        anna, _eva = (self.person(key, **values) for key in ("anna", "eva"))
        self.sync()
        year, month, day = self.facts("eva")["SINCE"].split("-")
        self.edited("eva", PHONE="8 (916) 1112233", SCORE="3.0", SINCE=f"{month}/{day}/{year}")
        self.remote.add_tags(self.there("eva"), ["VIP"])
        self.sync()
        self.assertEqual(self.differences(), {}, "Another spelling, and a tag of others.")
        kind = self.facts()["KIND"]
        self.edited("anna", KIND="Friend", SCORE="7")
        self.remote.drop_tags(self.there("anna"), ["odoo:plant:Tver"])
        self.remote.add_tags(self.there("anna"), ["odoo:plant:Perm"])
        self.sync()
        here = f"KIND: {kind}; SCORE: 3; odoo:plant:Tver: +; odoo:plant:Perm: —"
        there = "KIND: Friend; SCORE: 7; odoo:plant:Tver: —; odoo:plant:Perm: +"
        self.assertEqual(self.differences(), {"anna@mc.example": ("facts", here, there)})
        anna.city = "Omsk"
        self.sync()
        self.assertEqual(self.facts()["KIND"], kind, "The next change sends everything.")

    def test_V07_of_whom_more_than_fifty_tags_are_kept_none_is_missed(self):
        """Mailchimp tells the first fifty."""
        self.line("plant", kind="tags")
        anna, _boris = self.person("anna", city="Tver"), self.person("boris", city="Tver")
        self.sync()
        member = self.there(anna.email)
        self.remote.add_tags(member, [f"VIP {number}" for number in range(60)])
        member["tags"].reverse()
        self.sync()
        self.assertEqual(self.differences(), {})
        self.remote.drop_tags(self.there("boris"), ["odoo:plant:Tver"])
        self.assertEqual(list(self.differences()), ["boris@mc.example"])

    def test_V02_a_change_of_the_set_up_is_written_down_once(self):
        self.people(20)
        self.sync()
        Change = self.env["mailchimp.change"]
        self.audience.mapping_ids[0].sequence = 5
        self.audience.rule_ids[0].name = "Another name"
        self.env.flush_all()
        self.assertEqual(Change.search_count([]), 0)
        self.audience.mapping_ids[0].lead_path = False
        self.audience.rule_ids[0].domain = "[('email_normalized', '=like', '%@mc.example')]"
        self.assertLessEqual(Change.search_count([]), 2)
        self.assertEqual(self.sync().looked, 20)
