"""AA10: no screen of the add-ons shows an untranslated text."""

import io
from pathlib import Path

import polib

from odoo.modules.module import get_manifest
from odoo.tests import TransactionCase, tagged
from odoo.tools.translate import trans_export

ROOT = Path(__file__).parents[2]
ADDONS = sorted(path.parent.name for path in ROOT.glob("*/__manifest__.py"))


@tagged("standard", "post_install", "-at_install")
class TestTranslations(TransactionCase):
    def exported(self, addon):
        """The texts of the add-on as the installed database has them now."""
        buffer = io.BytesIO()
        trans_export(None, [addon], buffer, "po", self.env)
        return {entry.msgid for entry in polib.pofile(buffer.getvalue().decode())}

    def test_AA10_every_text_is_translated_into_russian(self):
        for addon in ADDONS:
            self.assertTrue(get_manifest(addon))
            catalogue = polib.pofile(ROOT / addon / "i18n" / "ru.po")
            translated = {entry.msgid for entry in catalogue.translated_entries()}
            missing = sorted(self.exported(addon) - translated)
            self.assertFalse(missing, "run bin/i18n and translate what is new")
