"""i18n/*.pot holds every text of the tree: a new one cannot stay untranslated unnoticed."""

import io

import polib

from odoo.tests import TransactionCase, tagged
from odoo.tools.translate import trans_export

from ground import addons


@tagged("standard", "post_install", "-at_install")
class TestTexts(TransactionCase):
    def texts(self, name):
        """What an export of the add-on would write now."""
        buffer = io.BytesIO()
        trans_export(False, [name], buffer, "po", self.env)
        return {entry.msgid for entry in polib.pofile(buffer.getvalue().decode())}

    def test_templates_are_up_to_date(self):
        for folder in addons.folders():
            path = folder / "i18n" / f"{folder.name}.pot"
            with self.subTest(addon=folder.name):
                self.assertTrue(path.exists(), f"{path} is missing: call bin/i18n")
                known = {entry.msgid for entry in polib.pofile(str(path))}
                new = sorted(self.texts(folder.name) - known)
                self.assertFalse(new, "texts that the template lacks: call bin/i18n")
