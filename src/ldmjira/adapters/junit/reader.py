"""Read JUnit XML, as pytest and many others write it, in one pass.

The parser is expat itself: no tree is built, so a file of hundreds of
megabytes needs no more memory than its tests. Document types and entities
are refused as soon as they are seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from xml.parsers import expat

from ldmjira.exceptions import UsageError
from ldmjira.models.results import Outcome, Verdict

__all__ = ["MAX_BYTES", "MAX_TESTS", "read_junit"]

MAX_BYTES: Final = 512 * 1024 * 1024
"""Size above which a file is refused before it is read."""

MAX_TESTS: Final = 1_000_000
"""Tests above which a file is refused."""

MAX_PROPERTIES: Final = 10_000
"""Properties of one test or suite above which a file is refused."""

MAX_TAG_BYTES: Final = 16 * 1024 * 1024
"""Length of one tag above which a file is refused."""

MAX_DEPTH: Final = 64
MAX_MESSAGE: Final = 2000
_CHUNK: Final = 1024 * 1024
_ROOTS: Final = frozenset({"testsuites", "testsuite"})
_VERDICTS: Final = {
    "failure": Verdict.FAILED,
    "error": Verdict.ERROR,
    "skipped": Verdict.SKIPPED,
}
_ATTEMPTS: Final = frozenset(
    {
        "flakyFailure",
        "flakyError",
        "rerunFailure",
        "rerunError",
        "rerun",
    }
)
_RANKS: Final = (
    Verdict.FAILED,
    Verdict.ERROR,
    Verdict.EXPECTED_FAILURE,
    Verdict.SKIPPED,
)
# Other producers tell a test that was not run in an attribute.
_NOT_RUN: Final = frozenset(
    {"notrun", "disabled", "skipped", "suppressed", "ignored"}
)


def read_junit(path: Path) -> list[Outcome]:
    """Read a results file.

    Parameters
    ----------
    path
        JUnit XML with one or several suites, nested or not.

    Returns
    -------
    list of Outcome
        In the file's order.

    Raises
    ------
    UsageError
        If it cannot be read, is too large, is no JUnit XML, or holds a
        document type or an entity.
    """
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise UsageError(
                f"{path} has {size // 1024**2} MB, more than the "
                f"{MAX_BYTES // 1024**2} MB that are read",
                hint="Write several files, or leave out captured output.",
            )
        with path.open("rb") as stream:
            reader = _Reader(path)
            while chunk := stream.read(_CHUNK):
                reader.feed(chunk, is_last=False)
            reader.feed(b"", is_last=True)
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read: {error.strerror}",
            hint="Name the JUnit XML that your test runner wrote.",
        ) from None
    return reader.outcomes


@dataclass
class _Suite:
    """A suite that is open."""

    name: str
    when: str
    properties: list[tuple[str, str]]
    verdict: Verdict | None = None
    message: str = ""


@dataclass
class _Test:
    """A test that is open."""

    attributes: Mapping[str, str]
    verdict: Verdict = Verdict.PASSED
    message: str = ""
    attempts: int = 0
    properties: list[tuple[str, str]] = field(default_factory=list)


class _Reader:
    """Handlers of the parser, and what is open."""

    def __init__(self, path: Path) -> None:
        self.outcomes: list[Outcome] = []
        self._path = path
        self._stack: list[str] = []
        self._suites: list[_Suite] = []
        self._test: _Test | None = None
        self._property = ""
        self._text: list[str] | None = None
        self._length = 0
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        parser.StartDoctypeDeclHandler = self._refuse
        parser.EntityDeclHandler = self._refuse
        parser.ExternalEntityRefHandler = self._refuse
        self._parser = parser
        self._fed = 0

    def feed(self, chunk: bytes, *, is_last: bool) -> None:
        """Read on."""
        try:
            self._parser.Parse(chunk, is_last)
        except expat.ExpatError as error:
            raise UsageError(
                f"{self._path}:{error.lineno}: this is no complete XML: "
                f"{expat.ErrorString(error.code)}",
                hint="Was the test run cut off? Write the file anew.",
            ) from None
        except LookupError as error:
            raise UsageError(
                f"{self._path}: its encoding cannot be read: {error}",
                hint="Write the file in UTF-8.",
            ) from None
        self._fed += len(chunk)
        # Expat holds a tag until its end: an endless one would fill memory.
        if self._fed - max(self._parser.CurrentByteIndex, 0) > MAX_TAG_BYTES:
            raise UsageError(
                f"{self._path}:{self._parser.CurrentLineNumber}: one tag has "
                f"more than {MAX_TAG_BYTES // 1024**2} MB",
                hint="Write long messages as text, not as an attribute.",
            )

    def _refuse(self, *_: object) -> int:
        raise UsageError(
            f"{self._path}:{self._parser.CurrentLineNumber}: the file "
            "declares a document type or an entity, which results do not need",
            hint="Nothing was read of it; ask who wrote the file.",
        )

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if not self._stack and name not in _ROOTS:
            raise UsageError(
                f"{self._path} is no JUnit XML: it begins with <{name[:40]}>",
                hint="Use `pytest --junit-xml=FILE`, or the like.",
            )
        self._stack.append(name)
        if len(self._stack) > MAX_DEPTH:
            raise UsageError(
                f"{self._path}:{self._parser.CurrentLineNumber}: elements "
                f"are nested more than {MAX_DEPTH} deep",
                hint="This is no results file that a test runner wrote.",
            )
        match name:
            case "testsuites" | "testsuite":
                self._open_suite(attributes)
            case "testcase":
                self._test = _Test(dict(attributes))
            case "property":
                self._open_property(attributes)
            case _ if name in _VERDICTS:
                self._judge(name, attributes)
            case _ if name in _ATTEMPTS and self._test is not None:
                self._test.attempts += 1

    def _end(self, _tag: str) -> None:
        name = self._stack.pop()
        match name:
            case "testsuites" | "testsuite":
                self._close_suite()
            case "testcase":
                self._close_test()
            case "property":
                self._close_property()
            case _ if name in _VERDICTS and self._text is not None:
                self._close_message()

    def _data(self, text: str) -> None:
        if self._text is not None and self._length < MAX_MESSAGE:
            self._text.append(text[:MAX_MESSAGE])
            self._length += len(text)

    def _open_suite(self, attributes: Mapping[str, str]) -> None:
        outer = self._suites[-1] if self._suites else None
        when = attributes.get("timestamp", "")
        self._suites.append(
            _Suite(
                name=attributes.get("name", ""),
                when=when or (outer.when if outer else ""),
                properties=list(outer.properties) if outer else [],
            )
        )

    def _close_suite(self) -> None:
        suite = self._suites.pop()
        if suite.verdict is not None:  # the suite itself broke
            self._add(
                Outcome(
                    name=f"suite {suite.name}".strip(),
                    suites=self._names(),
                    verdict=suite.verdict,
                    message=suite.message,
                    when=suite.when,
                    inherited=suite.properties,
                    source=self._path.name,
                )
            )

    def _close_test(self) -> None:
        test, self._test = self._test, None
        if test is None:
            return
        told = {
            test.attributes.get(one, "").casefold()
            for one in ("status", "result")
        }
        verdict = test.verdict
        if verdict is Verdict.PASSED and told & _NOT_RUN:
            verdict = Verdict.SKIPPED
        elif verdict is Verdict.PASSED and told & {"fail", "failed"}:
            verdict = Verdict.FAILED
        suite = self._suites[-1]
        self._add(
            Outcome(
                name=test.attributes.get("name", ""),
                classname=test.attributes.get("classname", ""),
                file=test.attributes.get("file", ""),
                suites=self._names(),
                verdict=verdict,
                message=test.message,
                attempts=test.attempts,
                when=test.attributes.get("timestamp", "") or suite.when,
                properties=tuple(test.properties),
                inherited=suite.properties,
                source=self._path.name,
            )
        )

    def _judge(self, name: str, attributes: Mapping[str, str]) -> None:
        verdict = _VERDICTS[name]
        kind = attributes.get("type", "")
        if verdict is Verdict.SKIPPED and "xfail" in kind:
            verdict = Verdict.EXPECTED_FAILURE
        message = attributes.get("message", "").strip()[:MAX_MESSAGE]
        holder = self._test or (self._suites[-1] if self._suites else None)
        if holder is None:
            return
        # A test may fail, and break again while it is cleared away.
        if _rank(verdict) < _rank(holder.verdict):
            holder.verdict = verdict
            holder.message = message
            if not message:
                self._text, self._length = [], 0

    def _close_message(self) -> None:
        words = "".join(self._text or ()).strip()
        self._text = None
        holder = self._test or (self._suites[-1] if self._suites else None)
        if holder is not None and not holder.message:
            lines = words.splitlines()
            holder.message = (lines[0] if lines else "")[:MAX_MESSAGE]

    def _open_property(self, attributes: Mapping[str, str]) -> None:
        self._property = attributes.get("name", "")
        value = attributes.get("value")
        if value is not None:
            self._hold(self._property, value)
            self._property = ""
        else:
            self._text, self._length = [], 0

    def _close_property(self) -> None:
        if self._property and self._text is not None:
            self._hold(self._property, "".join(self._text).strip())
        self._property = ""
        self._text = None

    def _hold(self, name: str, value: str) -> None:
        pair = (name[:MAX_MESSAGE], value[:MAX_MESSAGE])
        holder = self._test or (self._suites[-1] if self._suites else None)
        if holder is None:
            return
        holder.properties.append(pair)
        if len(holder.properties) > MAX_PROPERTIES:
            raise UsageError(
                f"{self._path}:{self._parser.CurrentLineNumber}: a test or "
                f"suite has more than {MAX_PROPERTIES} properties",
                hint="This is no results file that a test runner wrote.",
            )

    def _names(self) -> tuple[str, ...]:
        return tuple(suite.name for suite in self._suites if suite.name)

    def _add(self, outcome: Outcome) -> None:
        if len(self.outcomes) >= MAX_TESTS:
            raise UsageError(
                f"{self._path} holds more than {MAX_TESTS} tests",
                hint="Write several files, and name them all.",
            )
        self.outcomes.append(outcome)


def _rank(verdict: Verdict | None) -> int:
    return _RANKS.index(verdict) if verdict in _RANKS else len(_RANKS)
