from odoo.tests import HttpCase, no_retry, tagged

from odoo.addons.web.tests.test_js import unit_test_error_checker


@tagged("post_install", "-at_install")
class TestMailchimpUnitsJs(HttpCase):
    """Our own Hoot tests in Chromium; a failure of one of them, or none at all, fails this."""

    @no_retry
    def test_hoot(self):
        self.browser_js(
            "/web/tests?headless&loglevel=2&preset=desktop&timeout=60000&filter=crm_mailchimp_sync",
            "",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=unit_test_error_checker,
        )
