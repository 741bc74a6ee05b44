from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

MARKETING = ("crm_sales_flow.group_marketer", "crm_sales_flow.group_director")
OF_MANAGERS = {"response"}  # what a manager may say of an action


class CrmTouch(models.Model):
    """What marketing did for a client, and what the client did with it (U01-U04).

    One row of an action and a client, brought up to date in place: a mailing to thousands of
    people whose opens were messages in chatters would drown everything else.
    """

    _name = "crm.touch"
    _description = "Marketing action for a client"
    _order = "date desc, id desc"
    _rec_name = "name"

    name = fields.Char(required=True, help="What it was, in words that a manager understands.")
    kind = fields.Selection(
        [
            ("mailing", "Mailing"),
            ("greeting", "Greeting"),
            ("event", "Exhibition, conference"),
            ("discount", "Discount"),
            ("call", "Call"),
            ("other", "Other"),
        ],
        required=True,
        default="other",
    )
    partner_id = fields.Many2one(
        "res.partner", "Client", required=True, index=True, ondelete="cascade"
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id", store=True, index=True, string="Organisation"
    )
    campaign_id = fields.Many2one("utm.campaign", index="btree_not_null", ondelete="set null")
    exhibition_id = fields.Many2one(
        "crm.exhibition",
        index="btree_not_null",
        ondelete="restrict",
        help="To which the client is invited.",
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    valid_until = fields.Date(help="Until when the offer holds, or when the event is.")
    discount = fields.Float(
        "Discount, %", help="Promised to the client; the manager sees it while making a proposal."
    )
    delivery = fields.Selection(
        [
            ("sent", "Received"),
            ("bounced", "Did not arrive"),
            ("unsubscribed", "Unsubscribed"),
        ],
        readonly=True,
    )
    open_count = fields.Integer("Opened", readonly=True, aggregator="sum")
    click_count = fields.Integer("Clicked", readonly=True, aggregator="sum")
    result = fields.Char(
        "What the client did", compute="_compute_result", help="Told by the mailing service."
    )
    response = fields.Selection(
        [
            ("interested", "Interested"),
            ("later", "Later"),
            ("coming", "Will come"),
            ("attended", "Came"),
            ("refused", "Refused"),
            ("silent", "No answer"),
        ],
        help="What the client said. «Interested» starts the chain of actions with the client.",
    )
    response_at = fields.Datetime("Answered at", readonly=True, copy=False)
    response_user_id = fields.Many2one("res.users", "Answer told by", readonly=True, copy=False)
    external_key = fields.Char(readonly=True, copy=False, export_string_translation=False)
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)

    _invited_uniq = models.UniqueIndex(
        "(exhibition_id, partner_id) WHERE exhibition_id IS NOT NULL",
        "This client is invited to the exhibition already.",
    )
    _external_uniq = models.UniqueIndex("(external_key) WHERE external_key IS NOT NULL")

    @api.depends("delivery", "open_count", "click_count")
    def _compute_result(self):
        labels = dict(self._fields["delivery"]._description_selection(self.env))
        for touch in self:
            words = [labels[touch.delivery]] if touch.delivery else []
            if touch.open_count:
                words.append(self.env._("opened: %(count)s", count=touch.open_count))
            if touch.click_count:
                words.append(self.env._("clicked: %(count)s", count=touch.click_count))
            touch.result = ", ".join(words)

    @api.constrains("discount", "valid_until", "date")
    def _check_offer(self):
        for touch in self:
            if not 0 <= touch.discount <= 100:
                raise ValidationError(self.env._("A discount is from 0 to 100 %."))
            if touch.valid_until and touch.valid_until < touch.date:
                raise ValidationError(
                    self.env._("«%(name)s» ends before it begins.", name=touch.name)
                )

    def action_answer(self):
        """Row of the client's card and of the deal: tell what the client said (U04)."""
        self.ensure_one()
        view = self.env.ref("crm_sales_flow.crm_touch_view_form_answer")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Answer of the client"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(view.id, "form")],
            "target": "new",
        }

    @api.model_create_multi
    def create(self, vals_list):
        touches = super().create(vals_list)
        touches.filtered("response")._take_response()
        return touches

    def write(self, vals):
        """A manager tells the answer of the client; everything else belongs to marketing."""
        marketing = self.env.su or any(self.env.user.has_group(group) for group in MARKETING)
        if not marketing and set(vals) - OF_MANAGERS:
            raise AccessError(self.env._("A manager tells the client's answer only."))
        result = super().write(vals)
        if "response" in vals:
            self._take_response()
        return result
