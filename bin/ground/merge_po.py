"""Merges an exported template into i18n/: `python -m ground.merge_po POT FOLDER ODOO_ADDONS...`."""

import re
import sys
from pathlib import Path

import polib

# Labels of these fields come from Odoo's mixins, and so do their Russian texts.
MIXIN_FIELD = re.compile(
    r"model:ir\.model\.fields,(?:field_description|help):\w+\.field_\w+?__"
    r"(?:id|display_name|create_(?:uid|date)|write_(?:uid|date)|(?:my_)?activity_\w+|message_\w+"
    r"|has_message|rating_\w+|website_message_ids|access_\w+|company_id|currency_id|active"
    r"|sequence|color|name)$"
)
SOURCES = ("base", "mail", "rating", "portal", "utm", "web")
PLURALS = (
    "nplurals=4; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) "
    "? 1 : n%10==0 || (n%10>=5 && n%10<=9) || (n%100>=11 && n%100<=14)? 2 : 3);"
)
HEADER = {
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
}
KEPT = ("PO-Revision-Date", "Last-Translator", "Language-Team")


def main(exported, folder, *roots):
    folder = Path(folder)
    folder.mkdir(exist_ok=True)
    template = ordered(polib.pofile(exported))
    template.metadata = {"Project-Id-Version": "Odoo Server 19.0", **HEADER}
    russian = merge(template, read(folder / "ru.po"), memory(roots))
    name = Path(exported).name
    write(template, folder / name, "\n".join([f"Texts of {Path(name).stem}.", ""]))
    write(russian, folder / "ru.po", f"Russian texts of {Path(name).stem}.\n")
    left = [e for e in russian if not e.translated()]
    print(f"  {len(russian)} texts, {len(left)} to translate")
    for entry in left[:20]:
        print(f"    {entry.msgid[:90]!r}")


def read(path):
    return polib.pofile(str(path)) if path.exists() else polib.POFile()


def ordered(po):
    """The same tree always gives the same file, whatever the order of the export."""
    for entry in po:
        entry.occurrences = sorted(set(entry.occurrences))
        entry.comment = "\n".join(sorted(set(entry.comment.splitlines())))
    result = polib.POFile()
    result.extend(sorted(po, key=lambda e: (e.msgid, e.msgctxt or "")))
    return result


def merge(template, former, known):
    """Entries of the template with the former Russian texts; those that are gone are dropped."""
    had = {(e.msgctxt, e.msgid): e for e in former if not e.obsolete}
    result = polib.POFile()
    result.metadata = {
        "Project-Id-Version": "Odoo Server 19.0",
        **HEADER,
        "Language": "ru",
        "Plural-Forms": PLURALS,
        **{name: former.metadata[name] for name in KEPT if name in former.metadata},
    }
    for entry in template:
        old = had.get((entry.msgctxt, entry.msgid))
        text = old.msgstr if old else ""
        if not text and of_mixin(entry):
            text = known.get(entry.msgid, "")
        result.append(
            polib.POEntry(
                msgid=entry.msgid,
                msgctxt=entry.msgctxt,
                msgstr=text,
                comment=entry.comment,
                occurrences=entry.occurrences,
                flags=[f for f in (old.flags if old else []) if f == "fuzzy"],
                tcomment=old.tcomment if old else "",
            )
        )
    return result


def of_mixin(entry):
    places = [name for name, _line in entry.occurrences]
    return bool(places) and all(MIXIN_FIELD.match(place) for place in places)


def memory(roots):
    """Odoo's own Russian texts for what its mixins bring along."""
    known = {}
    for name in SOURCES:
        for root in map(Path, roots):
            for entry in read(root / name / "i18n" / "ru.po").translated_entries():
                known.setdefault(entry.msgid, entry.msgstr)
    return known


def write(po, path, header):
    po.header = header
    po.wrapwidth = 100
    po.save(str(path), newline="\n")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
