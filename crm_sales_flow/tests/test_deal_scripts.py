from datetime import date

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import SalesFlowCase


@tagged("post_install", "-at_install")
class TestDealScripts(SalesFlowCase):
    """Y02: a talk step by step, and the answers where they belong."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deal = cls.make_deal(need_ids=[])
        cls.script = cls.env["crm.script"].create({"name": "Talk", "sequence": 0})
        cls.variant = cls.env["crm.cooperation.variant"].search([], limit=1)
        cls.steps = [
            cls.step("Greet", "none"),
            cls.step("What for?", "need"),
            cls.step("How much?", "field", "expected_revenue"),
            cls.step("By which day?", "field", "date_deadline"),
            cls.step("On which terms?", "field", "cooperation_variant_id"),
            cls.step("How urgent?", "field", "priority"),
            cls.step("Who decides?", "note"),
        ]

    @classmethod
    def step(cls, question, target, field=None):
        values = {"script_id": cls.script.id, "question": question, "target": target}
        if field:
            values["field_id"] = cls.env["ir.model.fields"]._get("crm.lead", field).id
        return cls.env["crm.script.step"].create({**values, "sequence": 10})

    def start(self, login="manager"):
        Run = self.as_user(login, self.env["crm.script.run"])
        return Run.create({"lead_id": self.deal.id, "script_id": self.script.id})

    def answer(self, run, **values):
        run.write(values)
        run.action_next()

    def choose(self, run, name):
        choice = run._step_choices().filtered(lambda choice: choice.name == name)
        self.answer(run, choice_id=choice.id)

    def test_Y02_each_answer_is_kept_in_its_field_at_once(self):
        run = self.start()
        self.assertEqual((run.question, run.answer_kind, run.place), ("Greet", False, "1 / 7"))
        self.answer(run)
        self.answer(run, text="To dry wood")
        self.assertEqual(self.deal.need_ids.mapped("text"), ["To dry wood"])
        self.answer(run, number=1500000)
        self.assertEqual(self.deal.expected_revenue, 1500000)
        self.answer(run, day="2027-02-01")
        self.assertEqual(self.deal.date_deadline, date(2027, 2, 1))
        self.choose(run, self.variant.name)
        self.assertEqual(self.deal.cooperation_variant_id, self.variant)
        self.choose(run, run._step_choices()[2].name)
        self.assertEqual(self.deal.priority, "2")
        self.assertTrue(run.is_last)
        run.text = "The chief engineer"
        run.action_finish()
        body = self.deal.message_ids[0].body
        for text in ("To dry wood", self.variant.name, "Who decides? — The chief engineer"):
            self.assertIn(text, body)

    def test_Y02_what_is_known_is_shown_and_no_answer_clears_nothing(self):
        self.deal.write({"expected_revenue": 700, "date_deadline": "2027-01-15"})
        run = self.start()
        self.answer(run)
        self.answer(run)
        self.assertEqual(run.number, 700)
        self.answer(run, number=0)
        self.assertEqual(run.day, date(2027, 1, 15))
        self.answer(run, day=False)
        self.assertEqual(self.deal.expected_revenue, 700)
        self.assertEqual(self.deal.date_deadline, date(2027, 1, 15))
        self.assertFalse(self.deal.need_ids)

    def test_Y02_going_back_corrects_an_answer_and_adds_none(self):
        run = self.start()
        self.answer(run)
        self.answer(run, text="To dry wood")
        run.action_back()
        self.assertEqual(run.text, "To dry wood")
        self.answer(run, text="To dry paper")
        self.assertEqual(self.deal.need_ids.mapped("text"), ["To dry paper"])

    def test_Y02_an_answer_is_written_with_the_rights_of_who_asks(self):
        run = self.start("manager_two")
        with self.assertRaises(AccessError):
            run.action_next()
            self.answer(run, text="x")

    def test_Y02_a_talk_is_read_and_changed_by_who_talks(self):
        """A06: neither a colleague nor the Head reads the answers before they are kept."""
        run = self.start()
        for _step in self.steps[:4]:
            self.answer(run)
        run.text = "He is dismissed in May"
        choices = run._step_choices()
        self.assertTrue(choices)
        for login in ("manager_two", "head"):
            for window in (run, choices):
                window.invalidate_recordset()
                foreign = self.as_user(login, window)
                self.assertFalse(foreign.search([("id", "in", window.ids)]))
                with self.assertRaises(AccessError):
                    foreign.read(["display_name"])
            with self.assertRaises(AccessError):
                self.as_user(login, run).text = "Something else"
            with self.assertRaises(AccessError):
                self.as_user(login, choices[0]).name = "Something else"

    def test_Y02_of_several_scripts_one_is_chosen_first(self):
        deal = self.as_user("manager", self.deal)
        action = deal.action_script()
        self.assertEqual(action["views"], [(False, "form")], "For the card of a call, too.")
        run = self.env["crm.script.run"].browse(action["res_id"])
        self.assertEqual((run.position, run.question, run.place), (-1, False, False))
        run.script_id = self.script
        run.action_next()
        self.assertEqual((run.question, run.place), ("Greet", "1 / 7"))
        self.env.ref("crm_sales_flow.script_first_talk").active = False
        run = self.env["crm.script.run"].browse(deal.action_script()["res_id"])
        self.assertEqual((run.script_id, run.question), (self.script, "Greet"))
        first = self.env.ref("crm_sales_flow.script_first_talk")
        run = self.env["crm.script.run"].browse(deal.action_script(first.id)["res_id"])
        self.assertEqual(run.script_id, first)

    def test_Y02_no_answer_moves_a_deal_on(self):
        for name in ("stage_id", "user_id", "probability", "request_ids", "source_id"):
            with self.subTest(field=name), self.assertRaises(ValidationError):
                self.step("x", "field", name)
        field = self.env["ir.model.fields"]._get("res.partner", "name")
        with self.assertRaises(ValidationError):
            self.steps[2].field_id = field
        shipped = self.env.ref("crm_sales_flow.script_first_talk")
        self.assertLessEqual(len(shipped.step_ids), 7)

    def test_Y02_a_list_is_offered_in_whole_or_not_at_all(self):
        """Of thirty countries out of 250 the client's own is missing; of all nobody chooses."""
        with self.assertRefused("nobody chooses of more than 30"):
            self.step("From where?", "field", "country_id")
        with self.assertRaises(ValidationError):
            self.step("With whom?", "field", "contact_id")
        self.env["crm.cooperation.variant"].create([{"name": f"V{n}"} for n in range(40)])
        run = self.start()
        run.position = 4
        run._show()
        everything = self.env["crm.cooperation.variant"].search_count([])
        self.assertEqual(len(run._step_choices()), everything)

    def test_Y02_what_is_known_is_shown_even_when_it_is_archived(self):
        self.deal.cooperation_variant_id = self.variant
        self.variant.active = False
        run = self.start()
        for _step in range(4):
            self.answer(run)
        self.assertEqual(run.choice_id.name, self.variant.name)
        self.answer(run)
        self.assertEqual(self.deal.cooperation_variant_id, self.variant)

    def test_Y03_without_scripts_nothing_asks_for_one(self):
        self.assertTrue(self.as_user("manager", self.deal).has_scripts)
        self.env["crm.script"].search([]).active = False
        self.deal.invalidate_recordset()
        self.assertFalse(self.as_user("manager", self.deal).has_scripts)
        with self.assertRaises(AccessError):
            self.as_user("manager", self.script).name = "Mine"
        self.as_user("director", self.script).step_ids[0].question = "Greet kindly"
