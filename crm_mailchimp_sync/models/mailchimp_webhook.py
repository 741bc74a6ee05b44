import hashlib
import secrets
import time
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..client import payload as p
from ..client import webhook
from ..client.errors import MailchimpError
from .mailchimp_consent import BOUNCED, WITHDRAWN

PATH = "/crm_mailchimp_sync/webhook"
PER_MINUTE = 600
KEPT_DAYS = 30
STOPS = {"unsubscribe": WITHDRAWN, "cleaned": BOUNCED}


class MailchimpAudience(models.Model):
    """What Mailchimp posts to us: it only shortens the delay, reading is what counts (V03)."""

    _inherit = "mailchimp.audience"

    webhook_token = fields.Char(groups="base.group_system", copy=False)
    webhook_digest = fields.Char(
        compute="_compute_webhook_digest", store=True, index="btree_not_null",
        groups="base.group_system", export_string_translation=False,
    )  # fmt: skip
    webhook_id = fields.Char(readonly=True, copy=False, export_string_translation=False)
    signing_secret = fields.Char(groups="base.group_system", copy=False)
    webhook_state = fields.Selection(
        [("none", "Not set up"), ("plain", "Set up"), ("signed", "Set up, signed")],
        "Messages of Mailchimp",
        compute="_compute_webhook_state",
        help="With them an unsubscription is known in seconds instead of minutes. Mailchimp must"
        " be able to reach this database from the internet.",
    )
    event_ids = fields.One2many("mailchimp.event", "audience_id", readonly=True)

    @api.depends("webhook_token")
    def _compute_webhook_digest(self):
        for audience in self:
            token = audience.webhook_token
            audience.webhook_digest = _digest(token) if token else False

    @api.depends("webhook_id")
    def _compute_webhook_state(self):
        for audience in self:
            signed = audience.sudo().signing_secret
            state = "signed" if signed else "plain"
            audience.webhook_state = state if audience.webhook_id else "none"

    def action_webhook(self):
        """Set the webhook up anew: the secret in its address and that of its signature change."""
        self.ensure_one()
        self.account_id.check_access("write")
        audience, client = self.sudo(), self.account_id._client()
        token = secrets.token_urlsafe(32)
        base = self.get_base_url()
        try:
            for hook in client.webhooks(self.list_id):
                if hook.get("url", "").startswith(f"{base}{PATH}/"):
                    client.remove_webhook(self.list_id, hook["id"])
            audience._keep_apart(webhook_token=token, webhook_id=False, signing_secret=False)
            hook = client.add_webhook(self.list_id, f"{base}{PATH}/{token}")
        except MailchimpError as error:
            raise UserError(
                self.env._(
                    "Mailchimp could not set the webhook up: can it reach %(url)s from the"
                    " internet? Without it everything works, some minutes later.",
                    url=base,
                )
            ) from error
        finally:
            client.close()
        secret = hook.get("signing_secret") or False
        audience._keep_apart(webhook_id=hook.get("id"), signing_secret=secret)
        return True

    def _keep_apart(self, **values):
        """At once, in a transaction of its own: Mailchimp asks the address while it makes the
        webhook. The transaction of the button writes none of it: it began before, and may not
        change what another one changed since.
        """
        self.env.flush_all()
        with self.env.registry.cursor() as cr:
            self.with_env(self.env(cr=cr)).write(values)
        self.invalidate_recordset()

    # -------------------------------------------------------------- receive

    @api.model
    def _of_token(self, token):
        """By its hash, so that the time of the answer tells nothing of the secret."""
        return self.sudo().search([("webhook_digest", "=", _digest(token))])

    def _receive(self, body, signature):
        """Keep what was posted, once. :return: HTTP status"""
        self.ensure_one()
        signed = False
        if secret := self.signing_secret:
            signed = webhook.is_signed(secret, body, signature, time.time())
            if not signed:
                return 403
        since = fields.Datetime.now() - timedelta(minutes=1)
        Event = self.env["mailchimp.event"]
        if Event.search_count([("audience_id", "=", self.id), ("create_date", ">", since)],
                              limit=PER_MINUTE) >= PER_MINUTE:  # fmt: skip
            return 429  # Mailchimp tries again, and the next run reads it anyway
        event = webhook.parse(body)
        if event is None or event.list_id != self.list_id:
            return 400
        row = Event._claim({"audience_id": self.id, "key": event.key, "state": "new"})
        if row:
            row.write({"kind": event.kind, "email": event.email, "fired_at": event.fired_at,
                       "data": event.data, "signed": signed})  # fmt: skip
            self.env.ref("crm_mailchimp_sync.ir_cron_events")._trigger()
        return 200

    # --------------------------------------------------------------- follow

    @api.model
    def _cron_events(self):
        """A withdrawal counts at once; everything else is read from Mailchimp itself."""
        Event = self.env["mailchimp.event"]
        events = Event.search([("state", "=", "new")], order="id", limit=500)
        for audience, rows in events.try_lock_for_update().grouped("audience_id").items():
            audience._follow(rows)
        if events:
            self._trigger_sync()
        old = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        Event.search([("create_date", "<", old), ("state", "!=", "new")], limit=5000).unlink()

    def _follow(self, events):
        self = self._in_our_language()
        for kind, word in STOPS.items():
            said = {
                event.email: (self.account_id._now_there(), self._words_of_event(event))
                for event in events
                if event.kind == kind and event.email and not self._is_only_archived(event)
            }
            if said:
                self.env["mailchimp.consent"]._stop(word, said)
                status = p.UNSUBSCRIBED if word == WITHDRAWN else p.CLEANED
                members = self.member_ids.search(
                    [("audience_id", "=", self.id), ("email", "in", list(said))]
                )
                members.remote_status = status
        events.state = "done"

    @staticmethod
    def _is_only_archived(event):
        """An employee took the person out of the audience: no word of the person himself."""
        return event.kind == "unsubscribe" and (event.data or {}).get("action") == "delete"

    def _words_of_event(self, event):
        reason = (event.data or {}).get("reason") or ""
        if event.kind == "cleaned":
            return self.env._("Mailchimp, audience «%(name)s»: letters come back", name=self.name)
        if reason == "abuse":
            return self.env._("Mailchimp, audience «%(name)s»: marked as spam", name=self.name)
        return self.env._(
            "Mailchimp, audience «%(name)s»: unsubscribed. %(reason)s", name=self.name, reason=""
        ).strip()


def _digest(token):
    return hashlib.sha256(token.encode()).hexdigest()
