"""Template databases: A = Odoo's modules, B = A + our add-ons, C = B + the demo company,
E = the same as B in English, for Odoo's own tests.

Each is made under a temporary name and renamed when complete, so a kill leaves nothing half-made;
its name carries a hash of what it was made from. All functions expect the lock to be held.
"""

import os

from ground import addons, databases, odoo, postgres, venv
from ground.odoo_source import ensure as odoo_home
from ground.paths import ROOT
from ground.say import step, tell

RECIPE = "3"  # raise when the steps below change what they make
KEEP = 3


def key_a():
    parts = [RECIPE, odoo_home().version, venv.pins([venv.RUNTIME]), *addons.depends()]
    return addons.digest([], " ".join(parts))[:10]


def key_demo():
    sources = sorted((ROOT / "bin" / "demo").rglob("*"))
    return addons.digest([p for p in sources if p.is_file() and p.suffix != ".pyc"])[:8]


def name_a():
    return f"{databases.PREFIX}a_{key_a()}"


def name_b():
    return f"{databases.PREFIX}b_{'_'.join(addons.tree_key(key_a()))}"


def name_c():
    return f"{databases.PREFIX}c_{addons.digest([], name_b() + key_demo())[:10]}"


def ensure(letter):
    """Return the template's name, made when it is not complete; drop the oldest others."""
    name, make = LETTERS[letter][0](), LETTERS[letter][1]
    if databases.complete(name):
        os.utime(databases.stamp(name))
        return name
    databases.drop_orphans()
    fresh = databases.scratch(f"tmp{letter}")
    databases.drop(fresh, force=True)
    make(fresh)
    # Copies take the statistics along; without them every copy starts with poor query plans.
    postgres.query("VACUUM (ANALYZE)", database=fresh)
    with databases.templates_stay(exclusive=True):
        databases.rename(fresh, name)
        drop_oldest(name)
    if name == LETTERS[letter][0]():
        databases.mark(name, name)
    else:
        tell("The tree changed meanwhile: this database serves once and is made again next time")
    return name


def pin(letter):
    """Like ensure(), and every child process uses the same one, even if the tree changes."""
    variable = f"CRM_FLOW_TEMPLATE_{letter.upper()}"
    pinned = os.environ.get(variable)
    if not pinned or pinned not in databases.names():
        pinned = os.environ[variable] = ensure(letter)
    return pinned


def lend(letter, target):
    """Copy a template; one that is pinned does not wait until others have set up theirs."""
    with databases.templates_stay():
        pinned = os.environ.get(f"CRM_FLOW_TEMPLATE_{letter.upper()}")
        if pinned in databases.names():
            return databases.copy(pinned, target)
    with databases.lock():
        return databases.copy(pin(letter), target)


def drop_oldest(name):
    """Keep a few templates of the same letter: going back to a former tree stays quick."""
    letter = name.removeprefix(databases.PREFIX)[0]
    others = databases.names(f"{letter}_") - {name}
    for other in others - {x for x in others if databases.stamp(x).exists()}:
        databases.drop(other, force=True)
    used = sorted(
        (x for x in others if databases.stamp(x).exists()),
        key=lambda x: databases.stamp(x).stat().st_mtime,
        reverse=True,
    )
    for other in used[(1 if letter == "a" else KEEP) - 1 :]:
        databases.drop(other, force=True)


def make_a(fresh):
    modules = addons.depends()
    with step("Template A: an empty Russian database"):
        databases.create(fresh)
        odoo.install(fresh, ["base"], log="a-base.log", language="ru_RU", gated=False)
        odoo.script(fresh, "ground.inside.steps:russian_company", log="a-company.log", gated=False)
    with step(f"Template A: {len(modules)} applications of Odoo and what they need"):
        odoo.install(fresh, modules, log="a-modules.log", gated=False)
        # Accounting's generic chart has made the dollar the company's currency.
        odoo.script(fresh, "ground.inside.steps:russian_company", log="a-company.log", gated=False)
    build_assets(fresh, "A")


def make_b(fresh):
    """A new installation, or, when only browser files changed, a copy with new bundles."""
    sibling = same_installation()
    if sibling:
        databases.copy(sibling, fresh)
    else:
        databases.copy(ensure("a"), fresh)
        names = addons.names()
        if not names:
            tell("Template B: no add-on with a manifest yet, so it equals A")
            return
        with step(f"Template B: install {', '.join(names)}"):
            odoo.install(fresh, names, log="b-install.log")
    build_assets(fresh, "B")


def same_installation():
    """A finished B whose add-ons differ from the tree in browser files only."""
    start = name_b().rsplit("_", 1)[0]
    return next(
        (x for x in sorted(databases.names("b_")) if x.startswith(start) and databases.complete(x)),
        None,
    )


def make_c(fresh):
    databases.copy(ensure("b"), fresh)
    with step("Template C: remove modules that call paid services"):
        odoo.script(fresh, "ground.inside.steps:without_paid_services", log="c-paid.log")
    with step("Template C: the demo company"):
        odoo.script(fresh, "demo:build", log="c-demo.log")
    build_assets(fresh, "C")


def build_assets(fresh, letter):
    with step(f"Template {letter}: web assets"):
        log = f"{letter.lower()}-assets.log"
        odoo.script(fresh, "ground.inside.steps:assets", log=log, gated=letter not in "AE")


def name_e():
    return f"{databases.PREFIX}e_{addons.digest([], name_b())[:10]}"


def make_e(fresh):
    """Odoo's own tests compare English texts and the defaults of a company without a country."""
    with step("Template E: an English database for Odoo's own tests"):
        databases.create(fresh)
        odoo.install(fresh, [*addons.depends(), *addons.names()], log="e-install.log", gated=False)
    build_assets(fresh, "E")


LETTERS = {
    "a": (name_a, make_a),
    "b": (name_b, make_b),
    "c": (name_c, make_c),
    "e": (name_e, make_e),
}
