from collections import defaultdict

from markupsafe import Markup

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .supply_states import open_kit_deals, state_term
from .supply_walk import read_ways

SLIP_POLICY = "tell_new_date"
RESERVATION_POLICY = "extend_reservation"


class CrmLead(models.Model):
    """What the deal waits for, told by its confirmed orders (L05, M07)."""

    _inherit = "crm.lead"

    selection_line_ids = fields.One2many("crm.selection.line", "lead_id", "Selection")
    selection_state = fields.Selection(
        [("empty", "Nothing chosen"), ("open", "Variants"), ("accepted", "Accepted by the client")],
        "Selection of Equipment",
        compute="_compute_selection_state",
        store=True,
        help="Rejected variants stay as history and do not count.",
    )
    unloading_note = fields.Text(
        "Unloading at the site",
        help="Pass, gate, lift or crane, hours: the warehouse prints it on the expense note.",
    )
    supply_line_ids = fields.Many2many(
        "sale.order.line",
        string="Supply",
        compute="_compute_supply_line_ids",
        help="Goods of the confirmed orders of the deal.",
    )
    supply_state = fields.Selection(
        [
            ("not_needed", "Not needed"),
            ("missing", "Nothing in stock yet"),
            ("partial", "In part"),
            ("ready", "Everything in stock"),
        ],
        compute="_compute_supply_state",
        search="_search_supply_state",
        compute_sudo=True,
        help="Whether every storable line of the confirmed orders is reserved or shipped.",
    )
    supply_mode = fields.Selection(
        [
            ("reserve", "Reserve"),
            ("production", "Production"),
            ("purchase", "Purchase"),
            ("mixed", "Mixed"),
        ],
        "Way of supply",
        compute="_compute_supply_mode",
        compute_sudo=True,
        help="Where the goods of the confirmed orders come from: stock, production orders, "
        "purchases or several of them.",
    )
    delivery_state = fields.Selection(
        [
            ("not_needed", "Not needed"),
            ("waiting", "Not shipped"),
            ("partial", "Shipped in part"),
            ("full", "Shipped"),
        ],
        compute="_compute_supply_state",
        search="_search_delivery_state",
        compute_sudo=True,
        help="Whether the goods of the confirmed orders have left the warehouse.",
    )
    ready_percent = fields.Float("Ready, %", compute="_compute_supply_state", compute_sudo=True)
    ready_date = fields.Datetime("Ready on", compute="_compute_supply_state", compute_sudo=True)
    overdue_documents = fields.Char(
        "Overdue",
        compute="_compute_supply_state",
        compute_sudo=True,
        help="The planned day of these documents has passed: ask those who make or buy the goods "
        "for a new one.",
    )

    @api.depends("selection_line_ids.state")
    def _compute_selection_state(self):
        for lead in self:
            states = set(lead.selection_line_ids.mapped("state")) - {"rejected"}
            if "accepted" in states:
                lead.selection_state = "accepted"
            else:
                lead.selection_state = "open" if states else "empty"

    @api.depends("order_ids.state", "order_ids.order_line.supply_tracked")
    @api.depends_context("uid")
    def _compute_supply_line_ids(self):
        # Elevated, because finding them needs it; then cut to the orders that the user may read.
        found = self.sudo()._flow_supply_lines()
        every = self.env["sale.order.line"].union(*found.values())
        readable = set(every.with_env(self.env)._filtered_access("read")._ids)
        for lead in self:
            lead.supply_line_ids = [
                Command.set([id_ for id_ in found[lead]._ids if id_ in readable])
            ]

    @api.depends(
        "order_ids.state",
        "order_ids.order_line.qty_to_supply",
        "order_ids.order_line.qty_shipped",
        "order_ids.order_line.qty_reserved",
        "order_ids.order_line.ready_percent",
        "order_ids.order_line.ready_date",
        "order_ids.order_line.overdue_documents",
    )
    def _compute_supply_state(self):
        for lead, lines in self._flow_supply_lines().items():
            lead.supply_state = lines._supply_total_state()
            lead.delivery_state = lines._delivery_total_state()
            ordered = sum(lines.mapped("qty_to_supply"))
            ready = sum(line.qty_to_supply * line.ready_percent for line in lines)
            lead.ready_percent = ready / ordered if ordered else 0.0
            lead.ready_date = lines._supply_total_date()
            lead.overdue_documents = lines._supply_overdue_documents()

    @api.depends("order_ids.state", "order_ids.order_line.move_ids.move_orig_ids")
    def _compute_supply_mode(self):
        """One of the ways after the agreement (K02); it stays when the goods are there."""
        found = self._flow_supply_lines()
        every = self.env["sale.order.line"].union(*found.values())
        ways = read_ways(self.env, every.ids) if every else {}
        for lead, lines in found.items():
            of_deal = set().union(*(ways.get(line.id, ()) for line in lines))
            lead.supply_mode = "mixed" if len(of_deal) > 1 else next(iter(of_deal), False)

    def _flow_supply_lines(self):
        """deal -> lines of its confirmed orders that supply is counted for, read in one batch."""
        lines = self.order_ids.filtered(lambda order: order.state == "sale").order_line
        lines = lines.filtered(lambda line: line.supply_tracked and line.product_uom_qty > 0)
        by_lead = lines.grouped(lambda line: line.order_id.opportunity_id._origin)
        return {lead: by_lead.get(lead._origin, lines.browse()) for lead in self}

    def _supply_hold(self):
        """Whoever tells of another order of the same deals at the same time begins anew (L08).

        Two transactions that change different orders share no row, and each would make a task; a
        row that both write makes Odoo repeat the second one, which finds the task of the first.
        """
        if self:
            query = "UPDATE crm_lead SET active = active WHERE id IN %s"
            self.env.cr.execute(SQL(query, tuple(sorted(self.ids))))

    def _supply_settle_slips(self):
        """What was promised is kept, or there, or asked no more: nothing is to be told (L08).

        While the day of one of the promised orders is not known, the task stays.
        """
        for task in self._flow_open_tasks(SLIP_POLICY):
            lead = self.filtered(lambda lead, task=task: lead.id == task.res_id)
            promised = lead.order_ids.filtered(lambda order: order._supply_is_promised())
            outcomes = [order._supply_outcome() for order in promised]
            if all(outcomes):
                nothing = self.env._("No confirmed order has a promised date any more.")
                task.action_feedback(feedback="\n".join(outcomes) or nothing)

    def _supply_join_tasks(self, policy):
        """Of several open tasks of a policy, as merged deals have them, the first one stays, and
        says what all of them said (E07)."""
        opened = self._flow_open_tasks(policy).sorted("date_deadline")
        for tasks in opened.grouped("res_id").values():
            if spare := tasks[1:]:
                tasks[0].note = Markup("").join(filter(None, tasks.mapped("note")))
                text = self.env._("One task of the deal speaks of all its orders.")
                spare.action_feedback(feedback=text)

    def _supply_show(self):
        """Whoever works on these deals and has one open sees what has just changed (L06).

        One notice a person, sent at the commit; who may not open a deal learns its number only.
        """
        shown = defaultdict(list)
        for lead in self:
            people = lead.user_id | lead.team_id.head_ids | lead.message_partner_ids.user_ids
            for user in people.filtered(lambda user: user._is_internal()):
                shown[user].append(lead.id)
        for user, ids in shown.items():
            user._bus_send("crm_sales_flow.supply", {"lead_ids": ids})

    def _search_supply_state(self, operator, value):
        return self._search_by_supply("supply_state", operator, value)

    def _search_delivery_state(self, operator, value):
        return self._search_by_supply("delivery_state", operator, value)

    @api.model
    def _search_by_supply(self, name, operator, value):
        """Search by a state that follows from confirmed orders; deals without goods need nothing.

        The database says it of the deals that the rest of the search leaves; only those with kits
        that are not all delivered are computed.
        """
        if operator != "in":
            return NotImplemented
        wanted = tuple(filter(None, value))
        if not wanted:
            return Domain.FALSE
        kits = self.sudo().browse(open_kit_deals(self.env))
        computed = kits.filtered(lambda lead: lead[name] in wanted)
        told = Domain.custom(
            to_sql=lambda _model, alias, _query: SQL("%s IN %s", state_term(name, alias), wanted)
        )
        return (Domain("id", "not in", kits.ids) & told) | Domain("id", "in", computed.ids)

    @api.model
    def _flow_search_computed(self, name, nothing, flag, operator, value):
        """Search by a state that follows from ordered products with a flag; deals without any
        have ``nothing``.

        Only deals with such an order are computed, in one batch, and not to find the others.
        """
        if operator != "in":
            return NotImplemented
        everyone = self.sudo().with_context(active_test=False)
        lines = Domain(f"product_id.{flag}", "=", True) & Domain("product_uom_qty", ">", 0)
        orders = Domain("state", "=", "sale") & Domain("order_line", "any", lines)
        concerned = Domain("order_ids", "any", orders)
        found = Domain.FALSE
        if set(value) - {nothing, False}:
            deals = everyone.search(concerned).filtered(lambda lead: lead[name] in value)
            found = Domain("id", "in", deals.ids)
        if nothing in value:
            found |= Domain("id", "not in", everyone._search(concerned))
        return found

    def action_sale_quotations_new(self):
        """What was selected is not typed again: accepted variants come into the proposal."""
        if len(self) == 1 and self.partner_id and self.selection_line_ids._to_quote():
            return self.action_make_quotation()
        return super().action_sale_quotations_new()

    def action_make_quotation(self):
        """One quotation from the accepted variants; none of them is taken twice."""
        self.ensure_one()
        if not self.partner_id:
            raise UserError(self.env._("Fill in the client before making a quotation."))
        lines = self.selection_line_ids._to_quote()
        if not lines:
            raise UserError(self.env._("Accept a variant with a product first."))
        action = self.action_new_quotation()
        prefix = "default_"
        values = {
            key.removeprefix(prefix): value
            for key, value in action["context"].items()
            if key.startswith(prefix)
        }
        order = self.env["sale.order"].create(values)
        quoted = order.order_line.create([line._prepare_order_line_values(order) for line in lines])
        for line, order_line in zip(lines, quoted, strict=True):
            line.order_line_id = order_line
        return action | {"res_id": order.id}

    def _flow_after_merge(self, tail):
        result = super()._flow_after_merge(tail)
        tail.selection_line_ids.lead_id = self
        for policy in (SLIP_POLICY, RESERVATION_POLICY):
            self._supply_join_tasks(policy)
        return result
