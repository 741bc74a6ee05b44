from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .test_intake_forms import POST, FormCase


@tagged("post_install", "-at_install")
class TestIntakeFormFields(FormCase):
    """D03, D05: what stands in the fields of a form, and from which address it comes."""

    def test_D05_every_tick_of_one_name_is_kept(self):
        ticked = [("phone", "84957654321"), ("Нужно", "монтаж"), ("Нужно", "обучение")]
        self.assertEqual(self.post(ticked, as_json=False).status_code, 201)
        self.assertIn("Нужно: монтаж, обучение", self.posted().body)

    def test_D03_D05_long_mark_of_an_advertisement_costs_no_request(self):
        answer = self.post({**POST, "utm_campaign": "c" * 400, "yclid": "7" * 250})
        self.assertEqual(answer.status_code, 201, answer.text)
        self.assertEqual(self.posted().told_campaign, "c" * 200)
        self.assertEqual(self.post({**POST, "name": "n" * 400}).status_code, 400)

    def test_D05_the_director_adds_a_website_and_makes_no_keys(self):
        """He takes the form for its pages; the keys of programs are the administrator's."""
        Source = self.as_user("director", self.env["crm.request.source"])
        form = Source.create({"name": "Second site", "origins": "https://second.example"})
        self.form = form.sudo()
        self.assertIn(self.form.public_key, form.snippet)
        self.assertEqual(self.post_page(origin="https://second.example").status_code, 201)
        form.origins = "https://other.example"
        for name in ("action_renew_secret", "action_renew_public", "unlink"):
            with self.subTest(name), self.assertRaises(AccessError):
                getattr(form, name)()
        for values in ({"public_key": "guessed"}, {"secret_hash": "guessed"}):
            with self.subTest(values), self.assertRaises(AccessError):
                form.write(values)
        for login in ("manager", "head", "marketer", "sorter"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.as_user(login, Source).create({"name": "Mine"})

    def test_D05_a_website_with_a_russian_name(self):
        """Browsers send its name in Latin letters."""
        self.form.origins = "https://насосы.рф"
        self.assertEqual(self.post_page(origin="https://xn--80azelb4d.xn--p1ai").status_code, 201)
        self.assertEqual(self.post_page(origin="https://xn--80azelb4d.example").status_code, 403)
        self.assertEqual(self.post_page(origin="https://" + "a" * 64 + ".example").status_code, 403)
        with self.assertRaises(ValidationError):
            self.form.origins = "https://насосы..рф"
