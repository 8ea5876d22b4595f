"""Faults on order: what goes wrong, at which request, and how often.

A fault is a JSON object, or the same as words::

    POST /issue/bulk #2 429 retry-after=3
    PUT /issue/* reset-after
    GET * %5 503
    POST /issue/bulk bulk-partial elements=0,2

First what it waits for: a method (or ``*``), a path (a pattern of the shell,
below ``/rest/api/N`` or ``/zephyr/v2``, or whole), then ``#N`` for the N-th
such request (default 1), ``%K`` for every K-th, ``xN`` for at most N times
(default once; ``x*`` always), ``p=0.1`` for a probability.  Then the action,
and its options:

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
                    (all of them; those that ``#N`` or ``%K`` choose)
``permission-lost`` ``permission=`` (default EDIT_ISSUES), ``project=``
``edit-before``     another user edits, just before the request is done:
                    ``fields`` / ``update`` (JSON form), ``issue=``
                    (default: that of the path), ``as=``
``edit-after``      the same, just after it is done
``request-before``  ``requests`` (JSON form): a list of {method, path, body}
``request-after``   carried out as another user
``bulk-partial``    ``elements=`` places in a bulk create that are refused
                    (the next bulk create, if no path is given)
``field-missing``   ``field=`` is on no screen (from now on, or from the
                    N-th request on)
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

_OPTIONS: dict[str, set[str]] = {
    "status": {"status", "retry-after", "applied", "html", "text"},
    "reset-before": set(),
    "reset-after": set(),
    "slow": {"seconds"},
    "truncate": {"bytes"},
    "html": {"applied", "status"},
    "lag": {"seconds"},
    "permission-lost": {"permission", "project", "user"},
    "edit-before": {"fields", "update", "issue", "as"},
    "edit-after": {"fields", "update", "issue", "as"},
    "request-before": {"requests", "as"},
    "request-after": {"requests", "as"},
    "bulk-partial": {"elements", "text"},
    "field-missing": {"field"},
    "hold": set(),
    "hold-after": set(),
}
"""Actions, and the options that each has."""
_NEEDED = {
    "status": ("status",),
    "field-missing": ("field",),
    "request-before": ("requests",),
    "request-after": ("requests",),
}
_MAIN_OPTION = {"truncate": "bytes", "field-missing": "field"}
"""What stands after the ``=`` of an action; otherwise seconds."""
_SECONDS = (r"\d+(\.\d+)?", "give seconds")
_FORMS = {
    "seconds": _SECONDS,
    "retry-after": (
        r"none|\d+(\.\d+)?|date(:\d+(\.\d+)?)?",
        "give seconds, date:SECONDS or none",
    ),
    "bytes": (r"\d+", "give a number of bytes"),
    "elements": (r"\d+(\s*,\s*\d+)*", "give places from 0 on, as 0,2"),
    "status": (r"[2345]\d\d", "give a status from 200 to 599"),
}
_AT_ONCE = {"lag", "field-missing"}
"""What need not wait for a request."""
_CHOICES = ("nth", "every", "times", "probability")
_COMMON = {"action", "method", "path", "options", *_CHOICES}
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
    at_once: bool = False
    """Whether it does not wait for any request."""
    denials: list[str] = field(default_factory=list)
    """What was taken away, to be given back."""
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
    action, options = _action(order)
    _check_options(action, options)
    chosen = {name: order.get(name) for name in _CHOICES}
    every = _whole("every", chosen["every"])
    probability = _probability(chosen["probability"])
    repeats = every is not None or probability is not None
    method = str(order.get("method") or "*").upper()
    if method not in _METHODS:
        raise _bad(f"There is no method '{method}'")
    return FaultSpec(
        id=number,
        action=action,
        method=method,
        path=str(order.get("path") or _PATHS.get(action, "*")),
        nth=_whole("nth", order.get("nth", None if repeats else 1)),
        every=every,
        times=_whole("times", order.get("times", None if repeats else 1)),
        probability=probability,
        options=options,
        at_once=action in _AT_ONCE and not any(n in order for n in _CHOICES),
    )


def _action(order: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return the action and its options."""
    action = str(order["action"]).replace("_", "-")
    options = {k: v for k, v in order.items() if k not in _COMMON}
    more = order.get("options") or {}
    if not isinstance(more, dict):
        raise _bad("The options of a fault are a JSON object")
    options |= more
    if action.isdigit():
        options["status"] = int(action)
        action = "status"
    name, _, value = action.partition("=")
    if value:
        options[_MAIN_OPTION.get(name, "seconds")] = value
        action = name
    if action not in _OPTIONS:
        raise _bad(f"There is no fault '{action}'")
    return action, options


def _check_options(action: str, options: dict[str, Any]) -> None:
    unknown = set(options) - _OPTIONS[action]
    if unknown:
        raise _bad(f"The fault '{action}' has no option '{min(unknown)}'")
    for name in _NEEDED.get(action, ()):
        if not options.get(name):
            raise _bad(f"The fault '{action}' needs a {name}")
    for name, (pattern, wanted) in _FORMS.items():
        if name not in options:
            continue
        value = options[name]
        items = value if isinstance(value, list) else [value]
        text = ",".join(str(item) for item in items)
        if not re.fullmatch(pattern, text):
            raise _bad(f"'{text}' is no {name}: {wanted}")
    requests = options.get("requests", [])
    if not isinstance(requests, list) or not all(
        isinstance(r, dict) and isinstance(r.get("path"), str)
        for r in requests
    ):
        raise _bad("'requests' is a list of {method, path, body}")


def _whole(name: str, value: Any) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise _bad(f"'{value}' is no {name}: give a number from 1 on")
    return value


def _probability(value: Any) -> float | None:
    if value is None:
        return None
    try:
        found = float(value)
    except (TypeError, ValueError):
        found = -1
    if not 0 <= found <= 1:
        raise _bad(f"'{value}' is no probability: give a number from 0 to 1")
    return found


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
            order["probability"] = value
        elif "action" not in order:
            order["action"] = word
        elif sign:
            order[key] = {"true": True, "false": False}.get(value, value)
        else:
            raise _bad(f"'{word}' is not understood in the fault '{text}'")
    return order
