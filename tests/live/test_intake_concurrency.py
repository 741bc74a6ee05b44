"""C01, C05, F02: requests that arrive, and decisions that are taken, at the same time."""

import contextlib
from concurrent.futures import ThreadPoolExecutor

import psycopg2
import pytest

from ground import live, postgres

LETTERS = 8
# Of so many at once Odoo's tries bring most through; what is left is for the net.
LOST = LETTERS // 2
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


def age(server, where="state = 'received'"):
    """As if the letters had come a quarter of an hour ago and had not been read yet."""
    postgres.query(
        "UPDATE crm_request_letter SET state = 'received',"
        f" received_at = received_at - interval '15 minutes' WHERE {where}",
        server.database,
    )


def run_net(admin):
    name = [("module", "=", "crm_sales_flow"), ("name", "=", "ir_cron_letters")]
    (job,) = admin.call("ir.model.data", "search_read", name, fields=["res_id"])
    admin.call("ir.cron", "method_direct_trigger", [job["res_id"]])


def all_read(server, admin, sender, failed):
    """Whatever was lost at first: each letter is a request in the end, all of one lead."""
    assert len(failed) <= LOST, failed
    waiting = admin.call("crm.request.letter", "search_count", [("state", "=", "received")])
    assert waiting == len(failed), "a letter that lost every try is kept"
    age(server)
    run_net(admin)
    # None is taken for one that cannot be understood, because another one came with it.
    for model, state in (("letter", "received"), ("letter", "broken")):
        assert not admin.call(f"crm.request.{model}", "search_count", [("state", "=", state)])
    assert not admin.call("crm.request", "search_count", [("state", "=", "broken")])
    domain = [("email_from", "ilike", sender)]
    assert admin.call("crm.request", "search_count", domain) == LETTERS
    assert admin.call("crm.lead", "search_count", domain) == 1
    assert admin.call("res.partner", "search_count", [("email", "=", sender)]) == 1


def test_C05_first_letters_of_one_stranger_at_once_make_one_lead(server):
    callers = sessions(server, LETTERS)

    def deliver(number):
        letter = LETTER.format(number=number)
        return callers[number].call("mail.thread", "message_process", "crm.request", letter)

    failed = [x for x in at_once(deliver, range(LETTERS)) if isinstance(x, RuntimeError)]
    all_read(server, callers[0], "ivan@stranger.example", failed)


def test_C05_letters_to_one_lead_at_once_are_all_read(server):
    """Each writes the followers of the same lead; who comes second is tried again."""
    callers = sessions(server, LETTERS)

    def deliver(number):
        letter = LETTER.format(number=f"more-{number}").replace("ivan@", "olga@")
        return callers[number].call("mail.thread", "message_process", "crm.request", letter)

    deliver(0)
    failed = [x for x in at_once(deliver, range(LETTERS)) if isinstance(x, RuntimeError)]
    all_read(server, callers[0], "olga@stranger.example", failed)


def test_C01_letter_that_somebody_reads_just_now_holds_up_no_other(server):
    """Who reads it holds its row until he has finished; the net leaves it to him."""
    admin, uids = server.session("admin"), ["<held@stranger.example>", "<free@stranger.example>"]
    for uid in uids:
        letter = LETTER.format(number=uid[1:5]).replace("ivan@", f"{uid[1:5]}@")
        admin.call("mail.thread", "message_process", "crm.request", letter)
    age(server, f"message_uid IN ('{uids[0]}', '{uids[1]}')")

    def waiting():
        kept = [("message_uid", "in", uids), ("state", "=", "received")]
        found = admin.call("crm.request.letter", "search_read", kept, ["message_uid"])
        return [letter["message_uid"] for letter in found]

    reader = psycopg2.connect(dbname=server.database, **postgres.place())
    with contextlib.closing(reader):
        held = "SELECT 1 FROM crm_request_letter WHERE message_uid = %s FOR UPDATE"
        reader.cursor().execute(held, uids[:1])
        run_net(admin)
        assert waiting() == uids[:1]
    run_net(admin)
    assert not waiting(), "who read it was killed: the net has it now"
    assert admin.call("crm.request", "search_count", [("message_uid", "in", uids)]) == len(uids)


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
