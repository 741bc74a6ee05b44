"""The ladder of rooms: a room uses those above it in the list, the others only through hooks."""

import ast
import re

from ground import addons
from ground.lint import rooms
from ground.lint.files import problem, walk

ID = r"(?:crm_sales_flow\.)?([A-Za-z_]\w*)"
XML_REFERENCE = re.compile(
    r"""(?:ref|inherit_id|parent|action|id)=["']"""
    + ID
    + r"""["']|ref\(["']"""
    + ID
    + r"""["']|%\("""
    + ID
    + r"\)d"
)
GROUPS = re.compile(r"""groups=["']([^"']+)["']""")
MODEL = re.compile(r"(?<![\w.])[a-z_]+(?:\.[a-z_]+)+(?![\w.]*\w)")
JS_IMPORT = re.compile(r"""from\s+["']([^"']+)["']""")


class Ladder:
    """All that the rooms own, and the problems that one file's references make."""

    def __init__(self, addon, root):
        self.addon, self.root = addon, root
        self.models = rooms.owned_models(addon)
        self.ids = rooms.owned_ids(addon)
        self.ids.update({f"model_{m.replace('.', '_')}": r for m, r in self.models.items()})

    def check(self):
        for path in walk(self.addon, ".py", ".xml", ".csv", ".js"):
            relative = path.relative_to(self.addon)
            room = rooms.room_of(relative)
            if room is None or "tests" in relative.parts[:1]:
                continue
            if rooms.step(room) is None:
                yield problem(path, 1, f"{room} is not a room of the ladder", self.root)
                continue
            for line, what, other in sorted(set(self.references(path, relative))):
                if (rooms.step(other) or 0) > rooms.step(room):
                    text = f"{room} uses {what} of the later room {other}"
                    yield problem(path, line, text, self.root)

    def references(self, path, relative):
        """(line, what, room) for everything of ours that a file mentions."""
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".py":
            return self.in_python(text, relative)
        if path.suffix == ".js":
            return self.in_script(text, relative)
        return self.in_data(text)

    def in_python(self, text, relative):
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                yield from self.in_import(node, relative)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                value = node.value
                own = value.removeprefix(f"{rooms.ADDON}.")
                if value in self.models:
                    yield node.lineno, f"model {value}", self.models[value]
                elif own != value and own in self.ids:
                    yield node.lineno, f"id {own}", self.ids[own]

    def in_import(self, node, relative):
        if isinstance(node, ast.Import):
            targets = [n.name.split(".") for n in node.names]
        else:
            base = list(relative.parent.parts[: len(relative.parts) - node.level])
            start = base if node.level else []
            start += (node.module or "").split(".") if node.module else []
            targets = [[*start, n.name] for n in node.names]
        for target in targets:
            if target[:3] == ["odoo", "addons", rooms.ADDON]:
                target = target[3:]
            room = rooms.room_of("/".join([*target, "x"])) if len(target) > 1 else None
            if target[0] == "controllers" and len(target) > 1:
                room = target[1]
            if rooms.step(room) is not None:
                yield node.lineno, f"module {'.'.join(target)}", room

    def in_script(self, text, relative):
        for number, line in enumerate(text.splitlines(), 1):
            for found in JS_IMPORT.findall(line):
                parts = found.split("/")
                if parts[0] == f"@{rooms.ADDON}" and len(parts) > 1:
                    yield number, found, parts[1]
                elif parts[0] == ".." and len(parts) > 2:
                    yield number, found, next((p for p in parts if p != ".."), "")

    def in_data(self, text):
        text = re.sub(r"<!--.*?-->", lambda m: re.sub(r"[^\n]", " ", m[0]), text, flags=re.S)
        for number, line in enumerate(text.splitlines(), 1):
            found = {x for groups in XML_REFERENCE.findall(line) for x in groups if x}
            for listed in GROUPS.findall(line):
                found.update(
                    x.strip(" !").removeprefix(f"{rooms.ADDON}.") for x in listed.split(",")
                )
            found.update(re.findall(r"\bmodel_\w+", line))
            for name in found & set(self.ids):
                yield number, f"id {name}", self.ids[name]
            for name in set(MODEL.findall(line)) & set(self.models):
                yield number, f"model {name}", self.models[name]


def steps_up(addon, root):
    return Ladder(addon, root).check()


def impure_tools(addon, root):
    """tools/ is plain Python: it is tested without a database."""
    for path in walk(addon / "tools", ".py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [n.name for n in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module or ""]
            if any(n.split(".")[0] == "odoo" for n in names):
                yield problem(path, node.lineno, "tools import nothing of odoo", root)


def manifest_order(addon, root):
    """Data files are listed room by room, in the order of the ladder; menus of all come last."""
    path, reached = addon / "__manifest__.py", 0
    data = addons.manifest(addon).get("data", [])
    for name in data:
        position = rooms.step(rooms.room_of(name))
        if name in rooms.ANYTHING and name != data[-1]:
            yield problem(path, 1, f"{name} is to be listed last", root)
        if position is None:
            continue
        if position < reached:
            text = f"{name} is listed after files of the later room {rooms.LADDER[reached]}"
            yield problem(path, 1, text, root)
        reached = max(reached, position)
