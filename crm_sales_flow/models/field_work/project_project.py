from odoo import api, models
from odoo.exceptions import UserError


class ProjectProject(models.Model):
    _inherit = "project.project"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_field_visits(self):
        """Visits are made in this project, by shipping as well: without it nothing ships."""
        if self.env.ref("crm_sales_flow.project_field_visits") in self:
            raise UserError(
                self.env._("The project of field visits cannot be deleted; archive it instead.")
            )
