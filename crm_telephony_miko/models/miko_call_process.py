import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL, format_duration

_logger = logging.getLogger(__name__)

REAL_TALK = 10  # seconds; a shorter answer is no contact with the client (G07)
BATCH = 50
LOCK = 0x6D696B70  # «mikp»: who draws the consequences
SHORTEST, LONGEST = timedelta(minutes=1), timedelta(hours=6)  # between two tries of a call


class MikoCall(models.Model):
    """What follows from a call that is over: chatter, request, lead, tasks. Done once for each."""

    _inherit = "miko.call"

    @api.model
    def _cron_process(self):
        """The net behind the listener, which does the same a moment after each call."""
        waiting = self.sudo().search_count(self._ready_domain())
        self.env["ir.cron"]._commit_progress(remaining=waiting)
        for call in self.sudo().search(self._ready_domain(), order="ended_at, id", limit=BATCH):
            if not self._is_alone():
                self.env["ir.cron"]._commit_progress(remaining=0)
                break  # the listener is at it, and takes the others too
            try:
                call._process_one()
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                self.env.cr.rollback()  # the next run takes it
            if not self.env["ir.cron"]._commit_progress(1):
                break

    @api.model
    def _process_waiting(self, limit=BATCH):
        """:return: how many calls were taken, None while another process is at it."""
        if not self._is_alone():
            return None
        calls = self.sudo().search(self._ready_domain(), order="ended_at, id", limit=limit)
        for call in calls:
            call._process_one()
        return len(calls)

    def _is_alone(self):
        """Whether the consequences of calls are ours to draw until the end of this transaction: of
        two who wrote the same lead one would have to do it all again."""
        [[alone]] = self.env.execute_query(SQL("SELECT pg_try_advisory_xact_lock(%s)", LOCK))
        return alone

    def _process_one(self):
        """One call in a savepoint: another one's trouble is not this one's (B02)."""
        call = self._lock(skip=True).filtered(lambda row: not row.processed)
        if not call:
            return
        call = call.with_company(call.company_id).with_context(mail_create_nosubscribe=True)
        try:
            with self.env.cr.savepoint():
                call._process()
                call.write({"processed": True, "error": False, "retry_at": False})
        except Exception as error:
            if self.env["crm.request.letter"]._is_temporary(error):
                raise  # the whole step is tried again
            _logger.exception("Call %s could not be processed", call.id)
            text = self.env["crm.request"]._error_text(error)
            wait = min(SHORTEST * 2 ** min(call.attempts, 10), LONGEST)
            again = fields.Datetime.now() + wait
            call.write({"attempts": call.attempts + 1, "error": text, "retry_at": again})

    def action_process(self):
        """Try again now what follows from calls, when its cause has been mended."""
        self.check_access("read")
        if not self.env.user.has_groups("crm_sales_flow.group_director,base.group_system"):
            raise AccessError(self.env._("Only a director or an administrator may do this."))
        for call in self.sudo().filtered(lambda row: row.state == "ended" and row.error):
            call._process_one()

    def _process(self):
        self.ensure_one()
        if self.counterpart != "client":
            return
        partner, leads = self._sender(self.number)
        lead, rule = self._choose_lead(leads), self._rule(bool(partner or leads))
        if not lead and rule.make_request:
            self._register_request(rule)
            lead = self.lead_id
            leads |= lead
        self.write({"partner_id": partner.id or lead.partner_id.id, "lead_id": lead.id})
        if lead:
            self._note(lead)
            if self.note:
                self._post_note(self.note, self._spoke() or self.env.user)
        if self.result == "answered":
            self._settle_contact(lead, leads)
        if rule.task_policy_id:
            self._plan_task(rule, lead or leads[-1:])

    # ------------------------------------------------------------- request

    def _register_request(self, rule):
        """A stranger becomes a lead at once; a client whose deal cannot be told waits for sorting,
        once however often he calls meanwhile (B03, B12)."""
        Request = self.env["crm.request"].sudo()
        waiting = [("state", "=", "new"), *self._same_number()]
        request = Request.search([*waiting, ("channel", "=", "phone")], limit=1)
        if not request:
            uid = f"miko:{self.pbx_id.id}:{self.linkedid}"
            request = Request._register_once("phone", uid, self._request_values(rule))
            request.registered_at = self.started_at
            request._match()
        self.write({"request_id": request.id, "lead_id": request.lead_id.id})

    def _request_values(self, rule):
        values = {
            "phone": self.number,
            "called_number": self.did,
            "company_id": self.company_id.id,
            "suggested_team_id": (rule.team_id or self.line_id.team_id).id,
        }
        if self.line_id.source_id:
            values["source_id"] = self.line_id.source_id.id
        return values

    # ------------------------------------------------------------- chatter

    def _note(self, lead):
        """The call stands in the history of the deal; its manager hears of a talk that another
        one had with his client (W05)."""
        spoke, manager = self._spoke(), lead.user_id._flow_on_duty()
        others = self.result == "answered" and spoke and manager and spoke != manager
        lang = lead.user_id.lang or self.company_id.partner_id.lang
        text = self.with_context(lang=lang)._text()
        lead.sudo().message_post(
            body=self._get_html_link(title=text),  # opens for those who may read the call
            subtype_xmlid="mail.mt_note",
            author_id=(spoke or self.env.user).partner_id.id,
            partner_ids=manager.partner_id.ids if others else [],
        )

    def _text(self):
        """What the chatter says of the call."""
        number, who = self.number, self._spoke().name or self.last_number or self.employee_number
        if self.result == "answered":
            time = format_duration(self.talk_seconds / 60)
            if self.direction == "inbound":
                return self.env._(
                    "Incoming call from %(number)s: %(who)s talked, %(time)s",
                    number=number,
                    who=who,
                    time=time,
                )
            return self.env._(
                "%(who)s called %(number)s: talked, %(time)s", number=number, who=who, time=time
            )
        if self.result == "missed":
            return self.env._(
                "Missed call from %(number)s. Phones that rang: %(rang)s",
                number=number,
                rang=self.rang_numbers or "-",
            )
        return self.env._(
            "%(who)s called %(number)s: %(result)s",
            who=who,
            number=number,
            result=dict(self._fields["result"]._description_selection(self.env)).get(self.result),
        )

    def _same_number(self):
        """The other end, as this company knows it."""
        return [("phone_key", "=", self.phone_key), ("company_id", "=", self.company_id.id)]

    # --------------------------------------------------------------- tasks

    def _settle_contact(self, lead, leads):
        """A real talk stops the clock of the first call and ends call-backs (G07, B10)."""
        if self.talk_seconds < REAL_TALK:
            return
        met = lead or leads.filtered(lambda other: other.user_id == self._spoke())
        source = self.with_context(lang=met[:1].user_id.lang).display_name
        met._register_contact("phone", self.answered_at, round(self.talk_seconds), source)
        codes = self.env["miko.rule"].sudo()._task_codes()
        if tasks := leads._flow_open_tasks(codes):
            tasks.action_feedback(feedback=self._text())
        domain = [*self._same_number(), ("result", "=", "missed")]
        domain += [("called_back_id", "=", False), ("started_at", "<=", self.answered_at)]
        self.sudo().search(domain).write({"called_back_id": self.id})

    def _plan_task(self, rule, lead):
        """The task of the rule; after a missed call, unless a later talk is known (B10, B11)."""
        later = self.browse()
        if self.result == "missed":
            domain = [*self._same_number(), ("result", "=", "answered")]
            domain += [("talk_seconds", ">=", REAL_TALK), ("answered_at", ">=", self.started_at)]
            later = self.called_back_id = self.sudo().search(domain, order="answered_at", limit=1)
        if lead and not later:
            code, person = rule.task_policy_id.code, self._who_does_it(rule, lead)
            lead._flow_schedule(code, self.ended_at, user=person, note=self._text())

    def _who_does_it(self, rule, lead):
        """The first of them who may open the lead; while it waits for sorting, the sorter."""
        named, rang = self._named_by(rule, lead), self.leg_ids.user_id
        heads = self.line_id.team_id.head_ids | lead.team_id.head_ids
        chain = (named, lead.user_id, lead.partner_id.user_id, rang, heads, self._sorters())
        for people in chain:
            for user in people:
                on_duty = user._flow_on_duty()
                here = self.company_id in on_duty.company_ids
                if here and lead.with_user(on_duty).has_access("read"):
                    return on_duty
        return self.env["res.users"]

    def _sorters(self):
        group = self.env.ref("crm_sales_flow.group_request_sorter").sudo()
        return group.all_user_ids.filtered(lambda user: user.active and not user.share)
