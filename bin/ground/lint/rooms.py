"""Rooms of crm_sales_flow: which room a file belongs to, and what each room owns."""

import ast
import re
from pathlib import PurePath

from ground.lint.choices import model_name
from ground.lint.files import parse_xml, walk

ADDON = "crm_sales_flow"
LADDER = [
    "organisation",
    "clients",
    "tasks",
    "intake",
    "deal",
    "supply",
    "field_work",
    "after_sales",
    "marketing",
    "control",
]
FLOORS = ("models", "wizard", "report", "views", "data", "security")
ANYTHING = {"views/menus.xml"}  # menus point at actions of every room


def room_of(relative):
    """Room of a path inside the add-on; None where rooms do not apply (tests, hooks, menus)."""
    relative = PurePath(relative)
    parts = relative.parts
    if relative.as_posix() in ANYTHING:
        return None
    if parts[0] == "tools" or relative.as_posix() == "security/groups.xml":
        return LADDER[0]
    if parts[0] == "controllers" and len(parts) == 2:
        return relative.stem if relative.stem in LADDER else None
    if parts[0] in FLOORS and len(parts) > 2:
        return parts[1]
    if parts[0] == "static" and len(parts) > 3 and parts[1] in ("src", "tests"):
        return parts[2] if parts[2] in LADDER else None
    return None


def step(room):
    return LADDER.index(room) if room in LADDER else None


def owned_models(addon):
    """Models of our own -> room that defines them."""
    found = {}
    for path in walk(addon, ".py"):
        room = room_of(path.relative_to(addon))
        if not room:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and defines(node):
                found.setdefault(model_name(node), room)
    return found


def defines(owner):
    """A class that makes a model, not one that extends another under its own name."""
    values = {
        node.targets[0].id: node.value
        for node in owner.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    name, parents = values.get("_name"), values.get("_inherit")
    if not isinstance(name, ast.Constant):
        return False
    listed = parents.elts if isinstance(parents, (ast.List, ast.Tuple)) else [parents]
    return name.value not in [p.value for p in listed if isinstance(p, ast.Constant)]


def owned_ids(addon):
    """External ids of our own -> room of the file that defines them."""
    found = {}
    for path in walk(addon, ".xml", ".csv"):
        room = room_of(path.relative_to(addon))
        if room and path.suffix == ".xml" and (tree := parse_xml(path)) is not None:
            for node in tree.iter("record", "template", "menuitem", "report"):
                if node.get("id"):
                    found.setdefault(node.get("id").removeprefix(f"{ADDON}."), room)
        elif room and path.suffix == ".csv":
            for line in path.read_text(encoding="utf-8").splitlines()[1:]:
                found.setdefault(re.split(r"[,;]", line)[0].strip('"'), room)
    return found
