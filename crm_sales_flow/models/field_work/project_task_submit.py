import base64
import binascii
from uuid import UUID

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html
from odoo.tools.mimetypes import guess_mimetype

PHOTO_LIMIT = 15 * 1024 * 1024
WORK_INPUT = ("act_works", "act_remarks", "act_signer", "act_signer_post", "work_kind")


class ProjectTask(models.Model):
    """What the page of the engineer sends: one door, each submit under its own UUID (S05-S10)."""

    _inherit = "project.task"

    def visit_submit(self, uuid, kind, values):
        """Do once what the device asks for, however often it asks.

        :param str uuid: made by the device before the first attempt.
        :param str kind: take, check, part, part_gone, photo, act, need, remark_done.
        :return: the page of the visit after it, with ``answer`` of the first attempt.
        """
        self.ensure_one()
        self.check_access("write")
        self._check_visitor()
        submit = self._submit_claim(uuid, kind)
        if submit:
            work = getattr(self, f"_submit_{kind}", None) if kind in self._submit_kinds() else None
            if not work:
                raise UserError(self.env._("Unknown action: %(kind)s.", kind=kind))
            submit.answer = work(uuid, values or {}) or {}
        else:
            submit = submit.search([("uuid", "=", uuid)])
            if submit.task_id != self or submit.kind != kind:
                raise UserError(self.env._("This was sent for another visit already."))
        return {**self.visit_page(), "answer": submit.answer}

    def _submit_kinds(self):
        return ("take", "check", "part", "part_gone", "photo", "act", "need", "remark_done")

    def _submit_claim(self, uuid, kind):
        """Elevated: the rows of the submits are nobody's to read or to forge."""
        try:
            key = str(UUID(uuid))
        except (ValueError, TypeError, AttributeError) as error:
            raise UserError(self.env._("The submit has no valid UUID.")) from error
        if key != uuid:
            raise UserError(self.env._("The submit has no valid UUID."))
        claim = {"uuid": uuid, "task_id": self.id, "kind": str(kind)}
        return self.env["crm.visit.submit"].sudo()._claim(claim)

    def _submit_take(self, _uuid, _values):
        """The engineer takes a visit that nobody has, or joins his colleague."""
        self.user_ids |= self.env.user

    def _submit_check(self, _uuid, values):
        """A point of the checklist. What a colleague filled meanwhile is not lost unseen."""
        row = self.check_ids.filtered(lambda row: row.id == values.get("id"))
        if not row:
            raise UserError(self.env._("This point is no longer in the checklist."))
        done = bool(values.get("is_done", True))
        measured = float(values.get("measured") or 0.0)
        theirs = row.is_done and row.done_by_id not in (self.env.user, self.env["res.users"])
        changes = (row.measured, row.is_done) != (measured, done)
        if theirs and changes and not values.get("replace"):
            raise UserError(
                self.env._(
                    "%(engineer)s has already filled «%(point)s»: %(value)s. Open the visit again.",
                    engineer=row.done_by_id.name,
                    point=row.name,
                    value=row._number(row.measured),
                )
            )
        if changes:
            row.write({"measured": measured, "is_done": done})

    def _submit_part(self, _uuid, values):
        part = self.part_ids.create(
            {
                "task_id": self.id,
                "product_id": int(values["product_id"]),
                "quantity": float(values.get("quantity") or 1),
                "company_id": (self.company_id or self.env.company).id,
            }
        )
        return {"id": part.id}

    def _submit_part_gone(self, _uuid, values):
        self.part_ids.filtered(lambda part: part.id == values.get("id")).unlink()

    def _submit_photo(self, _uuid, values):
        """A photo is stored whole or not at all: the device says how large it is."""
        try:
            content = base64.b64decode(values.get("data") or "", validate=True)
        except (binascii.Error, ValueError):
            content = b""
        if not content or len(content) != values.get("size"):
            raise UserError(self.env._("The photo did not arrive in full: send it again."))
        if len(content) > PHOTO_LIMIT:
            raise UserError(self.env._("The photo is too large."))
        if not guess_mimetype(content).startswith("image/"):
            raise UserError(self.env._("This is no photo."))
        photo = self.env["ir.attachment"].create(
            {
                "name": str(values.get("name") or "photo.jpg")[:100],
                "raw": content,
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        return {"id": photo.id}

    def _submit_act(self, uuid, values):
        """The act under the same UUID; its date is the server's, whatever the device's clock."""
        filled = {name: values[name] for name in WORK_INPUT if name in values}
        kind = filled.pop("work_kind", None)
        if not self.act_signed_at:
            self.write(
                {
                    "hours_spent": float(values.get("hours") or 0.0),
                    **({"work_kind": kind} if kind else {}),
                }
            )
        for name in ("act_signature", "act_file", "act_file_name"):
            if values.get(name):
                filled[name] = values[name]
        act = self.sign_act(uuid, filled)
        return {"number": act["act_number"], "date": str(act["act_date"])}

    def _submit_need(self, uuid, values):
        """Elevated: an engineer registers no requests himself, his name stands in the request."""
        text = (values.get("text") or "").strip()
        if not text:
            raise UserError(self.env._("Say what the client needs."))
        contact = self._visit_contact()
        request = (
            self.env["crm.request"]
            .sudo()
            ._register_once(
                "manual",
                f"need-{uuid}",
                {
                    "subject": text.splitlines()[0][:120],
                    "body": plaintext2html(text),
                    "partner_id": (contact or self.partner_id).id,
                    "partner_name": self.partner_id.commercial_partner_id.name,
                    "contact_name": contact.name,
                    "phone": contact.phone,
                    "source_id": self.env.ref("crm_sales_flow.utm_source_service").id,
                    "field_work_id": self.id,
                    "found_by_id": self.env.uid,
                    "equipment_ids": [(6, 0, self.lot_ids.ids)],
                    "company_id": (self.company_id or self.env.company).id,
                },
            )
        )
        request._match()
        return {"number": request.name}

    def _submit_remark_done(self, _uuid, _values):
        self.action_remark_done()
