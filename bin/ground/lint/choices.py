"""No list from which a person chooses in a form ships more than seven values."""

import ast
from collections import defaultdict

from ground.lint.exempt import EXEMPT
from ground.lint.files import data_files, parse_xml, problem, walk

LIMIT = 7


def long_selections(addon, root):
    """Selection fields in Python whose literal list is longer than the limit."""
    for path in walk(addon, ".py"):
        if "tests" in path.relative_to(addon).parts:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        constants = {
            target.id: node.value
            for node in tree.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for owner in (n for n in ast.walk(tree) if isinstance(n, ast.ClassDef)):
            yield from in_class(owner, constants, path, root)


def in_class(owner, constants, path, root):
    model = model_name(owner)
    for node in owner.body:
        if not isinstance(node, ast.Assign) or not is_selection(node.value):
            continue
        name = f"{model}.{node.targets[0].id}"
        count = length(node.value, constants)
        if count > LIMIT and name not in EXEMPT:
            yield problem(
                path, node.lineno, f"{name} offers {count} values ({LIMIT} allowed)", root
            )


def model_name(owner):
    """`_name`, else the first `_inherit`."""
    values = {}
    for node in owner.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            values[node.targets[0].id] = node.value
    for key in ("_name", "_inherit"):
        value = values.get(key)
        if isinstance(value, (ast.List, ast.Tuple)) and value.elts:
            value = value.elts[0]
        if isinstance(value, ast.Constant):
            return value.value
    return owner.name


def is_selection(value):
    called = value.func if isinstance(value, ast.Call) else None
    return isinstance(called, ast.Attribute) and called.attr == "Selection"


def length(call, constants):
    lists = [k.value for k in call.keywords if k.arg in ("selection", "selection_add")]
    lists += call.args[:1]
    if lists and isinstance(lists[0], ast.Name):
        lists = [constants.get(lists[0].id)]
    return len(lists[0].elts) if lists and isinstance(lists[0], (ast.List, ast.Tuple)) else 0


def long_dictionaries(addon, root):
    """Models of which the add-on's data ship more active records than the limit."""
    found = defaultdict(list)
    for path in data_files(addon):
        tree = parse_xml(path) if path.suffix == ".xml" and path.exists() else None
        for record in tree.iter("record") if tree is not None else ():
            if not is_archived(record) and record.get("model"):
                found[record.get("model")].append((path, record.sourceline))
    for model, places in sorted(found.items()):
        if len(places) > LIMIT and not is_exempt(model):
            text = f"{model}: {len(places)} active values are shipped ({LIMIT} allowed)"
            yield problem(*places[LIMIT], text, root)


def is_exempt(model):
    return any(model == key or key.endswith("*") and model.startswith(key[:-1]) for key in EXEMPT)


def is_archived(record):
    """`active` given as eval="False" or as text."""
    for field in record.iter("field"):
        if field.get("name") == "active":
            return (field.get("eval") or field.text or "").strip() in ("False", "0", "false")
    return False
