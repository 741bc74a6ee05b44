"""Each check of the ladder of rooms finds a bad sample and leaves a good one alone."""

import pytest

from ground import addons
from ground.lint import ladder, rooms

MANIFEST = """{"name": "x", "data": [%s]}"""


@pytest.fixture
def addon(tmp_path):
    """A small add-on: room clients owns crm.client.segment, room deal owns crm.deal.need."""
    base = tmp_path / rooms.ADDON
    write(base, "__manifest__.py", MANIFEST % "")
    for room, model in (("clients", "crm.client.segment"), ("deal", "crm.deal.need")):
        write(base, f"models/{room}/own.py", f"class A(models.Model):\n    _name = '{model}'\n")
    write(base, "data/deal/needs.xml", "<odoo><record id='need_one' model='crm.deal.need'/></odoo>")
    yield base
    addons.manifest.cache_clear()


def write(base, name, text):
    path = base / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def found(addon, check=ladder.steps_up):
    return list(check(addon, addon.parent))


def test_a_tree_without_steps_up(addon):
    write(addon, "models/deal/more.py", "from ..clients import own\nx = 'crm.client.segment'\n")
    write(
        addon, "views/deal/v.xml", "<odoo><field ref='need_one'>crm.client.segment</field></odoo>"
    )
    assert found(addon) == []


BAD = {
    "comodel": ("models/clients/a.py", "x = fields.Many2one('crm.deal.need')"),
    "inherit": ("models/clients/a.py", "class A:\n    _inherit = ['mail.thread', 'crm.deal.need']"),
    "environment": ("models/clients/a.py", "def f(self):\n    self.env['crm.deal.need'].x()"),
    "reference": (
        "models/clients/a.py",
        "def f(self):\n    self.env.ref('crm_sales_flow.need_one')",
    ),
    "import": ("models/clients/a.py", "from ..deal.own import A"),
    "import_of_room": ("models/clients/a.py", "from .. import deal"),
    "absolute_import": (
        "controllers/clients.py",
        "from odoo.addons.crm_sales_flow.models.deal import own",
    ),
    "wizard": ("wizard/clients/a.py", "from ...models.deal import own"),
    "tools": ("tools/a.py", "x = 'crm.deal.need'"),
    "view_model": ("views/clients/a.xml", "<odoo><field name='m'>crm.deal.need</field></odoo>"),
    "view_ref": ("views/clients/a.xml", "<odoo><field ref='crm_sales_flow.need_one'/></odoo>"),
    "view_eval": ("views/clients/a.xml", "<odoo><field eval=\"[ref('need_one')]\"/></odoo>"),
    "view_button": ("views/clients/a.xml", "<odoo><button name='%(need_one)d'/></odoo>"),
    "access": ("security/clients/ir.model.access.csv", "id,model_id:id\na,model_crm_deal_need"),
    "script": ("static/src/clients/a.js", 'import { A } from "@crm_sales_flow/deal/a";'),
    "script_beside": ("static/src/clients/a.js", 'import { A } from "../deal/a";'),
    "unknown_room": ("models/cellar/a.py", "x = 1"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_step_up(addon, name):
    write(addon, *BAD[name])
    problems = found(addon)
    assert len(problems) == 1 and BAD[name][0] in problems[0], problems


def test_comments_do_not_count(addon):
    write(addon, "views/clients/a.xml", "<odoo><!-- later: crm.deal.need,\n need_one --></odoo>")
    assert found(addon) == []


def test_menus_of_all_may_point_anywhere(addon):
    write(addon, "views/menus.xml", "<odoo><menuitem id='m' action='need_one'/></odoo>")
    assert found(addon) == []


def test_tools_import_nothing_of_odoo(addon):
    write(addon, "tools/a.py", "import re\nfrom odoo.tools import SQL\n")
    assert len(found(addon, ladder.impure_tools)) == 1


ORDERS = {
    "good": (["security/groups.xml", "data/clients/a.xml", "views/deal/a.xml"], 0),
    "room_too_late": (["views/deal/a.xml", "data/clients/a.xml"], 1),
    "menus_too_early": (["views/menus.xml", "data/clients/a.xml"], 1),
}


@pytest.mark.parametrize("name", ORDERS)
def test_manifest_order(addon, name):
    data, count = ORDERS[name]
    write(addon, "__manifest__.py", MANIFEST % ", ".join(map(repr, data)))
    assert len(found(addon, ladder.manifest_order)) == count
