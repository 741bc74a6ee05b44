"""Webhooks of an audience: set up, and what is posted when people do something."""

import hashlib
import hmac
import secrets
import urllib.error
import urllib.request
from urllib.parse import urlencode

from simulators.mailchimp.calls import route
from simulators.mailchimp.problem import invalid, not_found


@route("GET", r"lists/(\w+)/webhooks")
def webhooks(service, _params, _body, list_id):
    rows = [_shown(hook) for hook in service.audience(list_id).webhooks.values()]
    return {"webhooks": rows, "total_items": len(rows)}


@route("POST", r"lists/(\w+)/webhooks")
def add_webhook(service, _params, body, list_id):
    """Asks the address by GET first; the secret is told once."""
    audience, url = service.audience(list_id), body.get("url", "")
    if any(hook["url"] == url for hook in audience.webhooks.values()):
        raise invalid("Sorry, you can't set up multiple WebHooks for one URL")
    if service.asks_webhooks and not _answers(url):
        raise invalid("We couldn't validate the URL you provided.")
    hook = {
        "id": secrets.token_hex(5),
        "url": url,
        "events": body.get("events") or {},
        "sources": body.get("sources") or {},
        "list_id": list_id,
        "signing_enabled": service.signs_webhooks,
    }
    if service.signs_webhooks:
        hook["signing_secret"] = secrets.token_hex(16)
    audience.webhooks[hook["id"]] = hook
    return dict(hook)


@route("DELETE", r"lists/(\w+)/webhooks/(\w+)")
def remove_webhook(service, _params, _body, list_id, webhook_id):
    if not service.audience(list_id).webhooks.pop(webhook_id, None):
        raise not_found()


def _shown(hook):
    return {key: value for key, value in hook.items() if key != "signing_secret"}


def _answers(url):
    agent = {"User-Agent": "MailChimp.com WebHook Validator"}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=agent), timeout=10) as got:
            return got.status == 200
    except (OSError, ValueError):
        return False


def body_of(kind, list_id, fired_at, **data):
    """Form-urlencoded, keys as PHP writes them."""
    pairs = [("type", kind), ("fired_at", f"{fired_at:%Y-%m-%d %H:%M:%S}")]
    pairs.append(("data[list_id]", list_id))
    for name, value in data.items():
        if isinstance(value, dict):
            pairs += [(f"data[{name}][{key}]", inner) for key, inner in value.items()]
        else:
            pairs.append((f"data[{name}]", value))
    return urlencode(pairs).encode()


def member_data(member, **more):
    merges = {"EMAIL": member["email_address"], **member["merge_fields"]}
    return {
        "id": member["unique_email_id"],
        "email": member["email_address"],
        "email_type": "html",
        "web_id": member["web_id"],
        "ip_opt": member["ip_opt"],
        "merges": {key: value for key, value in merges.items() if isinstance(value, str)},
        **more,
    }


def signature(secret, body, at):
    text = f"{int(at)}.".encode() + body
    return f"t={int(at)},v1={hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()}"


def post(hook, body, at):
    """:return: status of the answer"""
    headers = {
        "User-Agent": "MailChimp.com",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    if hook.get("signing_secret"):
        headers["X-Mailchimp-Signature"] = signature(hook["signing_secret"], body, at)
    request = urllib.request.Request(hook["url"], body, headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0
