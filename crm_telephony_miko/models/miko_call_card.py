from odoo import api, fields, models
from odoo.exceptions import AccessError

DEALS = 5  # of an important client there may be many; the rest is behind his name
# Roles that see the calls of all departments
ALL_CALLS = ("crm_sales_flow.group_all_departments", "crm_sales_flow.group_secretary")


class MikoCall(models.Model):
    """What the card of a caller says, as far as its reader may read it (B07, W14, X08)."""

    _inherit = "miko.call"

    note = fields.Text(readonly=True, help="Written by those who talked, while they talked.")

    @api.readonly
    def card(self):
        """:return dict: all that the card shows beside the number."""
        self.ensure_one()
        self.check_access("read")
        partner, leads = self.partner_id, self.env["crm.lead"]
        if self.counterpart == "client":
            partner, leads = (found.with_env(self.env) for found in self._sender(self.number))
        partner = partner._filtered_access("read")
        seen = leads._filtered_access("read")
        responsible = self._responsible(partner, leads)
        others = (leads - seen).sudo().user_id - responsible
        rule = self._rule(bool(partner or leads))
        return {
            "screen": self._screen(),
            "client": self._card_client(partner),
            "deals": [self._card_deal(lead) for lead in seen[:DEALS]],
            "more": max(0, len(seen) - DEALS),
            "others": sorted(others.mapped("name")),
            "last": self._card_last_contact(partner),
            "responsible": self._card_person(responsible),
            "script": rule.script or "",
            "steps": self._card_steps(rule, seen),
            "note": self.note or "",
            "mine": self._takes_part(),
            "may_create": self.env["crm.request"].has_access("create"),
        }

    def _card_client(self, partner):
        if not partner:
            return False
        statuses = dict(partner._fields["client_status"]._description_selection(self.env))
        return {
            "id": partner.id,
            "name": partner.name or partner.display_name,
            "company": partner.parent_id.name or "",
            "function": partner.function or "",
            "status": statuses.get(partner.commercial_partner_id.client_status, ""),
        }

    def _card_deal(self, lead):
        return {
            "id": lead.id,
            "name": lead.name,
            "stage": lead.stage_id.name if lead.type == "opportunity" else "",
            "manager": lead.user_id.name or "",
        }

    def _card_steps(self, rule, deals):
        """The script by which the reader may lead this talk; its answers are kept in the deal."""
        script = rule.script_id.filtered("active")
        may_lead = self.env["crm.script.run"].has_access("create")
        if not script or not may_lead or len(deals) != 1 or not deals.has_access("write"):
            return False
        return script.id

    def _card_last_contact(self, partner):
        """The last talk with this number or client that the reader may know of."""
        domain = [("result", "=", "answered"), ("id", "!=", self.id)]
        if partner:
            domain += [("partner_id", "=", partner.id)]
        elif self.phone_key:
            domain += [("phone_key", "=", self.phone_key)]
        else:
            return False
        call = self.search(domain, limit=1)
        if not call:
            return False
        return {
            "at": fields.Datetime.to_string(call.started_at),
            "who": call._spoke().name or "",
            "note": call.note or "",
        }

    def _responsible(self, partner, leads):
        """Whom the caller wants: the manager of his deal, in the department whose number he called
        when there are several, also in that one (X08); else the manager of the client."""
        managed, team = leads.sudo().filtered("user_id"), self.sudo().line_id.team_id
        called = managed.filtered(lambda lead: lead.team_id == team)
        chosen = self._choose_lead(leads.sudo()) or called[:1] or managed[:1]
        return (chosen.user_id or partner.sudo().user_id).with_env(self.env)

    def _card_person(self, user):
        if not user:
            return False
        person = user.sudo()._flow_on_duty()
        extension = self.env["miko.extension"]._of_user(self.pbx_id, person)
        return {
            "name": user.sudo().name,
            "deputy": person.name if person != user else "",
            "me": person == self.env.user,
            "reachable": bool(extension),
            **person._miko_availability(),
        }

    def _may_hear(self):
        """Whether what was said is for this reader of the call: who talked, their Head, who may
        open the deal. Not one whose phone merely rang while a colleague took the call (AE01)."""
        user, spoke = self.env.user, self.sudo().user_id | self.sudo().last_user_id
        if user in spoke or user.has_group("crm_sales_flow.group_director"):
            return True
        if self.direction == "internal":
            return False
        return bool(
            any(map(user.has_group, ALL_CALLS))
            or user in spoke.crm_team_member_ids.crm_team_id.head_ids
            or (self.lead_id and self.lead_id.has_access("read"))
        )

    def _takes_part(self):
        return self.env.user in (self.leg_ids.user_id | self.user_id | self.last_user_id)

    # ----------------------------------------------------------------- note

    def take_note(self, text):
        """What was learned by voice (B12): kept with the call, and in the history of the deal as
        soon as the call has one. Only those who took part may write it; once the call is over,
        not those whose phones merely rang."""
        self.ensure_one()
        text = (text or "").strip()
        self._check_takes_part()
        if self.state == "ended" and not self._may_hear():
            raise AccessError(self.env._("Only those who talked may do this."))
        if text:
            self.sudo().note = f"{self.note}\n{text}" if self.note else text
            if self.lead_id:
                self._post_note(text, self.env.user)
        return True

    def _post_note(self, text, author):
        self.lead_id.sudo().message_post(
            body=text, subtype_xmlid="mail.mt_note", author_id=author.partner_id.id
        )

    def _check_takes_part(self):
        self.check_access("read")
        if not self._takes_part():
            raise AccessError(self.env._("Only those whose phone rang may do this."))
