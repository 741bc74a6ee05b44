from odoo import models

# What a person does as the Head or as the director, whoever has the lead.
OF_HEADS = ("assign", "not_assigned", "no_contact", "hard_case")


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _flow_after_handover(self, owners):
        """What the former person had still to do on a lead is done by the one who has it now
        (F07, G08): he cannot open it any more. Of a lead that nobody has the tasks wait for its
        next person; their reminders come to the Head meanwhile.
        """
        result = super()._flow_after_handover(owners)
        persons = {lead.id: lead.user_id for lead in self}
        opened = self.env["mail.activity"].sudo()
        opened = opened.search([("res_model", "=", self._name), ("res_id", "in", self.ids)])
        tasks = opened.filtered(
            lambda task: (
                task.task_policy_id.code not in OF_HEADS
                and (task.stands_for_id or task.user_id).id == owners[task.res_id]
            )
        ).with_context(mail_activity_quick_update=True)
        for (person, _day), group in tasks.grouped(
            # What is due after the return of an absent person waits for him.
            lambda task: (
                persons[task.res_id],
                persons[task.res_id].active_deputy_ids and task.date_deadline,
            )
        ).items():
            group.write({"user_id": person.id, "stands_for_id": False})
        return result
