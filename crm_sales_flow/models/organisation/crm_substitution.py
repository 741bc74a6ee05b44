from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError

from ...tools.local_time import utc_of_day

MANAGER = "crm_sales_flow.group_manager"
HEAD = "crm_sales_flow.group_head"
SORTER = "crm_sales_flow.group_request_sorter"
SORTING = (SORTER, "crm_sales_flow.group_director")


class CrmSubstitution(models.Model):
    """Somebody is away and somebody else does his work meanwhile (W04).

    Deals stay whose they are: while an absence is active the deputy reads and works on them, and
    new requests, calls, tasks and notices come to him. A deputy who is away himself is stood in
    for by his own deputy; circles are refused. What is active is a stored state, switched at the
    beginning and at the end of the day of the absent person.
    """

    _name = "crm.substitution"
    _description = "Absence with a deputy"
    _inherit = ["flow.kept.right.mixin", "mail.thread"]
    _order = "date_from desc, id desc"
    _check_company_auto = True
    _kept_right_names = frozenset({"user_id", "company_id"})

    user_id = fields.Many2one(
        "res.users",
        "Absent",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        index=True,
        ondelete="cascade",
        tracking=True,
    )
    deputy_id = fields.Many2one(
        "res.users",
        required=True,
        domain="[('share', '=', False), ('id', '!=', user_id)]",
        index=True,
        ondelete="restrict",
        tracking=True,
        help="Gets the new requests, calls, tasks and notices, and works on the deals meanwhile.",
    )
    date_from = fields.Date(
        "First day", required=True, default=fields.Date.context_today, tracking=True
    )
    date_to = fields.Date("Last day", required=True, tracking=True)
    reason = fields.Selection(
        [
            ("vacation", "Vacation"),
            ("illness", "Illness"),
            ("trip", "Business trip"),
            ("training", "Training"),
            ("other", "Other"),
        ],
        required=True,
        default="vacation",
    )
    note = fields.Char(help="What the deputy should know.")
    closed_at = fields.Datetime("Back early", readonly=True, copy=False)
    starts_at = fields.Datetime(compute="_compute_starts_at", store=True)
    ends_at = fields.Datetime(compute="_compute_starts_at", store=True)
    state = fields.Selection(
        [("planned", "Planned"), ("active", "Away"), ("over", "Over")],
        required=True,
        default="planned",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    deputy_warning = fields.Boolean(compute="_compute_deputy_warning", compute_sudo=True)

    _check_days = models.Constraint(
        "CHECK (date_to >= date_from)", "The last day cannot be before the first."
    )
    _check_self = models.Constraint("CHECK (user_id != deputy_id)", "Nobody stands in for himself.")

    @api.depends("date_from", "date_to", "closed_at", "user_id.tz")
    def _compute_starts_at(self):
        """Whole days where the absent person lives; back early ends it at that moment."""
        for row in self:
            zone = row.user_id.tz or self.env.company.partner_id.tz
            row.starts_at = row.date_from and utc_of_day(row.date_from, zone)
            ends = row.date_to and utc_of_day(row.date_to + timedelta(days=1), zone)
            row.ends_at = min(ends, row.closed_at) if ends and row.closed_at else ends

    @api.depends("user_id", "deputy_id")
    def _compute_deputy_warning(self):
        """A deputy without the role of a Head reads the department but cannot assign."""
        for row in self:
            row.deputy_warning = (
                row.deputy_id and row.user_id.has_group(HEAD) and not row.deputy_id.has_group(HEAD)
            )

    @api.depends("user_id", "deputy_id")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.user_id.name or ''} → {row.deputy_id.name or ''}"

    # --------------------------------------------------------------- checks

    @api.constrains("user_id", "deputy_id")
    def _check_deputy_role(self):
        for row in self.sudo():
            if row.user_id.has_group(MANAGER) and not row.deputy_id.has_group(MANAGER):
                raise ValidationError(
                    self.env._(
                        "%(deputy)s has no role in sales and could not open the deals of %(user)s.",
                        deputy=row.deputy_id.name,
                        user=row.user_id.name,
                    )
                )
            if row.user_id.has_group(SORTER) and not any(map(row.deputy_id.has_group, SORTING)):
                raise ValidationError(
                    self.env._(
                        "%(deputy)s has no role of a sorter and could not sort the requests "
                        "instead of %(user)s.",
                        deputy=row.deputy_id.name,
                        user=row.user_id.name,
                    )
                )

    @api.constrains("user_id", "deputy_id", "date_from", "date_to", "closed_at")
    def _check_overlap(self):
        """One deputy at a time, and no circle in which nobody is at work."""
        others = self.sudo().search([("state", "!=", "over")])
        for row in (self.sudo() & others).filtered(lambda row: row.starts_at < row.ends_at):
            same = (others - row).filtered(lambda other, row=row: other.user_id == row.user_id)
            if same := same.filtered(lambda other, row=row: row._common(other)):
                raise ValidationError(
                    self.env._(
                        "%(user)s is away on these days already: %(row)s, %(start)s - %(end)s.",
                        user=row.user_id.name,
                        row=same[0].display_name,
                        start=same[0].date_from,
                        end=same[0].date_to,
                    )
                )
            if others._circle(row.deputy_id, row.starts_at, row.ends_at, row.user_id):
                raise ValidationError(
                    self.env._(
                        "%(deputy)s is away on some of these days, and the one who stands in for "
                        "him is %(user)s in the end: nobody would be at work.",
                        deputy=row.deputy_id.name,
                        user=row.user_id.name,
                    )
                )

    def _common(self, other):
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def _circle(self, person, start, end, origin):
        """Whether the deputies of ``person`` lead back to ``origin`` at some moment of the time."""
        if person == origin:
            return True
        for row in self.filtered(lambda row: row.user_id == person):
            begin, finish = max(start, row.starts_at), min(end, row.ends_at)
            if begin < finish and (self - row)._circle(row.deputy_id, begin, finish, origin):
                return True
        return False

    # ------------------------------------------------------------------ ORM

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._plan_switch()
        return rows

    def write(self, vals):
        if "user_id" in vals:
            self.filtered(lambda row: row.user_id.id != vals["user_id"])._unlink_except_begun()
        result = super().write(vals)
        if {"user_id", "deputy_id", "date_from", "date_to", "closed_at"} & vals.keys():
            self._plan_switch()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        if any(row.state != "planned" for row in self):
            raise ValidationError(
                self.env._("An absence that has begun stays in the log: press «Back at work».")
            )

    # -------------------------------------------------------------- switch

    def action_close(self):
        """Back at work early, or not away after all."""
        self.filtered(lambda row: row.state != "over").closed_at = fields.Datetime.now()

    def _plan_switch(self):
        """Switch what is due now, and wake the cron at the edges to come."""
        now = fields.Datetime.now()
        edges = {moment for row in self for moment in (row.starts_at, row.ends_at) if moment > now}
        if edges:
            self.env.ref("crm_sales_flow.ir_cron_substitution").sudo()._trigger(at=sorted(edges))
        self._switch()

    @api.model
    def _cron_switch(self):
        self._switch()

    @api.model
    def _switch(self):
        """Give every absence its state, and store who is on duty for whom."""
        now = fields.Datetime.now()
        rows = self.sudo().search([("state", "!=", "over")])
        ended = rows.browse()
        for state, group in rows.grouped(lambda row: row._state_at(now)).items():
            changed = group.filtered(lambda row, state=state: row.state != state)
            changed.write({"state": state})
            if state == "over":
                ended = changed
        self._store_deputies()
        if ended:
            ended._after_over()

    def _state_at(self, moment):
        if moment >= self.ends_at:
            return "over"
        return "active" if moment >= self.starts_at else "planned"

    @api.model
    def _store_deputies(self):
        active = self.sudo().search([("state", "=", "active")])
        deputies = {row.user_id: row.deputy_id for row in active}
        users = self.env["res.users"].sudo().with_context(active_test=False)
        passed_on = users.browse()
        stored = users.search([("active_deputy_ids", "!=", False)])
        for user in stored | users.union(*deputies):
            deputy = self._last_deputy(deputies, user)
            if user.active_deputy_ids != deputy:
                if user.active_deputy_ids and deputy:
                    passed_on |= user
                user.active_deputy_ids = [Command.set(deputy.ids)]
        if passed_on:
            self._after_passed_on(passed_on)

    @api.model
    def _last_deputy(self, deputies, user):
        """The first one in the chain who is at work; it ends also if two made a circle at once."""
        seen, deputy = user, deputies.get(user, user.browse())
        while deputy in deputies and deputies[deputy] not in seen:
            seen |= deputy
            deputy = deputies[deputy]
        return deputy

    @api.model
    def _after_passed_on(self, users):
        """Do what follows when another one stands in for absent people; rooms extend it."""

    def _after_over(self):
        """Do what follows when absences are over; rooms extend it."""
