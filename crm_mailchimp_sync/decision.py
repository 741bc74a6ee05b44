"""What is to be done with one person in one audience. Pure, so that its rules can be proven.

First of all: who does not want our letters is never written as somebody who does (V03).
"""

from dataclasses import dataclass

from .client import payload as p

LEAVE_OUT, ASK, KEEP_SILENT = "leave_out", "ask", "silent"  # without a consent
GONE = "gone"  # was in the audience, and is not any more


@dataclass(frozen=True)
class Facts:
    wanted: bool  # a rule of the audience wants him
    stopped: str = ""  # why he is not mailed: withdrawn, bounced
    consent: bool = False
    remote: str = ""  # status at Mailchimp; empty: not there
    ours: bool = False  # we wrote him before
    archived_by_us: bool = False  # because no rule wanted him
    policy: str = LEAVE_OUT
    double: bool = False  # the audience asks everybody to confirm by letter


@dataclass(frozen=True)
class Decision:
    op: str = ""  # of payload: upsert, stop, archive; empty: nothing
    status_if_new: str = ""
    back: bool = False  # out of the archive, with the status of a new person
    reason: str = ""  # why nothing


THERE = (p.SUBSCRIBED, p.PENDING, p.TRANSACTIONAL)


def decide(facts):
    """:param Facts facts: :return: Decision"""
    if facts.stopped:
        # Who waits for confirmation gets no mailings, and may come back himself by the letter.
        mailed = facts.remote in (p.SUBSCRIBED, p.TRANSACTIONAL)
        return Decision(p.STOP) if mailed else Decision(reason=facts.stopped)
    if not facts.wanted:
        leaves = facts.ours and facts.remote in (p.SUBSCRIBED, p.TRANSACTIONAL)
        return Decision(p.ARCHIVE) if leaves else Decision(reason="not_wanted")
    if facts.remote in p.STOPPED:
        return Decision(reason="withdrawn" if facts.remote == p.UNSUBSCRIBED else "bounced")
    back = facts.remote == p.ARCHIVED and facts.archived_by_us
    if facts.remote in (p.ARCHIVED, GONE) and not back:
        return Decision(reason=facts.remote)
    return _wanted(facts, back)


def _wanted(facts, back):
    if facts.consent:
        return Decision(p.UPSERT, p.PENDING if facts.double else p.SUBSCRIBED, back)
    if facts.remote in THERE:
        # He keeps the status he has; were he taken out meanwhile, he would not be mailed.
        return Decision(p.UPSERT, p.TRANSACTIONAL)
    if facts.policy == LEAVE_OUT:
        return Decision(reason="no_consent")
    return Decision(p.UPSERT, p.PENDING if facts.policy == ASK else p.TRANSACTIONAL, back)
