from odoo import api, fields, models
from odoo.exceptions import ValidationError

MISSED = ("missed_unknown", "missed_known")


class MikoRule(models.Model):
    """What follows from a call of one kind, for one number of the company or for all (B11, X08).

    A rule of the number that was called wins over the one for all numbers, and then a rule of the
    company over the one for all companies.
    """

    _name = "miko.rule"
    _description = "Rule for calls"
    _order = "kind, line_id nulls first, id"

    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty: calls of every company."
    )
    line_id = fields.Many2one(
        "miko.line",
        "Company number",
        ondelete="cascade",
        index=True,
        help="Empty: calls to any number, as far as it has no rule of its own.",
    )
    kind = fields.Selection(
        [
            ("in_unknown", "Incoming, unknown number"),
            ("in_known", "Incoming, client"),
            ("missed_unknown", "Missed, unknown number"),
            ("missed_known", "Missed, client"),
            ("out_unknown", "Outgoing, unknown number"),
            ("out_known", "Outgoing, client"),
            ("out_unanswered", "Outgoing, client did not answer"),
        ],
        "Kind of call",
        required=True,
    )
    make_request = fields.Boolean(
        "Register a request",
        help="When the number has no open lead or deal; it becomes a lead as any request does.",
    )
    team_id = fields.Many2one(
        "crm.team",
        "Department",
        domain="[('is_department', '=', True)]",
        help="Proposed for the request; empty: the department of the company number.",
    )
    task_policy_id = fields.Many2one(
        "crm.task.policy", "Task", help="Planned on the lead or deal; empty: no task."
    )
    responsible = fields.Selection(
        [
            ("client", "Manager of the deal or client"),
            ("first_rang", "Whose phone rang first"),
            ("last_rang", "Whose phone rang last"),
            ("first_spoke", "Who answered first"),
            ("last_spoke", "Who talked last"),
            ("head", "Head of the department"),
            ("user", "Always the same person"),
        ],
        "Who does it",
        required=True,
        default="client",
        help="When nobody is found in this way, or may not open the deal: the manager, then those"
        " whose phones rang, the Head, and at last the sorters.",
    )
    user_id = fields.Many2one("res.users", "Person", domain="[('share', '=', False)]")
    script = fields.Text(
        help="Shown on the card while the phone rings and during the talk: what to say and to ask."
    )
    script_id = fields.Many2one(
        "crm.script",
        "Steps of the talk",
        help="Opened from the card on the caller's deal, question by question; the answers are kept"
        " in the deal.",
    )
    active = fields.Boolean(default=True)

    _kind_uniq = models.UniqueIndex(
        "(COALESCE(company_id, 0), kind, COALESCE(line_id, 0)) WHERE active",
        "There is a rule for this number and kind of call already.",
    )

    @api.depends("kind", "line_id")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for rule in self:
            name = kinds.get(rule.kind, "")
            rule.display_name = f"{name} ({rule.line_id.name})" if rule.line_id else name

    @api.constrains("responsible", "user_id")
    def _check_user(self):
        if any(rule.responsible == "user" and not rule.user_id for rule in self):
            raise ValidationError(self.env._("Name the person who always does it."))

    @api.model
    def _of(self, company, line, kind):
        """:return: the rule that holds, or none."""
        domain = [("company_id", "in", (company.id, False)), ("kind", "=", kind)]
        rules = self.search([*domain, ("line_id", "in", (line.id, False))])
        rules = rules.filtered("line_id") or rules
        return rules.filtered("company_id") or rules

    def _task_codes(self):
        """Codes of all tasks that a later talk makes needless (B10)."""
        rules = self.search([("kind", "in", MISSED), ("task_policy_id", "!=", False)])
        return ("call_back", *rules.task_policy_id.mapped("code"))
