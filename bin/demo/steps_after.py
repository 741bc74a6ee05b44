"""Commissioning, attestation, service, closing of documents: to the won deal."""

import uuid
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from demo.letters import scan
from demo.records import make

BODIES = (
    ("standard", "АНО «Аттестат-Пример»", "RA.RU.000001"),
    ("measure", "Центр аттестации «Мера-Вымысел»", "RA.RU.000002"),
)
WORKS = "Монтаж, подключение, пробный пуск, инструктаж двух операторов"
REMARKS = (False, False, "Просим заменить заглушку на фланец при следующем визите")
MEASURED = {
    "none": lambda value: 0.0,
    "max": lambda value: value * 0.8,
    "min": lambda value: value * 1.1,
    "about": lambda value: value,
}
REFUSALS = ("own_staff", "price", "budget")
THANKS = (
    "Благодарим за работу: камера вышла на режим, замечаний нет.",
    "Оборудование работает. Просьба ускорить ответы по запасным частям.",
    "Всё в срок, будем рекомендовать.",
)
EXEMPT = "Подлинник акта в пути, клиент прислал копию"


def bodies(world):
    """The organisations that attest equipment, made once."""
    for key, title, number in BODIES:
        if not world.env.ref(f"crm_sales_flow_demo.body_{key}", raise_if_not_found=False):
            partner = make(
                world.env,
                "res.partner",
                f"body_{key}_partner",
                {"name": title, "is_company": True, "country_id": world.env.ref("base.ru").id},
            )
            values = {
                "name": title,
                "partner_id": partner.id,
                "accreditation_number": number,
                "valid_until": world.clock.real.date() + relativedelta(years=2),
            }
            make(world.env, "crm.attestation.body", f"body_{key}", values)


