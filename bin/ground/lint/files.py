"""Which files there are, and how a problem in one is written."""

from lxml import etree

from ground import addons, paths

SKIPPED = {".git", ".odoo", "__pycache__", "node_modules", "lib"}


def walk(root, *suffixes):
    """Files under `root` with one of the suffixes; vendored and hidden folders are left out."""
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        hidden = any(p in SKIPPED or (p.startswith(".") and p != ".ci") for p in parts[:-1])
        if path.suffix in suffixes and path.is_file() and not hidden:
            yield path


def problem(path, line, text, root=None):
    base = root or paths.ROOT
    shown = path.relative_to(base) if base in path.parents else path
    return f"{shown}:{line}: {text}"


def parse_xml(path):
    """The root element, or None: a broken file is the business of one check only."""
    try:
        return etree.parse(str(path)).getroot()
    except etree.XMLSyntaxError:
        return None


def data_files(addon):
    """Data files of an add-on as its manifest orders them."""
    return [addon / name for name in addons.manifest(addon).get("data", [])]
