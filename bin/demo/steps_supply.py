"""Invoice and payments, production, purchase and shipment of a confirmed order."""

from datetime import timedelta

from demo.stock import serial_number
from demo.world import SILENT

OVER = ("done", "cancel")


class SupplySteps:
    # ------------------------------------------------------------ money

    def advance(self):
        """The invoice is issued; half of it is paid now, or all that the row says."""
        order = self.silent("accountant", self.order)
        self.invoice = order._create_invoices().with_context(**SILENT)
        self.invoice.invoice_date = self.world.clock.moment.date()
        self.invoice.action_post()
        self.named(self.invoice.sudo(), "invoice")
        share = self.options.get("paid", 1)
        if self.goes_to("balance"):
            share = min(share, 0.5)
        if share:
            self.pay(share * self.invoice.amount_total)

    def pay(self, amount):
        context = {"active_model": "account.move", "active_ids": self.invoice.ids}
        Register = self.silent("accountant", "account.payment.register").with_context(**context)
        values = {"amount": amount, "payment_date": self.world.clock.moment.date()}
        Register.create(values)._create_payments()

    def balance(self):
        """The rest is paid, as far as the row says."""
        total = self.options.get("paid", 1) * self.invoice.amount_total
        rest = round(total - (self.invoice.amount_total - self.invoice.amount_residual), 2)
        if rest > 0:
            self.pay(rest)

    # ----------------------------------------------- production, purchase

    def productions(self):
        return self.order.mrp_production_ids.filtered(lambda one: one.state not in OVER)

    def started(self):
        """Production begins, and what is bought to order is ordered from the vendor."""
        for production in self.silent("production", self.productions()):
            production.action_start()
        for purchase in self.purchases().filtered(lambda one: one.state in ("draft", "sent")):
            purchase.with_context(**SILENT).button_confirm()

    def purchases(self):
        moves = self.order.order_line.move_ids | self.productions().move_raw_ids
        chain = moves | moves.move_orig_ids
        lines = chain.created_purchase_line_ids | chain.purchase_line_id
        return lines.order_id

    def produced(self):
        self.receive()
        for production in self.productions():
            self.produce(production)

    def receive(self):
        pickings = self.purchases().picking_ids.filtered(lambda one: one.state not in OVER)
        for picking in pickings:
            self.validate(picking)

    def produce(self, production):
        """The worker gives the serial number and reports the order as finished."""
        worker = self.silent("production", production)
        worker.action_assign()
        product = production.product_id
        made = self.env["stock.lot"].search_count([("product_id", "=", product.id)])
        number = serial_number(self.world, product, made + 1)
        Lot = self.silent("production", "stock.lot")
        values = {"product_id": product.id, "name": number}
        worker.lot_producing_ids = Lot.create(values)
        worker.qty_producing = worker.product_qty
        worker._set_qty_producing()
        worker.with_context(skip_consumption=True, skip_redirection=True).button_mark_done()
        if production.state != "done":
            raise AssertionError(f"{self.row.key}: production {production.state}")

    # ---------------------------------------------------------- shipment

    def delivery(self):
        self.shipments().with_context(**SILENT).action_assign()
        if self.lead.flow_step != "delivery":
            self.forward("delivery")

    def shipments(self):
        return self.order.picking_ids.filtered(
            lambda one: one.picking_type_code == "outgoing" and one.state not in OVER
        )

    def shipped(self):
        for picking in self.shipments():
            self.validate(picking)
        if self.row.goal == "shipped" and self.options.get("paid") == 1:
            for task in self.visits():
                self.plan_visit(task, self.world.clock.real + timedelta(days=2))
        self.note("Отгружено со склада. Транспортная накладная отправлена клиенту.")

    def validate(self, picking):
        worker = self.silent("warehouse", picking)
        worker.action_assign()
        for move in worker.move_ids:
            move.picked = bool(move.quantity)
        worker.button_validate()
        if picking.state != "done":
            raise AssertionError(f"{self.row.key}: {picking.name} {picking.state}")
