from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount

OPEN = ("draft", "sent")


class SaleOrder(models.Model):
    """Versions of a proposal: the next one takes the place of the last, which is kept (J06, J07).

    The deal tells of each when it was sent and to whom, when the client opened it, and what came
    back.
    """

    _inherit = "sale.order"

    proposal_version = fields.Integer("Version", default=1, readonly=True, copy=False)
    previous_version_id = fields.Many2one(
        "sale.order", "Previous version", readonly=True, copy=False, index="btree_not_null"
    )
    next_version_ids = fields.One2many("sale.order", "previous_version_id", "Next versions")
    version_changes = fields.Text(
        "Changed since the previous version", compute="_compute_version_changes"
    )
    proposal_sent_at = fields.Datetime("Sent", readonly=True, copy=False)
    proposal_sent_to = fields.Char("Sent to", readonly=True, copy=False)
    proposal_opened_at = fields.Datetime(
        "Opened", readonly=True, copy=False, help="When the client looked at it on his page."
    )
    proposal_answered_at = fields.Datetime(
        "Answered", readonly=True, copy=False, help="The first letter or comment of the client."
    )
    proposal_state = fields.Selection(
        [
            ("draft", "Not sent"),
            ("sent", "Sent"),
            ("opened", "Opened"),
            ("answered", "Answered"),
            ("accepted", "Accepted"),
            ("replaced", "Replaced"),
            ("cancelled", "Cancelled"),
        ],
        "State of the proposal",
        compute="_compute_proposal_state",
    )

    @api.depends(
        "state",
        "proposal_opened_at",
        "proposal_answered_at",
        "next_version_ids",
        "proposal_sent_at",
    )
    def _compute_proposal_state(self):
        for order in self:
            if order.state == "sale":
                order.proposal_state = "accepted"
            elif order.next_version_ids:
                order.proposal_state = "replaced"
            elif order.state == "cancel":
                order.proposal_state = "cancelled"
            elif order.proposal_answered_at:
                order.proposal_state = "answered"
            elif order.proposal_opened_at:
                order.proposal_state = "opened"
            else:
                order.proposal_state = order.state

    # ------------------------------------------------------------ versions

    def action_new_version(self):
        """A copy with the next number; what the client has got is kept as it was."""
        self.ensure_one()
        if self.state not in OPEN:
            raise UserError(self.env._("A confirmed order is changed by an additional agreement."))
        if self.next_version_ids:
            raise UserError(
                self.env._(
                    "There is a later version already: %(order)s.",
                    order=self.next_version_ids[0].name,
                )
            )
        version = self.proposal_version + 1
        order = self.copy(
            {
                "name": f"{self._proposal_number()}-{version}",
                "opportunity_id": self.opportunity_id.id,
                "validity_date": self.validity_date,
            }
        )
        order.sudo().write({"proposal_version": version, "previous_version_id": self.id})
        self._hand_over_selection(order)
        self.with_context(disable_cancel_warning=True)._action_cancel()
        return order._get_records_action()

    def _proposal_number(self):
        """The number that the versions of one proposal share."""
        return self.name.removesuffix(f"-{self.proposal_version}")

    def _hand_over_selection(self, order):
        """What was selected stands in the new version; it is not to be quoted again."""
        former = self.order_line.filtered("product_id")
        places = {
            product: list(lines)
            for product, lines in order.order_line.grouped("product_id").items()
        }
        for line in self.env["crm.selection.line"].search([("order_line_id", "in", former.ids)]):
            same = places.get(line.product_id)
            line.order_line_id = same.pop(0) if same else False

    @api.depends(
        "previous_version_id.order_line.product_uom_qty",
        "previous_version_id.order_line.price_unit",
        "order_line.product_id",
        "order_line.product_uom_qty",
        "order_line.price_unit",
        "order_line.discount",
        "amount_total",
    )
    def _compute_version_changes(self):
        for order in self:
            before = order.previous_version_id
            order.version_changes = "\n".join(order._version_changes(before)) if before else False

    def _version_changes(self, before):
        """What is other than in the version before, product by product."""
        old, new = before._version_rows(), self._version_rows()
        for product in {**old, **new}:
            if product not in new:
                yield self.env._("− %(product)s", product=product.display_name)
            elif product not in old:
                yield self.env._(
                    "+ %(product)s: %(row)s", product=product.display_name, row=new[product]
                )
            elif old[product] != new[product]:
                yield self.env._(
                    "%(product)s: %(before)s → %(after)s",
                    product=product.display_name,
                    before=old[product],
                    after=new[product],
                )
        if before.amount_total != self.amount_total:
            yield self.env._(
                "Total: %(before)s → %(after)s",
                before=format_amount(self.env, before.amount_total, before.currency_id),
                after=format_amount(self.env, self.amount_total, self.currency_id),
            )

    def _version_rows(self):
        """product -> quantity and sum, as people compare them."""
        rows = {}
        for product, lines in self.order_line.filtered("product_id").grouped("product_id").items():
            amount = format_amount(self.env, sum(lines.mapped("price_subtotal")), self.currency_id)
            rows[product] = f"{sum(lines.mapped('product_uom_qty')):g} · {amount}"
        return rows

    # -------------------------------------------------- the client's side

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") == "sent":
            self._proposal_sent()
        return result

    def message_post(self, **kwargs):
        """The letter with the proposal tells to whom it went, the client's page that he saw it."""
        message = super().message_post(**kwargs)
        if self.env.context.get("mark_so_as_sent"):
            self._proposal_sent(message.partner_ids)
        elif kwargs.get("subtype_xmlid") == "sale.mt_order_viewed":
            self.filtered(lambda order: not order.proposal_opened_at).sudo().write(
                {"proposal_opened_at": message.date}
            )
        elif self._is_of_client(message):
            self._proposal_answered(message.date)
        return message

    def _proposal_sent(self, partners=None):
        """When the client got it, and at which addresses."""
        for order in self.filtered("opportunity_id"):
            whom = partners or order.partner_id
            order.sudo().write(
                {
                    "proposal_sent_at": fields.Datetime.now(),
                    "proposal_sent_to": ", ".join(
                        partner.email or partner.display_name for partner in whom
                    ),
                }
            )
        self.sudo().opportunity_id._proposal_was_sent()
        self._proposal_moves_deal()

    def _proposal_moves_deal(self):
        """Its deal comes to the agreement by itself, unless something else is asked of it (J06)."""
        offered = self.sudo().opportunity_id.filtered(
            lambda deal: deal.active and deal.flow_enabled and deal.flow_step == "proposal"
        )
        deals = offered.with_env(self.env)._filtered_access("write")
        deals.invalidate_recordset(["unmet_gate_ids"])
        deals.filtered(lambda deal: not deal.unmet_gate_ids).action_next_stage()

    def _is_of_client(self, message):
        """A letter or a comment of the client's people; what the program notes is none (J06)."""
        author = message.author_id
        if message.message_type not in ("email", "comment") or any(
            not user.share for user in author.user_ids
        ):
            return False
        orders = self.sudo()
        people = orders.partner_id | orders.opportunity_id.partner_id
        people |= orders.opportunity_id.contact_id
        people |= orders.opportunity_id.deal_contact_ids.partner_id
        # A letter may come without a card of its sender, or with another one of the same address.
        known = author.sudo() | people._flow_find_clients(email=message.email_from)
        return bool(known.commercial_partner_id & people.commercial_partner_id)

    def _proposal_answered(self, moment):
        waiting = self.filtered(
            lambda order: order.proposal_sent_at and not order.proposal_answered_at
        )
        waiting.sudo().write({"proposal_answered_at": moment})
