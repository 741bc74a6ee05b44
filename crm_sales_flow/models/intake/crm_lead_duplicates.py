from odoo import Command, api, models

# Asked of each lead that may be the same: its other columns are many and not needed here.
KEYS = ("phone_key", "email_normalized", "partner_id")
SHOWN = ("name", "type", "stage_id", "user_id", "team_id", "company_id", "awaits_sorting")


class CrmLead(models.Model):
    """Duplicates of leads and deals: by phone, e-mail and INN in any spelling (E07)."""

    _name = "crm.lead"
    _inherit = ["crm.lead", "flow.duplicate.mixin"]

    @api.depends("phone", "email_from", "partner_id", "request_ids")
    def _compute_duplicate_rows(self):
        return super()._compute_duplicate_rows()

    @api.depends("phone_key", "email_normalized", "partner_id", "team_id")
    def _compute_potential_lead_duplicates(self):
        """In the process the open ones with the same keys; Odoo's mechanism elsewhere."""
        ours = self.filtered("flow_enabled")
        result = super(CrmLead, self - ours)._compute_potential_lead_duplicates()
        known = ours._flow_duplicates()
        for lead in ours:
            lead.duplicate_lead_ids = known[lead].leads | lead._origin
            lead.duplicate_lead_count = len(known[lead].leads)
        return result

    def _flow_identity(self):
        self.fetch((*KEYS, *SHOWN))
        of_client = {client: client._flow_client_keys() for client in self.partner_id}
        result = {}
        for lead in self:
            keys = {("phone", lead.phone_key), ("email", lead.email_normalized)}
            keys |= of_client.get(lead.partner_id, set())
            result[lead] = {(kind, key) for kind, key in keys if key}
        return result

    def _flow_sought_keys(self):
        """Who is no client yet may be known by the INN that he named in his request."""
        result = super()._flow_sought_keys()
        for lead in self.filtered(lambda lead: lead.type == "lead" or not lead.partner_id):
            result[lead].update(("inn", request.inn) for request in lead.request_ids if request.inn)
        return result

    def _flow_is_own(self, other):
        """Asked of its requests and of its client only where such a one was found."""
        if other._name == "crm.request":
            return other in self.request_ids
        if other._name == "res.partner":
            return other in self.partner_id | self.partner_id.commercial_partner_id
        return super()._flow_is_own(other)

    def _flow_rows_for(self, user_env, record, readable):
        leads = self.with_env(user_env)
        self.stage_id.fetch(["name"])
        mine = leads.browse(record.id if record._name == self._name else None)
        writable = (leads & readable | mine)._filtered_access("write")
        may_merge = bool(mine) and mine in writable
        may_merge = may_merge and user_env["crm.merge.opportunity"].has_access("create")
        return [
            {
                "model": self._name,
                "id": lead.id,
                "kind": lead.type,
                "title": lead.name if lead in readable else lead._flow_number_text(),
                "note": lead.sudo()._flow_duplicate_note(lead in writable or not may_merge),
                "open": lead in readable,
                "merge": may_merge and lead in writable,
            }
            for lead in leads
        ]

    def _flow_number_text(self):
        """What is said of a lead or deal that does not open (design, «Trust»)."""
        if self.sudo().type == "lead":
            return self.env._("Lead No. %(number)s", number=self.id)
        return self.env._("Deal No. %(number)s", number=self.id)

    def _flow_duplicate_note(self, complete):
        """:param complete: whether the Head need not be asked."""
        stage = self.stage_id.name if self.type == "opportunity" else self.env._("Lead")
        parts = [stage, self.user_id.name or self.env._("nobody assigned"), self.team_id.name]
        if not complete:
            heads = ", ".join(self.team_id.head_ids.mapped("name")) or self.env._("the director")
            parts.append(self.env._("to merge, ask: %(heads)s", heads=heads))
        return " · ".join(filter(None, parts))

    def action_merge_with(self, other_id):
        """Button of the banner: shows what will become of the two before it happens."""
        self.ensure_one()
        leads = self | self.browse(other_id)
        leads._flow_check_merge()
        wizard = self.env["crm.merge.opportunity"].create(
            {"opportunity_ids": [Command.set(leads.ids)]}
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Merge"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "views": [[self.env.ref("crm_sales_flow.crm_lead_merge_view_form").id, "form"]],
            "target": "new",
        }
