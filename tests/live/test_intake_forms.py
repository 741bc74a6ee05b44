"""D05: posts of one form that arrive at the same time."""

import json
import os
import statistics
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest

from ground import live

POSTS = 100
ROUNDS = 25
# Of the time of a lead made by the API; a busy machine gets some spare, `bin/bench` gives none.
AT_MOST = 2 if os.environ.get("CRM_FLOW_DEEP") else 2.5
PATH = "/crm_sales_flow/v1/requests"


@pytest.fixture(scope="module")
def server():
    with pytest.MonkeyPatch.context() as patch:
        # A threaded server lets in more than it has connections for, and workers one each.
        patch.setenv("ODOO_MAX_HTTP_THREADS", "auto")
        yield from serve()


def serve():
    with live.serve("b") as server:
        # Each collision that Odoo tries again.
        server.expected += ["could not serialize", "SERIALIZATION_FAILURE"]
        yield server


@pytest.fixture(scope="module")
def source(server):
    admin = server.session("admin")
    values = {"name": "site", "origins": "https://site.example"}
    source = admin.call("crm.request.source", "create", [values])[0]
    action = admin.call("crm.request.source", "action_renew_secret", [source])
    return admin, source, action["context"]["default_secret"]


def post(server, secret, data, uid):
    headers = {
        "Authorization": f"Bearer {secret}",
        "Content-Type": "application/json",
        "Idempotency-Key": uid,
    }
    body = json.dumps(data).encode()
    request = urllib.request.Request(server.url + PATH, body, headers)
    try:
        with urllib.request.urlopen(request, timeout=120) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def at_once(server, secret, posts):
    with ThreadPoolExecutor(len(posts)) as pool:
        return list(pool.map(lambda values: post(server, secret, *values), posts))


def test_D05_hundred_posts_with_one_key_are_one_request(server, source):
    admin, form, secret = source
    data = {"name": "Anna", "phone": "+7 495 765-43-21", "email": "anna@visitor.example"}
    answers = at_once(server, secret, [(data, "same")] * POSTS)
    codes = [code for code, _body in answers]
    assert sorted(set(codes)) == [200, 201], answers
    assert codes.count(201) == 1
    assert len({body["number"] for _code, body in answers}) == 1
    assert admin.call("crm.request", "search_count", [("form_id", "=", form)]) == 1
    assert admin.call("crm.lead", "search_count", [("email_from", "=", data["email"])]) == 1


def test_D05_posts_of_different_visitors_at_once_are_all_registered(server, source):
    admin, form, secret = source
    domain = [("form_id", "=", form), ("subject", "=", "Pump")]
    posts = [
        ({"phone": f"+7 495 {1000000 + n}", "product": "Pump"}, f"visitor-{n}") for n in range(20)
    ]
    answers = at_once(server, secret, posts)
    assert {code for code, _body in answers} == {201}, answers
    assert admin.call("crm.request", "search_count", domain) == 20


@pytest.mark.alone
def test_D05_post_costs_at_most_twice_a_lead_made_by_the_api(server, source):
    admin, _form, secret = source
    ours, plain = [], []
    for number in range(ROUNDS):  # by turns, so that both meet the same load
        phone, email = f"+7 495 {2000000 + number}", f"speed{number}@visitor.example"
        values = {"name": "Pump", "contact_name": "Anna", "type": "lead", "description": "Text"}
        start = time.perf_counter()
        admin.call("crm.lead", "create", [{**values, "phone": phone, "email_from": "a" + email}])
        plain.append(time.perf_counter() - start)
        data = {
            "name": "Anna",
            "phone": f"8 812 {2000000 + number}",
            "email": email,
            "text": "Text",
        }
        start = time.perf_counter()
        code, body = post(server, secret, data, f"speed-{number}")
        ours.append(time.perf_counter() - start)
        assert code == 201, body
    ratio = statistics.median(ours) / statistics.median(plain)
    print(f"a post of a form costs {ratio:.2f} times a lead made by the API")
    assert ratio <= AT_MOST, f"{ratio:.2f} times"
