from odoo import fields, models
from odoo.tools import format_datetime

# Tasks that a real contact with the client makes needless.
WAIT_FOR_CONTACT = ("first_call", "no_contact")


class CrmLead(models.Model):
    _inherit = "crm.lead"

    first_contact_at = fields.Datetime("First contact", readonly=True, copy=False)
    first_contact_kind = fields.Selection(
        [
            ("phone", "Call"),
            ("email", "E-mail"),
            ("meeting", "Meeting"),
            ("by_hand", "Marked by hand"),
        ],
        "First contact by",
        readonly=True,
        copy=False,
    )

    def _flow_schedule(self, policy_code, start=None, user=None, note=None, once=True):
        """Plan the task of a policy on each lead; its deadline counts from ``start``.

        :param start: a moment for all, or a dict lead id -> moment; now when not given.
        :param user: who does it; the responsible person of each lead when not given.
        :param once: an open task of the same policy on the same lead is returned instead.
        :return: activities, in the order of ``self``; none when the policy is archived.
        """
        policy = self.env["crm.task.policy"]._get(policy_code)
        if not policy or not self:
            return self.env["mail.activity"]
        opened = self._flow_open_tasks(policy_code).grouped("res_id") if once else {}
        missing = self.filtered(lambda lead: lead.id not in opened)
        begin = start or fields.Datetime.now()
        starts = begin if isinstance(begin, dict) else dict.fromkeys(missing.ids, begin)
        due = policy._deadlines({starts[lead.id] for lead in missing})
        created = (
            self.env["mail.activity"]
            .sudo()
            .create(
                [
                    lead._flow_task_values(policy, due[starts[lead.id]], user, note)
                    for lead in missing
                ]
            )
            .grouped("res_id")
        )
        found = [(created.get(lead.id) or opened.get(lead.id))[:1].id for lead in self]
        return self.env["mail.activity"].browse(found)

    def _flow_task_values(self, policy, deadline, user, note):
        owner = user or self.user_id
        return {
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": self.id,
            "activity_type_id": policy.activity_type_id.id,
            "summary": policy.with_context(lang=owner.lang or self.env.lang).summary,
            "note": note,
            "user_id": owner.id,
            "deadline_at": deadline,
            "task_policy_id": policy.id,
            "automated": True,
        }

    def _flow_open_tasks(self, policy_codes):
        """:param policy_codes: one code, or a tuple of them."""
        codes = (policy_codes,) if isinstance(policy_codes, str) else policy_codes
        domain = [
            ("res_model", "=", self._name),
            ("res_id", "in", self.ids),
            ("task_policy_id.code", "in", codes),
            ("active", "=", True),
        ]
        return self.env["mail.activity"].sudo().search(domain)

    def _register_contact(self, kind, at, seconds=0, source=None):
        """A real contact with the client took place: the clock of the first call stops.

        Any channel calls this, as often as it likes and in any order: the earliest contact is
        kept, and a task that is closed is not closed again.

        :param str kind: phone, email, meeting or by_hand.
        :param datetime at: when, naive UTC.
        :param int seconds: how long it lasted, for a call.
        :param str source: what it is known by (number of a call, subject of a letter), for people.
        """
        leads = self.sudo()
        leads.filtered(lambda lead: not lead.first_contact_at or at < lead.first_contact_at).write(
            {"first_contact_at": at, "first_contact_kind": kind}
        )
        if tasks := leads._flow_open_tasks(WAIT_FOR_CONTACT):
            tasks.action_feedback(feedback=self._flow_contact_text(kind, at, seconds, source))

    def _flow_contact_text(self, kind, at, seconds, source):
        text = self.env._(
            "Contact: %(kind)s, %(time)s",
            kind=dict(self._fields["first_contact_kind"]._description_selection(self.env))[kind],
            time=format_datetime(self.env, at, dt_format="short"),
        )
        if seconds:
            text += self.env._(", %(seconds)s s", seconds=seconds)
        return f"{text}. {source}" if source else text
