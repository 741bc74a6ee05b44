"""AE01, A06: the table of docs/access.md is what each role may really do.

The table is kept by hand-approved regeneration: `CRM_FLOW_ACCEPT=1 bin/test tests/rights` writes
what the rights are now, and the review of the difference is the decision.
"""

import os
from pathlib import Path

from odoo.tests import tagged

from odoo.addons.crm_sales_flow.tests.common import SalesFlowCase

DOCUMENT = Path(__file__).parents[2] / "docs" / "access.md"
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


ADD_ONS = ("crm_sales_flow", "crm_telephony_miko", "crm_mailchimp_sync")


@tagged("standard", "post_install", "-at_install")
class TestAccessMatrix(SalesFlowCase):
    def own_models(self):
        return sorted(
            name
            for name, model in self.registry.items()
            if model._original_module in ADD_ONS and not model._abstract
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
        self.assertDocumented("matrix", self.table())

    def test_AE01_matrix_of_role_and_record_equals_the_document(self):
        self.assertDocumented("records", self.table_of_records())

    def assertDocumented(self, mark, actual):
        text = DOCUMENT.read_text(encoding="utf-8")
        start, end = f"<!-- {mark} -->\n", f"<!-- /{mark} -->\n"
        before, rest = text.split(start)
        documented, after = rest.split(end)
        if os.environ.get("CRM_FLOW_ACCEPT"):
            DOCUMENT.write_text(before + start + actual + end + after, encoding="utf-8")
            return
        self.maxDiff = None
        self.assertEqual(documented.splitlines(), actual.splitlines())

    # Rights on a model say little: rules decide about the records.

    def table_of_records(self):
        rows = [["Модель", "Чья сделка", *ROLES.values()], ["---"] * (len(ROLES) + 2)]
        for whose, deal in self.deals().items():
            for record in self.records_of(deal):
                letters = (self.rights_on(record, login) for login in ROLES)
                rows.append([f"`{record._name}`", whose, *letters])
        rows[2:] = sorted(rows[2:])
        return "".join(f"| {' | '.join(row)} |\n" for row in rows)

    def deals(self):
        """The manager and the Head are of High Vacuum; so is the colleague."""
        other = {"team_id": self.other_team.id, "user_id": self.users["manager_two"].id}
        return {
            "1. своя": self.make_deal(),
            "2. ничья в отделе": self.make_deal(user_id=False),
            "3. коллеги": self.make_deal(user_id=self.users["head"].id),
            "4. чужого отдела": self.make_deal(**other),
            "5. ничья в чужом отделе": self.make_deal(**{**other, "user_id": False}),
        }

    def records_of(self, deal):
        owner = {"user_id": deal.user_id.id, "team_id": deal.team_id.id}
        client = {"partner_id": self.client_company.id}
        order = self.env["sale.order"].create({**client, **owner, "opportunity_id": deal.id})
        product = self.env["product.product"].create({"name": "Pump"})
        order.order_line = [(0, 0, {"product_id": product.id})]
        deal.obligation_ids = [(0, 0, {"name": "Pay in advance", "side": "client"})]
        deal.selection_line_ids = [(0, 0, {"product_id": product.id})]
        contract = {**client, "lead_id": deal.id, "user_id": deal.user_id.id}
        contract["date_end"] = "2099-12-31"
        request = {"subject": "Pump", "lead_id": deal.id, "team_id": deal.team_id.id}
        return [
            deal,
            order,
            order.order_line,
            deal.need_ids,
            deal.obligation_ids,
            deal.selection_line_ids,
            deal.history_ids,
            deal.document_ids[:1],
            self.env["crm.request"].create({**request, "state": "sorted"}),
            self.env["crm.service.contract"].create(contract),
        ]

    def rights_on(self, record, login):
        """As letters; creating is asked of the model, which has the first table."""
        record = self.as_user(login, record)
        operations = {op: x for op, x in LETTERS.items() if op != "create"}
        return "".join(x for op, x in operations.items() if record.has_access(op)) or "—"
