import logging
from datetime import datetime, timedelta

import psycopg2
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...tools.local_time import utc_of_day

_logger = logging.getLogger(__name__)

# From the widest to the narrowest: nobody gets a wider desk than his role gives.
DESKS = {
    "director": "crm_sales_flow.group_director",
    "head": "crm_sales_flow.group_head",
    "manager": "crm_sales_flow.group_manager",
    "marketer": "crm_sales_flow.group_marketer",
}
SALES_DESKS = ("director", "head", "manager")
# The window in which people know the records of a model; others open in Odoo's own views.
WINDOWS = {
    "crm.lead": "crm_sales_flow.action_deal",
    "crm.request": "crm_sales_flow.action_request",
    "crm.service.contract": "crm_sales_flow.action_service_contract",
    "crm.attestation.certificate": "crm_sales_flow.action_attestation_certificate",
    "utm.campaign": "crm_sales_flow.action_campaign",
}


class FlowDashboard(models.AbstractModel):
    """The figures of a desk for a period; each opens the records that it counts (Z11).

    A block is a card of the screen. A file that inherits this model adds its name in ``_blocks``
    and makes it in ``_block_<name>(period, filters)``, which returns a dict:

    - ``name``, ``title``, ``kind``: funnel, numbers, bars or table; ``hint`` and ``empty`` (what
      is said when there is nothing) at will;
    - ``figures``: list of ``_figure(...)``; those of a table and of bars with several series say
      in which ``row`` and ``column`` (a key of the block's ``columns``) they stand, and their key
      is ``<row's own key>-<column>``: names of rows may be alike;
    - ``columns``: list of dicts ``key``, ``label`` for those two;
    - ``action``: what the title of the card opens (``_open``), at will.

    Everything is read with the rights of the person: there is no sudo here, so that a figure and
    the list behind it are made of the same records. ``period`` is a pair of dates, both included,
    in the time zone of the person; ``filters`` a dict with ``team_id`` and ``user_id`` (or False).
    """

    _name = "flow.dashboard"
    _description = "Dashboard"

    @api.model
    def get_dashboard(self, desk=False, period=False, filters=False):
        """:param desk: director, head, manager or marketer; the widest of the person without it.
        :param period: pair of ISO dates, or the key of a preset; this month without it.
        :param filters: dict, see above; keys that are not known are left out.
        """
        desk = self._desk(desk)
        period, filters = self._period(period), self._filters(filters, desk)
        board = self.with_context(flow_desk=desk)
        return {
            "desk": desk,
            "period": [fields.Date.to_string(day) for day in period],
            "presets": board._presets(),
            "filters": filters,
            "choices": board._choices(filters),
            "currency_id": self.env.company.currency_id.id,
            "blocks": [board._block(name, period, filters) for name in board._desk_blocks(desk)],
        }

    @api.model
    def _blocks(self):
        """:return: names of the cards, in the order of the screen; to be extended with super()."""
        return []

    @api.model
    def _block_desks(self):
        """:return: dict name of a card -> desks where it stands, when those are not all of sales;
        to be extended with super()."""
        return {}

    @api.model
    def _desk_blocks(self, desk):
        places = self._block_desks()
        return [name for name in self._blocks() if desk in places.get(name, SALES_DESKS)]

    def _block(self, name, period, filters):
        """One card; what goes wrong in it is told there, and the others live."""
        try:
            with self.env.cr.savepoint():
                return {"columns": [], **getattr(self, f"_block_{name}")(period, filters)}
        except psycopg2.OperationalError:  # Odoo repeats the whole request
            raise
        except (UserError, AccessError) as error:
            text = str(error)
        # Not narrower: blocks come from several rooms, and one of them must not take the screen.
        except Exception:  # pylint: disable=broad-exception-caught
            _logger.exception("The block %s of the dashboard failed", name)
            text = self.env._(
                "These figures could not be counted. The administrator's log says why."
            )
        return {"name": name, "title": "", "kind": "error", "error": text, "figures": []}

    # -------------------------------------------------------------- person

    @api.model
    def _desk(self, asked=False):
        user = self.env.user
        desks = [desk for desk, group in DESKS.items() if user.has_group(group)]
        if not desks:
            raise AccessError(self.env._("Your role has no dashboard."))
        return asked if asked in desks else desks[0]

    @api.model
    def _choices(self, filters):
        """Departments and people to filter by: those whose deals the person sees."""
        desk = self.env.context.get("flow_desk")
        if desk not in ("director", "head"):
            return {"teams": [], "users": []}
        domain = Domain("flow_enabled", "=", True)
        if desk == "head":
            domain &= Domain("id", "in", self.env.user.reader_team_ids.ids)
        teams = self.env["crm.team"].search(domain)
        chosen = teams
        if filters["team_id"]:
            chosen = teams.filtered_domain([("id", "child_of", filters["team_id"])])
        people = (chosen.staff_ids | chosen.user_id).filtered("active")
        departments = teams.filtered(lambda team: team.parent_id not in teams)
        return {
            "teams": [{"id": team.id, "name": team.name} for team in departments],
            "users": [{"id": one.id, "name": one.name} for one in people.sorted("name")],
        }

    @api.model
    def _filters(self, filters, desk):
        """A manager's desk tells of his own work."""
        filters = {"user_id": self.env.uid} if desk == "manager" else filters or {}
        return {name: int(filters.get(name) or 0) or False for name in ("team_id", "user_id")}

    @api.model
    def _filter_domain(self, filters, team="team_id", user="user_id"):
        """What the filters mean for a model; a department is taken with its sub-units.

        :param team: path to the department, or None where there is none.
        :param user: path to the manager, or None where there is none.
        """
        domain = Domain.TRUE
        if filters.get("team_id") and team:
            domain &= Domain(team, "child_of", filters["team_id"])
        if filters.get("user_id") and user:
            domain &= Domain(user, "=", filters["user_id"])
        return domain

    # -------------------------------------------------------------- period

    @api.model
    def _today(self):
        return fields.Date.context_today(self)

    @api.model
    def _period(self, period):
        """:return: (first day, last day), in order; this month when none is asked for."""
        if not period or isinstance(period, str):
            presets = self._presets()
            found = [preset for preset in presets if preset["key"] == period] or presets
            period = found[0]["period"]
        first, last = sorted(fields.Date.to_date(day) for day in period)
        return first, last

    @api.model
    def _period_bounds(self, period):
        """:return: (begin, end), naive UTC; the end is the first moment after the period."""
        zone = self.env.context.get("tz") or self.env.user.tz
        first, last = self._period(period)
        return utc_of_day(first, zone), utc_of_day(last + timedelta(days=1), zone)

    @api.model
    def _period_domain(self, name, period):
        """Moments of the field ``name`` (Datetime) within the period."""
        begin, end = self._period_bounds(period)
        return Domain(name, ">=", begin) & Domain(name, "<", end)

    @api.model
    def _presets(self):
        month = self._today().replace(day=1)
        quarter = month.replace(month=(month.month - 1) // 3 * 3 + 1)
        periods = [
            ("month", self.env._("This month"), month, 1),
            ("last_month", self.env._("Last month"), month - relativedelta(months=1), 1),
            ("quarter", self.env._("Quarter"), quarter, 3),
            ("year", self.env._("Year"), month.replace(month=1), 12),
        ]
        result = []
        for key, label, first, months in periods:
            last = first + relativedelta(months=months, days=-1)
            days = [fields.Date.to_string(first), fields.Date.to_string(last)]
            result.append({"key": key, "label": label, "period": days})
        return result

    # -------------------------------------------------------------- figures

    @api.model
    def _figure(self, key, label, value, action=None, unit="", hint="", **more):
        """A figure without a unit is the number of the records that its action opens.

        :param unit: "", "%", "money" (currency of the company) or a word shown behind.
        :param more: ``row`` and ``column`` of a table; for a step of the funnel ``amount`` (money),
            ``percent`` (conversion into the next step) and ``note``; ``tone``: good, bad.
        """
        figure = {"key": key, "label": label, "value": value, "unit": unit, "hint": hint}
        return {**figure, "action": action or False, **more}

    @api.model
    def _open(self, name, model, domain, context=None, views=False):
        """The action of a figure: the records behind it, archived ones too unless ``domain`` says
        otherwise: a lost deal is a figure as well.

        :param views: modes of the window, in order, ``pivot,list`` for a report; without them the
            views of the model's usual window, the list first.
        """
        domain, active = Domain(domain), self.env[model]._active_name
        if active and all(leaf.field_expr != active for leaf in domain.iter_conditions()):
            domain &= Domain(active, "in", [True, False])
        return {
            "name": name,
            "res_model": model,
            "domain": self._portable(domain),
            "context": context or {},
            "views": views,
            "window": WINDOWS.get(model, False),
        }

    @api.model
    def _count(self, action):
        """How many records the window of ``_open`` shows."""
        return self.env[action["res_model"]].search_count(action["domain"])

    @api.model
    def _portable(self, domain):
        """The domain as it travels to the client: moments and days as text."""
        return [
            leaf if isinstance(leaf, str) else [leaf[0], leaf[1], self._portable_value(leaf[2])]
            for leaf in domain
        ]

    def _portable_value(self, value):
        if isinstance(value, Domain):
            return self._portable(value)
        if isinstance(value, datetime):
            return fields.Datetime.to_string(value)
        if hasattr(value, "isoformat"):
            return fields.Date.to_string(value)
        if isinstance(value, str) or not hasattr(value, "__iter__"):
            return value
        return [self._portable_value(item) for item in value]
