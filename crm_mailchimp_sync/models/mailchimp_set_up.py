from odoo import models
from odoo.exceptions import UserError

from ..client import limits
from ..client.errors import MailchimpError
from .mailchimp_profile import NAMES

# What is told of everybody unless a marketer wishes otherwise.
USUAL = (
    ("FNAME", "First name", "mailchimp_first_name"),
    ("LNAME", "Last name", "mailchimp_last_name"),
    ("COMPANY", "Company", "mailchimp_company"),
    ("DEPT", "Department", "mailchimp_department"),
    ("STAGE", "Stage of the deal", "mailchimp_stage"),
    ("KIND", "Lead or client", "mailchimp_kind"),
    ("MANAGER", "Manager", "mailchimp_manager"),
    ("ACTIVITY", "Kind of activity", "mailchimp_activity"),
)


class MailchimpAudience(models.Model):
    """Setting an audience up: usual facts and rules, and the fields they need at Mailchimp."""

    _inherit = "mailchimp.audience"

    def action_enable(self):
        """Begin: with usual rules and facts, and with the fields they need (V01, V02)."""
        self.ensure_one()
        self.check_access("write")
        if not self.rule_ids:
            self._make_usual_rules()
        if not self.mapping_ids:
            self._make_usual_mapping()
        self.action_make_fields()
        self.enabled = True
        return True

    def action_disable(self):
        self.check_access("write")
        self.enabled = False

    def _make_usual_rules(self):
        self.env["mailchimp.rule"].create(
            [
                {
                    "audience_id": self.id,
                    "name": self.env._("Contacts with an e-mail, without our own people"),
                    "kind": "partner",
                    "domain": "[('user_ids', '=', False)]",
                },
                {
                    "audience_id": self.id,
                    "name": self.env._("Sorted leads and deals"),
                    "kind": "lead",
                    "domain": "[('awaits_sorting', '=', False)]",
                },
            ]
        )

    def _make_usual_mapping(self):
        lines = [
            {
                "tag": tag,
                "label": label,
                "partner_path": path,
                "lead_path": path,
                "is_taken_back": path in NAMES,
            }
            for tag, label, path in USUAL
        ]
        lines.append(
            {
                "tag": "equipment",
                "label": "Equipment bought",
                "kind": "tags",
                "partner_path": "mailchimp_equipment_ids",
                "lead_path": "mailchimp_equipment_ids",
            }
        )
        for number, line in enumerate(lines):
            line.update(audience_id=self.id, sequence=number)
        self.env["mailchimp.mapping"].create(lines)

    def action_make_fields(self):
        """Make at Mailchimp the merge fields that are missing there (V02)."""
        self.ensure_one()
        self.check_access("write")
        client = self.account_id._client()
        try:
            made = self._make_fields(client)
        except MailchimpError as error:
            raise UserError(self.account_id._in_words(error.code)) from error
        finally:
            client.close()
        message = self.env._("Fields made at Mailchimp: %(count)s", count=made)
        params = {"type": "success", "message": message}
        return {"type": "ir.actions.client", "tag": "display_notification", "params": params}

    def _make_fields(self, client):
        """Names, types and how many there may be are checked before anything is made."""
        there = {row["tag"]: row.get("type") for row in client.merge_fields(self.list_id)}
        lines = self.mapping_ids.filtered(lambda line: line.kind == "field")
        missing = lines.filtered(lambda line: line.tag not in there)
        if len(there) + len(missing) > limits.MAX_FIELDS:
            raise UserError(
                self.env._(
                    "Mailchimp has %(there)s fields in this audience and allows 30: %(missing)s"
                    " more do not fit. Delete some there, or here.",
                    there=len(there),
                    missing=len(missing),
                )
            )
        for line in missing:
            name = (line.label or line.tag)[: limits.MAX_NAME]
            client.add_merge_field(self.list_id, line.tag, name, line.value_type)
        return len(missing)

    def action_preview(self):
        """Button «What will change»: nothing is sent (V06)."""
        self.ensure_one()
        preview = self.env["mailchimp.preview"].create({"audience_id": self.id})
        preview._fill()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What will change"),
            "res_model": "mailchimp.preview",
            "res_id": preview.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_members(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_mailchimp_sync.action_member")
        state = self.env.context.get("member_state")
        domain = [("audience_id", "=", self.id)]
        if state:
            states = ("queued", "inflight") if state == "queued" else (state,)
            domain.append(("state", "in", states))
        return {**action, "domain": domain, "context": {}}

    def action_runs(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_mailchimp_sync.action_run")
        return {**action, "domain": [("audience_id", "=", self.id)], "context": {}}

    def action_differences(self):
        self.ensure_one()
        xmlid = "crm_mailchimp_sync.action_difference"
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return {**action, "domain": [("audience_id", "=", self.id)], "context": {}}

    def _is_open(self):
        return self.enabled and self.account_id._is_open()
