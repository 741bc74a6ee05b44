from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..mapper import moment


class MikoDay(models.Model):
    """The proof for one day: the calls of the exchange are the calls here (B02).

    Compared by itself once the day is over, and again by a button. A difference that a person has
    looked into and accepted leaves the day equal.
    """

    _name = "miko.day"
    _description = "Calls of a day, compared with the exchange"
    _inherit = ["flow.claim.mixin"]
    _order = "day desc, id"

    pbx_id = fields.Many2one(
        "miko.pbx", "Exchange", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="pbx_id.company_id")
    day = fields.Date(
        required=True, readonly=True, index=True, help="By the clock of the exchange."
    )
    there_count = fields.Integer("Calls of the exchange", readonly=True)
    here_count = fields.Integer("Calls here", readonly=True)
    difference_ids = fields.One2many("miko.difference", "day_id", "Differences", readonly=True)
    open_count = fields.Integer("Open differences", compute="_compute_state", store=True)
    missing_count = fields.Integer("Missing here", compute="_compute_state", store=True)
    state = fields.Selection(
        [("equal", "Equal"), ("different", "Different")], compute="_compute_state", store=True
    )
    compared_at = fields.Datetime("Compared", readonly=True)

    _day_uniq = models.Constraint("UNIQUE (pbx_id, day)", "This day has been compared already.")

    @api.depends("compared_at", "difference_ids.accepted_by_id", "difference_ids.kind")
    def _compute_state(self):
        for row in self:
            missing = row.difference_ids.filtered(lambda line: not line.accepted_by_id)
            row.open_count = len(missing)
            row.missing_count = len(missing.filtered(lambda line: line.kind == "missing_here"))
            row.state = ("different" if missing else "equal") if row.compared_at else False

    @api.depends("day", "pbx_id")
    def _compute_display_name(self):
        for row in self:
            day = row.day and format_date(self.env, row.day)
            row.display_name = f"{row.pbx_id.name or ''} {day or ''}"

    # -------------------------------------------------------------- buttons

    def action_compare(self):
        """Compare again: what was told of late is no difference any more."""
        for row in self._by_reader():
            row._compare(row.pbx_id._asked_by_hand("_rows_of_day", row.day))

    def action_fetch(self):
        """Take over the calls that are missing here, with all that follows from them."""
        for row in self._by_reader():
            rows = row.pbx_id._asked_by_hand("_rows_of_day", row.day)
            lacking = row._lacking(row.pbx_id._there(rows))
            row.pbx_id._fetch([told for told in rows if told["linkedid"] in lacking])
            row._compare(rows)

    def _by_reader(self):
        """Who may read the proof may have it made anew; nobody writes into it by hand."""
        self.check_access("read")
        return self.sudo()

    # ----------------------------------------------------------- comparison

    def _compare(self, rows):
        """:param rows: of the history of the exchange around this day."""
        self.ensure_one()
        told = self.pbx_id._there(rows)
        begin, end = self._bounds()
        there = {key: call for key, call in told.items() if begin <= call.started_at < end}
        here = self._here(told, there)
        self._keep(self.pbx_id._differences(there, here), len(there), len(here))

    def _lacking(self, told):
        known = self._ended([("linkedid", "in", list(told))])
        return told.keys() - set(known.mapped("linkedid"))

    def _ended(self, domain):
        of_pbx = [("pbx_id", "=", self.pbx_id.id), ("state", "=", "ended")]
        return self.env["miko.call"].search([*of_pbx, *domain])

    def _bounds(self):
        """Seconds since 1970 at which the day begins and ends where the exchange stands."""
        zone = pytz.timezone(self.pbx_id.tz)
        days = (self.day, self.day + timedelta(days=1))
        return [zone.localize(datetime.combine(day, time.min)).timestamp() for day in days]

    def _here(self, told, there):
        """Ours: those that the exchange tells of, and those of the day that it does not know. A
        call around midnight may begin on another day by the second that was kept here."""
        begin, end = map(moment, self._bounds())
        known = self._ended([("linkedid", "in", list(there))])
        day = [("started_at", ">=", begin), ("started_at", "<", end)]
        alone = self._ended([*day, ("merged_into_id", "=", False)])
        alone = alone.filtered(lambda call: call.linkedid not in told)
        return {call.linkedid: call for call in known | alone}

    def _keep(self, found, there_count, here_count):
        """Differences that stay keep that they were accepted."""
        known = {(line.linkedid, line.kind): line for line in self.difference_ids}
        kept, new = self.difference_ids.browse(), []
        for values in found:
            line = known.get((values["linkedid"], values["kind"]))
            if line and line._says(values):
                kept |= line
            else:
                new.append({**values, "day_id": self.id})
        (self.difference_ids - kept).unlink()
        kept.create(new)
        self.write(
            {
                "there_count": there_count,
                "here_count": here_count,
                "compared_at": fields.Datetime.now(),
            }
        )

    @api.model
    def _of(self, pbx, day):
        """The row of a day; the day must be over where the exchange stands."""
        if day >= pbx._local_now().date():
            raise UserError(self.env._("Only a day that is over can be compared."))
        row = self._claim({"pbx_id": pbx.id, "day": day})
        return row or self.search([("pbx_id", "=", pbx.id), ("day", "=", day)])
