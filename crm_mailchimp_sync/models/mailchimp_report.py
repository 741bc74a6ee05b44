import logging
from datetime import timedelta

from odoo import fields, models

from ..client.api import when
from ..client.errors import MailchimpError
from .mailchimp_consent import GIVEN, WITHDRAWN

_logger = logging.getLogger(__name__)

LOOK_BACK = timedelta(days=60)
# A campaign of this age is asked about so often: most happens on the first two days.
PACE = (
    (timedelta(days=2), timedelta(hours=1)),
    (timedelta(days=14), timedelta(days=1)),
    (LOOK_BACK, timedelta(days=7)),
)


class MailchimpAudience(models.Model):
    """Figures of mailings, and what each client did with them (V05)."""

    _inherit = "mailchimp.audience"

    campaign_ids = fields.One2many("mailchimp.campaign", "audience_id", "Mailings", readonly=True)

    def _cron_reports(self):
        with self._alone() as mine:
            for audience in self.search([("enabled", "=", True)]) if mine else ():
                if audience._is_open():
                    audience._take_reports()
                    self._commit()

    def _take_reports(self):
        client = self.account_id._client()
        try:
            rows = client.reports(fields.Datetime.now() - LOOK_BACK)
            for row in rows:
                if row.get("list_id") == self.list_id:
                    self._take_report(client, row)
                    self._commit()
        except MailchimpError as error:
            _logger.info("Mailchimp audience %s: %s", self.list_id, error.code)
            self.account_id._fail(error)
        finally:
            client.close()

    def _take_report(self, client, row):
        """Totals each time; people only when something happened since they were read."""
        mailing = self._mailing_of(row)
        values = self._figures(row)
        due = not mailing.next_poll_at or mailing.next_poll_at <= fields.Datetime.now()
        if due and values["marks"] != mailing.marks:
            mailing._take_people(client)
        else:
            values.pop("marks")
        if due:
            age = fields.Datetime.now() - mailing.sent_at
            pace = next((every for limit, every in PACE if age <= limit), LOOK_BACK)
            values["next_poll_at"] = fields.Datetime.now() + pace
        mailing.write(values)

    def _mailing_of(self, row):
        known = self.campaign_ids.filtered(lambda mailing: mailing.remote_id == row["id"])
        if known:
            return known
        title = str(row.get("campaign_title") or row.get("subject_line") or row["id"])[:200]
        sent = when(row.get("send_time")) or fields.Datetime.now()
        campaign = self.env["utm.campaign"].create(
            {"title": title, "date_begin": sent.date(), "is_auto_campaign": True}
        )
        values = {"name": title, "audience_id": self.id, "remote_id": row["id"], "sent_at": sent}
        return self.env["mailchimp.campaign"].create({**values, "campaign_id": campaign.id})

    @staticmethod
    def _figures(row):
        opens, clicks = row.get("opens") or {}, row.get("clicks") or {}
        bounces = row.get("bounces") or {}
        human = opens.get("proxy_excluded_unique_opens", opens.get("unique_opens"))
        figures = {
            "sent_count": int(row.get("emails_sent") or 0),
            "open_count": int(human or 0),
            "click_count": int(clicks.get("unique_subscriber_clicks") or 0),
            "bounce_count": sum(int(bounces.get(f"{kind}_bounces") or 0) for kind in
                                ("hard", "soft")),
            "unsubscribed_count": int(row.get("unsubscribed") or 0),
        }  # fmt: skip
        moved = (opens.get("opens_total"), clicks.get("clicks_total"), clicks.get("last_click"))
        return {**figures, "marks": repr((*figures.values(), *moved, opens.get("last_open")))}


class MailchimpCampaign(models.Model):
    _inherit = "mailchimp.campaign"

    def _take_people(self, client):
        """One row of each client, brought up to date in place; read twice, it is the same."""
        self.ensure_one()
        for rows in client.sent_to(self.remote_id):
            self._keep_touches(
                {
                    _email(row): {"delivery": "sent" if row.get("status") == "sent" else "bounced"}
                    for row in rows
                }
            )
        for rows in client.activity(self.remote_id):
            self._keep_touches({_email(row): _did(row.get("activity")) for row in rows})
        for rows in client.unsubscribed(self.remote_id):
            self._keep_touches({_email(row): {"delivery": "unsubscribed"} for row in rows})
            self._take_refusals(rows)

    def _take_refusals(self, rows):
        """Who left by this mailing said no (V03), even when nothing else shows it: archived by us
        a moment later, he is «archived» and no more. Who agreed since then stays."""
        Consent = self.env["mailchimp.consent"]
        said = {_email(row): when(row.get("timestamp")) or self.sent_at for row in rows}
        agreed = Consent._last_words(said, (GIVEN,))
        basis = self.env._("Mailchimp, mailing «%(name)s»: unsubscribed", name=self.name)
        Consent._stop(
            WITHDRAWN,
            {
                email: (at, basis)
                for email, at in said.items()
                if email and not (email in agreed and agreed[email][1] > at)
            },
        )

    def _keep_touches(self, told):
        """:param dict told: address -> values of ``crm.touch``; only of clients that we have"""
        Touch = self.env["crm.touch"]
        told = {email: values for email, values in told.items() if values}
        partners = self.env["res.partner"].search(
            [("email_normalized", "in", list(told))], order="id desc"
        )
        owners = {partner.email_normalized: partner for partner in partners}
        keys = {f"mailchimp:{self.remote_id}:{email}": email for email in owners}
        known = {t.external_key: t for t in Touch.search([("external_key", "in", list(keys))])}
        fresh = []
        for key, email in keys.items():
            values = told[email]
            if touch := known.get(key):
                changed = {name: value for name, value in values.items() if touch[name] != value}
                if changed.get("delivery") == "sent":
                    changed.pop("delivery")  # a later word of the person outweighs it
                if changed:
                    touch.write(changed)
            else:
                fresh.append({**self._touch_values(owners[email], key), **values})
        Touch.create(fresh)
        self.env["ir.cron"]._commit_progress()
        self.env.invalidate_all()

    def _touch_values(self, partner, key):
        return {
            "name": self.name,
            "kind": "mailing",
            "partner_id": partner.id,
            "campaign_id": self.campaign_id.id,
            "date": self.sent_at.date(),
            "external_key": key,
            "company_id": self.company_id.id,
        }


def _email(row):
    return str(row.get("email_address") or "").strip().lower()


def _did(activity):
    """Opens and clicks of a person; machines were left out by Mailchimp."""
    actions = [row.get("action") for row in activity or ()]
    counts = {"open_count": actions.count("open"), "click_count": actions.count("click")}
    return {name: count for name, count in counts.items() if count}
