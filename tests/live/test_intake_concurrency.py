"""C05, F02: requests that arrive, and decisions that are taken, at the same time."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from ground import live

LETTERS = 8
LETTER = """\
From: Ivan Petrov <ivan@stranger.example>
To: requests@company.example
Subject: Vacuum pump {number}
Message-Id: <{number}@stranger.example>
Date: Mon, 23 Nov 2026 10:17:00 +0300

Question {number}
"""


@pytest.fixture(scope="module")
def server():
    with live.serve("b") as server:
        # Refusals of the later decision, and each collision that Odoo then tries again.
        server.expected += [
            "Somebody has been faster",
            "is being sorted by somebody just now",
            "could not serialize",
            "duplicate key value violates unique constraint",
            "RPC_ERROR",
            'bad query: b\' UPDATE "crm_lead"',
            'bad query: b\'INSERT INTO "mail_followers"',
        ]
        yield server


def at_once(work, values):
    """Call ``work`` for every value in a thread of its own.

    :return: list of the results; an exception takes the place of its result.
    """

    def guarded(value):
        try:
            return work(value)
        except RuntimeError as error:
            return error

    with ThreadPoolExecutor(len(values)) as pool:
        return list(pool.map(guarded, values))


def sessions(server, number):
    return [server.session("admin") for _ in range(number)]


def test_C05_first_letters_of_one_stranger_at_once_make_one_lead(server):
    callers = sessions(server, LETTERS)

    def deliver(number):
        letter = LETTER.format(number=number)
        return callers[number].call("mail.thread", "message_process", "crm.request", letter)

    failed = [x for x in at_once(deliver, range(LETTERS)) if isinstance(x, RuntimeError)]
    admin = callers[0]
    # A letter that lost every try is kept, and the net takes it up.
    waiting = admin.call("crm.request.letter", "search_count", [("state", "=", "received")])
    assert waiting == len(failed)
    # None is taken for one that cannot be understood, because another one came with it.
    assert not admin.call("crm.request.letter", "search_count", [("state", "=", "broken")])
    assert not admin.call("crm.request", "search_count", [("state", "=", "broken")])
    domain = [("email_from", "ilike", "ivan@stranger.example")]
    assert admin.call("crm.request", "search_count", domain) == LETTERS - waiting
    assert admin.call("crm.lead", "search_count", domain) == 1
    assert admin.call("res.partner", "search_count", [("email", "=", "ivan@stranger.example")]) == 1


def test_C05_letters_to_one_lead_at_once_are_all_read(server):
    """Each writes the followers of the same lead; who comes second is tried again."""
    callers = sessions(server, LETTERS)
    admin = callers[0]

    def deliver(number):
        letter = LETTER.format(number=f"more-{number}").replace("ivan@", "olga@")
        return callers[number].call("mail.thread", "message_process", "crm.request", letter)

    deliver(0)
    failed = [x for x in at_once(deliver, range(LETTERS)) if isinstance(x, RuntimeError)]
    domain = [("email_from", "ilike", "olga@stranger.example")]
    assert admin.call("crm.request", "search_count", domain) == LETTERS - len(failed)
    assert admin.call("crm.lead", "search_count", domain) == 1
    assert not admin.call("crm.request.letter", "search_count", [("state", "=", "broken")])


def test_F02_of_sorters_at_once_one_wins_and_the_others_are_told(server):
    callers = sessions(server, 4)
    admin = callers[0]
    values = {"contact_name": "Anna", "phone": "+7 495 765-43-21", "subject": "Pump"}
    request = admin.call("crm.request", "create", [values])[0]
    team = admin.call("crm.team", "search", [("is_department", "=", True)], limit=1)[0]
    results = at_once(
        lambda caller: caller.call("crm.request", "action_sort", [request], team), callers
    )
    refused = [x for x in results if isinstance(x, RuntimeError)]
    assert len(refused) == 3, results
    # The winner may not have finished yet: then there is nothing to tell but that he sorts.
    told = ("Somebody has been faster", "is being sorted by somebody just now")
    assert all(any(text in str(error) for text in told) for error in refused)
    assert not any("Waiting for sorting" in str(error) for error in refused)
    assert admin.call("crm.lead", "search_count", [("request_ids", "in", [request])]) == 1
