from ast import literal_eval

from lxml import etree

from odoo.tests import tagged

from .control_origins import REPORTS, ControlOrigins

# What each report is asked by (Z04): a mark of the origin, and the field of the deal behind it.
MARKS = {
    "source_id": "source_id",
    "medium_id": "medium_id",
    "campaign_id": "campaign_id",
    "engine": "told_source",
    "keyword": "utm_term",
    "segment_id": "segment_id",
}
PEOPLE = {"user_id", "team_id", "department_id"}


@tagged("post_install", "-at_install")
class TestControlOrigin(ControlOrigins):
    """Every report is filtered and grouped by where the client came from (Z04, Z05, U10)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.stage.gate"].search([]).active = False
        segments = cls.env["crm.client.segment"].search([], limit=2)
        known = cls.env["utm.source"].search([("flow_approved", "=", True)])
        (known - cls.env.ref("crm_sales_flow.utm_source_undefined")).flow_approved = False
        cls.worlds = {}
        for number, (engine, word) in enumerate((("yandex", "насос"), ("google", "камера"))):
            client = cls.client_company.copy({"name": f"OOO {word}"})
            client.activity_segment_id = segments[number]
            told = {
                "partner_id": client.id,
                "contact_id": False,
                "source_id": cls.env["utm.source"]
                .create({"name": f"Source {word}", "flow_approved": True})
                .id,
                "medium_id": cls.env["utm.medium"].create({"name": f"Medium {word}"}).id,
                "campaign_id": cls.env["utm.campaign"].create({"title": f"Campaign {word}"}).id,
                # As strangers write it; counted is what is meant.
                "told_source": f" {engine.title()}",
                "utm_term": f"{word.upper()} ",
            }
            cls.worlds[engine, word] = cls.live(told)
        cls.env.flush_all()

    def leads(self, rows):
        return rows if rows._name == "crm.lead" else rows.lead_id

    def test_Z04_a_filter_by_each_mark_leaves_the_rows_of_that_origin(self):
        for model in REPORTS:
            for (engine, word), ours in self.worlds.items():
                for mark, field in MARKS.items():
                    value = {"engine": engine, "keyword": word}.get(mark, ours[0][field])
                    value = value if isinstance(value, str) else value.id
                    with self.subTest(model=model, mark=mark):
                        self.check_filter(model, [(mark, "=", value)], ours)

    def check_filter(self, model, domain, ours):
        rows, whole = self.rows(model, domain), self.rows(model)
        self.assertTrue(rows)
        self.assertLessEqual(self.leads(rows), ours)
        self.assertEqual(rows, whole.filtered_domain(domain))
        [(mark, _operator, value)] = domain
        rest = self.rows(model, [(mark, "!=", value)])
        self.assertEqual(sorted((rest | rows).ids), sorted(whole.ids))
        self.assertFalse(rest & rows)

    def test_Z04_a_part_of_a_word_is_found_too(self):
        for model in REPORTS:
            rows = self.rows(model, [("keyword", "ilike", "АСОС"), ("engine", "ilike", "YAND")])
            self.assertTrue(rows, model)
            self.assertEqual(rows, self.rows(model, [("keyword", "=", "НАСОС")]))
            self.assertEqual(rows, self.rows(model, [("keyword", "in", ["Насос", "нет такого"])]))
            self.assertLessEqual(self.leads(rows), self.worlds["yandex", "насос"])

    def test_Z04_groups_of_each_mark_make_up_the_whole(self):
        for model in REPORTS:
            whole = self.rows(model)
            for mark in MARKS:
                with self.subTest(model=model, mark=mark):
                    groups = dict(whole._read_group([("id", "in", whole.ids)], [mark], ["__count"]))
                    expected = {
                        value: len(rows) for value, rows in whole.grouped(mark).items() if rows
                    }
                    self.assertEqual(groups, expected)
                    self.assertTrue(whole.fields_get([mark])[mark]["groupable"])

    def search_of(self, model):
        xmlid = f"crm_sales_flow.{REPORTS[model]}"
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        view = (action["search_view_id"] or (False,))[0]
        return etree.fromstring(
            self.as_user("head", self.env[model]).get_view(view, "search")["arch"]
        )

    def test_Z04_a_department_is_asked_for_with_its_sub_units(self):
        whose = {"team_id": self.sub_unit.id, "user_id": self.users["tester"].id}
        partner = {"partner_id": self.client_company.id, "contact_id": False}
        deals = self.live({**partner, **whose})
        self.env.flush_all()
        for model in REPORTS:
            search = self.search_of(model)
            [field] = search.xpath("/search/field[@name='team_id' or @name='department_id']")
            asked = field.get("name"), field.get("operator", "="), self.team.id
            with self.subTest(model=model):
                self.assertTrue(self.leads(self.rows(model, [asked])) & deals)

    def test_Z04_the_search_of_each_report_offers_them(self):
        for model in REPORTS:
            search = self.search_of(model)
            grouped = {
                literal_eval(context)["group_by"].partition(":")[0]
                for context in search.xpath("//filter/@context")
            }
            with self.subTest(model=model):
                self.assertLessEqual(set(MARKS), grouped)
                self.assertLessEqual(set(MARKS), set(search.xpath("/search/field/@name")))
                self.assertEqual(len(PEOPLE & grouped), 2)
                self.assertTrue(search.xpath("//filter[@date]"))
