from datetime import timedelta

import pytz

from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.tools import formatLang

from ..client import check
from ..client.ami import EVENT_FILTER
from ..client.errors import ExchangeError
from ..listener import LOCK
from .miko_pbx_health import SILENT
from .miko_pbx_history import HURRIED

CLOCK = 5  # seconds; more spoils the order of events and of the tasks that follow from them
BEHIND = timedelta(minutes=15)  # the comparison runs each second minute
RECENT = timedelta(days=1)
FOREIGN = "asterisk-managers"  # what a narrow key may not read


class MikoPbx(models.Model):
    """The self-test: each thing that a connection needs, one after another (B01).

    Nothing is changed on the exchange. What fails is told with its remedy, so that an implementer
    need not read a log.
    """

    _inherit = "miko.pbx"

    def action_check(self):
        self.ensure_one()
        if not self.env.user.has_group("base.group_system"):
            raise AccessError(self.env._("Only an administrator tests the exchange."))
        steps = [*self._check_events(), *self._check_history(), *self._check_listener()]
        return self.env["miko.check"]._show(self, [*steps, *self._check_routing()])

    def _step(self, name, state, detail="", remedy=""):
        return {"name": name, "state": state, "detail": detail, "remedy": remedy}

    # --------------------------------------------------------------- events

    def _check_events(self):
        listening = self._listening()
        login = self.env._("Events: login")
        if not listening:
            remedy = self.env._("Enter the address and the account of the manager interface.")
            return [self._step(login, "failed", self.env._("Not set up"), remedy)]
        try:
            rights = check.rights(listening[0])
        except ExchangeError as error:
            detail = self.env._("It failed")
            return [self._step(login, "failed", detail, self._in_words(str(error)))]
        return [
            self._step(login, "ok", self.env._("The exchange lets the account in.")),
            self._check_needed(rights),
            self._check_needless(rights),
            self._check_clock(rights.ahead),
            self._check_filter(),
        ]

    def _check_needed(self, rights):
        name = self.env._("Events: rights that are needed")
        if not rights.denied:
            return self._step(name, "ok", self.env._("It may see channels and make calls."))
        remedy = self.env._("Give the account the rights to write «call» and «originate».")
        detail = self.env._("Refused: %(actions)s", actions=", ".join(rights.denied))
        return self._step(name, "failed", detail, remedy)

    def _check_needless(self, rights):
        name = self.env._("Events: rights that nobody needs")
        if not rights.needless:
            return self._step(name, "ok", self.env._("Commands and settings are refused to it."))
        remedy = self.env._(
            "Take all rights from the account but: read call, user, agent; write call, originate."
        )
        detail = self.env._("Allowed: %(actions)s", actions=", ".join(rights.needless))
        return self._step(name, "warning", detail, remedy)

    def _check_clock(self, ahead):
        name = self.env._("Clock of the exchange")
        if ahead is None:
            return self._step(name, "warning", self.env._("The exchange does not tell its time."))
        seconds = formatLang(self.env, abs(ahead), digits=1)
        if round(abs(ahead), 1) <= CLOCK:
            return self._step(name, "ok", self.env._("Differs by %(seconds)s s", seconds=seconds))
        remedy = self.env._(
            "Switch on time synchronisation (NTP) on the exchange and on this server."
        )
        ahead_of = self.env._("It is %(seconds)s s ahead", seconds=seconds)
        behind = self.env._("It is %(seconds)s s behind", seconds=seconds)
        return self._step(name, "failed", ahead_of if ahead > 0 else behind, remedy)

    def _check_filter(self):
        """Calls that only the history knows, although somebody listened, were filtered away."""
        name = self.env._("Events: what arrives")
        health = self.sudo().health_ids
        since = max(health.connected_at or fields.Datetime.now(), fields.Datetime.now() - RECENT)
        domain = [("pbx_id", "=", self.id), ("started_at", ">", since)]
        domain += [("history_id", ">", 0), ("state", "=", "ended")]
        calls = self.env["miko.call"].sudo()._read_group(domain, ["heard"], ["__count"])
        counts = dict(calls)
        heard, unheard = counts.get(True, 0), counts.get(False, 0)
        detail = self.env._(
            "Since the connection: %(heard)s calls heard, %(unheard)s known from the history only",
            heard=heard,
            unheard=unheard,
        )
        if not calls:
            remedy = self.env._(
                "Call a number of the company, wait for the comparison and test again."
            )
            return self._step(name, "warning", self.env._("No call since the connection"), remedy)
        if not unheard:
            return self._step(name, "ok", detail)
        remedy = self.env._(
            "Give the account the rights to read «call», «user», «agent», and write this one line"
            " into its event filter: %(line)s",
            line=EVENT_FILTER,
        )
        return self._step(name, "warning" if heard else "failed", detail, remedy)

    # -------------------------------------------------------------- history

    def _check_history(self):
        name = self.env._("History: the key")
        client = self._rest_client(**HURRIED)
        if client is None:
            remedy = self.env._("Enter the address and the key of the REST interface.")
            return [self._step(name, "failed", self.env._("Not set up"), remedy)]
        if self._is_paused():
            client.close()
            remedy = self._in_words("The exchange asks for a pause")
            return [self._step(name, "warning", self.env._("Paused"), remedy)]
        try:
            newest, now = client.newest_id(self._since()), client.now()
            wide = client.allows(FOREIGN)
        except ExchangeError as error:
            return [self._step(name, "failed", self.env._("It failed"), self._in_words(str(error)))]
        finally:
            client.close()
        return [
            self._step(name, "ok", self.env._("It may read the calls.")),
            self._check_key(wide),
            self._check_zone(now),
            self._check_cursor(newest),
        ]

    def _check_key(self, wide):
        name = self.env._("History: rights that nobody needs")
        if not wide:
            return self._step(name, "ok", self.env._("The key may not read the settings."))
        remedy = self.env._(
            "Make a key that may only read /api/v3/cdr; the module that rings managers may have a"
            " key of its own."
        )
        return self._step(name, "warning", self.env._("The key opens the settings too."), remedy)

    def _check_zone(self, now):
        """The history is in local time: a wrong zone shifts every call that nobody heard."""
        name = self.env._("Time zone of the exchange")
        if now is None:
            return self._step(name, "warning", self.env._("The exchange does not tell its time."))
        here = now.astimezone(pytz.timezone(self.tz))
        detail = self.env._(
            "There: %(there)s, here: %(here)s", there=f"{now:%H:%M %z}", here=f"{here:%H:%M %z}"
        )
        if now.utcoffset() == here.utcoffset():
            return self._step(name, "ok", detail)
        remedy = self.env._("Choose the time zone that the exchange is set to.")
        return self._step(name, "failed", detail, remedy)

    def _check_cursor(self, newest):
        health = self.sudo().health_ids
        name, at = self.env._("History: how far it is read"), health.reconciled_at
        detail = self.env._("Row %(cursor)s of %(newest)s", cursor=health.cursor, newest=newest)
        if newest < health.cursor:
            remedy = self.env._(
                "The exchange was set up anew: the next comparison reads it from its beginning."
            )
            return self._step(name, "warning", detail, remedy)
        if not at or fields.Datetime.now() - at > BEHIND:
            remedy = self.env._(
                "The scheduled job «Telephony: compare with the history of the exchange»"
                " does not run: see Settings, Technical, Scheduled actions."
            )
            return self._step(name, "failed", detail, remedy)
        return self._step(name, "ok", detail)

    # ------------------------------------------------------------- listener

    def _check_listener(self):
        name = self.env._("Listener")
        health, now = self.sudo().health_ids, fields.Datetime.now()
        holders = self._listeners()
        alive = bool(health.alive_at) and now - health.alive_at <= SILENT
        if not holders:
            remedy = self.env._("Start the listener: odoo miko_listen.")
            return [self._step(name, "failed", self.env._("Nobody listens"), remedy)]
        if not alive:
            detail = self.env._("A process holds the lock and says nothing of this exchange.")
            return [self._step(name, "failed", detail, self.env._("Restart the listener."))]
        detail = self.env._(
            "One process listens; it spoke %(seconds)s s ago",
            seconds=round((now - health.alive_at).total_seconds()),
        )
        return [self._step(name, "ok", detail)]

    def _listeners(self):
        """How many connections hold the lock of the listener: one or none."""
        self.env.cr.execute(
            """SELECT count(*) FROM pg_locks
                WHERE locktype = 'advisory' AND granted AND objsubid = 1
                  AND classid = 0 AND objid = %s
                  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """,
            [LOCK],
        )
        return self.env.cr.fetchone()[0]
