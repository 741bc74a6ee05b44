from odoo import fields, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    has_scripts = fields.Boolean(compute="_compute_has_scripts", export_string_translation=False)

    def _compute_has_scripts(self):
        """Where talks go without scripts, nothing offers one (Y03)."""
        self.has_scripts = bool(self.env["crm.script"].search_count([], limit=1))

    def action_script(self, script_id=None):
        """Begin a talk by the script; of several one is chosen first (Y02)."""
        self.ensure_one()
        scripts = self.env["crm.script"].browse(script_id) or self.env["crm.script"].search(
            [], limit=2
        )
        first = 0 if len(scripts) == 1 else -1
        run = self.env["crm.script.run"].create(
            {"lead_id": self.id, "script_id": scripts[:1].id, "position": first}
        )
        return run._again()
