"""Faults on order: what goes wrong, at which request, and how often.

A fault is a JSON object, or the same as words::

    POST /issue/bulk #2 429 retry-after=3
    PUT /issue/* reset-after
    GET * %5 503
    POST /issue/bulk bulk-partial elements=0,2

First what it waits for: a method (or ``*``), a path (a pattern of the shell,
below ``/rest/api/N`` or ``/zephyr/v2``, or whole), then ``#N`` for the N-th
such request (default 1), ``%K`` for every K-th, ``xN`` for at most N times
(default once; ``x*`` always), ``p=0.1`` for a probability.  Then the action:

==================  ======================================================
``429`` ... ``504``  answer with this status, without doing anything;
                    ``retry-after=`` seconds, ``date:SECONDS`` or ``none``;
                    ``applied=true`` does the request first
``reset-before``    cut the connection, nothing is done
``reset-after``     do the request, then cut the connection
``slow=S``          wait S seconds, then go on
``truncate=N``      send the first N bytes of the answer only
``html``            answer 200 with a page, as a proxy would
``lag=S``           searches show the site as it was S seconds ago
``permission-lost`` ``permission=`` (default EDIT_ISSUES), ``project=``
``edit-before``     another user edits, just before the request is done:
                    ``fields`` / ``update`` (JSON form), ``issue=``
                    (default: that of the path), ``as=``
``edit-after``      the same, just after it is done
``request-before``  ``requests`` (JSON form): a list of {method, path, body}
``request-after``   carried out as another user
``bulk-partial``    ``elements=`` places in a bulk create that are refused
                    (the next bulk create, if no path is given)
``field-missing``   ``field=`` is on no screen (from now on)
``hold``            wait until POST /__sandbox__/release
``hold-after``      do the request, hold the answer until then
==================  ======================================================
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .errors import JiraError

__all__ = ["FaultSpec", "order_from_words", "read_order"]

_ACTIONS = {
    "reset-before", "reset-after", "slow", "truncate", "html", "lag",
    "permission-lost", "edit-before", "edit-after", "request-before",
    "request-after", "bulk-partial", "field-missing", "hold", "hold-after",
    "status",
}  # fmt: skip
_COMMON = {
    "action", "method", "path", "nth", "every", "times", "probability",
    "options",
}  # fmt: skip
_PATHS = {"bulk-partial": "/issue/bulk"}
"""What an action waits for if it is not told."""
_METHODS = {"GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "*"}
_PREFIX = re.compile(
    r"^(?:(?:/ex/jira/[^/]+)?/rest/(?:api|auth)/[^/]+|/zephyr/v2)"
)


@dataclass
class FaultSpec:
    """One fault that was ordered."""

    id: int
    action: str
    method: str = "*"
    path: str = "*"
    nth: int | None = 1
    every: int | None = None
    times: int | None = 1
    probability: float | None = None
    options: dict[str, Any] = field(default_factory=dict)
    seen: int = 0
    hits: int = 0

    def matches(self, method: str, path: str) -> bool:
        """Whether a request is one of those that the fault counts."""
        if self.method not in ("*", method):
            return False
        short = _PREFIX.sub("", path)
        return any(
            fnmatch.fnmatchcase(candidate, self.path)
            for candidate in (path, short)
        )

    def strikes(self, draw: Callable[[], float]) -> bool:
        """Count a request that matches; whether the fault strikes now."""
        if self.times is not None and self.hits >= self.times:
            return False
        self.seen += 1
        if self.probability is not None:
            due = draw() < self.probability
        elif self.every is not None:
            due = self.seen % self.every == 0
        elif self.nth is not None and self.times == 1:
            due = self.seen == self.nth
        else:
            due = self.seen >= (self.nth or 1)
        self.hits += due
        return due

    @property
    def description(self) -> dict[str, Any]:
        """The fault as the control address shows it."""
        return {
            "id": self.id,
            "action": self.action,
            "method": self.method,
            "path": self.path,
            "nth": self.nth,
            "every": self.every,
            "times": self.times,
            "probability": self.probability,
            "options": self.options,
            "seen": self.seen,
            "hits": self.hits,
        }


def _bad(text: str) -> JiraError:
    return JiraError(
        400, f"{text}. Faults are described in ldmjira.sandbox.fault_orders."
    )


def read_order(order: Any, number: int) -> FaultSpec:
    """Read an order given as a JSON object."""
    if not isinstance(order, dict) or "action" not in order:
        raise _bad("A fault needs an action")
    action = str(order["action"]).replace("_", "-")
    options = {k: v for k, v in order.items() if k not in _COMMON}
    options |= order.get("options") or {}
    if action.isdigit():
        options["status"] = int(action)
        action = "status"
    name, _, value = action.partition("=")
    if value:
        key = {"truncate": "bytes", "field-missing": "field"}
        options[key.get(name, "seconds")] = value
        action = name
    if action not in _ACTIONS:
        raise _bad(f"There is no fault '{action}'")
    if action == "status" and not str(options.get("status")).isdigit():
        raise _bad("The fault 'status' needs a status")
    if action == "field-missing" and not options.get("field"):
        raise _bad("The fault 'field-missing' needs a field")
    every = order.get("every")
    probability = order.get("probability")
    repeats = every is not None or probability is not None
    method = str(order.get("method") or "*").upper()
    if method not in _METHODS:
        raise _bad(f"There is no method '{method}'")
    path = order.get("path") or _PATHS.get(action, "*")
    return FaultSpec(
        id=number,
        action=action,
        method=method,
        path=str(path),
        nth=order.get("nth", None if repeats else 1),
        every=every,
        times=order.get("times", None if repeats else 1),
        probability=probability,
        options=options,
    )


def order_from_words(text: str) -> dict[str, Any]:
    """Read an order given in words into the form of a JSON object."""
    order: dict[str, Any] = {}
    for word in text.split():
        key, sign, value = word.partition("=")
        if word.upper() in _METHODS and "method" not in order:
            order["method"] = word.upper()
        elif word.startswith(("/", "*")) and "path" not in order:
            order["path"] = word
        elif re.fullmatch(r"#\d+", word):
            order["nth"] = int(word[1:])
        elif re.fullmatch(r"%\d+", word):
            order["every"] = int(word[1:])
        elif re.fullmatch(r"x(\d+|\*)", word):
            order["times"] = None if word == "x*" else int(word[1:])
        elif key == "p" and sign:
            order["probability"] = float(value)
        elif "action" not in order:
            order["action"] = word
        elif sign:
            order[key] = {"true": True, "false": False}.get(value, value)
        else:
            raise _bad(f"'{word}' is not understood in the fault '{text}'")
    return order
