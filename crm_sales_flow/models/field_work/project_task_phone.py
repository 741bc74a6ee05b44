from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ...tools.local_time import utc_of_day

SHOWN = 60  # visits on the page of the day; more is not a day


class ProjectTask(models.Model):
    """What the page of the engineer shows: the visits of his day and one visit (S05, S06)."""

    _inherit = "project.task"

    @api.model
    def visit_day(self):
        """The open visits of the user: late, today and later, those that nobody has taken, with a
        date or without one, and those of colleagues today, which he may join."""
        self._check_visitor()
        today, tomorrow = self._visit_today()
        base = Domain("field_work_type", "in", ("installation", "attestation", "visit"))
        base &= Domain("is_closed", "=", False)
        mine = base & Domain("user_ids", "in", self.env.uid)
        soon = tomorrow + timedelta(days=14)
        free = base & Domain("user_ids", "=", False)
        free &= Domain("date_deadline", "=", False) | Domain("date_deadline", "<", soon)
        others = base & Domain("user_ids", "!=", False) & Domain("user_ids", "not in", self.env.uid)
        others &= Domain("date_deadline", ">=", today) & Domain("date_deadline", "<", tomorrow)
        done = Domain("user_ids", "in", self.env.uid) & Domain("act_signed_at", ">=", today)
        visits = self.search(mine, order="date_deadline, id", limit=SHOWN)
        visits |= self.search(done, order="act_signed_at", limit=SHOWN)
        visits |= self.search(free, order="date_deadline, id", limit=SHOWN)
        visits |= self.search(others, order="date_deadline, id", limit=SHOWN)
        return {
            "now": fields.Datetime.to_string(fields.Datetime.now()),
            "visits": [visit._visit_card(today, tomorrow) for visit in visits],
        }

    def _check_visitor(self):
        if not self._act_may_visit():
            raise AccessError(self.env._("This page is for the engineers who visit clients."))

    @api.model
    def _visit_today(self):
        """Beginning of today and of tomorrow where the engineer is, as naive UTC."""
        zone = self.env.user.tz or "UTC"
        day = fields.Date.context_today(self.with_context(tz=zone))
        return [utc_of_day(day + timedelta(days=n), zone) for n in (0, 1)]

    def _visit_card(self, today, tomorrow):
        moment = self.date_deadline
        if self.act_signed_at:
            section = "done"
        elif not self.user_ids:
            section = "free"
        elif self.env.user not in self.user_ids:
            section = "others"
        elif moment and moment < tomorrow:
            section = "late" if moment < today else "today"
        else:
            section = "later"
        kinds = dict(self._fields["field_work_type"]._description_selection(self.env))
        return {
            "id": self.id,
            "name": self.name,
            "kind": kinds[self.field_work_type],
            "section": section,
            "at": fields.Datetime.to_string(moment) if moment else False,
            "client": self.partner_id.commercial_partner_id.name or "",
            "address": self.site_address or "",
            "lots": ", ".join(self.lot_ids.mapped("name")),
        }

    def visit_page(self):
        """Everything of one visit that the page shows."""
        self.ensure_one()
        self._check_visitor()
        today, tomorrow = self._visit_today()
        contact = self._visit_contact()
        remarks = self.sudo().remark_of_id
        return {
            **self._visit_card(today, tomorrow),
            "contact": contact.name or "",
            "phone": contact.phone or self.partner_phone or "",
            "access": "\n".join(filter(None, self._visit_access())),
            "manager": self.manager_id.name or "",
            "manager_phone": self.manager_phone or "",
            "engineers": ", ".join(self.user_ids.mapped("name")),
            "is_mine": self.env.user in self.user_ids,
            "equipment": [self._visit_lot_values(lot) for lot in self.lot_ids],
            "checks": self.check_ids._sheet(),
            "parts": [
                {"id": x.id, "name": x.product_id.display_name, "quantity": x.quantity}
                for x in self.part_ids
            ],
            "photos": [{"id": x.id, "name": x.name} for x in self._visit_photos()],
            "remark_of": remarks.act_number or "",
            "is_remark": bool(remarks or self.failed_certificate_id),
            "works": self.act_works or "",
            "remarks": self.act_remarks or "",
            **self._visit_signer(contact),
            "work_kind": self.work_kind or "inspection",
            "under_warranty": self.under_warranty,
            "claim": self.sudo().claim_id.name or "",
            "work_kinds": self._fields["work_kind"]._description_selection(self.env),
            "hours": self.hours_spent,
            "act_number": self.act_number or "",
            "is_closed": self.is_closed,
        }

    def _visit_signer(self, contact):
        """The person who is met signs, as far as it is known; an organisation signs nothing."""
        person = contact if not contact.is_company else contact.browse()
        return {
            "signer": self.act_signer or person.name or "",
            "post": self.act_signer_post or person.function or "",
        }

    def _visit_contact(self):
        """Who meets the engineer. Elevated: the deal itself is not for engineers."""
        lead = self.sudo().lead_id
        return lead.site_contact_id or lead.contact_id or self.sudo().partner_id

    def _visit_access(self):
        lead = self.sudo().lead_id
        return [lead.access_note, lead.unloading_note]

    def _visit_lot_values(self, lot):
        """Hook: what the passport adds stands in the room of the passport."""
        return {"id": lot.id, "name": lot.name, "product": lot.product_id.display_name}

    def _visit_photos(self):
        return self.env["ir.attachment"].search(
            [
                ("res_model", "=", "project.task"),
                ("res_id", "=", self.id),
                ("res_field", "=", False),
                ("mimetype", "like", "image/%"),
            ],
            order="id",
        )
