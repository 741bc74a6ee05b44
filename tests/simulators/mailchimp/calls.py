"""What each address of the interface does; the server finds it by method and path."""

import json
import re

from simulators.mailchimp.clock import parse
from simulators.mailchimp.problem import Problem, invalid, not_found

ROUTES = []
MAX_PAGE, BATCH = 1000, 500
LINKS = [{"rel": "self", "href": "https://us1.api.mailchimp.com/3.0/x", "method": "GET"}] * 8


def route(method, pattern):
    def register(function):
        ROUTES.append((method, re.compile(pattern + r"/?\Z"), function))
        return function

    return register


def page(params):
    count, offset = int(params.get("count", 10)), int(params.get("offset", 0))
    if not 0 <= count <= MAX_PAGE:
        raise invalid(f"count: must be at most {MAX_PAGE}")
    return slice(offset, offset + count)


def chosen(answer, params, name, known):
    """``fields`` and ``exclude_fields`` in dot notation; not both, and no unknown names."""
    fields, hidden = params.get("fields"), params.get("exclude_fields")
    if fields and hidden:
        raise invalid("fields and exclude_fields cannot be used together")
    if not fields:
        return answer
    wanted = fields.split(",")
    for field in wanted:
        head, _dot, tail = field.partition(".")
        if head not in (name, *answer) or (tail and tail.split(".")[0] not in known):
            raise invalid(f"The field {field} is not valid")
    inner = {f.partition(".")[2].split(".")[0] for f in wanted if f.startswith(f"{name}.")}
    if inner:
        answer = {**answer, name: [{k: row[k] for k in inner if k in row} for row in answer[name]]}
    top = {f.partition(".")[0] for f in wanted}
    return {key: value for key, value in answer.items() if key in top}


def shown(member):
    """All that Mailchimp tells, most of it links."""
    hidden = ("own_will",)
    return {**{k: v for k, v in member.items() if k not in hidden}, "_links": LINKS}


@route("GET", "ping")
def ping(_service, _params, _body):
    return {"health_status": "Everything's Chimpy!"}


@route("GET", "")
def account(service, params, _body):
    answer = {"account_id": "8d3a3db4d97663a9074efcc16", "account_name": service.name}
    return {**answer, "role": "owner", "total_subscribers": 0}


@route("GET", "lists")
def lists(service, params, _body):
    rows = [audience.shown() for audience in service.audiences.values()]
    answer = {"lists": rows[page(params)], "total_items": len(rows)}
    return chosen(answer, params, "lists", ("id", "name", "double_optin"))


@route("GET", r"lists/(\w+)")
def one_list(service, _params, _body, list_id):
    return service.audience(list_id).shown()


@route("POST", r"lists/(\w+)")
def batch(service, params, body, list_id):
    """Up to 500 people; 200 even when none of them was accepted."""
    audience, items = service.audience(list_id), body.get("members")
    if not isinstance(items, list) or len(items) > BATCH:
        raise invalid("members", ("members", f"At most {BATCH}"))
    for number, item in enumerate(items):
        if not item.get("status") and not item.get("status_if_new"):
            raise invalid("status", (f"members.item:{number}.status_if_new", "Required"))
        if not item.get("status") and not service.takes_status_if_new:
            raise invalid("schema", (f"members.item:{number}.status_if_new", "Not expected"))
        if any(isinstance(v, (list, bool)) for v in (item.get("merge_fields") or {}).values()):
            raise invalid("schema", (f"members.item:{number}.merge_fields", "Schema"))
    answer = {"new_members": [], "updated_members": [], "errors": []}
    seen = set()
    for item in items:
        key = str(item.get("email_address", "")).lower()
        if key in seen:
            if params.get("skip_duplicate_check") != "true":
                answer["errors"].append(_row(item, "was sent twice", "ERROR_GENERIC"))
            continue
        seen.add(key)
        _one(service, audience, item, body, params, answer)
    return {
        **answer,
        "total_created": len(answer["new_members"]),
        "total_updated": len(answer["updated_members"]),
        "error_count": len(answer["errors"]),
    }


def _one(service, audience, item, body, params, answer):
    skip = params.get("skip_merge_validation") == "true"
    update = bool(body.get("update_existing"))
    try:
        member, new = audience.write(item, create=True, update=update, skip_required=skip)
    except Problem as problem:
        if problem.body["title"] == "Member In Compliance State" and service.silent_refusal:
            answer["updated_members"].append(shown(audience.of(item["email_address"])))
            return
        exists = problem.body["title"] == "Member Exists"
        code = "ERROR_CONTACT_EXISTS" if exists else "ERROR_GENERIC"
        answer["errors"].append(_row(item, problem.body["detail"], code, problem))
        return
    wanted = item.get("tags") or []
    if body.get("sync_tags"):
        audience.drop_tags(member, [tag["name"] for tag in member["tags"]])
    audience.add_tags(member, wanted)
    answer["new_members" if new else "updated_members"].append(shown(member))


