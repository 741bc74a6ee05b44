from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from ..tools.routing import Words, best_team
from .intake_common import IntakeCase


@tagged("post_install", "-at_install")
class TestIntakeRouting(IntakeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Rule = cls.env["crm.routing.rule"]
        cls.Rule.search([]).active = False
        cls.vacuum = cls.rule("Vacuum", cls.team, words="вакуумн* насос*; течеискатель")
        cls.chambers = cls.rule("Chambers", cls.other_team, words="камер*")

    @classmethod
    def rule(cls, name, team, **values):
        return cls.Rule.create({"name": name, "team_id": team.id, **values})

    def test_F04_words_of_the_subject_propose_a_department_with_the_reason(self):
        request = self.make_request(subject="Нужны ВАКУУМНЫЕ насосы")
        self.assertEqual(request.suggested_team_id, self.team)
        self.assertEqual(request.rule_id, self.vacuum)
        self.assertEqual(request.suggestion_reason, "Vacuum: «вакуумные насосы»")
        self.assertEqual(request.state, "new")
        self.as_user("sorter", request).action_sort()
        self.assertEqual(request.team_id, self.team)

    def test_F04_letter_of_a_stranger_gets_its_department(self):
        request = self.receive(self.letter("Добрый день! Нужна термо камера на 100 литров."))
        self.assertEqual(request.suggested_team_id, self.other_team)
        self.assertIn("камера", request.suggestion_reason)

    def test_F04_nothing_known_nothing_proposed(self):
        request = self.make_request(subject="Насос вакуумный; бескамерный")
        self.assertFalse(request.suggested_team_id or request.suggestion_reason)

    def test_F04_choice_of_a_person_stays(self):
        request = self.make_request(subject="Камера", suggested_team_id=self.team.id)
        self.assertEqual(request.suggested_team_id, self.team)
        self.assertFalse(request.rule_id)

    def test_F04_all_conditions_of_a_rule_and_the_sum_of_scores(self):
        both = self.rule("Caller", self.team, words="камер*", channel="visit", score=15)
        self.assertEqual(self.make_request(subject="Камера").suggested_team_id, self.other_team)
        visit = self.make_request(subject="Камера", channel="visit", phone="+7 812 1112233")
        self.assertEqual(visit.suggested_team_id, self.team)
        self.assertEqual(visit.rule_id, both)
        self.rule("More", self.other_team, sender="plant.example", score=6)
        letter = {"email_from": "a@plant.example", "phone": False, "channel": "visit"}
        third = self.make_request(subject="Камера", **letter)
        self.assertEqual(third.suggested_team_id, self.other_team)
        self.assertIn("plant.example", third.suggestion_reason)

    def test_F04_called_number_in_any_spelling(self):
        self.rule("Line", self.team, called_number="8 (495) 111-22-33; 101")
        request = self.Request.create(
            {"phone": "+7 812 4445566", "called_number": "+74951112233", "subject": "?"}
        )
        self.assertEqual(request.suggested_team_id, self.team)

    def test_F04_template_of_the_letter(self):
        template = self.env.ref("crm_sales_flow.request_template_proposal")
        self.rule("Form", self.other_team, template_id=template.id)
        text = "Имя: Анна\nТелефон: +7 495 765-43-21\n"
        request = self.receive(self.letter(text, Subject="Заявка с сайта"))
        self.assertEqual(request.template_id, template)
        self.assertEqual(request.suggested_team_id, self.other_team)

    def test_F04_queries_do_not_grow_with_rules_or_requests(self):
        def suggest(count):
            requests = self.Request.create(
                [
                    {"subject": "Камера", "phone": f"+7 495 20{count:02}0{n:02}"}
                    for n in range(count)
                ]
            )
            requests.suggested_team_id = False
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            requests._suggest_teams()
            requests.flush_recordset()
            self.assertEqual(len(requests.suggested_team_id), 1)
            return self.env.cr.sql_log_count - before

        few = suggest(2)
        for n in range(20):
            self.rule(str(n), self.team, words=f"word{n}", score=1)
        self.assertLessEqual(suggest(20), few)

    def test_F04_counts_show_the_rule_that_misleads(self):
        for n, team in enumerate((self.team, self.team, self.other_team, self.other_team)):
            request = self.make_request(subject="Вакуумный насос", phone=f"+7 495 300000{n}")
            self.as_user("sorter", request).action_sort(team)
        self.assertEqual((self.vacuum.hit_count, self.vacuum.accepted_percent), (4, 50))
        self.assertEqual(self.chambers.hit_count, 0)

    def test_F04_try_registers_nothing(self):
        before = self.Request.search_count([])
        Try = self.as_user("director", self.env["crm.routing.rule.try"])
        with Form(Try) as form:
            form.text = "Ищем течеискатель"
            self.assertEqual(form.team_id, self.team.with_user(self.users["director"]))
            self.assertIn("течеискатель", form.reason)
            form.text = "Ищем"
            self.assertFalse(form.team_id)
        self.assertEqual(self.Request.search_count([]), before)

    def test_F04_rule_without_a_condition_or_with_too_short_a_stem_is_refused(self):
        for values in ({}, {"words": "в*"}, {"words": "??"}, {"words": "насос", "score": 0}):
            with self.subTest(**values), self.assertRaises(ValidationError):
                self.rule("x", self.team, **values)
        with self.assertRaises(ValidationError):
            self.rule("x", self.sub_unit, words="насос")

    def test_F04_only_the_director_changes_rules(self):
        for login in ("sorter", "head", "manager", "secretary", "marketer"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.as_user(login, self.vacuum).score = 20
        self.as_user("director", self.vacuum).score = 20

    def test_F04_shipped_rules_know_their_departments(self):
        names = ("vacuum", "chambers", "industrial")
        rules = self.env["crm.routing.rule"].union(
            *(self.env.ref(f"crm_sales_flow.routing_rule_{name}") for name in names)
        )
        self.assertEqual(len(rules.team_id), 3)
        rules.active = True
        (self.vacuum | self.chambers).active = False
        request = self.make_request(subject="Климатическая камера тепла и холода")
        self.assertEqual(request.suggested_team_id, self.other_team)

    @settings(deadline=None)
    @given(
        before=st.lists(st.from_regex(r"\A[а-яё]{1,8}\Z"), max_size=30),
        phrase=st.lists(st.from_regex(r"\A[а-яё]{3,8}\Z"), min_size=1, max_size=3),
        after=st.lists(st.from_regex(r"\A[а-яё]{1,8}\Z"), max_size=30),
        endings=st.lists(st.from_regex(r"\A[а-я]{0,3}\Z"), min_size=3, max_size=3),
    )
    def test_F04_phrase_is_found_in_any_form_wherever_it_stands(
        self, before, phrase, after, endings
    ):
        forms = [word + ending for word, ending in zip(phrase, endings, strict=False)]
        text = Words(", ".join([*before, *forms, *after]).upper())
        self.assertTrue(text.find(" ".join(f"{word}*" for word in phrase)))
        self.assertTrue(text.find(" ".join(forms)))

    @settings(deadline=None)
    @given(st.lists(st.tuples(st.integers(), st.integers(0, 3), st.integers(1, 100)), max_size=20))
    def test_F04_highest_sum_wins_and_nothing_depends_on_chance(self, matches):
        found = best_team(matches)
        if not matches:
            self.assertIsNone(found)
            return
        sums = {team: sum(m[2] for m in matches if m[1] == team) for _r, team, _s in matches}
        self.assertEqual(sums[found[0]], max(sums.values()))
        self.assertEqual(found, best_team(matches))
