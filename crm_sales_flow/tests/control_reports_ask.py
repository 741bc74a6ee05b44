from ast import literal_eval
from datetime import datetime
from statistics import mean
from types import SimpleNamespace

from .control_boards import ControlBoards
from .control_recount import local_day, word

GOOD, BAD = ("in_time", "kept"), ("late", "missed", "overdue", "broken")


def total(name):
    return lambda rows: sum(getattr(row, name, 0) for row in rows)


def rate(above, below, factor=100):
    """Of the sums of a group, on whatever level: never the mean of the rows' shares."""

    def tell(rows):
        whole = total(below)(rows)
        return factor * total(above)(rows) / whole if whole else None

    return tell


def average(name, middle=mean):
    def tell(rows):
        known = [value for row in rows if (value := getattr(row, name)) is not None]
        return middle(known) if known else None

    return tell


def month_of(name, day):
    """The mark of a row by which a report is grouped by months: a day, or a moment."""
    return {f"{name}:month": day.replace(day=1)}


class ControlReportsAsk(ControlBoards):
    """What a report tells each person by each mark, against rows made in plain Python."""

    def compare(self, model, rows, measures, marks, logins=None, also=(), then=(), domain=()):
        """:param rows: what the report is made of, whoever looks.
        :param measures: dict of a measure -> what it is of the rows of a group.
        :param marks: what to group by, each alone, or followed by those of ``then``.
        :param logins: who looks; the director, the Head and a manager, and those of ``also``.
        """
        for login in logins or ["director", "head", "manager", *also]:
            mine = [row for row in rows if self.reads(login, row)]
            for mark in marks:
                by = [mark, *then]
                groups = {}
                for row in mine:
                    key = tuple(getattr(row, name) for name in by)
                    groups.setdefault(key if then else key[0], []).append(row)
                expected = {
                    key: [tell(some) for tell in measures.values()] for key, some in groups.items()
                }
                found = self.figures(model, by, [*measures], domain, user=login)
                with self.subTest(report=model, login=login, by=by):
                    self.check_rows(found, expected)

    def reads(self, login, row):
        """Whose rows a person sees in a report, by department and by person."""
        if login not in ("head", "manager"):
            return True
        own = row.user_id == self.users[login]
        outside = row.team_id and not row.team_id.flow_enabled
        if login == "head":
            return own or bool(outside) or row.team_id in (self.team | self.sub_unit)
        nobodys = not row.user_id and getattr(row, "kind", None) != "plan"
        return own or nobodys and (outside or row.team_id == self.team)

    # ----------------------------------------------------------------- rows

    def origin(self, *more):
        marks = ["team_id", "user_id", "source_id", "medium_id", "campaign_id"]
        return [*marks, "engine", "keyword", "segment_id", *more]

    def of_life(self, life, **facts):
        """A row of a report: whose it is and where it came from, as its deal tells, and facts."""
        team = facts.pop("team", life.team if life else self.env["crm.team"])
        user = facts.pop("user", life.user if life else self.env["res.users"])
        whose = {"team_id": team, "user_id": user, "department_id": team.department_id or team}
        return SimpleNamespace(**{**self.origin_of(life), **whose, **facts})

    def origin_of(self, life):
        campaign = self.campaign if life and life.campaign else self.env["utm.campaign"]
        return {
            "source_id": life.source if life else self.env["utm.source"],
            "medium_id": life.medium if life else self.env["utm.medium"],
            "campaign_id": campaign,
            "engine": word(life.engine) if life else False,
            "keyword": word(life.word) if life else False,
            "segment_id": (life.client if life else self.env["res.partner"]).activity_segment_id,
        }

    def of_share(self, share, **facts):
        client = share.invoice.partner_id if share.invoice else share.life.client
        known = {"partner_id": client, "segment_id": client.activity_segment_id}
        whose = {"team": share.team, "user": share.user}
        return self.of_life(share.life, paid=share.paid, **whose, **known, **facts)

    def kept_or_not(self, state):
        return 100 if state in GOOD else 0 if state in BAD else None

    def lost_domain(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_sales_flow.action_lost_report")
        return [*literal_eval(action["domain"]), ("active", "in", [True, False])]

    # -------------------------------------------------------- what is stored

    def check_rounds(self):
        """Sortings are told by themselves, whoever's requests were left (Z07)."""
        rows = [
            SimpleNamespace(
                state="broken" if held.left else "kept",
                kept=0 if held.left else 100,
                left=held.left,
                **month_of("due_at", self.local_midnight(held.due)),
            )
            for held in self.sortings
        ]
        measures = {
            "__count": len,
            "breach_count:sum": total("left"),
            "kept_share:avg": average("kept"),
        }
        marks = ["state", "due_at:month"]
        self.compare("crm.sorting.round", rows, measures, marks, ["director", "sorter"])

    def check_calls(self):
        """Scores of each manager, for his Head (A09)."""
        rows = [
            SimpleNamespace(
                team_id=self.team,
                user_id=call.user,
                manager_id=call.user,
                score=call.score,
                **month_of("called_at", self.local_midnight(call.called)),
            )
            for call in self.calls
        ]
        measures = {"__count": len, "score:avg": average("score")}
        marks = ["manager_id", "team_id", "called_at:month"]
        self.compare("crm.control.call", rows, measures, marks, ["director", "head"])

    def local_midnight(self, moment):
        return datetime.combine(local_day(moment), datetime.min.time())
