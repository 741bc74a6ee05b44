from odoo import models


class CrmSetupCheck(models.TransientModel):
    _inherit = "crm.setup.check"

    def _setup_checks(self):
        return [*super()._setup_checks(), self._check_mailbox()]

    def _check_mailbox(self):
        """A mailbox that is fetched, or an alias with a domain; and a letter has come through."""
        letter = self.env["crm.request"].search([("channel", "=", "email")], limit=1)
        servers = self.env["fetchmail.server"].search([("state", "=", "done")])
        alias = self.env.ref("crm_sales_flow.mail_alias_requests", raise_if_not_found=False)
        address = alias.alias_full_name if alias and alias.alias_domain_id else ""
        to_requests = servers.filtered(lambda server: server.object_id.model == "crm.request")
        ready = bool(to_requests) or bool(servers and address)
        if not ready:
            detail = self.env._(
                "Add the mailbox of requests; what is created from its letters is «Request»."
            )
        elif not letter:
            detail = self.env._("Send a test letter to the mailbox: none has come yet.")
        else:
            detail = ", ".join(to_requests.mapped("name")) or address
        return {
            "name": self.env._("Mailbox of requests"),
            "is_ok": ready and bool(letter),
            "detail": detail,
            "action_xmlid": "mail.action_email_server_tree",
        }
