"""Fill a user's template, in a process of its own that can do no harm.

The sandbox of Jinja2 keeps a template from files and from Python. The
process bounds what it cannot: time, memory, and any file.
"""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

from ldmjira.exceptions import UsageError
from ldmjira.models.test_plan import Doc

from .environment import MAX_TEMPLATE_BYTES, make_environment
from .rendering import fill

__all__ = ["render_with"]

SECONDS: Final = 30
"""Time that a template may take."""

_MEMORY: Final = 1024**3
_PACKAGES: Final = ("@preview", "@local")
_HINT: Final = "docs/testplan.md tells what a template may do."


def render_with(path: Path, doc: Doc, name: str) -> str:
    """Write a document with a template of the user.

    Parameters
    ----------
    path
        The template, or a folder that holds ``plan.md.jinja`` (or the
        like for the format).
    doc
        The document.
    name
        Format: ``md``, ``rst``, ``latex``, ``html`` or ``typst``.

    Returns
    -------
    str
        The document.

    Raises
    ------
    UsageError
        If the template cannot be read, has a fault, or wants what it may
        not have.
    """
    file = path / f"plan.{name}.jinja" if path.is_dir() else path
    _check_readable(file)
    job = pickle.dumps((str(file.parent), file.name, name, doc))
    environment = {
        key: value
        for key, value in os.environ.items()
        if key in {"PATH", "PYTHONPATH", "SYSTEMROOT", "LD_LIBRARY_PATH"}
    }
    try:
        done = subprocess.run(  # noqa: S603  (our own module, no shell)
            [sys.executable, "-P", "-B", "-m", __name__],
            input=job,
            capture_output=True,
            check=False,
            env=environment,
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise UsageError(
            f"Template {file} was stopped after {SECONDS} seconds",
            hint="Look for a loop that repeats too much.",
        ) from None
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        raise UsageError(
            f"Template {file} was stopped: it wants too much memory or time",
            hint="Look for a loop that repeats too much.",
        ) from None
    if "error" in answer:
        raise UsageError(answer["error"], hint=answer["hint"])
    text: str = answer["text"]
    return text


def _check_readable(file: Path) -> None:
    try:
        with file.open("rb") as stream:
            data = stream.read(MAX_TEMPLATE_BYTES + 1)
        text = data.decode("utf-8")
    except OSError as error:
        raise UsageError(
            f"Template {file} cannot be read: {error.strerror}", hint=_HINT
        ) from None
    except UnicodeDecodeError:
        raise UsageError(
            f"Template {file} is not UTF-8 text", hint=_HINT
        ) from None
    if len(data) > MAX_TEMPLATE_BYTES:
        raise UsageError(f"Template {file} is larger than 1 MB", hint=_HINT)
    if any(package in text for package in _PACKAGES):
        raise UsageError(
            f"Template {file} wants a Typst package, which would be fetched "
            "from the net",
            hint=_HINT,
        )


def _bound() -> None:
    """Bound memory, time and files of this process, where that is known."""
    try:
        import resource  # noqa: PLC0415
    except ImportError:  # not on this system: the time limit remains
        return
    for kind, limit in (
        (resource.RLIMIT_AS, _MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (limit, limit))


def _serve() -> None:
    # What comes in was pickled by `render_with` of the same package.
    folder, template, name, doc = pickle.load(sys.stdin.buffer)  # noqa: S301
    _bound()
    try:
        environment = make_environment(name, Path(folder))
        answer = {"text": fill(environment, template, doc)}
    except UsageError as error:
        answer = {"error": error.message, "hint": error.hint}
    except MemoryError:
        answer = {
            "error": f"Template {template} wants too much memory",
            "hint": "Look for a loop that repeats too much.",
        }
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    _serve()
