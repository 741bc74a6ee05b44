from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...tools.letter import envelope_of
from .crm_lead import SORTERS
from .crm_request import WAITING
from .crm_request_door import LetterTrace


class CrmRequest(models.Model):
    """The sorting desk: what a person decides about a request."""

    _inherit = "crm.request"

    def action_sort(self, team=None):
        """Give the requests their department: the one given, else the one proposed on each."""
        requests = self._take(WAITING)
        requests._admit()
        chosen = {request: self._department(team, request) for request in requests}
        now = fields.Datetime.now()
        for department in requests.env["crm.team"].union(*chosen.values()):
            group = requests.filtered(lambda request, d=department: chosen[request] == d)
            group.write(
                {
                    "state": "sorted",
                    "team_id": department.id,
                    "suggested_team_id": department.id,
                    "sorted_at": now,
                    "sorted_by_id": self.env.user.id,
                }
            )
            group._hand_over(department)
        return True

    def _admit(self):
        """What the program did not understand a person has read: its sender becomes a client like
        any other, and nothing is attached against the decision of the person (C03)."""
        unread = self.filtered(lambda request: request.state == "broken")
        if not unread:
            return
        unread._read_inn()
        for request, partner in unread._senders()[0].items():
            request.partner_id = request.partner_id or partner
        unread.filtered(lambda request: not request.partner_id)._make_clients()

    def _department(self, team, request):
        if isinstance(team, int):
            team = self.env["crm.team"].browse(team)
        department = (team or request.suggested_team_id).sudo()
        if not department:
            raise UserError(
                self.env._("Choose the department of request %(number)s.", number=request.name)
            )
        if not department.is_department:
            raise UserError(
                self.env._("«%(team)s» is not a sales department.", team=department.name)
            )
        return department

    def _hand_over(self, department):
        """The leads go to the department, and its Head is told once (F02, F06)."""
        goes = {"team_id": department.id, "awaits_sorting": False}
        self.lead_id.write(goes)
        self.filtered(lambda request: not request.lead_id)._make_leads(goes)
        leads = self.lead_id
        # What came meanwhile from the same sender follows its lead.
        leads.request_ids.filtered(lambda request: not request.team_id).team_id = department
        leads.filtered(lambda lead: not lead.user_id)._flow_wait_for_person(department)

    def _directors(self):
        group = self.env.ref("crm_sales_flow.group_director").sudo()
        return group.all_user_ids.filtered(lambda user: user.active and not user.share)

    def action_attach(self, lead):
        """The sorter knows to which lead or deal the request belongs."""
        if isinstance(lead, int):
            lead = self.env["crm.lead"].browse(lead)
        lead.check_access("read")
        for request in self._take(WAITING):
            own = request.lead_id
            request._attach(lead.sudo(), self.env.user)
            request.former_lead_id = own - lead.sudo()
            own._put_away_unneeded()

    def action_drop(self, reason=None):
        reason = reason or self.env.context.get("drop_reason")
        if reason not in dict(self._fields["drop_reason"].selection):
            raise UserError(self.env._("Say why the request is dropped."))
        requests = self._take(WAITING)
        requests.write(
            {
                "state": "dropped",
                "drop_reason": reason,
                "sorted_at": fields.Datetime.now(),
                "sorted_by_id": self.env.user.id,
            }
        )
        requests.lead_id._put_away_unneeded()
        return True

    def action_reopen(self):
        """Back to the desk: a dropped request by mistake, a filtered or broken one let in."""
        requests = self._take(("dropped",))
        requests.write(
            {
                "state": "new",
                "drop_reason": False,
                "sorted_at": False,
                "sorted_by_id": False,
            }
        )
        leads = requests.lead_id.with_context(active_test=False)
        leads.filtered(lambda lead: not lead.active).action_restore()
        requests.partner_id.filtered(lambda partner: not partner.active).action_unarchive()
        requests._match()
        return True

    def action_process_again(self):
        """Let in what was filtered out, and read once more what was not understood.

        A letter that Odoo still does not take comes to the desk as it was described from its
        source: a person decides.
        """
        for request in self._take(("filtered", "broken")):
            if request._read_again():
                continue
            if deal := request._answered_deal():
                request.write(
                    {
                        "state": "attached",
                        "lead_id": deal.id,
                        "team_id": deal.team_id.id,
                        "sorted_at": fields.Datetime.now(),
                        "sorted_by_id": self.env.uid,
                    }
                )
                continue
            request.write({"state": "new", "filter_reason": False})
            request._match()
        return True

    def _answered_deal(self):
        """The lead or deal that the letter answers, which has it in its correspondence now.

        A post of a form or a typed request has no Message-Id, and some messages have none either.
        """
        if not self.message_uid:
            return self.env["crm.lead"]
        came = Domain("message_id", "=", self.message_uid) & Domain("model", "=", "crm.lead")
        message = self.env["mail.message"].search(came, limit=1)
        return self.env["crm.lead"].browse(message.res_id).exists()

    def _read_again(self):
        """:return: whether Odoo took the letter this time."""
        letter = self.letter_ids[:1]
        source = letter and letter._source()
        if not source:
            return False
        params = letter.params or {}
        envelope = envelope_of(source)
        envelope = envelope.known_as(letter.sudo()._own_uid(source, envelope.uid))
        trace = LetterTrace(envelope, letter.id, self._name, again_id=self.id)
        self.env["mail.thread"].sudo().with_context(flow_letter=trace).message_process(
            message=source, **{**params, "model": self._name, "thread_id": None}
        )
        return self.id in trace.request_ids

    def action_open_lead(self):
        self.ensure_one()
        return self.lead_id.get_formview_action()

    # ---------------------------------------------------------- protection

    def _take(self, states):
        """Lock the requests for a decision: of two sorters at once one wins, the other is told.

        :return: the requests, elevated: the group of the user is what gives the right.
        """
        self._check_sorter()
        self.check_access("write")
        requests = self.sudo()
        locked = requests.try_lock_for_update(allow_referencing=True)
        if busy := requests - locked:
            # Who has them has not finished yet: nothing is known of the outcome.
            raise UserError(
                self.env._(
                    "Request %(number)s is being sorted by somebody just now.", number=busy[0].name
                )
            )
        locked.invalidate_recordset(["state"])
        if taken := locked.filtered(lambda request: request.state not in states):
            raise UserError(self._taken_text(taken[0]))
        return requests

    @api.model
    def _check_sorter(self):
        if not any(self.env.user.has_group(group) for group in SORTERS):
            raise AccessError(self.env._("Requests are sorted by the sorter or the director."))

    def _taken_text(self, request):
        state = dict(self._fields["state"]._description_selection(self.env))[request.state]
        return self.env._(
            "Somebody has been faster. Request %(number)s: %(state)s %(team)s %(user)s",
            number=request.name,
            state=state,
            team=request.team_id.name or "",
            user=request.sorted_by_id.name or "",
        ).strip()
