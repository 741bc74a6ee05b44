"""AB06: the guides lead nowhere that is not there, and their pictures can be taken anew."""

import re

import pytest

from ground import screens
from ground.paths import ROOT

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