class AfterSteps:
    # ------------------------------------------------------ commissioning

    def visits(self):
        return self.lead.field_work_ids.filtered(lambda task: not task.act_signed_at)

    def installed(self):
        """The engineer does the visit and signs the act with the client."""
        for task in self.visits():
            self.plan_visit(task, self.world.clock.moment)
            self.measured(self.as_user("engineer", task).check_ids)
            identity = uuid.UUID(int=self.chance.getrandbits(128), version=4)
            text = f"{task.name}\n{WORKS}\n\nПринял: {self.contact.name}"
            self.as_user("engineer", task).sign_act(
                str(identity),
                {
                    "act_works": WORKS,
                    "act_remarks": self.chance.choice(REMARKS),
                    "act_signer": self.contact.name,
                    "act_signer_post": self.contact.function or "заказчик",
                    "act_file": scan("АКТ ввода в эксплуатацию", text),
                    "act_file_name": "act.png",
                },
            )
        self.mended()

    def measured(self, rows):
        """Every point is filled, and conforms."""
        for row in rows:
            row.write({"is_done": True, "measured": MEASURED[row.comparison](row.declared)})

    def mended(self):
        """What the client remarked is mended, and the deal may go on."""
        remarks = self.lead.field_work_ids.filtered("holds_deal")
        if remarks:
            self.as_user("engineer", remarks).action_remark_done()

    def plan_visit(self, task, moment):
        engineer = self.world.user("engineer")
        task.write({"user_ids": [(6, 0, engineer.ids)], "date_deadline": moment})

    # --------------------------------------------------------- attestation

    def attestation(self):
        if self.lead.attestation_state != "not_needed":
            self.forward("attestation")

    def certified(self):
        """A certificate for each serial number that needs it."""
        bodies(self.world)
        body = self.world.ref(f"body_{self.chance.choice(BODIES)[0]}")
        orders = self.lead._flow_orders_with("attestation_required")
        day = self.world.clock.moment.date()
        for lot in orders._field_work_lots("attestation_required"):
            Certificate = self.as_user(self.row.login, "crm.attestation.certificate")
            rows = Certificate._protocol_rows(lot)
            for row in rows:
                row["is_done"] = True
                row["measured"] = MEASURED[row["comparison"]](row["declared"])
            Certificate.create(
                {
                    "protocol_ids": [(0, 0, row) for row in rows],
                    "number": f"{day:%y}/{lot.id:04d}-А",
                    "body_id": body.id,
                    "lot_id": lot.id,
                    "lead_id": self.lead.id,
                    "date": day,
                    "valid_until": day + relativedelta(years=1),
                }
            )

    # -------------------------------------------------------------- service

    def service(self):
        self.forward("service")

    def answered(self):
        answer = self.options.get("answer", "later")
        values = {"service_outcome": answer}
        if answer == "refused":
            values["service_reason"] = self.chance.choice(REFUSALS)
        if answer == "later":
            values["service_reason"] = "warranty"
            # In the future of the demo's visitor, not only of the deal.
            values["service_next_date"] = self.world.clock.real.date() + timedelta(days=45)
        self.deal.write(values)
        if answer == "contract" and self.lead.equipment_ids:
            self.conclude()

    def conclude(self):
        start = self.world.clock.moment.date()
        kind = self.chance.choice(("maintenance", "full", "on_call"))
        contract = self.as_user(self.row.login, "crm.service.contract").create(
            {
                "partner_id": self.client.id,
                "lead_id": self.lead.id,
                "lot_ids": [(6, 0, self.lead.equipment_ids.ids)],
                "kind": kind,
                "date_start": start,
                "date_end": start + relativedelta(years=1, days=-1),
                "price": self.chance.choice((180000, 240000, 260000, 390000)),
                "response_hours": self.chance.choice((8, 24, 48)),
                "visits_per_year": 0 if kind == "on_call" else self.chance.choice((2, 4)),
            }
        )
        contract.action_activate()

    # -------------------------------------------------------------- closing

    def closing(self):
        self.forward("closing")

    def papers(self):
        """Acts come back signed, promises are kept, the client is asked for feedback."""
        if self.options.get("exempt") != "documents":
            for number, code in enumerate(("acceptance", "contract"), 1):
                self.paper(code, f"{number}/{self.order.id:03d}")
            self.transferred()
        self.deal.obligation_ids.write({"is_done": True})
        self.deal.action_ask_feedback()
        self.letter_from_client(self.chance.choice(THANKS))
        self.deal.feedback_score = self.chance.choice((7, 8, 9, 9, 10, 10))

    def transferred(self):
        """The accountant enters the УПД of the accounting program with its scan."""
        if self.lead.delivery_state == "not_needed":
            return
        number = f"УПД-{self.order.id:03d}"
        self.silent("accountant", "crm.deal.document").create(
            {
                "type_id": self.env.ref("crm_sales_flow.document_type_upd").id,
                "name": number,
                "date": self.world.clock.moment.date(),
                "state": "signed",
                "file": scan(f"УПД {number}", f"{self.row.title}\n\n{self.signer()}"),
                "file_name": "upd.png",
                "signer": self.signer(),
                "amount": self.order.amount_total,
                "deal_ids": [(6, 0, self.lead.ids)],
            }
        )

    def won(self):
        if self.options.get("exempt") == "documents":
            Wizard = self.as_user("director", "crm.stage.override.wizard")
            wizard = Wizard.with_context(active_id=self.lead.id).create({"reason": EXEMPT})
            wizard.action_apply()
        else:
            self.deal.action_next_stage()
        if self.lead.won_status != "won":
            raise AssertionError(f"{self.row.key}: not won")

    # ----------------------------------------------------- what comes next

    def plan(self):
        """The next step of an open deal, due some day around today."""
        if self.lead.won_status != "pending" or self.lead.activity_ids:
            return
        kind, text = NEXT[self.lead.flow_step or "needs"]
        days = self.chance.choice((-4, -1, 0, 0, 1, 2, 3, 6))
        if self.chance.random() < 0.12:
            return
        clock = self.world.clock
        day = clock.real.date() + timedelta(days=days)
        self.deal.activity_schedule(
            f"mail.mail_activity_data_{kind}",
            summary=text,
            user_id=self.world.user(self.row.login).id,
            deadline_at=clock.on(day, self.chance.choice((10, 11.5, 14, 16, 17.5))),
        )


NEXT = {
    "needs": ("call", "Уточнить требования и бюджет"),
    "selection": ("todo", "Согласовать выбор с инженером"),
    "proposal": ("todo", "Подготовить и отправить КП"),
    "negotiation": ("call", "Узнать решение по предложению"),
    "supply": ("todo", "Проверить срок готовности"),
    "delivery": ("call", "Согласовать дату приезда инженера"),
    "attestation": ("call", "Запросить дату аттестации"),
    "service": ("call", "Предложить сервисный контракт"),
    "closing": ("todo", "Получить подписанный акт и остаток оплаты"),
}
