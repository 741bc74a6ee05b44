from datetime import datetime, timedelta
from types import SimpleNamespace

from odoo import Command

from .control_world import END, ControlWorld, minutes_by_days

FAR = datetime(2031, 1, 9, 8)  # Thursday, 11:00 in Moscow: after whatever moment the tests run at
KINDS = ("phone", "email", "meeting", "by_hand")
KEPT_POLICIES = ("first_call", "agreed_step")
STATES = ("new", "sorted", "attached", "dropped", "filtered", "broken")


def after_minutes(begin, minutes):
    """The moment by which so many working minutes have passed."""
    end = begin
    while minutes_by_days(begin, end) < minutes:
        end += timedelta(minutes=max(1, min(60, minutes - minutes_by_days(begin, end))))
    return end


class ControlFacts(ControlWorld):
    """What was asked, promised and done about the deals of the world, told twice: to the program
    and in a plain account of each life."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Tasks that the program plans by itself have tests of their own.
        policies = cls.env["crm.task.policy"].search([("code", "not in", KEPT_POLICIES)])
        policies.active = False
        cls.env["crm.task.chain"].search([]).active = False
        cls.client_company.activity_segment_id = cls.env["crm.client.segment"].search([], limit=1)
        cls.product.standard_price = 123.45
        cls.goods = cls.env["product.product"].create(
            {"name": "Bolt", "type": "consu", "is_storable": True, "taxes_id": False}
        )
        place = cls.env["stock.warehouse"].search([], limit=1).lot_stock_id
        cls.env["stock.quant"]._update_available_quantity(cls.goods, place, 10_000)
        body = {"name": "Body", "accreditation_number": "RA.1"}
        cls.body = cls.env["crm.attestation.body"].create(body)

    # ----------------------------------------------------------------- tasks

    def born(self, random, number):
        life = super().born(random, number)
        life.promise, life.tasks = None, []
        if not life.is_deal:  # who got a lead is to call within the hour
            self.promise_call(life, life.registered)
        elif random.random() < 0.5:
            start = FAR - timedelta(hours=1) if random.random() < 0.1 else life.registered
            with self.at(life.now):
                life.lead._flow_schedule("first_call", start=start)
            self.promise_call(life, start)
        if life.promise and random.random() < 0.4:  # around the end of the promised hour
            life.now += timedelta(minutes=random.randint(1, 120))
            with self.at(life.now):
                self.reach(random, life, ago=0)
                self.env.flush_all()
        return life

    def promise_call(self, life, start):
        life.promise = after_minutes(start, 60)
        [call] = life.lead._flow_open_tasks("first_call")
        self.remember(life, call, life.promise, is_call=True)

    def remember(self, life, task, due, is_call=False):
        known = {"record": task, "due": due, "user": life.user, "is_call": is_call}
        life.tasks.append(SimpleNamespace(**known, done=None, reminded=False))

    def step(self, random, life):
        before = life.user
        super().step(random, life)
        if life.now >= END or life.archived:
            return
        self.hand_over(life, before, life.user)
        with self.at(life.now):
            chance = random.random()
            if chance < 0.25:
                self.reach(random, life)
            elif chance < 0.55:
                self.plan(random, life)
            elif chance < 0.75:
                self.do(random, life)
            self.env.flush_all()  # as at the end of a request

    def hand_over(self, life, before, after):
        """What the former person had still to do is done by the one who has it now (F07)."""
        for task in life.tasks:
            if not task.done and task.user == before:
                task.user = after

    def reach(self, random, life, ago=None):
        """The client was really reached, some time before the program heard of it."""
        kind, ago = random.choice(KINDS), random.randint(0, 600) if ago is None else ago
        at = max(life.registered, life.now - timedelta(minutes=ago))
        life.lead._register_contact(kind, at)
        if not life.contact or at < life.contact:
            life.contact, life.kind = at, kind
        for task in life.tasks:
            if task.is_call and not task.done:
                task.done = life.now

    def plan(self, random, life):
        [task] = life.lead._flow_schedule("agreed_step", once=False).sudo()
        late = FAR if random.random() < 0.2 else END + timedelta(days=random.randint(-150, 5))
        task.deadline_at = late
        self.remember(life, task, late)

    def do(self, random, life):
        for task in [x for x in life.tasks if not x.done and not x.is_call][:1]:
            if random.random() < 0.3:
                self.remind(life, task)
            task.record.sudo().action_feedback()
            task.done = life.now

    def remind(self, life, task):
        """Its person was reminded of it: it was late, whatever its deadline says."""
        task.reminded = True
        self.env["crm.task.reminder"].sudo().create(
            {
                "activity_id": task.record.id,
                "lead_id": life.lead.id,
                "user_id": task.user.id,
                "due_at": life.now - timedelta(hours=2),
                "sent_at": life.now - timedelta(hours=1),
                "number": 1,
                "periods": 1,
                "period_minutes": 60,
            }
        )

    def merge(self, random, first, second):
        result = super().merge(random, first, second)
        stays, goes = (second, first) if first.gone else (first, second)
        stays.promise = min(filter(None, (first.promise, second.promise)), default=None)
        stays.tasks += goes.tasks
        if goes.user != stays.user:
            self.hand_over(stays, goes.user, stays.user)
        return result

    def free(self, random, lives):
        """Some deals have nobody in the end; what was to be done waits for the next person."""
        nobody = self.env["res.users"]
        pending = [x for x in lives if x.is_deal and x.status == "pending" and not x.archived]
        for life in random.sample([x for x in pending if x.team != self.outside], 2):
            with self.at(END):
                life.lead.user_id = False
            self.hand_over(life, life.user, nobody)
            life.user = nobody

    # -------------------------------------------------------------- requests

    def ask(self, random, lives):
        """Requests of all kinds, those that were sorted with their lead; a lead of the sorting
        desk, which is none yet in any figure."""
        self.make_deal(name="Waits", type="lead", user_id=False, awaits_sorting=True)
        self.asked = []
        for number in range(len(lives) // 2):
            state = random.choice(STATES)
            life = random.choice(lives) if state in ("sorted", "attached") else None
            begun = datetime(2026, 1, 5) + timedelta(minutes=random.randint(0, 150 * 1440))
            asked = SimpleNamespace(
                state=state,
                life=life,
                registered=begun,
                team=random.choice((self.team, self.sub_unit, self.other_team)),
                source=random.choice(self.sources),
                word=random.choice(("насос", False)),
                client=random.choice((self.client_company, self.other_client)),
            )
            with self.at(begun):
                asked.record = self.env["crm.request"].create(
                    {
                        "contact_name": f"Asks {number}",
                        "subject": "Pump",
                        "channel": "manual",
                        "partner_id": asked.client.id,
                        "source_id": asked.source.id,
                        "utm_term": asked.word,
                    }
                )
            values = {"state": state, "team_id": asked.team.id, "lead_id": life and life.lead.id}
            asked.record.sudo().write(values)
            self.asked.append(asked)

    # -------------------------------------------------------------- promises

    def promise_goods(self, random, lives):
        """Orders of goods for a promised day: shipped in full, in part or not at all."""
        ours = [x for x in lives if x.is_deal and x.team != self.outside and x.status != "lost"]
        ours = [x for x in ours if not x.sold and not x.archived]
        self.promised = []
        for life in random.sample(ours, min(len(ours), max(4, len(lives) // 25))):
            moment = END - timedelta(days=random.randint(10, 100))
            promised = moment + timedelta(minutes=random.randint(0, 9 * 1440))
            order = SimpleNamespace(life=life, shipped=None)
            order.promised = FAR if random.random() < 0.25 else promised
            order.record = self.confirm_goods(life, moment, order.promised)
            if random.random() < 0.3:
                order.record.commitment_date = order.promised + timedelta(days=9)
            part = random.choice((None, 1, 2, 2, 2))
            if part:
                at = moment + timedelta(minutes=random.randint(0, 9 * 1440))
                self.ship(order.record, part, at)
                order.shipped = at if part == 2 else None
            life.amount = order.record.amount_total
            self.promised.append(order)

    def confirm_goods(self, life, moment, promised):
        with self.at(moment):
            line = {"product_id": self.goods.id, "product_uom_qty": 2, "price_unit": 10.5}
            order = self.env["sale.order"].create(
                {
                    "partner_id": life.client.id,
                    "opportunity_id": life.lead.id,
                    "commitment_date": promised,
                    "order_line": [Command.create(line)],
                }
            )
            order.action_confirm()
            self.env.flush_all()
        return order

    def ship(self, order, quantity, moment):
        with self.at(moment):
            picking = order.picking_ids.with_context(skip_sms=True, skip_backorder=True)
            picking.action_assign()
            picking.move_ids.write({"quantity": quantity, "picked": True})
            picking.button_validate()
