"""One deal, told by its steps; each step is done by the user whose work it is."""

import random

from demo.pace import NAMES
from demo.records import name
from demo.steps_after import AfterSteps
from demo.steps_begin import BeginSteps
from demo.steps_offer import OfferSteps
from demo.steps_supply import SupplySteps
from demo.world import SEED

TEAM_OF = {
    "manager": "high_vacuum",
    "tester": "high_vacuum",
    "manager2": "test_equipment",
    "manager3": "industrial",
}
COMPETITORS = ("Вакуум-Сервис", "Техно-Печь")
HEAD_OF = {"manager": "head", "tester": "head", "manager2": "head2", "manager3": "head3"}


class Deal(BeginSteps, OfferSteps, SupplySteps, AfterSteps):
    def __init__(self, world, row):
        self.world, self.row, self.options = world, row, row.options
        self.env = world.env
        self.chance = random.Random(f"{SEED} {row.key}")
        self.team = world.team(TEAM_OF[row.login])
        self.head = HEAD_OF[row.login]
        self.request = self.lead = self.order = self.invoice = None

    def do(self, step):
        getattr(self, step)()

    def as_user(self, login, record):
        return self.world.as_user(login, record)

    def silent(self, login, record):
        return self.world.silent(login, record)

    @property
    def deal(self):
        """The deal as its manager sees it."""
        return self.as_user(self.row.login, self.lead)

    @property
    def client(self):
        return self.lead.partner_id.commercial_partner_id

    @property
    def contact(self):
        return self.lead.contact_id or self.lead.partner_id

    def goes_to(self, step):
        return NAMES.index(self.row.goal) >= NAMES.index(step)

    def products(self):
        """[(product, quantity)] of the row's `lines`."""
        found = []
        for item in self.row.lines.split():
            key, _star, quantity = item.partition("*")
            found.append((self.world.ref(f"product_{key}"), int(quantity or 1)))
        return found

    def forward(self, *steps):
        """Move the deal on, if it did not go by itself; it must come where the story says."""
        if self.lead.flow_step not in steps:
            self.deal.action_next_stage()
        if self.lead.flow_step not in steps:
            step = " or ".join(steps)
            raise AssertionError(f"{self.row.key}: {self.lead.flow_step} instead of {step}")

    def named(self, record, suffix):
        return name(record, f"{suffix}_{self.row.key}")

    def lose(self):
        reason = self.env.ref(f"crm_sales_flow.lost_reason_{self.options['lost']}")
        values = {"lost_reason_id": reason.id}
        if reason.ask_competitor:
            values["lost_competitor"] = self.chance.choice(COMPETITORS)
        self.deal.action_set_lost(**values)
