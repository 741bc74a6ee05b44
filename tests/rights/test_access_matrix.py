"""AE01, A06: the table of docs/access.md is what each role may really do.

The table is kept by hand-approved regeneration: `CRM_FLOW_ACCEPT=1 bin/test tests/rights` writes
what the rights are now, and the review of the difference is the decision.
"""

import os
from pathlib import Path

from odoo.tests import tagged

from odoo.addons.crm_sales_flow.tests.common import SalesFlowCase

DOCUMENT = Path(__file__).parents[2] / "docs" / "access.md"
START, END = "<!-- matrix -->\n", "<!-- /matrix -->\n"
ROLES = {
    "manager": "Менеджер",
    "head": "Руководитель",
    "director": "Директор",
    "sorter": "Сортировщик",
    "secretary": "Секретарь",
    "marketer": "Маркетолог",
    "accountant": "Бухгалтер",
    "warehouse": "Склад",
    "production": "Производство",
    "engineer": "Инженер",
}
LETTERS = {"read": "Ч", "write": "И", "create": "С", "unlink": "У"}
# Documents of Odoo that the process stands on; own models are found by themselves.
ODOO_MODELS = [
    "crm.lead",
    "crm.team",
    "crm.stage",
    "crm.lost.reason",
    "res.partner",
    "sale.order",
    "account.move",
    "account.payment",
    "product.template",
    "stock.picking",
    "stock.lot",
    "mrp.production",
    "purchase.order",
    "project.task",
    "mail.activity",
    "utm.source",
]


@tagged("standard", "post_install", "-at_install")
class TestAccessMatrix(SalesFlowCase):
    def own_models(self):
        return sorted(
            name
            for name, model in self.registry.items()
            if model._original_module == "crm_sales_flow" and not model._abstract
        )

    def rights(self, model, login):
        allowed = self.env[model].with_user(self.users[login])
        return "".join(x for op, x in LETTERS.items() if allowed.has_access(op)) or "—"

    def table(self):
        rows = [["Модель", *ROLES.values()], ["---"] * (len(ROLES) + 1)]
        for model in ODOO_MODELS + self.own_models():
            rows.append([f"`{model}`", *(self.rights(model, login) for login in ROLES)])
        return "".join(f"| {' | '.join(row)} |\n" for row in rows)

    def test_AE01_matrix_of_role_and_model_equals_the_document(self):
        text = DOCUMENT.read_text(encoding="utf-8")
        before, rest = text.split(START)
        documented, after = rest.split(END)
        actual = self.table()
        if os.environ.get("CRM_FLOW_ACCEPT"):
            DOCUMENT.write_text(before + START + actual + END + after, encoding="utf-8")
            return
        self.maxDiff = None
        self.assertEqual(documented.splitlines(), actual.splitlines())
