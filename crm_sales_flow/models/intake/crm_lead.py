from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

from .crm_request_door import LetterTrace

SORTERS = ("crm_sales_flow.group_request_sorter", "crm_sales_flow.group_director")


class CrmLead(models.Model):
    _inherit = "crm.lead"

    request_ids = fields.One2many("crm.request", "lead_id", "Requests")
    request_count = fields.Integer(compute="_compute_request_count")
    awaits_sorting = fields.Boolean(
        "Waits for sorting",
        readonly=True,
        copy=False,
        help="Until the request is sorted, the lead stays out of the pipelines.",
    )
    registered_at = fields.Datetime(
        "Registered",
        compute="_compute_registered_at",
        store=True,
        default=fields.Datetime.now,
        copy=False,
        help="When the first request came; the first call is due from then.",
    )

    assign_due_at = fields.Datetime(
        "To be assigned by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="By the policy «Assign the responsible person». Empty when somebody has the lead.",
    )

    # A pipeline is counted at each look; the rows themselves have more than a hundred columns.
    _pipeline_idx = models.Index(
        "(stage_id) INCLUDE (user_id, team_id, company_id, id, expected_revenue,"
        " recurring_revenue_monthly) WHERE active IS TRUE AND type = 'opportunity'"
        " AND won_status = 'pending' AND awaits_sorting IS NOT TRUE"
    )

    @api.depends()  # once: leads that were there before the installation keep their day
    def _compute_registered_at(self):
        for lead in self:
            lead.registered_at = lead.create_date or fields.Datetime.now()

    def _compute_request_count(self):
        Request = self.env["crm.request"].sudo()
        domain = [("lead_id", "in", self.ids)]
        counts = dict(Request._read_group(domain, ["lead_id"], ["__count"]))
        for lead in self:
            lead.request_count = counts.get(lead._origin, 0)

    # --------------------------------------------------------------- hooks

    def _flow_check_write(self, vals):
        result = super()._flow_check_write(vals)
        if "user_id" in vals and not self.env.su:
            self._flow_check_assigner(vals["user_id"])
        if "team_id" in vals and not self.env.su:
            self._flow_check_department(vals["team_id"])
        if vals.get("type") == "opportunity":
            self._flow_check_convert()
        return result

    def _flow_check_assigner(self, user_id):
        """The Head gives work to people; a person may take what nobody has (A03, F07)."""
        user = self.env.user
        if user.has_group("crm_sales_flow.group_director"):
            return
        for lead in self.sudo().filtered("team_id.flow_enabled"):
            if lead.user_id.id == user_id or user in lead.team_id.head_ids:
                continue
            staff = lead.team_id.staff_ids | lead.team_id.child_ids.staff_ids
            if user_id == user.id and not lead.user_id and user in staff:
                continue
            raise AccessError(
                self.env._(
                    "«%(lead)s» is assigned by the Head of the department: %(heads)s.",
                    lead=lead.name,
                    heads=", ".join(lead.team_id.head_ids.mapped("name")) or "-",
                )
            )

    def _flow_check_department(self, team_id):
        """A lead leaves its department by the Head, a sorter or a director only (A03, F05)."""
        user = self.env.user
        if any(user.has_group(group) for group in SORTERS):
            return
        for lead in self.sudo().filtered(lambda x: x.type == "lead" and x.team_id.flow_enabled):
            if lead.team_id.id != team_id and user not in lead.team_id.head_ids:
                raise AccessError(
                    self.env._(
                        "«%(lead)s» leaves the department «%(team)s» only by its Head.",
                        lead=lead.name,
                        team=lead.team_id.name,
                    )
                )

    def _flow_check_convert(self):
        """A lead becomes a deal when it has a department and a responsible person (H04)."""
        for lead in self.sudo().filtered(lambda lead: lead.type == "lead"):
            if lead.awaits_sorting:
                raise UserError(
                    self.env._(
                        "«%(lead)s» waits for sorting and has no department yet.", lead=lead.name
                    )
                )
            if lead.team_id.flow_enabled and not lead.user_id:
                raise UserError(
                    self.env._(
                        "«%(lead)s» has no responsible person: the Head of the department assigns "
                        "one first.",
                        lead=lead.name,
                    )
                )

    def _flow_need_values(self):
        return super()._flow_need_values() + [
            {
                "text": text,
                "date": request.registered_at.date(),
                "source_kind": "request",
                "source": request.name,
            }
            for request in self.sudo().request_ids
            if request.state != "dropped" and (text := request._plain_text())
        ]

    def _flow_after_assign(self):
        """The one who got the lead calls the client within the hour (F08, G01, G02)."""
        result = super()._flow_after_assign()
        self.assign_due_at = False
        if tasks := self._flow_open_tasks(("assign", "not_assigned")):
            tasks.action_feedback()
        leads = self.filtered(lambda lead: lead.type == "lead" and not lead.first_contact_at)
        registered = {lead.id: lead.registered_at for lead in leads}
        calls = leads._flow_schedule("first_call", start=registered)
        for call, lead in zip(calls, leads if calls else (), strict=True):
            if call.user_id != lead.user_id or call.stands_for_id:
                call.sudo().user_id = lead.user_id
        return result

    # ------------------------------------------------------------- actions

    def action_assign(self):
        # Saved at once: the button of a line works on saved lines only.
        wizard = self.env["crm.lead.assign"].create({"lead_ids": [Command.set(self.ids)]})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Assign"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_attach_request(self):
        """Button of a line of «open leads and deals» on a request."""
        request = self.env["crm.request"].browse(self.env.context.get("request_id"))
        request.action_attach(self)

    def action_requests(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_sales_flow.action_request")
        return {**action, "domain": [("lead_id", "=", self.id)], "context": {}}

    # --------------------------------------------------------------- tools

    def _who_answers(self):
        """Who is told of a further request: the manager at work, else the Head on duty (C06)."""
        return (self.user_id.filtered("active") or self.team_id._flow_leader())._flow_on_duty()

    def _is_heard(self):
        """Whether a request that is attached here by itself comes to somebody's eyes (C06, F01).

        A lead of an import has neither department nor person; the owner of another one has left.
        """
        return self.awaits_sorting or bool(self._who_answers())

    def _is_from_client(self, message):
        """What a robot of the client writes while he is away is no answer of his (C08)."""
        trace = self.env.context.get("flow_letter")
        by_robot = isinstance(trace, LetterTrace) and trace.envelope.robot
        return not by_robot and super()._is_from_client(message)

    def _put_away_unneeded(self):
        """A lead made for a request that is dropped, or hung elsewhere, is not needed; nor is
        the client made for it, unless something else is known of him.

        While another request hangs on it, that one waits on the desk instead (F01).
        """
        for lead in self.filtered("awaits_sorting"):
            alive = lead.request_ids.filtered(lambda request: request.state != "dropped")
            if alive:
                alive._keep_waiting()
                continue
            lead.write({"active": False, "probability": 0})
            partner = lead.partner_id
            made_here = lead.request_ids.filtered("partner_is_new").partner_id
            busy = self.search_count([("partner_id", "=", partner.id)], limit=1)
            if partner and partner in made_here and not busy and not partner.user_ids:
                partner.action_archive()
