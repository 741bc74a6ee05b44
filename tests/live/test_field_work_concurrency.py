"""S06, S08: two engineers on one visit at once, and a device that sends a thing many times."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from ground import live

DEVICES = 4
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="
)
ACT = {
    "act_works": "Mounted, adjusted",
    "act_signer": "Ivanov I. I.",
    "act_signer_post": "Chief engineer",
    "act_signature": PIXEL,
}


@pytest.fixture(scope="module")
def server():
    with live.serve("b") as server:
        # Collisions that Odoo then tries again, and what is told to who came second.
        server.expected += ["could not serialize", "bad query", "already signed"]
        server.expected += ["failed sending mail"]  # a fresh company has no address to send from
        yield server


@pytest.fixture(scope="module")
def engineers(server):
    """Two engineers, each with sessions of several devices."""
    admin = server.session("admin")
    (group,) = admin.call(
        "ir.model.data",
        "search_read",
        [["module", "=", "crm_sales_flow"], ["name", "=", "group_service_engineer"]],
        fields=["res_id"],
    )
    for login in ("engineer_1", "engineer_2"):
        values = {
            "name": login,
            "login": login,
            "password": login,
            "email": f"{login}@test.example",
        }
        admin.call("res.users", "create", [{**values, "group_ids": [[4, group["res_id"]]]}])
    return {
        login: [server.session(login) for _device in range(DEVICES)]
        for login in ("engineer_1", "engineer_2")
    }


@pytest.fixture
def visit(server):
    """A visit that nobody has taken yet, with two points of a checklist."""
    admin = server.session("admin")
    domain = [["module", "=", "crm_sales_flow"], ["name", "=", "project_field_visits"]]
    (project,) = admin.call("ir.model.data", "search_read", domain, fields=["res_id"])
    (client,) = admin.call("res.partner", "create", [{"name": "Client", "is_company": True}])
    values = {"name": "Visit", "project_id": project["res_id"], "partner_id": client}
    (task,) = admin.call("project.task", "create", [{**values, "field_work_type": "visit"}])
    points = [{"task_id": task, "name": name, "comparison": "none"} for name in ("One", "Two")]
    admin.call("crm.checklist.result", "create", points)
    return task


def submit(session, visit, kind, values, uuid=None):
    """:return: the answer, or the text of the refusal"""
    try:
        return session.call(
            "project.task", "visit_submit", [visit], uuid or str(uuid4()), kind, values
        )
    except RuntimeError as error:
        return str(error)


def at_once(jobs):
    with ThreadPoolExecutor(len(jobs)) as pool:
        return [job.result() for job in [pool.submit(submit, *job) for job in jobs]]


def test_S06_two_engineers_join_and_fill_their_points_at_once(server, engineers, visit):
    one, two = engineers["engineer_1"][0], engineers["engineer_2"][0]
    pages = at_once([(one, visit, "take", {}), (two, visit, "take", {})])
    assert all(isinstance(page, dict) for page in pages), pages
    first, second = (check["id"] for check in pages[0]["checks"])
    done = at_once([(one, visit, "check", {"id": first}), (two, visit, "check", {"id": second})])
    assert all(isinstance(page, dict) for page in done), done
    page = one.call("project.task", "visit_page", visit)
    assert page["engineers"].count("engineer_") == 2
    assert [(c["is_done"], c["done_by"]) for c in page["checks"]] == [
        (True, "engineer_1"),
        (True, "engineer_2"),
    ]


def test_S08_two_engineers_sign_one_act_at_once(server, engineers, visit):
    one, two = engineers["engineer_1"][0], engineers["engineer_2"][0]
    at_once([(one, visit, "take", {}), (two, visit, "take", {})])
    told = at_once([(one, visit, "act", ACT), (two, visit, "act", ACT)])
    signed = [answer for answer in told if isinstance(answer, dict)]
    refused = [answer for answer in told if isinstance(answer, str)]
    assert len(signed) == 1 and "already signed" in refused[0], told
    assert refused[0].count(signed[0]["act_number"]) == 1


def test_S06_a_device_that_sends_everything_many_times_does_it_once(server, engineers, visit):
    devices, uuid = engineers["engineer_1"], str(uuid4())
    submit(devices[0], visit, "take", {})
    answers = at_once([(device, visit, "act", ACT, uuid) for device in devices])
    assert all(isinstance(answer, dict) for answer in answers), answers
    assert len({answer["act_number"] for answer in answers}) == 1
    need = str(uuid4())
    told = at_once([(device, visit, "need", {"text": "A pump"}, need) for device in devices])
    assert len({answer["answer"]["number"] for answer in told}) == 1, told
    domain = [["field_work_id", "=", visit]]
    assert server.session("admin").call("crm.request", "search_count", domain) == 1
