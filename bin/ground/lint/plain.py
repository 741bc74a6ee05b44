"""Size of files and well-formedness of XML and PO."""

import polib
from lxml import etree

from ground.lint.files import problem, walk

LIMIT = 300


def long_files(root):
    for path in walk(root, ".py", ".js", ".xml", ".scss"):
        count = len(path.read_text(encoding="utf-8").splitlines())
        if count > LIMIT:
            yield problem(path, LIMIT + 1, f"{count} lines, and {LIMIT} are allowed", root)


def broken_xml(root):
    for path in walk(root, ".xml", ".svg"):
        try:
            etree.parse(str(path))
        except etree.XMLSyntaxError as error:
            yield problem(path, error.lineno or 1, f"not well-formed: {error.msg}", root)


def broken_po(root):
    for path in walk(root, ".po", ".pot"):
        try:
            polib.pofile(str(path), check_for_duplicates=True)
        except (OSError, ValueError, UnicodeDecodeError) as error:
            yield problem(path, 1, f"not well-formed: {error}", root)
