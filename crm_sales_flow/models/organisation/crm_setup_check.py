from odoo import api, fields, models
from odoo.exceptions import UserError

# They install themselves beside crm and call paid services of Odoo.
PAID_MODULES = ("partner_autocomplete", "crm_iap_enrich", "crm_iap_mine", "iap_crm", "iap_mail")


class CrmSetupCheck(models.TransientModel):
    """The implementer's list: what is set up before the first request, ticked by looking (AB04).

    Each opening of the page asks the database anew. A room adds its rows by extending
    ``_setup_checks``.
    """

    _name = "crm.setup.check"
    _description = "Set-up check"
    _order = "sequence, id"

    name = fields.Char("What", readonly=True)
    sequence = fields.Integer(readonly=True)
    is_ok = fields.Boolean("Done", readonly=True)
    detail = fields.Char("What was found", readonly=True)
    action_xmlid = fields.Char(readonly=True)

    @api.model
    def action_open_page(self):
        """Run every check and show the results."""
        self.search([("create_uid", "=", self.env.uid)]).unlink()
        self.create(
            [{**check, "sequence": index} for index, check in enumerate(self._setup_checks())]
        )
        return self.env["ir.actions.act_window"]._for_xml_id("crm_sales_flow.action_setup_check")

    def action_fix(self):
        self.ensure_one()
        if not self.action_xmlid:
            raise UserError(self.detail)
        action = self.env["ir.actions.actions"]._for_xml_id(self.action_xmlid)
        if self.action_xmlid == "base.action_res_company_form":
            action.update(res_id=self.env.company.id, view_mode="form", views=[(False, "form")])
        return action

    @api.model
    def _setup_checks(self):
        """:return: list of dict ``name``, ``is_ok``, ``detail``, ``action_xmlid`` of the remedy."""
        return [
            self._check_company(),
            self._check_departments(),
            self._check_working_hours(),
            self._check_mail_out(),
            self._check_modules(),
        ]

    def _check_company(self):
        company = self.env.company
        labels = company.fields_get(["street", "city", "phone", "email", "logo"], ["string"])
        missing = [
            labels[name]["string"]
            for name in labels
            if not company[name] or name == "logo" and company.uses_default_logo
        ]
        return {
            "name": self.env._("Requisites of the company"),
            "is_ok": not missing and bool(company.country_id),
            "detail": self.env._("Fill in: %(fields)s.", fields=", ".join(missing))
            if missing
            else company.name,
            "action_xmlid": "base.action_res_company_form",
        }

    def _check_departments(self):
        departments = self.env["crm.team"].search([("is_department", "=", True)])
        headless = departments.filtered(lambda team: not team.user_id.active)
        empty = departments.filtered(lambda team: not team.staff_ids)
        if not departments:
            detail = self.env._("Switch on «Sales process» on the teams that sell.")
        elif headless:
            detail = self.env._(
                "Choose the Head of: %(teams)s.", teams=", ".join(headless.mapped("name"))
            )
        elif empty:
            detail = self.env._(
                "Add managers to: %(teams)s.", teams=", ".join(empty.mapped("name"))
            )
        else:
            detail = ", ".join(departments.mapped("name"))
        return {
            "name": self.env._("Departments with Heads and managers"),
            "is_ok": bool(departments) and not headless and not empty,
            "detail": detail,
            "action_xmlid": "sales_team.crm_team_action_config",
        }

    def _check_working_hours(self):
        calendar = self.env.company.resource_calendar_id
        found = bool(calendar.attendance_ids)
        return {
            "name": self.env._("Working hours"),
            "is_ok": found,
            "detail": f"{calendar.name}, {calendar.tz}"
            if found
            else self.env._("Enter the working hours of the company."),
            "action_xmlid": "resource.action_resource_calendar_form",
        }

    def _check_mail_out(self):
        # The first is the one that sends; a dead server holds the page up for a minute.
        server = self.env["ir.mail_server"].search([("active", "=", True)], limit=1)
        detail = server.name or self.env._("Add the server through which letters are sent.")
        is_ok = bool(server)
        try:
            server and server.test_smtp_connection()
        except UserError as error:
            detail = self.env._(
                "Correct the settings of «%(server)s», it does not answer: %(reason)s",
                server=server.name,
                reason=error,
            )
            is_ok = False
        return {
            "name": self.env._("Outgoing mail"),
            "is_ok": is_ok,
            "detail": detail,
            "action_xmlid": "base.action_ir_mail_server_list",
        }

    def _check_modules(self):
        paid = self.env["ir.module.module"].search(
            [("name", "in", PAID_MODULES), ("state", "=", "installed")]
        )
        return {
            "name": self.env._("No modules that call paid services"),
            "is_ok": not paid,
            "detail": self.env._(
                "Uninstall: %(modules)s.", modules=", ".join(paid.mapped("shortdesc"))
            )
            if paid
            else self.env._("None installed"),
            "action_xmlid": "base.open_module_tree",
        }
