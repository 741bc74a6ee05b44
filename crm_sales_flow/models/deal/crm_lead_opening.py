from odoo import models

# What the form of a deal shows of other records, and what its computations ask of them. Their other
# columns, more than two hundred together, cost more to read than the deal itself.
COMPANY = ("name", "active", "currency_id")
SHOWN = {
    "team_id": ("name", "flow_enabled"),
    "stage_id": ("name", "sequence", "is_won", "flow_step", "rotting_threshold_days"),
    "source_id": ("name",),
    "user_id": ("partner_id",),
    "user_id.partner_id": ("name", "tz"),
    "partner_id": (
        "name",
        "complete_name",
        "company_name",
        "parent_id",
        "commercial_partner_id",
        "is_company",
        "type",
        "active",
        "email",
        "email_normalized",
        "phone",
        "phone_key",
        "inn",
    ),
}


class CrmLead(models.Model):
    """A deal opens without the columns of other records that its form does not show (bench)."""

    _inherit = "crm.lead"

    def web_read(self, specification):
        if len(self) == 1 and "stage_checklist" in specification:
            self.fetch(specification)
            (self.company_id | self.env.company).sudo().fetch(COMPANY)
            for path, names in SHOWN.items():
                self.sudo().mapped(path).fetch(names)
        return super().web_read(specification)
