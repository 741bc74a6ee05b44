from odoo import models
from odoo.exceptions import UserError

from ..client import limits
from ..client.errors import MailchimpError, Rejected
from .mailchimp_profile import NAMES

# What is told of everybody unless a marketer wishes otherwise.
USUAL = (
    ("FNAME", "mailchimp_first_name"),
    ("LNAME", "mailchimp_last_name"),
    ("COMPANY", "mailchimp_company"),
    ("DEPT", "mailchimp_department"),
    ("STAGE", "mailchimp_stage"),
    ("KIND", "mailchimp_kind"),
    ("MANAGER", "mailchimp_manager"),
    ("ACTIVITY", "mailchimp_activity"),
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

    def _usual_labels(self):
        """As marketers read them here and at Mailchimp: in the language of the company."""
        env = self._in_our_language().env
        return {
            "FNAME": env._("First name"),
            "LNAME": env._("Last name"),
            "COMPANY": env._("Company"),
            "DEPT": env._("Department"),
            "STAGE": env._("Stage of the deal"),
            "KIND": env._("Lead or client"),
            "MANAGER": env._("Manager"),
            "ACTIVITY": env._("Kind of activity"),
            "equipment": env._("Equipment bought"),
        }

    def _make_usual_mapping(self):
        labels = self._usual_labels()
        lines = [
            {
                "tag": tag,
                "label": labels[tag],
                "partner_path": path,
                "lead_path": path,
                "is_taken_back": path in NAMES,
            }
            for tag, path in USUAL
        ]
        lines.append(
            {
                "tag": "equipment",
                "label": labels["equipment"],
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
        words = [self.env._("Fields made at Mailchimp: %(count)s", count=made)]
        refused = self._merge_lines().filtered(lambda line: line.remote_state != "there")
        words += [f"{line.tag}: {line._why_not_there()}" for line in refused]
        params = {"type": "warning" if refused else "success", "sticky": bool(refused),
                  "message": "; ".join(words)}  # fmt: skip
        return {"type": "ir.actions.client", "tag": "display_notification", "params": params}

    def _merge_lines(self):
        return self.mapping_ids.filtered(lambda line: line.kind == "field")

    def _ready_fields(self, client):
        """Fields that marketing wished since: they are made before their values are sent."""
        if "todo" in self._merge_lines().mapped("remote_state"):
            self._make_fields(client)
            self._commit()

    def _make_fields(self, client):
        """Names, types and how many there may be are compared with what is there; each line keeps
        what came of it, and one that cannot be made holds nobody up.

        :return: how many were made
        """
        lines = self._merge_lines()
        there = {row["tag"]: row.get("type") for row in client.merge_fields(self.list_id)}
        made, states = 0, {}
        for line in lines:
            if line.tag in there:
                states[line] = line._state_beside(there[line.tag])
            elif len(there) >= limits.MAX_FIELDS:
                states[line] = "no_room"
            else:
                states[line] = self._make_field(client, line)
                there[line.tag] = line.value_type
                made += states[line] == "there"
        ready = lines.filtered(lambda line: line.remote_state != "there" == states[line])
        for line, state in states.items():
            line.remote_state = state
        if ready:
            self._work_out_anew()
        return made

    def _make_field(self, client, line):
        name = (line.label or line.tag)[: limits.MAX_NAME]
        try:
            client.add_merge_field(self.list_id, line.tag, name, line.value_type)
        except Rejected:
            return "refused"
        return "there"

    def action_preview(self):
        """Button «What will change»: nothing is sent (V06)."""
        self.ensure_one()
        self.check_access("write")
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

    def _check_open(self):
        """What a button would begin can be done now; else the reader is told why not."""
        if not self.enabled:
            raise UserError(self.env._("Switch the synchronisation of the audience on first."))
        if not self.account_id._is_open():
            raise UserError(
                self.account_id.error_text
                or self.env._(
                    "The account is not connected: an administrator tests its connection in"
                    " Configuration, Mailchimp accounts."
                )
            )
