import json
from io import SEEK_END

from odoo import SUPERUSER_ID
from odoo.http import Controller, request, route

from ..tools.form_file import MAX_TOGETHER, read_files
from ..tools.form_post import is_test, join_fields, read_post

MAX_BYTES = 256 * 1024
FILES = "multipart/form-data"


def most_bytes(_controller):
    """Only a form with files may be long."""
    has_files = request.httprequest.mimetype == FILES
    return MAX_BYTES + MAX_TOGETHER if has_files else MAX_BYTES


class IntakeController(Controller):
    """The door for forms of websites (D05): authenticate, limit, check, register, answer."""

    @route(
        "/crm_sales_flow/v1/requests",
        type="http",
        auth="none",
        methods=["POST"],
        csrf=False,
        cors="*",
        save_session=False,
        readonly=False,
        max_content_length=most_bytes,
    )
    def post_request(self, **_params):
        data = self._posted()
        if data is None:
            return problem(400, "The body is neither a JSON object nor a form.")
        if is_test(data):
            return request.make_response("ok", [("Content-Type", "text/plain")])
        # As with letters the program registers; the key is what gives the right to it.
        Source = request.env(user=SUPERUSER_ID)["crm.request.source"]
        post = read_post(data)
        source, is_public = Source._authenticate(_bearer(), post.values.get("key"))
        if not source:
            return problem(401, "Unknown key.", [("WWW-Authenticate", "Bearer")])
        if is_public and not source._allows(request.httprequest.headers.get("Origin")):
            return problem(403, "The key does not belong to this website.")
        uid = request.httprequest.headers.get("Idempotency-Key") or post.values.get("request_uid")
        if known := source._known_post(uid):  # a repeated post costs its visitor nothing
            return registered(known, is_new=False)
        address = request.httprequest.remote_addr or ""
        if not source._admits(address, is_public, _size()):
            return problem(429, "Too many requests.", [("Retry-After", "60")])
        files, wrong_files = read_files(_files())
        if errors := {**post.errors, **wrong_files}:
            return problem(400, "Wrong fields.", errors=source._error_texts(errors))
        return registered(*source._register_post(post, uid, address, files))

    def _posted(self):
        """:return: dict of what was posted, or None."""
        if request.httprequest.mimetype != "application/json":
            return join_fields(request.httprequest.form.items(multi=True))
        try:
            data = json.loads(request.httprequest.get_data())
        except (ValueError, RecursionError):
            return None
        return data if isinstance(data, dict) else None


def registered(found, is_new):
    answer = {"number": found.name, "status": "registered" if is_new else "known"}
    return request.make_json_response(answer, status=201 if is_new else 200)


def problem(status, title, headers=(), errors=()):
    """A refusal as RFC 9457 wants it; ``errors`` name each wrong field."""
    body = {"type": "about:blank", "title": title, "status": status}
    if errors:
        body["errors"] = [{"field": name, "message": text} for name, text in errors.items()]
    headers = [("Content-Type", "application/problem+json; charset=utf-8"), *headers]
    # Bytes: the helper for JSON counts characters and calls them the length.
    data = json.dumps(body, ensure_ascii=False).encode()
    return request.make_response(data, headers, status=status)


def _size():
    """Bytes of the post; one that comes in pieces does not tell them beforehand."""
    told = request.httprequest.content_length
    return told or sum(stream.seek(0, SEEK_END) for _field, _name, stream in _files())


def _files():
    posted = list(request.httprequest.files.items(multi=True))
    for _field, file in posted:
        file.stream.seek(0)  # before a second try Odoo rewinds the first file of each field only
    return [(field, file.filename or "", file.stream) for field, file in posted]


def _bearer():
    kind, _, token = request.httprequest.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""
