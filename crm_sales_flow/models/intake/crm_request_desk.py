from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .crm_lead import SORTERS
from .crm_request import WAITING

DESK_ROWS = 80  # more are never sorted in one go; the rest follow
DESK_TEAMS = 9  # as many as there are digit keys
UNDO = timedelta(minutes=30)
# Tasks of a lead that nobody works on any more, because it goes back to the desk.
CALLED_OFF = ("assign", "not_assigned", "first_call", "no_contact")


class CrmRequest(models.Model):
    """What the sorting desk shows, what it hears, and what it takes back (F01, F02, F04)."""

    _inherit = "crm.request"

    returned_at = fields.Datetime(
        "Back on the desk since", readonly=True, copy=False, help="Returned as not ours (F05)."
    )
    former_lead_id = fields.Many2one(
        "crm.lead",
        "Own lead before",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The lead of the request before a person attached it to another one.",
    )
    partner_is_borrowed = fields.Boolean(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="The client is that of the deal: nothing else was known of the sender.",
    )
    carried_ids = fields.Many2many(
        "ir.attachment",
        "crm_request_carried_rel",
        "request_id",
        "attachment_id",
        "Files on the deal",
        readonly=True,
        copy=False,
        help="Copies that are taken away again when the request turns out to belong elsewhere.",
    )
    breach_ids = fields.One2many("crm.sorting.breach", "request_id", "Not sorted in time")

    # --------------------------------------------------------------- screen

    @api.model
    def flow_desk(self):
        """All and only what waits, oldest first, with the departments to choose from."""
        self._check_sorter()
        domain = [("state", "in", WAITING)]
        requests = self.search(domain, limit=DESK_ROWS)
        full = len(requests) == DESK_ROWS
        teams = (
            self.env["crm.team"]
            .sudo()
            .search(
                [
                    ("is_department", "=", True),
                    ("company_id", "in", [False, *self.env.companies.ids]),
                ],
                limit=DESK_TEAMS,
            )
        )
        return {
            "total": self.search_count(domain) if full else len(requests),
            "requests": [request._desk_row() for request in requests],
            "teams": [{"id": team.id, "name": team.name} for team in teams],
            "slot": self._desk_slot(),
        }

    @api.model
    def _desk_slot(self):
        """Until when what waits is to be sorted; nothing without hours of sorting (F03)."""
        if not (found := self.env["crm.sorting.slot"]._next(self.env.companies)):
            return False
        slot, start, end = found
        came = ["&", ("returned_at", "=", False), ("registered_at", "<", start)]
        domain = [("state", "in", WAITING), "|", ("returned_at", "<", start), *came]
        return {
            "end_at": fields.Datetime.to_string(end),
            "minutes": slot.minutes,
            "count": self.search_count(domain),
        }

    def _desk_row(self):
        suggested = self.suggested_team_id.sudo()
        return {
            "id": self.id,
            "name": self.name,
            "subject": self.subject or "",
            "who": ", ".join(filter(None, (self.contact_name, self.partner_name))),
            "address": self.phone or self.email_normalized or "",
            "channel": dict(self._fields["channel"]._description_selection(self.env))[self.channel],
            "registered_at": fields.Datetime.to_string(self.registered_at),
            "team_id": suggested.id,
            "team": suggested.name or "",
            "reason": self.suggestion_reason or "",
            "late": bool(self.breach_ids),
            "mark": self._desk_mark(),
            "broken": self.state == "broken",
        }

    def _desk_mark(self):
        """Why this one wants more attention than the others (C03, D02, F07)."""
        if self.state == "broken":
            return self.env._("Not understood")
        if self.returned_at:
            return self.env._("Returned")
        if self.without_phone:
            return self.env._("No phone")
        return self.env._("Without a template") if self.without_template else ""

    def flow_desk_text(self):
        """What the sorter reads of one request, and to what of the sender it may belong."""
        self.ensure_one()
        self._check_sorter()
        return {
            "id": self.id,
            "broken": self.state == "broken",
            "body": self.body or "",
            "phone": self.phone or "",
            "email": self.email_normalized or "",
            "client": self.partner_id.display_name if not self.partner_is_new else "",
            "company": self.hint_partner_id.display_name or "",
            "forwarded": self.forwarded_email or "",
            "files": [{"id": file.id, "name": file.name} for file in self.attachment_ids],
            "leads": [lead._desk_candidate() for lead in self.candidate_lead_ids],
        }

    # ---------------------------------------------------------------- live

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            self._tell_desks(vals["state"])
        return result

    def _match(self):
        result = super()._match()
        if waiting := self.filtered(lambda request: request.state == "new"):
            waiting._tell_desks("new")
        return result

    def _tell_desks(self, state):
        """The desks that are open show what came and let go what another has taken."""
        user = self.env.user
        notice = {"ids": self.ids, "state": state, "user_id": user.id, "user": user.name}
        groups = map(self.env["ir.model.data"]._xmlid_to_res_id, SORTERS)
        self.env["res.groups"].browse(groups)._bus_send("crm_sales_flow.requests", notice)

    # ---------------------------------------------------------------- undo

    def action_undo(self):
        """The sorter takes his own decision back, while nobody works by it."""
        requests = self._take(("sorted", "attached", "dropped"))
        for request in requests:
            request._check_undo()
        if dropped := requests.filtered(lambda request: request.state == "dropped"):
            dropped.with_env(self.env).action_reopen()
        if attached := requests.filtered(lambda request: request.state == "attached"):
            attached._detach()
        if placed := requests.filtered(lambda request: request.state == "sorted"):
            placed._back_to_desk()
        for request in requests.filtered(lambda request: not request.returned_at):
            request.suggested_team_id = request.rule_id.team_id
        return True

    def _check_undo(self):
        latest = fields.Datetime.now() - UNDO
        if self.sorted_by_id != self.env.user or not self.sorted_at or self.sorted_at < latest:
            raise UserError(
                self.env._("Request %(number)s was not sorted by you just now.", number=self.name)
            )
        lead = self.lead_id
        if self.state == "sorted" and (lead.user_id or lead.type != "lead"):
            raise UserError(
                self.env._(
                    "Request %(number)s is in work already: %(user)s. Ask the Head to return it.",
                    number=self.name,
                    user=lead.user_id.name or lead.name,
                )
            )

    def _back_to_desk(self):
        """The requests wait again; their leads leave the pipelines, their tasks are called off.

        Archived, so that the reminders that were given still name their task.
        """
        leads = self.lead_id
        leads._flow_open_tasks(CALLED_OFF).active = False
        leads.write(
            {"team_id": False, "user_id": False, "awaits_sorting": True, "assign_due_at": False}
        )
        (leads.request_ids - self).filtered(lambda r: r.state == "attached").team_id = False
        self.write(
            {
                "state": "new",
                "team_id": False,
                "suggested_team_id": False,
                "sorted_at": False,
                "sorted_by_id": False,
            }
        )

    def _keep_waiting(self):
        """Of the requests of a lead that waits one is on the desk always: else nobody sees it."""
        if any(request.state in WAITING for request in self):
            return
        oldest = self.filtered(lambda request: request.state == "attached").sorted("id")[:1]
        oldest._back_to_desk()
        oldest._suggest_teams()

    def _detach(self):
        """The request leaves the deal with its files and has its own lead again; what the chatter
        showed meanwhile is said to be void."""
        for request in self:
            request.lead_id._message_log(
                body=self.env._("Request %(number)s was taken away again.", number=request.name)
            )
        self.carried_ids.unlink()
        self.former_lead_id.filtered(lambda lead: not lead.active).action_restore()
        self.partner_id.filtered(lambda partner: not partner.active).action_unarchive()
        # The client of a deal that the request does not belong to says nothing of its sender.
        self.filtered("partner_is_borrowed").write(
            {"partner_id": False, "partner_is_borrowed": False}
        )
        for request in self:
            request.write(
                {
                    "state": "new",
                    "lead_id": request.former_lead_id.id,
                    "former_lead_id": False,
                    "team_id": False,
                    "sorted_at": False,
                    "sorted_by_id": False,
                }
            )
