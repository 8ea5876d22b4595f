"""Templates: where they are found, and what they may do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Final, cast

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateNotFound,
)
from jinja2.compiler import CodeGenerator, Frame
from jinja2.exceptions import SecurityError
from jinja2.nodes import Concat
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from ldmjira.models.prose import Block, Cell, Region

from .writers import WRITERS, Writer
from .writers.typst import TypstWriter

__all__ = ["MAX_TEMPLATE_BYTES", "FolderLoader", "make_environment"]

MAX_TEMPLATE_BYTES: Final = 1024 * 1024
"""Size above which a template is refused."""

_MAX_REPEAT: Final = 10_000
_LONG: Final = 16 * 1024 * 1024
_PACKAGE: Final = "ldmjira.formats.test_plan"
_OWN: Final = "ldmjira"
# TeX and Typst are full of braces.
_DELIMITERS: Final = {
    "variable_start_string": "<<",
    "variable_end_string": ">>",
    "block_start_string": "<%",
    "block_end_string": "%>",
    "comment_start_string": "<#",
    "comment_end_string": "#>",
}
_NO_NAME: Final = re.compile(r"[^A-Za-z0-9.-]+")
# They make markup of text, or HTML of it.
_UNSAFE_FILTERS: Final = (
    "format",
    "pprint",
    "safe",
    "striptags",
    "tojson",
    "urlize",
    "xmlattr",
)


class FolderLoader(BaseLoader):
    """Load templates from one folder and from nowhere else.

    Parameters
    ----------
    folder
        Folder of the user's template.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    def get_source(
        self,
        environment: Environment,  # noqa: ARG002
        template: str,
    ) -> tuple[str, str, Callable[[], bool]]:
        """Read a template; a name that leads outside is not found."""
        path = (self._folder / template).resolve()
        if (
            not path.is_relative_to(self._folder)
            or not path.is_file()
            or path.stat().st_size > MAX_TEMPLATE_BYTES
        ):
            raise TemplateNotFound(
                template,
                f"{template} is no template in the folder of the first one",
            )
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            raise TemplateNotFound(
                template, f"{template} cannot be read as UTF-8 text"
            ) from None
        return text, str(path), lambda: True


def make_environment(name: str, folder: Path | None = None) -> Environment:
    """Make the environment in which templates of a format are filled.

    Every value is escaped for the format, whatever the template says.

    Parameters
    ----------
    name
        Format: ``md``, ``rst``, ``latex``, ``html`` or ``typst``.
    folder
        Folder of a user's template; ours are below ``ldmjira/`` then.

    Returns
    -------
    Environment
        A sandbox: no attribute that begins with an underscore, no change
        of a value, no file outside the folder.
    """
    writer = WRITERS[name]
    own = PackageLoader(_PACKAGE)
    rest = own if folder is None else FolderLoader(folder)
    loader = ChoiceLoader([PrefixLoader({_OWN: own}), rest])
    written = _markup_of(name)
    options: dict[str, Any] = _DELIMITERS if name in {"latex", "typst"} else {}
    environment = _Sandbox(
        autoescape=True,
        finalize=written.escape,
        keep_trailing_newline=True,
        loader=loader,
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=StrictUndefined,
        **options,
    )
    environment.joined = written.joined
    for filter_ in _UNSAFE_FILTERS:
        environment.filters.pop(filter_, None)
    environment.filters |= _filters(writer, written)
    return environment


class _Written(Markup):
    """Text that is written for a format; what joins it is escaped."""

    __slots__ = ()
    writer: ClassVar[Writer]

    @classmethod
    def escape(cls, s: Any, /) -> Markup:  # type: ignore[override]
        if isinstance(s, Markup):
            return cls(s)
        return cls(cls.writer.escape("" if s is None else str(s)))

    @classmethod
    def joined(cls, parts: Iterable[Any], between: str = "") -> str:
        """Join parts; text remains text while none is written yet."""
        found = list(parts)
        if sum(len(part) for part in found if isinstance(part, str)) > _LONG:
            raise SecurityError("makes too long a text")
        if any(isinstance(part, Markup) for part in (*found, between)):
            return cls.escape(between).join(map(cls.escape, found))
        return between.join(map(str, found))


class _Generator(CodeGenerator):
    """Join by ``~`` with the escaping of the format, not that of HTML."""

    def visit_Concat(  # noqa: N802
        self, node: Concat, frame: Frame
    ) -> None:
        self.write("environment.joined((")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")


class _Sandbox(ImmutableSandboxedEnvironment):
    """A sandbox in which no operation makes very much of very little."""

    code_generator_class = _Generator
    intercepted_binops = frozenset({"+", "*", "**", "%"})
    joined: Callable[[Iterable[Any]], str]

    def call_binop(
        self, context: Context, operator: str, left: Any, right: Any
    ) -> Any:
        if operator == "+":
            if isinstance(left, Markup) or isinstance(right, Markup):
                return self.joined((left, right))
            return super().call_binop(context, operator, left, right)
        numbers = isinstance(left, int | float) and isinstance(
            right, int | float
        )
        if operator == "*" and not numbers:
            for one, other in ((left, right), (right, left)):
                if isinstance(one, int) and one * len(other) > _MAX_REPEAT:
                    raise SecurityError("repeats a text too often")
        elif operator != "*" and not numbers:
            raise SecurityError(f"{operator} is for numbers only")
        elif operator == "**" and abs(right) > _SMALL:
            raise SecurityError("takes too high a power")
        return super().call_binop(context, operator, left, right)


_SMALL: Final = 64


def _filters(
    writer: Writer, written: type[_Written]
) -> dict[str, Callable[..., str]]:
    def inlines(cell: Cell) -> str:
        return written(writer.inlines(cell))

    def blocks(found: tuple[Block, ...]) -> str:
        return written(writer.blocks(found))

    def fenced(region: Region) -> str:
        return written(writer.region(region))

    def cite(handle: str) -> str:
        return written(writer.cite(str(handle)))

    def heading(title: str, rule: str) -> str:
        words = writer.start(writer.escape(title))
        width = max(4, len(words.encode()))  # wide letters take two places
        return written(f"{words}\n{rule[:1] * width}")

    def literal(text: str) -> str:
        return written(TypstWriter().literal(text))

    def name(text: str) -> str:
        return written(_NO_NAME.sub("-", str(text)))

    def join(
        parts: Iterable[Any], d: str = "", attribute: str | None = None
    ) -> str:
        if attribute is not None:
            parts = [getattr(part, attribute.lstrip("_")) for part in parts]
        return written.joined(parts, d)

    return {
        "blocks": blocks,
        "cite": cite,
        "e": written.escape,
        "escape": written.escape,
        "fenced": fenced,
        "forceescape": written.escape,
        "heading": heading,
        "inlines": inlines,
        "join": join,
        "literal": literal,
        "name": name,
    }


@cache
def _markup_of(name: str) -> type[_Written]:
    """Class of text that is written for a format."""
    members = {"__slots__": (), "writer": WRITERS[name]}
    return cast(
        "type[_Written]", type(f"Written_{name}", (_Written,), members)
    )
