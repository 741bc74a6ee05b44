from odoo import Command, fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_list

# What hangs on a record by its model and number; followers stay as Odoo merges them.
HUNG = {
    "mail.message": "model",
    "mail.activity": "res_model",
    "rating.rating": "res_model",
}
# Of no interest to who decides about the merge.
UNSHOWN = frozenset(("color", "create_date", "date_automation_last", "lang_id", "email_cc"))
OWN = "crm_sales_flow"


class CrmLead(models.Model):
    """A merge of leads and deals loses nothing and opens nothing (E07)."""

    _inherit = "crm.lead"

    def _flow_check_merge(self):
        """Who merges may change each of them: the tail disappears, whoever it belonged to."""
        foreign = self - self._filtered_access("write")
        if not foreign:
            return
        heads = foreign.sudo().team_id.head_ids.mapped("name")
        raise AccessError(
            self.env._(
                "You cannot merge %(leads)s: ask the Head of the department (%(heads)s).",
                leads=format_list(self.env, [lead._flow_number_text() for lead in foreign]),
                heads=", ".join(heads) or "-",
            )
        )

    def _flow_merge_names(self):
        """Fields of which one value stays; texts and lists are joined."""
        joined = self._merge_get_fields_specific()
        return [
            name
            for name in dict.fromkeys(self._merge_get_fields())
            if (field := self._fields.get(name))
            and name not in joined
            and name not in UNSHOWN
            and field.type not in ("one2many", "many2many", "html")
        ]

    def _merge_data(self, fnames=None):
        """«Not defined» is no source: a known one of the others wins (E05)."""
        data = super()._merge_data(fnames)
        known = self.source_id - self._flow_undefined_source()
        if "source_id" in data and known:
            data["source_id"] = known[0].id
        return data

    def _flow_shown(self, field):
        if field.name == "source_id" and self.source_id == self._flow_undefined_source():
            return ""
        return super()._flow_shown(field)

    def _flow_undefined_source(self):
        source = self.env.ref("crm_sales_flow.utm_source_undefined", raise_if_not_found=False)
        return source or self.env["utm.source"]

    def _merge_opportunity(self, *args, **kwargs):
        if not self.env.su:
            self._flow_check_merge()
        return super()._merge_opportunity(*args, **kwargs)

    def _flow_concerned(self):
        return super()._flow_concerned() or any(self.sudo().mapped("awaits_sorting"))

    def _flow_before_merge(self, tail):
        result = super()._flow_before_merge(tail)
        self._merge_hung(tail)
        return result

    def _flow_after_merge(self, tail):
        result = super()._flow_after_merge(tail)
        self._merge_pointers(tail)
        tail.request_ids.lead_id = self
        tail.own_request_ids.former_lead_id = self
        refused = self.env["crm.request"].sudo().search([("wrong_lead_ids", "in", tail.ids)])
        refused.wrong_lead_ids = [Command.link(self.id)]
        self.sudo()._merge_sorting(tail)
        self.sudo()._merge_first_times(tail)
        self.sudo()._merge_ways(tail)
        return result

    def _merge_hung(self, tail):
        """Odoo moves what is open and what the user sees; done tasks and notices stay as well."""
        moved = tail.message_ids  # these get the name of their lead from Odoo
        for name, model_field in HUNG.items():
            records = self.env[name].sudo().with_context(active_test=False)
            records = records.search([(model_field, "=", self._name), ("res_id", "in", tail.ids)])
            (records - moved if name == moved._name else records).write({"res_id": self.id})
        self._merge_planned_letters(tail)
        meetings = self.env["calendar.event"].sudo().with_context(active_test=False)
        meetings.search([("opportunity_id", "in", tail.ids)]).write(
            {"res_id": self.id, "opportunity_id": self.id}
        )

    def _merge_planned_letters(self, tail):
        """Odoo refuses to change where a planned letter goes; a copy would have another author,
        no files, and none is allowed of a letter that is due already."""
        letters = self.env["mail.scheduled.message"].sudo()
        letters.flush_model(["model", "res_id"])
        self.env.cr.execute(
            "UPDATE mail_scheduled_message SET res_id = %s WHERE model = %s AND res_id = ANY(%s)",
            [self.id, self._name, tail.ids],
        )
        letters.invalidate_model(["res_id"])

    def _merge_pointers(self, tail):
        """What other add-ons have hung on a lead; our rooms move their own records."""
        for model in self.env.registry.values():
            if model._abstract or model._transient or not model._auto:
                continue
            if model._original_module == OWN or model._name == self._name:
                continue
            for field in model._fields.values():
                if field.type != "many2one" or not field.store or field.compute:
                    continue
                if field.comodel_name == self._name:
                    records = self.env[model._name].sudo().with_context(active_test=False)
                    records.search([(field.name, "in", tail.ids)]).write({field.name: self.id})

    def _merge_sorting(self, tail):
        """What waited for sorting has come to a lead that is sorted: it waits no longer."""
        everything = self | tail
        settled = everything.filtered(lambda lead: not lead.awaits_sorting)
        if not settled:
            return
        self.awaits_sorting = False
        self.request_ids.filtered(lambda request: request.state == "new").write(
            {
                "state": "attached",
                "team_id": settled.team_id[:1].id,
                "sorted_at": fields.Datetime.now(),
                "sorted_by_id": self.env.uid,
            }
        )

    def _merge_first_times(self, tail):
        """The first request and the first contact are those of both."""
        everything = self | tail
        self.registered_at = min(everything.filtered("registered_at").mapped("registered_at"))
        if contacted := everything.filtered("first_contact_at").sorted("first_contact_at"):
            self.first_contact_at = contacted[0].first_contact_at
            self.first_contact_kind = contacted[0].first_contact_kind

    def _merge_ways(self, tail):
        """A phone or e-mail that gives way is kept on the client."""
        client = (self | tail).partner_id[:1]
        known = {("phone", self.phone_key), ("email", self.email_normalized)}
        if not client:
            return
        known |= client._flow_identity()[client]
        for lead in tail:
            own = lead.partner_id
            if own and own != client:
                continue
            if lead.phone_key and ("phone", lead.phone_key) not in known:
                client.extra_phone_ids = [Command.create({"phone": lead.phone})]
            if lead.email_normalized and ("email", lead.email_normalized) not in known:
                client.extra_email_ids = [Command.create({"email": lead.email_normalized})]
            known |= lead._flow_identity()[lead]
