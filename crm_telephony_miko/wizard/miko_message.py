from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

TERM = timedelta(hours=4)


class MikoMessage(models.TransientModel):
    """A client asked for somebody who is not there: he gets a task with a term, tied to the deal
    or to the contact person (W11)."""

    _name = "miko.message"
    _description = "Message of a caller"

    call_id = fields.Many2one("miko.call", required=True, readonly=True)
    partner_id = fields.Many2one("res.partner", "Contact", compute="_compute_target")
    lead_id = fields.Many2one("crm.lead", "Lead or deal", compute="_compute_target")
    target = fields.Integer(
        compute="_compute_target", groups="base.group_system", export_string_translation=False
    )
    user_id = fields.Many2one(
        "res.users", "For whom", required=True, domain="[('share', '=', False)]"
    )
    deadline_at = fields.Datetime(
        "Answer until", required=True, default=lambda self: fields.Datetime.now() + TERM
    )
    text = fields.Text("What about", required=True)

    @api.depends("call_id")
    def _compute_target(self):
        """While the client is on the line the call has no deal yet: it is looked for."""
        for message in self:
            call = message.call_id
            partner, leads = call.partner_id, call.sudo().lead_id
            if call.counterpart == "client" and not leads:
                found, opened = call._sender(call.number)
                partner = partner or found.with_env(self.env)
                leads = call._choose_lead(opened)
            message.partner_id = partner
            message.lead_id = leads.with_env(self.env)._filtered_access("read")
            message.target = leads[:1].id

    def action_pass(self):
        self.ensure_one()
        self.call_id.check_access("read")
        person = self.user_id._flow_on_duty()
        target = self._target(person)
        if not target:
            raise UserError(self.env._("The number is not known yet: register a request first."))
        values = {
            "res_model_id": self.env["ir.model"]._get_id(target._name),
            "res_id": target.id,
            "activity_type_id": self.env.ref("mail.mail_activity_data_call").id,
            "summary": self.env._("Message: %(who)s", who=self._from()),
            "note": plaintext2html(self.text),
            "user_id": person.id,
            "deadline_at": self.deadline_at,
        }
        # The secretary passes it on, whether or not she may change the deal.
        self.env["mail.activity"].sudo().create(values)
        return {"type": "ir.actions.act_window_close"}

    def _target(self, person):
        """The deal, if he who gets the message may open it: she who passes it on need not."""
        deal = self.env["crm.lead"].sudo().browse(self.sudo().target or ())
        seen = deal.with_user(person)._filtered_access("read")
        return deal if seen else self.partner_id

    def _from(self):
        """Who asks to be called, with the number to call."""
        return ", ".join(filter(None, (self.partner_id.sudo().name, self.call_id.number)))
