from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import cycle
from types import SimpleNamespace

from odoo import Command

from .control_facts import ControlFacts
from .control_world import END

STATES = ("draft", "active", "active", "closed", *[False] * 12)
OUTCOMES = (False, "contract", "refused", "later")


def money(amount):
    return Decimal(str(round(amount, 2)))


def rounded(amount):
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


class ControlPapers(ControlFacts):
    """Invoices, payments, plans, contracts and scores of the world, and what they come to."""

    def trade(self, random, lives):
        """Every deal is paid in at most one invoice, some invoices serve two deals or none."""
        for life in lives:
            life.sold = False
        sold = [x for x in lives if x.is_deal and x.team != self.outside and x.status != "lost"]
        sold = [x for x in sold if not x.archived]
        sold = random.sample(sold, min(len(sold), max(4, len(lives) // 12)))
        groups, self.bills, self.by_hand = [[]], [], []
        while sold:
            size = random.randint(1, 2)
            groups.append(sold[:size])
            sold = sold[size:]
        for group in groups:
            invoice = self.sell(random, group)
            self.bills.append((invoice, group))
            self.pour(random, group)
            if random.random() < 0.3:
                self.expect(random, invoice)
        self.env.flush_all()

    def sell(self, random, lives):
        """An invoice for one or two deals, and lines that belong to none; some of it is paid."""
        orders = self.env["sale.order"]
        for life in lives:
            order = orders.create(
                {
                    "partner_id": life.client.id,
                    "opportunity_id": life.lead.id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": self.product.id,
                                "price_unit": random.randint(1, 999999) / 100,
                            }
                        )
                        for _line in range(random.randint(1, 2))
                    ],
                }
            )
            order.action_confirm()
            orders |= order
        day = date(2026, 1, 10) + timedelta(days=random.randint(0, 150))
        lines = [
            Command.create(
                {
                    "product_id": self.product.id,
                    "quantity": 1,
                    "price_unit": line.price_unit,
                    "tax_ids": [Command.clear()],
                    "sale_line_ids": [Command.link(line.id)],
                }
            )
            for line in orders.order_line
        ]
        if random.random() < 0.4 or not lines:
            lines.append(Command.create({"name": "Other", "price_unit": 33.33, "tax_ids": False}))
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": lives[0].client.id if lives else self.client_company.id,
                "invoice_date": day,
                "invoice_line_ids": lines,
            }
        )
        invoice.action_post()
        share = random.choice((0, 1, 1, 0.37))
        if share:
            self.pay(invoice, share)
        for life in lives:
            life.amount = sum(life.lead.order_ids.mapped("amount_total"))
        return invoice

    def pour(self, random, group):
        """Money that came past the program, entered as a paper of the deal."""
        for life in group:
            life.sold = True
            if random.random() > 0.3:
                continue
            amount, day = random.randint(1, 200_000) / 100, END.date() - timedelta(days=20)
            kind = self.env.ref("crm_sales_flow.document_type_payment")
            self.as_user("accountant", self.env["crm.deal.document"]).create(
                {
                    "type_id": kind.id,
                    "amount": amount,
                    "date": day,
                    "deal_ids": [Command.set(life.lead.ids)],
                }
            )
            self.by_hand.append(SimpleNamespace(life=life, amount=money(amount), date=day))

    def expect(self, random, invoice):
        day = invoice.invoice_date + timedelta(days=random.randint(1, 200))
        self.env["crm.payment.expectation"].create({"move_id": invoice.id, "date": day})

    def shares(self):
        """The parts of the invoices as rows: rounded one after another in the order of the deals,
        so that they make up the whole; what belongs to no deal comes last."""
        rows = []
        for invoice, group in self.bills:
            total = money(invoice.amount_total)
            paid = total - money(invoice.amount_residual)
            upto, before = Decimal(0), Decimal(0)
            for life in [*sorted(group, key=lambda x: x.lead.id), None]:
                worth, margin = self.worth(invoice, life)
                if not worth:
                    continue
                upto += worth
                part = rounded(paid * upto / total)
                row = SimpleNamespace(invoice=invoice, life=life, total=worth, paid=part - before)
                before, row.margin = part, rounded(margin * paid / total)
                row.left = row.total - row.paid - self.covered(life, row.total - row.paid)
                row.expected = invoice.expectation_ids[-1:].date or invoice.invoice_date_due
                row.date = invoice.invoice_date
                row.team = life.team if life else invoice.team_id
                row.user = life.user if life else invoice.invoice_user_id
                rows.append(row)
        for one in self.by_hand:
            zero = dict.fromkeys(("total", "margin", "left"), Decimal(0))
            known = {"life": one.life, "team": one.life.team, "user": one.life.user}
            days = {"date": one.date, "expected": one.date, "invoice": None}
            rows.append(SimpleNamespace(paid=one.amount, **known, **days, **zero))
        return rows

    def worth(self, invoice, life):
        """What the lines of a deal cost the client, and what is left of it after their cost."""
        worth = margin = Decimal(0)
        for line in invoice.invoice_line_ids:
            deal = line.sale_line_ids.order_id.opportunity_id
            if deal != (life.lead if life else deal.browse()):
                continue
            worth += money(line.price_total)
            cost = money(line.product_id.standard_price) * money(line.quantity)
            margin += money(line.price_subtotal) - cost
        return worth, margin

    def covered(self, life, due):
        poured = sum((x.amount for x in self.by_hand if life and x.life == life), Decimal(0))
        return min(poured, due)

    # ------------------------------------------------------------ after sale

    def serve(self, random, lives):
        """What clients answered to the offer of service, and contracts, whoever they are of."""
        self.contracts, self.certificates = [], []
        after_sale = cycle(("closed", "draft", False, "active"))
        for number, life in enumerate(lives):
            life.outcome = None
            if not life.is_deal or life.archived:
                continue
            if life.status == "won":
                life.outcome = random.choice(OUTCOMES)
                life.lead.service_outcome = life.outcome
            state = next(after_sale) if life.status == "won" else random.choice(STATES)
            if state:
                self.sign(random, life, state)
            if random.random() < 0.15:
                self.attest(random, life, number)

    def sign(self, random, life, state):
        ends = END.date() + timedelta(days=random.randint(-40, 90))
        contract = self.env["crm.service.contract"].create(
            {
                "partner_id": life.client.id,
                "lead_id": life.lead.id,
                "user_id": life.user.id,
                "date_start": date(2026, 1, 1),
                "date_end": ends,
            }
        )
        contract.sudo().state = state
        self.contracts.append(
            SimpleNamespace(life=life, user=life.user, ends=ends, state=state, record=contract)
        )

    def attest(self, random, life, number):
        lot = {"product_id": self.goods.id, "name": f"SN{number}", "company_id": False}
        verdict = random.choice(("passed", "passed", "failed"))
        ends = END.date() + timedelta(days=random.randint(-40, 90))
        self.env["crm.attestation.certificate"].create(
            {
                "number": f"C{number}",
                "body_id": self.body.id,
                "lot_id": self.env["stock.lot"].create(lot).id,
                "lead_id": life.lead.id,
                "date": date(2026, 1, 2),
                "valid_until": ends,
                "verdict": verdict,
            }
        )
        self.certificates.append(SimpleNamespace(life=life, ends=ends, verdict=verdict))
        if verdict == "failed":
            self.send_back(life)

    def send_back(self, life):
        """A deal whose attestation failed is at the works again (P06)."""
        works = self.stages["delivery"]
        past = self.order_of_stages.index(life.stage) > self.order_of_stages.index(works)
        if past and life.status == "pending" and life.team != self.outside:
            life.stage, life.now = works, END
            self.visit(life)

    # ------------------------------------------------------------ the Head's

    def govern(self, random, lives):
        """Plans, costs of advertising, control calls, sortings held and what they left."""
        self.plans, self.costs, self.calls, self.sortings = [], [], [], []
        for month in (2, 3, 4):
            plan = {"month": date(2026, month, 1), "team_id": self.team.id}
            whole = self.target({**plan, "amount": 900_000.0, "amount_paid": 1000.0})
            own = {**plan, "user_id": self.users["manager"].id}
            own = self.target({**own, "amount": 400_000.0, "amount_paid": random.randint(1, 999)})
            self.plans += [(whole, own)]
        for word in ("вакуумный насос", "Камера тепла"):
            day = date(2026, random.randint(1, 5), 9)
            cost = {"date": day, "keyword": word, "engine": "Yandex", "amount": 70.5}
            self.env["crm.ad.cost"].create({**cost, "campaign_id": self.campaign.id})
            self.costs.append(cost)
        for place, life in enumerate([x for x in lives if x.user and x.team == self.team][:6], 1):
            self.score(random, place, life)
        self.hold(random)
        self.open_cases(random, lives)

    def target(self, values):
        return self.env["crm.sales.target"].create(values)

    def score(self, random, place, life):
        score = random.randint(1, 5)
        called = END - timedelta(days=random.randint(0, 150))
        self.env["crm.control.call"].create(
            {
                "week": END.date(),
                "place": place,
                "team_id": self.team.id,
                "partner_id": life.client.id,
                "lead_id": life.lead.id,
                "manager_id": life.user.id,
                "score": score,
                "state": "done",
                "called_at": called,
            }
        )
        self.calls.append(SimpleNamespace(user=life.user, score=score, called=called))

    def hold(self, random):
        """A request that is left at two sortings is left twice."""
        slot = self.env["crm.sorting.slot"].search([], limit=1)
        for number in range(20):
            due = END - timedelta(days=number * 7, hours=random.randint(0, 9))
            left = random.sample(self.asked, random.choice((0, 0, 1, 2)))
            self.env["crm.sorting.round"]._hold(slot, due, len(left))
            for asked in left:
                self.env["crm.sorting.breach"].create(
                    {
                        "request_id": asked.record.id,
                        "slot_id": slot.id,
                        "due_at": due,
                        "company_id": self.env.company.id,
                    }
                )
            self.sortings.append(SimpleNamespace(due=due, left=len(left)))
