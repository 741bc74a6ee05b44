from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from .intake_common import IntakeCase


@tagged("post_install", "-at_install")
class TestIntakeSources(IntakeCase):
    """U06, E05: the source of a request is one of a short list, or said to be unknown."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Source = cls.env["utm.source"]
        cls.yandex = cls.env.ref("crm_sales_flow.utm_source_yandex")
        cls.undefined = cls.env.ref("crm_sales_flow.utm_source_undefined")

    def origin(self, text):
        return self.Request._origin_values({"told_source": text})

    def test_U06_synonyms_of_any_spelling_are_mapped(self):
        for text in ("yandex", " ЯНДЕКС ", "Яндекс.Директ", self.yandex.name):
            with self.subTest(text):
                values = self.origin(text)
                self.assertEqual(values["source_id"], self.yandex.id)
                self.assertEqual(values["told_source"], text)

    def test_U06_E05_unknown_source_is_not_defined_and_its_text_is_kept(self):
        before = self.Source.search_count([])
        self.assertEqual(
            self.origin("vk_ads"),
            {"told_source": "vk_ads", "source_id": self.undefined.id},
        )
        foreign = self.Source.create({"name": "Craigslist two"})
        request = self.Request.create({"subject": "x", "phone": "1", "source_id": foreign.id})
        self.assertEqual(request.source_id, self.undefined)
        self.assertEqual(request.told_source, "Craigslist two")
        self.assertEqual(request.lead_id.source_id, self.undefined)
        self.assertEqual(self.Source.search_count([]), before + 1)
        found = self.Request.search([("source_id", "=", self.undefined.id)])
        self.assertIn(request, found)

    def test_E05_every_request_has_a_channel_and_a_source(self):
        request = self.make_request()
        self.assertEqual(request.source_id, self.undefined)
        self.assertTrue(request.channel and request.medium_id)
        self.assertEqual(request.lead_id.source_id, self.undefined)
        known = self.make_request(phone="+7 812 1112233", source_id=self.yandex.id)
        self.assertEqual(known.source_id, self.yandex)

    def test_U06_seven_are_approved_at_most(self):
        approved = self.Source.search([("flow_approved", "=", True)])
        self.assertIn(self.undefined, approved)
        self.assertLessEqual(len(approved), 7)
        for number in range(7 - len(approved)):
            self.Source.create({"name": f"Source {number}", "flow_approved": True})
        with self.assertRaises(ValidationError):
            self.Source.create({"name": "One too many", "flow_approved": True})
        self.yandex.flow_approved = False
        self.Source.create({"name": "In its place", "flow_approved": True})

    def test_U06_director_and_marketer_keep_the_list(self):
        for login in ("manager", "head", "sorter", "secretary"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.as_user(login, self.yandex).flow_approved = False
            with self.subTest(login), self.assertRaises(AccessError):
                self.as_user(login, self.yandex).flow_synonyms = "x"
        for login in ("director", "marketer"):
            self.as_user(login, self.yandex).flow_synonyms = "ya.ru"
        self.assertEqual(self.origin("YA.RU")["source_id"], self.yandex.id)
        with self.assertRaises(ValidationError):
            self.as_user("director", self.undefined).flow_approved = False

    def test_U06_forms_offer_the_approved_ones(self):
        foreign = self.Source.create({"name": "Craigslist two"})
        for view in ("crm_request_view_form", "crm_deal_view_form"):
            combined = self.env.ref(f"crm_sales_flow.{view}")._get_combined_arch()
            for node in combined.iter("field"):
                if node.get("name") == "source_id":
                    self.assertIn("flow_approved", node.get("domain", ""), view)
        with Form(self.as_user("director", self.env["crm.routing.rule"])) as form:
            form.name = "x"
            form.team_id = self.team
            form.source_id = self.yandex
        offered = self.Source.name_search("", [("flow_approved", "=", True)])
        self.assertNotIn(foreign.id, [found[0] for found in offered])
