from odoo import api, fields, models


class CrmLead(models.Model):
    """Base of the hooks that the rooms extend with ``super()`` (design, "The rooms").

    They stand in the first room so that every other may extend them; room ``deal`` has the one
    override of ``create`` and ``write`` that calls them.
    """

    _inherit = "crm.lead"

    flow_enabled = fields.Boolean(related="team_id.flow_enabled", string="Sales process")

    @api.depends("user_id", "type")
    def _compute_team_id(self):
        """In the process the department stays when the work goes to somebody of another one: who
        gives a deal away says where it belongs (A02, F06)."""
        kept = self.filtered(lambda lead: lead.team_id.flow_enabled)
        return super(CrmLead, self - kept)._compute_team_id()

    def _flow_check_write(self, vals):
        """Refuse a change before it is made; raise ``UserError`` or ``AccessError``."""

    def _flow_after_write(self, names):
        """Do what follows from a change of the fields ``names``, before moves are checked."""

    def _flow_check_move(self, moves):
        """Refuse a move after it was flushed; ``moves`` is a list of ``StageMove``."""

    def _flow_after_move(self, moves):
        """Do what follows from accepted moves, such as automatic tasks."""

    def _flow_after_assign(self):
        """Do what follows when leads or deals of the process got a responsible person."""

    def _flow_after_handover(self, owners):
        """Do what follows when leads or deals of the process changed hands.

        :param owners: dict lead id -> id of the person who had it, or False for nobody.
        """

    def _flow_after_department(self):
        """Do what follows when leads or deals came to another team of the process."""

    def _flow_after_create(self):
        """Do what follows when leads or deals have been made, by whatever way (E05)."""

    def _flow_after_free(self):
        """Do what follows when leads or deals of the process have no responsible person."""

    def _flow_concerned(self):
        """Whether one of these is in the process, or on the way into it."""
        return any(self.sudo().team_id.mapped("flow_enabled"))

    def _flow_before_merge(self, tail):
        """Save what Odoo's merge of ``tail`` (elevated) into this lead would lose (E07)."""

    def _flow_after_merge(self, tail):
        """Hand over to this lead what hangs on ``tail`` (elevated), which disappears (E07)."""

    def _merge_dependences(self, opportunities):
        """Only for the process: merges of others cost what they cost in Odoo."""
        tail = opportunities.sudo()
        if not (self | tail)._flow_concerned():
            return super()._merge_dependences(opportunities)
        self._flow_before_merge(tail)
        result = super()._merge_dependences(opportunities)
        self._flow_after_merge(tail)
        return result

    def _flow_need_values(self):
        """What the client asked for so far; it becomes the needs of the deal (H05).

        :return: list of dict ``text``, ``date``, ``source_kind``, ``source``.
        """
        self.ensure_one()
        return []
