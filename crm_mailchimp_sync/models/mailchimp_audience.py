from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..client.api import BATCH
from ..decision import ASK, KEEP_SILENT, LEAVE_OUT


class MailchimpAudience(models.Model):
    """An audience of Mailchimp that is kept equal to clients and leads (V01, V02)."""

    _name = "mailchimp.audience"
    _inherit = ["flow.lock.mixin"]
    _description = "Mailchimp audience"
    _order = "sequence, id"

    name = fields.Char(required=True, readonly=True)
    sequence = fields.Integer(default=10)
    account_id = fields.Many2one(
        "mailchimp.account", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="account_id.company_id", store=True)
    list_id = fields.Char("Identifier at Mailchimp", required=True, readonly=True, copy=False)
    enabled = fields.Boolean(
        "Synchronised", copy=False, help="Off: nothing is read from and written to the audience."
    )
    double_optin = fields.Boolean(
        "Everybody confirms by letter",
        help="New people get a letter of Mailchimp and are mailed only when they confirm. As set"
        " in the audience itself.",
    )
    consent_policy = fields.Selection(
        [
            (LEAVE_OUT, "Leave out"),
            (ASK, "Ask for it by a letter of Mailchimp"),
            (KEEP_SILENT, "Keep without mailings"),
        ],
        "Without a consent",
        required=True,
        default=LEAVE_OUT,
        help="What is done with people whose consent to mailings is not recorded.",
    )
    tag_prefix = fields.Char(
        "Our tags begin with",
        required=True,
        default="odoo:",
        help="Only tags that begin so are added and removed; those of the marketers are not"
        " touched.",
    )
    rule_ids = fields.One2many("mailchimp.rule", "audience_id", "Who belongs here", copy=True)
    mapping_ids = fields.One2many("mailchimp.mapping", "audience_id", "What is sent", copy=True)
    member_ids = fields.One2many("mailchimp.member", "audience_id", readonly=True)
    # State of the synchronisation
    cursor = fields.Datetime(readonly=True, copy=False, export_string_translation=False)
    pulled_at = fields.Datetime("Read at", readonly=True, copy=False)
    batch_size = fields.Integer(readonly=True, copy=False, default=BATCH)
    tag_ids_known = fields.Json(readonly=True, copy=False)
    compared_at = fields.Datetime("Compared at", readonly=True, copy=False)
    difference_ids = fields.One2many("mailchimp.difference", "audience_id", readonly=True)
    difference_count = fields.Integer("Differences", compute="_compute_difference_count")
    # Figures
    mailed_count = fields.Integer("Mailed", compute="_compute_counts")
    waiting_count = fields.Integer("Waiting", compute="_compute_counts")
    parked_count = fields.Integer("Set aside", compute="_compute_counts")
    silent_count = fields.Integer("Not mailed", compute="_compute_counts")

    _list_uniq = models.Constraint(
        "UNIQUE (account_id, list_id)", "This audience is there already."
    )

    @api.constrains("tag_prefix")
    def _check_tag_prefix(self):
        for audience in self:
            prefix = audience.tag_prefix.strip()
            if not 2 <= len(prefix) <= 20 or "," in prefix:
                raise ValidationError(
                    self.env._("The beginning of our tags has from 2 to 20 characters, no comma.")
                )

    def _compute_difference_count(self):
        groups = self.env["mailchimp.difference"]._read_group(
            [("audience_id", "in", self.ids)], ["audience_id"], ["__count"]
        )
        counts = dict(groups)
        for audience in self:
            audience.difference_count = counts.get(audience, 0)

    def _compute_counts(self):
        groups = self.env["mailchimp.member"]._read_group(
            [("audience_id", "in", self.ids)], ["audience_id", "state"], ["__count"]
        )
        counts = {(audience, state): count for audience, state, count in groups}
        for audience in self:
            audience.mailed_count = counts.get((audience, "done"), 0)
            audience.parked_count = counts.get((audience, "parked"), 0)
            audience.silent_count = counts.get((audience, "out"), 0)
            audience.waiting_count = sum(
                counts.get((audience, state), 0) for state in ("queued", "inflight")
            )

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        """What is sent to whom follows from the audience: it is worked out anew."""
        result = super().write(vals)
        if {"enabled", "consent_policy", "tag_prefix", "double_optin"} & vals.keys():
            self._work_out_anew()
        return result

    def _work_out_anew(self):
        """Everybody is looked at again by the next run; who did not change is not sent.

        One row each says so, whatever else is saved with it.
        """
        self.env.registry.clear_cache()
        enabled = self.filtered("enabled")
        if enabled:
            self.env["mailchimp.change"]._add_records(enabled)
            self.env.ref("crm_mailchimp_sync.ir_cron_sync").sudo()._trigger()
