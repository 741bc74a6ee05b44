from odoo import Command, models
from odoo.exceptions import AccessError, UserError

from ...tools.phone import phone_key

MERGERS = ("crm_sales_flow.group_head", "crm_sales_flow.group_request_sorter")


class ResPartner(models.Model):
    """Two cards of one potential client become one (E07).

    Odoo's own merge is for administrators. Who sorts or leads gets a narrow way: potential
    clients without users, invoices, purchases or different INN; no phone and no address is lost.
    """

    _inherit = "res.partner"

    def action_merge_with(self, other_id):
        """Button of the banner of the client's card."""
        self.ensure_one()
        other = self.browse(other_id)
        self._flow_check_client_merge(other)
        wizard = self.env["crm.client.merge"].create({"client_id": self.id, "other_id": other.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Merge clients"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "views": [[False, "form"]],
            "target": "new",
        }

    def _flow_may_merge(self, other):
        return self._flow_is_merger() and not self._flow_merge_obstacle(other)

    def _flow_is_merger(self):
        return any(self.env.user.has_group(group) for group in MERGERS)

    def _flow_check_client_merge(self, other):
        if not self._flow_is_merger():
            raise AccessError(
                self.env._("Clients are merged by the Head, the sorter or the director.")
            )
        (self | other).check_access("read")
        if obstacle := self._flow_merge_obstacle(other):
            raise UserError(obstacle)

    def _flow_merge_obstacle(self, other):
        """:return: why the two are not merged here, or nothing."""
        both = (self | other).sudo().with_context(active_test=False)
        if len(both) != 2 or any(partner in both for partner in both.parent_id):
            return self.env._("A person and his organisation are not duplicates.")
        if any(partner.client_status == "client" for partner in both):
            return self.env._("Who has bought already is merged by the administrator.")
        if both.user_ids or self.env["res.company"].sudo().search_count(
            [("partner_id", "in", both.ids)], limit=1
        ):
            return self.env._("Users of the program are merged by the administrator.")
        if len(set(both.mapped("inn")) - {False}) > 1:
            return self.env._("They have different INN: these are two organisations.")
        if len(set(both.mapped("is_company"))) > 1:
            return self.env._("One is a person, the other an organisation.")
        if len(both.company_id) > 1:
            return self.env._("They belong to different companies.")
        for papers in ("account.move", "purchase.order"):
            found = self.env[papers].sudo().search_count([("partner_id", "in", both.ids)], limit=1)
            if found:
                return self.env._(
                    "Who has invoices or purchase orders is merged by the administrator."
                )
        return None

    def _flow_merge_client(self, other):
        """Everything of ``other`` goes over to ``self``, elevated after the checks."""
        self._flow_check_client_merge(other)
        client, other = self.sudo(), other.sudo()
        phone, email = other.phone, other.email_normalized
        self.env.flush_all()  # Odoo's merge updates by SQL
        self.env["base.partner.merge.automatic.wizard"].sudo()._merge(
            (client | other).ids, client, extra_checks=False
        )
        self.env.invalidate_all()
        known = client._flow_identity()[client]
        if (key := phone_key(phone)) and ("phone", key) not in known:
            client.extra_phone_ids = [Command.create({"phone": phone})]
        if email and ("email", email) not in known:
            client.extra_email_ids = [Command.create({"email": email})]
