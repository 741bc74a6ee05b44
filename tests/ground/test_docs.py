"""AB06: the guides lead nowhere that is not there, and their pictures can be taken anew."""

import functools
import re
from pathlib import Path

import pytest

import odoo

from ground import addons, screens
from ground.paths import ROOT

# Not odoo.addons.__path__: that is complete only where Odoo has been started.
ADDONS = (Path(odoo.__path__[0]) / "addons", ROOT)
GUIDES = sorted([*ROOT.glob("docs/*.md"), ROOT / "README.md"])
LINK = re.compile(r"\]\(([^)\s]+)\)")


def anchors(path):
    heads = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head).strip().lower().replace(" ", "-") for head in heads}


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_AB06_links_lead_somewhere(guide):
    for link in LINK.findall(guide.read_text(encoding="utf-8")):
        if "://" in link:
            continue
        name, _, anchor = link.partition("#")
        target = (guide.parent / name) if name else guide
        assert target.exists(), f"{guide.name} leads to {link}"
        assert not anchor or anchor in anchors(target), f"{guide.name} leads to {link}"


def test_AB06_pictures_are_those_of_the_table():
    taken = {path.stem: path for path in screens.IMAGES.glob("*.png")}
    shown = {name for guide in GUIDES for name in screens.used(guide.read_text(encoding="utf-8"))}
    assert set(taken) == {shot["file"] for shot in screens.table()} == shown
    for name, path in taken.items():
        assert path.stat().st_size <= screens.LIMIT, name


BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
BUTTON = re.compile(r"«[^«»…+]+»")
MESSAGE = re.compile(r'^msgstr ((?:".*"\n?)+)', re.MULTILINE)


def words_of(path):
    """Russian texts of a .po file, without tags."""
    for found in MESSAGE.findall(path.read_text(encoding="utf-8")):
        text = "".join(re.findall(r'"(.*)"', found)).replace('\\"', '"')
        yield plain(re.sub(r"<[^>]+>", "", text))


def plain(text):
    return " ".join(text.split()).strip(" .,:;«»").lower()


def folders_of(names):
    """Where the modules lie, and all that they need."""
    found = {}
    while names := set(names) - found.keys():
        places = [folder / name for folder in ADDONS for name in names]
        fresh = {place.name: place for place in places if (place / "__manifest__.py").exists()}
        found |= dict.fromkeys(names) | fresh
        names = {d for place in fresh.values() for d in addons.manifest(place).get("depends", [])}
    return [place for place in found.values() if place]


@functools.cache
def words():
    """All that our screens and those of the modules that we stand on say in Russian."""
    folders = [*addons.folders(), *folders_of(["base", *addons.depends()])]
    files = [folder / "i18n" / "ru.po" for folder in folders]
    return set().union(*(words_of(path) for path in files if path.exists()))


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_AB06_menus_and_buttons_are_called_as_the_screen_calls_them(guide):
    """**CRM → Обращения → Все обращения** is a way through the menus, **«Оплатить»** a button."""
    bold = BOLD.findall(guide.read_text(encoding="utf-8"))
    named = [step for text in bold if "→" in text for step in text.split("→")]
    named += [text for text in bold if BUTTON.fullmatch(text)]
    assert not {plain(name) for name in named} - words()
