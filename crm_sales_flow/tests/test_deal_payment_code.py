from odoo.tests import HttpCase, tagged

from ..tools.payment_qr import payment_text
from .code_reading import reading
from .common import SalesFlowCase


@tagged("post_install", "-at_install")
class TestDealPaymentCode(HttpCase, SalesFlowCase):
    """J05: what the printed payment code says is what the programme of a bank reads from it."""

    def test_J05_the_printed_payment_code_is_read_letter_by_letter(self):
        text = payment_text(
            "ООО «Вакуумные установки»",
            "40702810138250123017",
            "АО «Банк»",
            "044525225",
            "30101810400000000225",
            1482.5,
            "Оплата по счёту № 17 от 02.03.2026, в т. ч. НДС 22 %",
            "7707083893",
            "770701001",
        )
        picture = self.env["report.crm_sales_flow.form_invoice"]._qr_image(text)
        login = self.users["manager"].login
        self.browser_js("/odoo/my-day", reading(picture, text), login=login, timeout=60)
