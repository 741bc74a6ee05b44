# The field behind a figure of money, where the card does not name it by its column.
MONEY = {
    ("invoices", "left"): "amount_left",
    ("invoices", "overdue"): "amount_overdue",
    ("invoices", "expected"): "amount_left",
    ("invoices", "paid"): "amount_paid",
    ("campaigns", "money"): "deal_amount",
    ("campaigns", "cost"): "cost",
}
# What a share is a share of: the figures of the same card.
SHARES = {
    "promises": ("kept", ("kept", "broken", "overdue")),
    "service": ("contract", ("contract", "agreed", "later", "refused", "none")),
    "sorting": ("kept", ("kept", "broken")),
}


class BoardChecks:
    """Figures of the dashboard against the records that they open; beside ``SalesFlowCase``."""

    def board(self, login, desk=False, period=False, filters=False):
        return self.as_user(login, self.env["flow.dashboard"]).get_dashboard(desk, period, filters)

    def figures(self, board):
        return {
            (block["name"], figure["key"]): figure
            for block in board["blocks"]
            for figure in block["figures"]
        }

    def check_board(self, login, board):
        self.assertTrue(board["blocks"], login)
        figures = self.figures(board)
        for block in board["blocks"]:
            self.assertNotEqual(block["kind"], "error", (login, block.get("error")))
            for figure in block["figures"]:
                with self.subTest(login=login, card=block["name"], figure=figure["key"]):
                    self.check_figure(login, block["name"], figure)
            self.check_share(block["name"], figures)

    def check_figure(self, login, block, figure):
        action = figure["action"]
        if not action:
            return
        records = self.as_user(login, self.env[action["res_model"]])
        found = records.with_context(**action["context"]).search(action["domain"])
        if not figure["unit"]:
            self.assertEqual(len(found), figure["value"] or 0)
        if figure["unit"] == "money":
            field = MONEY.get((block, figure.get("column", figure["key"])), figure.get("column"))
            self.assertAlmostEqual(sum(found.mapped(field)), figure["value"] or 0, 2)
        if "amount" in figure:
            self.assertAlmostEqual(sum(found.mapped("deal_amount")), figure["amount"], 2)

    def check_share(self, block, figures):
        if block not in SHARES or (block, "share") not in figures:
            return
        good, parts = SHARES[block]
        whole = sum(figures[block, part]["value"] for part in parts)
        share = round(100 * figures[block, good]["value"] / whole, 1) if whole else None
        self.assertEqual(figures[block, "share"]["value"], share)
