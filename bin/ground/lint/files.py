"""Which files there are, and how a problem in one is written."""

import os
from pathlib import Path

from lxml import etree

from ground import addons, paths

SKIPPED = {"__pycache__", "node_modules", "lib"}


def walk(root, *suffixes):
    """Files under `root` with one of the suffixes; vendored and hidden folders are left out."""
    for folder, names, files in os.walk(root):
        names[:] = sorted(n for n in names if n not in SKIPPED and not n.startswith("."))
        yield from (Path(folder, f) for f in sorted(files) if f.endswith(suffixes))


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
