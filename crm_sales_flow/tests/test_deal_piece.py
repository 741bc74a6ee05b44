from odoo.tests import TransactionCase, tagged

from ..hooks import name_the_piece


@tagged("post_install", "-at_install")
class TestDealPiece(TransactionCase):
    def setUp(self):
        super().setUp()
        self.env["res.lang"]._activate_lang("ru_RU")
        self.unit = self.env.ref("uom.product_uom_unit").with_context(lang="ru_RU")

    def test_goods_are_counted_in_the_unit_of_russian_invoices(self):
        self.unit.sudo().write_uid = self.env.ref("base.user_root")
        name_the_piece(self.env)
        self.assertEqual(self.unit.name, "шт.")

    def test_a_name_that_somebody_gave_stays(self):
        administrator = self.env.ref("base.user_admin")
        self.unit.with_user(administrator).name = "компл."
        self.env.flush_all()
        name_the_piece(self.env)
        self.assertEqual(self.unit.name, "компл.")
