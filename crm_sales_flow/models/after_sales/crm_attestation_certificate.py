from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date, split_every

SOON = timedelta(days=60)
BATCH = 100


class CrmAttestationCertificate(models.Model):
    """Sixty days before its end a certificate makes one request for the next attestation."""

    _inherit = "crm.attestation.certificate"

    reattest_request_id = fields.Many2one(
        "crm.request",
        "Request for the next attestation",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )

    @api.model
    def _cron_reattest(self):
        """Every day. The number of the certificate is the identity of its request: a second one
        cannot come into being, whoever asks for it and how often."""
        today = fields.Date.today()
        found = self.search(
            [
                ("verdict", "=", "passed"),
                ("valid_until", ">=", today),
                ("valid_until", "<=", today + SOON),
                ("reattest_request_id", "=", False),
                ("lot_id.owner_id", "!=", False),
            ],
            order="id",
        )
        for batch in split_every(BATCH, found.ids):
            self.browse(batch)._request_reattestation()
            self.env["ir.cron"]._commit_progress(len(batch))

    def _request_reattestation(self):
        """The last certificate of a machine speaks; an older one has been replaced already."""
        wanted = self.filtered(lambda row: not row.reattest_request_id) & self._last_passed()
        requests = self.env["crm.request"].sudo()
        uids = {f"reattestation-{row.id}": row for row in wanted}
        for request in requests.search([("message_uid", "in", list(uids))]):
            uids.pop(request.message_uid).reattest_request_id = request
        created = requests.create([row._reattest_values(uid) for uid, row in uids.items()])
        for request, row in zip(created, uids.values(), strict=True):
            row.reattest_request_id = request

    def _last_passed(self):
        """The certificates of the machines of ``self`` that end last."""
        groups = self._read_group(
            [("lot_id", "in", self.lot_id.ids), ("verdict", "=", "passed")],
            ["lot_id"],
            ["id:recordset"],
        )
        last = (
            rows.sorted(lambda row: (bool(row.valid_until), row.valid_until or row.date))
            for _lot, rows in groups
        )
        return self.browse().union(
            *(rows.filtered(lambda row: not row.valid_until)[:1] or rows[-1:] for rows in last)
        )

    def _reattest_values(self, uid):
        lot = self.lot_id.sudo()
        reader = self.with_context(lang=self.company_id.partner_id.lang)
        return {
            "channel": "manual",
            "message_uid": uid,
            "subject": reader.env._(
                "Next attestation: %(lot)s, until %(date)s",
                lot=lot.display_name,
                date=format_date(reader.env, self.valid_until),
            ),
            "partner_id": lot.owner_id.id,
            "partner_name": lot.owner_id.name,
            "source_id": self.env.ref("crm_sales_flow.utm_source_service").id,
            "suggested_team_id": lot.lead_id.team_id.department_id.id,
            "equipment_ids": [(6, 0, lot.ids)],
            "company_id": self.company_id.id,
        }
