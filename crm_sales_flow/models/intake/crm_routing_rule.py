from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...tools.letter_template import html_lines, split_labels
from ...tools.phone import phone_key
from ...tools.routing import Words, best_team, phrase_tokens

CONDITIONS = ("template_id", "words", "called_number", "sender", "channel", "source_id")
SHORTEST_STEM = 3  # «в*» would be in every letter


class Facts(NamedTuple):
    """What rules are asked about: of a request, or of a text on trial."""

    words: Words
    address: str = ""
    called_key: str = ""
    template_id: int = 0
    channel: str = ""
    source_id: int = 0


class Suggestion(NamedTuple):
    team: models.BaseModel
    rule: models.BaseModel
    reason: str


class CrmRoutingRule(models.Model):
    """By what a request is known to belong to a department (F04).

    All conditions that are filled in must hold; the scores of the rules that hold are added up by
    department and the highest sum is proposed. All rules are read by one query.
    """

    _name = "crm.routing.rule"
    _inherit = "flow.intake.rule.mixin"
    _description = "Rule of sorting"

    team_id = fields.Many2one(
        "crm.team",
        "Department",
        required=True,
        ondelete="cascade",
        domain="[('is_department', '=', True)]",
        help="Proposed to the sorter; he decides.",
    )
    score = fields.Integer(
        default=10,
        required=True,
        help="The scores of all rules that hold are added up by department; the highest sum wins.",
    )
    # When
    words = fields.Text(
        help="Words of the subject, the text or the keyword, one a line or divided by semicolons; "
        "one of them is enough. A star stands for any ending: вакуумн* насос*."
    )
    template_id = fields.Many2one(
        "crm.request.template", "Letter template", ondelete="cascade", index="btree_not_null"
    )
    called_number = fields.Char(
        "Number that was called",
        help="Numbers of ours, divided by semicolons, in any spelling.",
    )
    sender = fields.Char(help="Addresses or domains of senders, divided by semicolons.")
    channel = fields.Selection(lambda self: self.env["crm.request"]._fields["channel"].selection)
    source_id = fields.Many2one("utm.source", ondelete="cascade")
    # How it works out
    hit_count = fields.Integer(
        "Proposed", compute="_compute_counts", help="Sorted requests for which this rule spoke."
    )
    accepted_percent = fields.Integer(
        "Accepted, %",
        compute="_compute_counts",
        help="How often the sorter chose the department of this rule. A low one misleads him.",
    )

    def _compute_counts(self):
        domain = [("rule_id", "in", self.ids), ("state", "=", "sorted")]
        groups = self.env["crm.request"]._read_group(domain, ["rule_id", "team_id"], ["__count"])
        for rule in self:
            counts = {team: count for found, team, count in groups if found == rule._origin}
            total = sum(counts.values())
            rule.hit_count = total
            rule.accepted_percent = 100 * counts.get(rule.team_id, 0) // total if total else 0

    @api.constrains("name", *CONDITIONS)
    def _check_conditions(self):
        for rule in self:
            if not any(rule[name] for name in CONDITIONS):
                raise ValidationError(
                    self.env._("«%(name)s»: say by what a request is recognised.", name=rule.name)
                )

    @api.constrains("words")
    def _check_words(self):
        for rule in self:
            for phrase in split_labels(rule.words) or filter(None, [rule.words]):
                tokens = phrase_tokens(phrase)
                short = [t for t in tokens if t.endswith("*") and len(t) <= SHORTEST_STEM]
                if short or not tokens:
                    raise ValidationError(
                        self.env._(
                            "«%(phrase)s»: write at least three letters before the star.",
                            phrase=phrase,
                        )
                    )

    @api.constrains("team_id")
    def _check_team(self):
        for rule in self:
            if not rule.team_id.sudo().is_department:
                raise ValidationError(
                    self.env._(
                        "«%(team)s» is not a sales department.", team=rule.team_id.sudo().name
                    )
                )

    @api.constrains("score")
    def _check_score(self):
        if any(rule.score <= 0 for rule in self):
            raise ValidationError(self.env._("The score of a rule is greater than zero."))

    # ------------------------------------------------------------- deciding

    @api.model
    def _all(self, companies):
        """One query for all rules, in their order."""
        domain = Domain("company_id", "in", [False, *companies.ids])
        domain &= Domain("team_id.is_department", "=", True) & Domain("team_id.active", "=", True)
        stored = [name for name in CONDITIONS if name != "channel"]
        rules = self.sudo().search_fetch(
            domain, [*stored, "channel", "name", "team_id", "score", "company_id"]
        )
        return rules

    def _suggest(self, facts):
        """:return: the Suggestion of these rules, or None."""
        grounds = {rule: ground for rule in self if (ground := rule._ground(facts))}
        matches = [(rule, rule.team_id, rule.score) for rule in grounds]
        if not (best := best_team(matches)):
            return None
        team, rules = best
        reason = "; ".join(f"{rule.name}: {grounds[rule]}" for rule in rules)
        return Suggestion(team, rules[0], reason)

    def _ground(self, facts):
        """:return: why the rule holds, in words for the sorter; "" when it does not."""
        self.ensure_one()
        grounds = []
        for name in CONDITIONS:
            if not self[name]:
                continue
            ground = getattr(self, f"_ground_{name}")(facts)
            if not ground:
                return ""
            grounds.append(ground)
        return ", ".join(grounds)

    def _ground_words(self, facts):
        found = (facts.words.find(phrase) for phrase in split_labels(self.words))
        return next((f"«{words}»" for words in found if words), "")

    def _ground_template_id(self, facts):
        return self.template_id.name if self.template_id.id == facts.template_id else ""

    def _ground_called_number(self, facts):
        numbers = split_labels(self.called_number)
        is_called = facts.called_key and facts.called_key in map(phone_key, numbers)
        return facts.called_key if is_called else ""

    def _ground_sender(self, facts):
        places = {place.casefold().lstrip("@") for place in split_labels(self.sender)}
        domain = facts.address.rpartition("@")[2]
        return next((name for name in (facts.address, domain) if name and name in places), "")

    def _ground_channel(self, facts):
        labels = dict(self._fields["channel"]._description_selection(self.env))
        return labels[self.channel] if self.channel == facts.channel else ""

    def _ground_source_id(self, facts):
        return self.source_id.name if self.source_id.id == facts.source_id else ""

    # -------------------------------------------------------------- actions

    def action_try(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Try on a text"),
            "res_model": "crm.routing.rule.try",
            "view_mode": "form",
            "target": "new",
        }

    def action_requests(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_sales_flow.action_request")
        return {**action, "domain": [("rule_id", "=", self.id)], "context": {}}


def text_words(subject, html, keyword=""):
    """The words of a request; of a long letter its beginning."""
    return Words("\n".join((subject or "", keyword or "", *html_lines(str(html or "")))))
