import logging

from dateutil.relativedelta import relativedelta
from markupsafe import Markup
from psycopg2 import OperationalError

from odoo import api, fields, models

_logger = logging.getLogger(__name__)

STEPS = {"week": relativedelta(weeks=1), "month": relativedelta(months=1)}
WHOM = {"export_every", "export_user_id", "domain"}  # a change makes the sheet one of the changer


class CrmCallList(models.Model):
    """The sheet for calling by itself, each week or month (V08).

    It is made with the rights of the person who set it up last: a filter that somebody else
    changes shows him nothing that he may not read himself.
    """

    _inherit = "crm.call.list"

    export_every = fields.Selection(
        [("week", "Each week"), ("month", "Each month")],
        "Sheet by itself",
        help="The sheet is made on that day and kept below; its person is told by a letter with a "
        "link. Empty: by the button only.",
    )
    export_at = fields.Date(
        "Next sheet",
        compute="_compute_export_at",
        store=True,
        readonly=False,
        help="When a day was missed, one sheet is made for all of them.",
    )
    export_user_id = fields.Many2one(
        "res.users",
        "Sheet is for",
        readonly=True,
        copy=False,
        help="Who set it up last. He is told, and what he may read stands in the sheet.",
    )

    @api.depends("export_every")
    def _compute_export_at(self):
        tomorrow = fields.Date.context_today(self) + relativedelta(days=1)
        for record in self:
            record.export_at = record.export_every and (record.export_at or tomorrow)

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._of_this_person(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._of_this_person(vals))

    @api.model
    def _of_this_person(self, vals):
        if not WHOM & vals.keys() or self.env.su:
            return vals
        return {**vals, "export_user_id": self.env.uid}

    @api.model
    def _cron_export(self):
        """Each list by itself: what is wrong with one of them keeps no other from its sheet."""
        today = fields.Date.context_today(self)
        due = self.search(
            [("export_every", "!=", False), ("export_at", "<=", today)], order="export_at, id"
        )
        self.env["ir.cron"]._commit_progress(remaining=len(due))
        for record in due:
            record._export_by_itself(today)
            if not self.env["ir.cron"]._commit_progress(1):
                break

    def _export_by_itself(self, today):
        while self.export_at <= today:
            self.export_at += STEPS[self.export_every]
        person = self.export_user_id
        mine = self.with_user(person).with_context(lang=person.lang, tz=person.tz)
        if not person.active or not mine.has_access("write"):
            self.export_every = False
            self._message_log(
                body=self.env._(
                    "No sheet is made by itself any more: %(name)s may not export.",
                    name=person.name or "",
                )
            )
            return
        try:
            with self.env.cr.savepoint():
                mine._make_sheet()
        except OperationalError:
            raise  # the database asks to try again
        except Exception:  # of whatever a hand-written filter meets
            _logger.warning("The sheet of call list %s could not be made", self.id, exc_info=True)
            self._tell_person(mine, mine.env._("The sheet for calling could not be made"))
        else:
            self._tell_person(mine, mine.env._("The sheet for calling is ready"))

    def _tell_person(self, mine, subject):
        """A link and no file: the numbers of clients stay where they are looked after."""
        body = Markup("<p>%s: <a href='%s'>%s</a></p>") % (
            subject,
            f"{self.get_base_url()}/odoo/call-lists/{self.id}",
            self.name,
        )
        self.message_notify(
            partner_ids=mine.env.user.partner_id.ids, subject=f"{subject}: {self.name}", body=body
        )
