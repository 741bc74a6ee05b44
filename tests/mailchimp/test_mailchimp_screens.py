"""V02, V06: the screens of marketing, in words that people read, on the phone too."""

from lxml import etree
from mailchimp_case import MailchimpCase

from odoo.tests import tagged

ACTIONS = ("audience", "member", "difference", "consent", "mailing", "run")


@tagged("standard", "post_install", "-at_install")
class TestMailchimpScreens(MailchimpCase):
    def test_V06_each_list_has_cards_for_the_phone(self):
        self.person("anna")
        self.sync()
        self.remote.seed("stranger@else.example")
        campaign = self.service.add_campaign(self.remote, "c1", "Autumn")
        campaign.send(["anna@mc.example"])
        self.sync()
        self.cron("reports")
        self.press("marketer", self.audience, "action_compare")
        for name in ACTIONS:
            with self.subTest(action=name):
                action = self.env.ref(f"crm_mailchimp_sync.action_{name}")
                self.assertIn("kanban", action.view_mode)
                model = self.as_user("marketer", self.env[action.res_model])
                arch = etree.fromstring(model.get_view(view_type="kanban")["arch"])
                shown = {node.get("name"): {} for node in arch.iter("field")}
                self.assertTrue(model.web_search_read([], shown)["records"])
                if "form" not in action.view_mode:
                    self.assertEqual(arch.get("can_open"), "false", "There is nothing to open.")

    def test_V02_facts_are_shown_by_the_names_of_their_fields(self):
        values = {"tag": "CITY", "partner_path": "parent_id.city", "lead_path": "city"}
        line = self.env["mailchimp.mapping"].create({"audience_id": self.audience.id, **values})
        line = self.as_user("marketer", line)
        self.assertEqual((line.partner_fact, line.lead_fact), ("Related Company > City", "City"))
        models = (line.partner_model, line.lead_model)
        self.assertEqual(models, ("res.partner", "crm.lead"), "Whose fields are offered.")

    def test_V02_usual_facts_are_named_in_the_language_of_the_company(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        self.env.company.partner_id.lang = "ru_RU"
        self.audience.mapping_ids.unlink()
        self.as_user("marketer", self.audience).action_enable()
        labels = {line.tag: line.label for line in self.audience.mapping_ids}
        self.assertEqual((labels["FNAME"], labels["STAGE"]), ("Имя", "Стадия сделки"))
        there = {row["tag"]: row["name"] for row in self.remote.fields.rows}
        self.assertEqual(there["DEPT"], "Department", "What was made there keeps its name.")
