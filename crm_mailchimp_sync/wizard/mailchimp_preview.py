from odoo import fields, models
from odoo.tools import SQL

from ..client import payload as p

CHUNK = 1000
LISTED = 200  # of each kind, to look at


class MailchimpPreview(models.TransientModel):
    """«What will change»: decided in the same way as by a run, and nothing is sent (V06)."""

    _name = "mailchimp.preview"
    _description = "What a synchronisation would change"

    audience_id = fields.Many2one("mailchimp.audience", required=True, readonly=True)
    line_ids = fields.One2many("mailchimp.preview.line", "preview_id", readonly=True)
    new_count = fields.Integer("New", readonly=True)
    change_count = fields.Integer("Changed", readonly=True)
    stop_count = fields.Integer("Unsubscribed", readonly=True)
    leave_count = fields.Integer("Archived", readonly=True)
    same_count = fields.Integer("Unchanged", readonly=True)
    no_consent_count = fields.Integer("Without consent", readonly=True)
    stopped_count = fields.Integer("Do not want mailings", readonly=True)
    parked_count = fields.Integer("Set aside", readonly=True)

    def _fill(self):
        self.ensure_one()
        audience = self.audience_id.sudo().with_context(mailchimp_preview=True)
        after, counts, lines = "", {}, {}
        self.env.flush_all()
        while emails := self._emails(audience, after):
            after = emails[-1]
            rows, decided = audience._rows(emails), audience._evaluate(emails)
            for email, values in decided.items():
                kind = self._kind(rows.get(email, {}), values)
                counts[kind] = counts.get(kind, 0) + 1
                if kind not in ("same", None) and counts[kind] <= LISTED:
                    lines[email] = self._line(kind, email, rows.get(email, {}), values)
            self.env.invalidate_all()
        self.line_ids = [(0, 0, line) for line in lines.values()]
        self.write({f"{kind}_count": count for kind, count in counts.items() if kind})

    def _emails(self, audience, after):
        """The next addresses that a rule wants or that are in the audience."""
        rows = self.env.execute_query(
            SQL(
                'SELECT DISTINCT email COLLATE "C" AS email FROM (%s) AS wanted (email)'
                ' WHERE email COLLATE "C" > %s ORDER BY 1 LIMIT %s',
                audience._everybody(),
                after,
                CHUNK,
            )
        )
        return [email for (email,) in rows]

    @staticmethod
    def _kind(row, values):
        if values["state"] == "queued":
            if values["op"] == p.STOP:
                return "stop"
            if values["op"] == p.ARCHIVE:
                return "leave"
            return "change" if row.get("remote_status") else "new"
        if values["state"] == "done":
            return "same"
        if values["state"] == "parked":
            return "parked"
        if values["reason"] == "no_consent":
            return "no_consent"
        return "stopped" if values["reason"] in ("withdrawn", "bounced") else None

    def _line(self, kind, email, row, values):
        return {
            "kind": kind,
            "email": email,
            "partner_id": values["partner_id"],
            "lead_id": values["lead_id"],
            "what": self._what(row.get("payload") or {}, values["payload"] or {}),
        }

    @staticmethod
    def _what(old, new):
        """The facts that differ, as «STAGE: Proposal -> Negotiation»."""
        before, after = old.get("merge_fields") or {}, new.get("merge_fields") or {}
        texts = [
            f"{tag}: {before.get(tag) or '—'} → {value or '—'}"
            for tag, value in after.items()
            if before and before.get(tag, "") != value
        ]
        texts += [f"+ {tag}" for tag in new.get("tags", ()) if tag not in old.get("tags", ())]
        texts += [f"− {tag}" for tag in old.get("tags", ()) if new and tag not in new["tags"]]
        return "; ".join(texts)[:500]
