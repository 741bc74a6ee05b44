from ast import literal_eval

from .order_common import OrderCase

REPORTS = {
    "crm.funnel.report": "action_funnel_report",
    "crm.effect.report": "action_effect_report",
    "crm.contact.report": "action_contact_report",
    "crm.task.report": "action_task_report",
    "crm.promise.report": "action_promise_report",
    "crm.service.report": "action_service_report",
    "crm.money.report": "action_money_report",
    "crm.lead": "action_lost_report",
}


class ControlOrigins(OrderCase):
    """Deals of every fate that came from one place: every report has something to say of them."""

    @classmethod
    def live(cls, told, label=""):
        """A lead to be called with its task, and deals sold, won and lost of one origin."""
        names = ("Asks", "Sold", "Won", "Lost")
        lead, sold, won, lost = deals = [
            cls.make_deal(
                name=label + name, type="lead" if name == "Asks" else "opportunity", **told
            )
            for name in names
        ]
        order = cls.env["sale.order"].create(
            {
                "partner_id": told["partner_id"],
                "opportunity_id": sold.id,
                "commitment_date": "2026-03-02 09:00:00",
                "order_line": [(0, 0, {"product_id": cls.product.id, "price_unit": 100})],
            }
        )
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.invoice_date = "2026-03-02"
        invoice.action_post()
        won.stage_id = cls.stages["won"]
        lost.action_set_lost(lost_reason_id=cls.env["crm.lost.reason"].search([], limit=1).id)
        lead._flow_schedule("agreed_step")
        return cls.env["crm.lead"].union(*deals)

    def rows(self, model, domain=(), login="head"):
        """What the report shows a person, before anybody has chosen a filter."""
        action = self.env["ir.actions.act_window"]._for_xml_id(f"crm_sales_flow.{REPORTS[model]}")
        records = self.as_user(login, self.env[model])
        if model == "crm.lead":
            records = records.with_context(active_test=False)
        base = literal_eval(action["domain"] or "[]")
        return records.search([*base, *domain])