def _row(item, text, code, problem=None):
    wrong = (problem.body.get("errors") or [{}])[0] if problem else {}
    return {
        "email_address": item.get("email_address", ""),
        "error": text,
        "error_code": code,
        "field": wrong.get("field", ""),
        "field_message": wrong.get("message", ""),
    }


@route("GET", r"lists/(\w+)/members")
def members(service, params, _body, list_id):
    """Without a wish for a status the archived are not told."""
    rows = list(service.audience(list_id).members.values())
    status, since = params.get("status"), params.get("since_last_changed")
    if status:
        rows = [row for row in rows if row["status"] == status]
    else:
        rows = [row for row in rows if row["status"] != "archived"]
    if since:
        moment = parse(since)
        rows = [row for row in rows if parse(row["last_changed"]) > moment]
    if params.get("sort_field"):
        down = params.get("sort_dir") == "DESC"
        rows.sort(key=lambda row: row[params["sort_field"]], reverse=down)
    part = [shown(row) for row in rows[page(params)]]
    for row in part:
        row["tags_count"], row["tags"] = len(row["tags"]), row["tags"][:50]
    known = part[0] if part else FIELDS
    answer = {"members": part, "list_id": list_id, "total_items": len(rows)}
    return chosen(answer, params, "members", known)


FIELDS = ("id", "email_address", "contact_id", "web_id", "status", "merge_fields", "tags")
FIELDS += ("tags_count",)
FIELDS += ("language", "last_changed", "timestamp_opt", "ip_opt", "unsubscribe_reason")


@route("POST", r"lists/(\w+)/members")
def add_member(service, _params, body, list_id):
    audience = service.audience(list_id)
    old = audience.of(body.get("email_address", ""))
    back = bool(old and old["status"] == "archived")
    return shown(audience.write(body, create=True, update=back)[0])


@route("GET", r"lists/(\w+)/members/([^/]+)")
def member(service, _params, _body, list_id, key):
    return shown(service.audience(list_id).get(key))


@route("PUT", r"lists/(\w+)/members/([^/]+)")
def put_member(service, params, body, list_id, key):
    audience = service.audience(list_id)
    skip = params.get("skip_merge_validation") == "true"
    body = {k: v for k, v in body.items() if k != "tags"}  # not for PUT
    if key in audience.members and "email_address" in body:
        return shown(audience.patch(key, body))
    return shown(audience.write(body, create=True, update=True, skip_required=skip)[0])


@route("PATCH", r"lists/(\w+)/members/([^/]+)")
def patch_member(service, _params, body, list_id, key):
    return shown(service.audience(list_id).patch(key, body))


@route("DELETE", r"lists/(\w+)/members/([^/]+)")
def delete_member(service, _params, _body, list_id, key):
    service.audience(list_id).archive(key)


@route("POST", r"lists/(\w+)/members/([^/]+)/tags")
def member_tags(service, _params, body, list_id, key):
    audience = service.audience(list_id)
    found = audience.get(key)
    for tag in body.get("tags", ()):
        change = audience.add_tags if tag["status"] == "active" else audience.drop_tags
        change(found, [tag["name"]])


@route("GET", r"lists/(\w+)/tag-search")
def tag_search(service, params, _body, list_id):
    start = params.get("name", "").casefold()
    tags = service.audience(list_id).tags
    rows = [tag for key, tag in sorted(tags.items()) if key.startswith(start)]
    return {"tags": rows, "total_items": len(rows)}


@route("POST", r"lists/(\w+)/segments/(\d+)")
def segment(service, _params, body, list_id, tag_id):
    """A tag is a static segment."""
    audience = service.audience(list_id)
    tag = next((t for t in audience.tags.values() if t["id"] == int(tag_id)), None)
    if tag is None:
        raise not_found()
    added, removed = body.get("members_to_add") or [], body.get("members_to_remove") or []
    if max(len(added), len(removed)) > BATCH:
        raise invalid("members", ("members_to_remove", f"At most {BATCH}"))
    for email in removed:
        if found := audience.of(email):
            audience.drop_tags(found, [tag["name"]])
    for email in added:
        if found := audience.of(email):
            audience.add_tags(found, [tag["name"]])
    return {"members_added": [], "members_removed": [], "errors": [],
            "total_added": len(added), "total_removed": len(removed)}  # fmt: skip


@route("GET", r"lists/(\w+)/merge-fields")
def merge_fields(service, params, _body, list_id):
    rows = service.audience(list_id).fields.rows
    return {"merge_fields": rows[page(params)], "total_items": len(rows)}


@route("POST", r"lists/(\w+)/merge-fields")
def add_merge_field(service, _params, body, list_id):
    audience = service.audience(list_id)
    row = audience.fields.add(body)
    for found in audience.members.values():
        found["merge_fields"].setdefault(row["tag"], "")
    return row


def decode(raw):
    try:
        body = json.loads(raw or b"{}")
    except ValueError as error:
        raise Problem(400, "JSON Parse Exception", "We encountered an error.") from error
    if not isinstance(body, dict):
        raise Problem(400, "JSON Parse Exception", "Not an object.")
    return body
