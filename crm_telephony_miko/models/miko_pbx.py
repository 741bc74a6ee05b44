import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.base.models.res_partner import _tz_get

from ..client.channels import Plan


class MikoPbx(models.Model):
    """An exchange whose calls are kept here. Secrets are for administrators only (AE03)."""

    _name = "miko.pbx"
    _inherit = ["flow.lock.mixin"]
    _description = "Telephone exchange"
    _order = "name, id"

    name = fields.Char(required=True, default="MikoPBX")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    tz = fields.Selection(
        _tz_get,
        "Time zone of the exchange",
        required=True,
        default="Europe/Moscow",
        help="The history of the exchange is kept in its local time.",
    )
    internal_digits = fields.Integer(
        "Digits of internal numbers",
        required=True,
        default=4,
        help="Longer numbers are outside numbers, unless they are in the list of extensions.",
    )
    trunk_names = fields.Char(
        "Providers named by digits",
        help="Names of provider lines in the exchange that consist of 2 to 8 digits only, separated"
        " by commas, for instance 200300: they would be taken for phones of employees.",
    )
    # Events
    host = fields.Char(
        "Address", groups="base.group_system", help="Name or IP address of the exchange."
    )
    ami_port = fields.Integer("AMI port", default=5038, groups="base.group_system")
    ami_username = fields.Char("AMI account", groups="base.group_system")
    ami_secret = fields.Char("AMI password", groups="base.group_system", copy=False)
    # History
    rest_url = fields.Char(
        "REST address", groups="base.group_system", help="For instance https://pbx.example"
    )
    rest_key = fields.Char("REST key", groups="base.group_system", copy=False)
    rest_verify = fields.Boolean(
        "Check the certificate",
        default=True,
        groups="base.group_system",
        help="Off only for the self-made certificate of an exchange in your own network.",
    )
    extension_ids = fields.One2many("miko.extension", "pbx_id", "Extensions")
    line_ids = fields.One2many("miko.line", "pbx_id", "Company numbers")
    call_count = fields.Integer("Calls", compute="_compute_call_count")

    @api.constrains("ami_port")
    def _check_ami_port(self):
        if any(not 0 < pbx.ami_port < 65536 for pbx in self.sudo()):
            raise ValidationError(self.env._("A port is a number from 1 to 65535."))

    @api.constrains("internal_digits")
    def _check_internal_digits(self):
        if any(not 2 <= pbx.internal_digits <= 8 for pbx in self):
            raise ValidationError(self.env._("Internal numbers have from 2 to 8 digits."))

    def _compute_call_count(self):
        groups = self.env["miko.call"]._read_group(
            [("pbx_id", "in", self.ids)], ["pbx_id"], ["__count"]
        )
        counts = dict(groups)
        for pbx in self:
            pbx.call_count = counts.get(pbx, 0)

    def _plan(self):
        """The numbers of the exchange, as the state machine wants them."""
        self.ensure_one()
        numbers = self.sudo().extension_ids.mapped("number")
        return Plan(
            extensions=frozenset(numbers),
            trunks=frozenset(re.findall(r"[^\s,;]+", self.trunk_names or "")),
            internal_digits=self.internal_digits,
        )

    def action_calls(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_telephony_miko.action_call")
        return {**action, "domain": [("pbx_id", "=", self.id)], "context": {}}
