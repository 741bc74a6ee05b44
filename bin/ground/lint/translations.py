"""Every text of ours is translated into Russian, with the same placeholders."""

import re

import polib

from ground.lint.files import problem

PLACEHOLDER = re.compile(r"%\(\w+\)[sdfr]|%[sdf]|\{\w+\}|\$\{\w+\}")


def untranslated(addon, root):
    template, russian = addon / "i18n" / f"{addon.name}.pot", addon / "i18n" / "ru.po"
    for path in (template, russian):
        if not path.exists():
            yield problem(path, 1, "is missing: call bin/i18n", root)
            return
    try:
        have = {(e.msgctxt, e.msgid): e for e in polib.pofile(str(russian)) if not e.obsolete}
        wanted = polib.pofile(str(template))
    except (OSError, ValueError):
        return
    for entry in wanted:
        found = have.get((entry.msgctxt, entry.msgid))
        text = defect(found)
        if text:
            line = found.linenum if found else 1
            yield problem(russian, line, f"{text}: {entry.msgid[:60]!r}", root)


def defect(entry):
    """What is wrong with a translation, or None."""
    if entry is None:
        return "not in the file (call bin/i18n)"
    if "fuzzy" in entry.flags:
        return "fuzzy"
    if not entry.translated():
        return "not translated"
    if sorted(PLACEHOLDER.findall(entry.msgid)) != sorted(PLACEHOLDER.findall(entry.msgstr)):
        return "other placeholders than the original"
    return None
