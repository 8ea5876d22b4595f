"""Files attached to issues."""

from __future__ import annotations

import base64
import mimetypes
import re
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any

from ldmjira.sandbox.errors import JiraError, not_found
from ldmjira.sandbox.http import Call, Reply, Routes
from ldmjira.sandbox.parts import touch
from ldmjira.sandbox.store import Row

__all__ = ["download", "routes"]

routes = Routes()

_LIMIT = 10_485_760


def _parts(call: Call) -> list[tuple[str, str, bytes]]:
    """Return name, type and content of the files of a multipart body."""
    kind = call.headers.get("content-type", "")
    if not kind.lower().startswith("multipart/form-data"):
        raise JiraError(415, "Unsupported Media Type")
    head = f"Content-Type: {kind}\r\n\r\n".encode("latin-1")
    message = BytesParser(policy=HTTP).parsebytes(head + call.raw_body)
    found = []
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        filename = part.get_filename()
        if name != "file" or not filename:
            continue
        content = part.get_payload(decode=True)
        data = content if isinstance(content, bytes) else b""
        guessed = mimetypes.guess_type(filename)[0]
        given = part.get_content_type()
        if given in {"text/plain", "application/octet-stream"} and guessed:
            given = guessed
        found.append((filename, given, data))
    return found


@routes.add("POST", "issue/{key}/attachments")
def attach(call: Call) -> Reply:
    """Attach files to an issue."""
    if call.headers.get("x-atlassian-token", "").lower() not in {
        "no-check",
        "nocheck",
    }:
        raise JiraError(403, "XSRF check failed")
    issue = call.site.editable_issue(
        call.args["key"],
        call.user,
        "CREATE_ATTACHMENTS",
        "You do not have permission to create attachments for this issue.",
    )
    files = _parts(call)
    if not files:
        raise JiraError(400, "There is no file in the request.")
    shown = []
    for filename, kind, data in files:
        if len(data) > _LIMIT:
            raise JiraError(
                413,
                f"{filename} is too large. The limit is {_LIMIT} bytes.",
            )
        id_ = call.site.store.next_id("attachment")
        row: Row = {
            "id": id_,
            "filename": filename,
            "author": call.user,
            "created": call.site.clock.millis(),
            "size": len(data),
            "mimeType": kind,
            "data": base64.b64encode(data).decode(),
        }
        call.site.store.put("attachment", id_, row, parent=issue["id"])
        shown.append(call.show.attachment(row))
    touch(call.site, issue["id"])
    return Reply(200, shown)


def _attachment(call: Call) -> tuple[Row, str]:
    id_ = call.args["id"]
    row = call.site.store.get("attachment", id_)
    parent = call.site.store.parent("attachment", id_)
    if row is None or parent is None:
        raise not_found(f"The attachment with id '{id_}' does not exist")
    call.site.issue(parent, call.user)
    return row, parent


@routes.add("GET", "attachment/{id}")
def get_attachment(call: Call) -> Reply:
    """Show what is known of an attachment."""
    row, _ = _attachment(call)
    shown: dict[str, Any] = call.show.attachment(row)
    if call.wants_adf:
        shown["id"] = int(row["id"])
    return Reply(200, shown)


@routes.add("GET", "attachment/content/{id}", only="cloud")
def attachment_content(call: Call) -> Reply:
    """Return the file itself."""
    row, _ = _attachment(call)
    return _file(row)


def _file(row: Row) -> Reply:
    return Reply(
        200, base64.b64decode(row["data"]), media_type=row["mimeType"]
    )


def download(call: Call, path: str) -> Reply:
    """Return the file at Data Center's address of it."""
    match = re.fullmatch(r"/secure/attachment/(\d+)/.*", path)
    if match is None:
        raise not_found("There is no such file.")
    call.args["id"] = match[1]
    row, _ = _attachment(call)
    return _file(row)


@routes.add("DELETE", "attachment/{id}")
def delete_attachment(call: Call) -> Reply:
    """Take an attachment away."""
    row, issue_id = _attachment(call)
    call.site.store.delete("attachment", row["id"])
    touch(call.site, issue_id)
    return Reply(204)
