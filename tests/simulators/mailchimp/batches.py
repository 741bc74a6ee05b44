"""Operations that Mailchimp works off by itself: states, result archive, its ten minutes."""

import gzip
import io
import json
import secrets
import tarfile

from simulators.mailchimp.calls import route
from simulators.mailchimp.problem import Problem, invalid, not_found

STATES = ("pending", "preprocessing", "started", "finalizing", "finished")
PENDING_LIMIT = 500
LINK_SECONDS = 600


@route("POST", "batches")
def submit(service, _params, body):
    if len([b for b in service.batches.values() if b["step"] < len(STATES) - 1]) >= PENDING_LIMIT:
        raise Problem(429, "Too Many Requests", "You have too many pending batches.")
    operations = body.get("operations")
    if not isinstance(operations, list) or not operations:
        raise invalid("operations", ("operations", "Required"))
    for operation in operations:
        if not isinstance(operation.get("body", ""), str):
            raise invalid("operations", ("operations.item:0.body", "Must be a string"))
    batch = {"id": secrets.token_hex(5), "step": 0, "operations": operations, "results": None}
    service.batches[batch["id"]] = batch
    return _shown(service, batch)


@route("GET", r"batches/(\w+)")
def one(service, _params, _body, batch_id):
    """Each question finds it one state further; the work is done on the way."""
    batch = service.batches.get(batch_id)
    if batch is None:
        raise not_found()
    if batch["step"] < len(STATES) - 1:
        batch["step"] += 1
        if STATES[batch["step"]] == "started":
            batch["results"] = [_run(service, operation) for operation in batch["operations"]]
    return _shown(service, batch)


def _run(service, operation):
    raw = (operation.get("body") or "{}").encode()
    params = {key: str(value) for key, value in (operation.get("params") or {}).items()}
    status, answer = service.answer(operation["method"], operation["path"], params, raw)
    return {
        "status_code": status,
        "operation_id": operation.get("operation_id"),
        "response": json.dumps(answer or {}),
    }


def _shown(service, batch):
    results, state = batch["results"] or [], STATES[batch["step"]]
    shown = {
        "id": batch["id"],
        "status": state,
        "total_operations": len(batch["operations"]),
        "finished_operations": len(results),
        "errored_operations": len([row for row in results if row["status_code"] >= 400]),
        "submitted_at": service.clock.text(),
        "completed_at": service.clock.text() if state == "finished" else "",
        "response_body_url": "",
    }
    if state == "finished":
        token = secrets.token_hex(8)
        service.downloads[token] = (batch["id"], service.clock.now())
        shown["response_body_url"] = f"{service.url}/download/{token}"
    return shown


def archive(service, token):
    """:return: bytes of the .tar.gz, or None when the link is too old"""
    batch_id, made = service.downloads.get(token, (None, None))
    if batch_id is None or (service.clock.now() - made).total_seconds() > LINK_SECONDS:
        return None
    packed = io.BytesIO()
    with (
        gzip.GzipFile(fileobj=packed, mode="wb") as zipped,
        tarfile.open(fileobj=zipped, mode="w") as tar,
    ):
        folder = tarfile.TarInfo(batch_id)
        folder.type = tarfile.DIRTYPE
        tar.addfile(folder)
        raw = json.dumps(service.batches[batch_id]["results"]).encode()
        entry = tarfile.TarInfo(f"{batch_id}/1.json")
        entry.size = len(raw)
        tar.addfile(entry, io.BytesIO(raw))
    return packed.getvalue()
