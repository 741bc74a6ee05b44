from odoo import api, fields, models

COMPARED = (
    "name",
    "parent_id",
    "company_name",
    "inn",
    "kpp",
    "phone",
    "email",
    "function",
    "city",
    "street",
    "website",
    "user_id",
)


class CrmClientMerge(models.TransientModel):
    """What becomes of two cards of one client, before it happens (E07)."""

    _name = "crm.client.merge"
    _description = "Merge of two clients"

    client_id = fields.Many2one("res.partner", "Stays", required=True, readonly=True)
    other_id = fields.Many2one("res.partner", "Merged into it", required=True, readonly=True)
    summary = fields.Html(compute="_compute_summary", string="What differs")

    @api.depends("client_id", "other_id")
    def _compute_summary(self):
        for wizard in self:
            both = wizard.client_id | wizard.other_id
            wizard.summary = both._flow_merge_summary(COMPARED)

    def action_merge(self):
        self.ensure_one()
        client = self.client_id
        client._flow_merge_client(self.other_id)
        return client.get_formview_action()
