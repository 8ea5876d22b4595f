"""The grammar of JQL, and the tree that a query becomes.

The grammar is LALR, so neither a list of two thousand values nor a chain of
two thousand terms recurses; chains become one flat node.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast

from .complaints import complaint
from .errors import JqlError
from .tokens import refuse, tokenize

if TYPE_CHECKING:
    from lark import Lark, UnexpectedToken

T = TypeVar("T")

__all__ = [
    "EMPTY",
    "Chain",
    "Clause",
    "Empty",
    "Function",
    "Literal",
    "Negation",
    "Node",
    "Operand",
    "Sort",
    "Statement",
    "parse",
]


@dataclass(frozen=True, slots=True)
class Literal:
    """A value as written; a bare number may be an id."""

    text: str
    is_number: bool = False
    start: int = field(default=0, compare=False, repr=False)

    def __str__(self) -> str:
        return self.text if self.is_number else f'"{self.text}"'


@dataclass(frozen=True, slots=True)
class Function:
    """A call of a function."""

    name: str
    arguments: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.name}({', '.join(self.arguments)})"


@dataclass(frozen=True, slots=True)
class Empty:
    """``EMPTY`` or ``NULL``."""

    def __str__(self) -> str:
        return "EMPTY"


EMPTY = Empty()
Operand: TypeAlias = Literal | Function | Empty


@dataclass(frozen=True, slots=True)
class Clause:
    """One field, compared with one or several values."""

    field: str
    operator: str
    operands: tuple[Operand, ...]
    is_list: bool = False


@dataclass(frozen=True, slots=True)
class Chain:
    """Two or more terms, joined by the same word: ``and`` or ``or``."""

    word: str
    terms: tuple[Node, ...]
    depth: int


@dataclass(frozen=True, slots=True)
class Negation:
    """``not`` before a term; never before another ``not``."""

    term: Node
    depth: int


Node: TypeAlias = Clause | Chain | Negation


@dataclass(frozen=True, slots=True)
class Sort:
    """One field of ``order by``."""

    field: str
    descending: bool | None


@dataclass(frozen=True, slots=True)
class Statement:
    """A whole query."""

    where: Node | None
    order: tuple[Sort, ...]


_GRAMMAR = """
%declare AND OR NOT BANG LPAREN RPAREN COMMA LBRACKET RBRACKET EQUALS
%declare NOT_EQUALS LT GT LTEQ GTEQ LIKE NOT_LIKE IN IS EMPTY ORDER BY ASC
%declare DESC POSNUMBER NEGNUMBER CUSTOMFIELD STRING QUOTED

start: [any] [order]
any: all (_or all)*
all: term (_and term)*
_or: OR
_and: AND
?term: NOT term        -> negation
     | BANG term       -> negation
     | LPAREN any RPAREN -> group
     | clause
clause: field operator operand
operator: EQUALS | NOT_EQUALS | LT | GT | LTEQ | GTEQ | LIKE | NOT_LIKE
        | IN | NOT IN | IS | IS NOT
field: name
     | CUSTOMFIELD LBRACKET POSNUMBER RBRACKET -> custom
name: STRING | QUOTED | POSNUMBER | NEGNUMBER
?operand: EMPTY -> empty
        | literal
        | function
        | list
literal: STRING | QUOTED | POSNUMBER | NEGNUMBER
function: literal LPAREN [arguments] RPAREN
arguments: literal (COMMA literal)*
list: LPAREN operand (COMMA operand)* RPAREN
order: ORDER BY sort (COMMA sort)*
sort: field [ASC | DESC]
"""

_OPERATORS = {
    "EQUALS": "=",
    "NOT_EQUALS": "!=",
    "LT": "<",
    "GT": ">",
    "LTEQ": "<=",
    "GTEQ": ">=",
    "LIKE": "~",
    "NOT_LIKE": "!~",
    "IN": "in",
    "NOT IN": "not in",
    "IS": "is",
    "IS NOT": "is not",
}


@lru_cache(maxsize=256)
def parse(query: str) -> Statement:
    """Read a query.

    Raises
    ------
    JqlError
        If it cannot be read; the message is Jira's.
    """
    from lark import UnexpectedToken  # noqa: PLC0415 - slow to import

    try:
        return cast("Statement", _parser().parse(query))
    except UnexpectedToken as error:
        raise _syntax_error(query, error) from None
    except _NoName as error:
        raise refuse(error.message, query, error.start) from None


class _NoName(Exception):  # noqa: N818 - never leaves this module
    """A name that is an empty string."""

    def __init__(self, message: str, start: int) -> None:
        super().__init__(message)
        self.message = message
        self.start = start


@lru_cache(maxsize=1)
def _parser() -> Lark:
    """Build the parser, once, when the first query comes."""
    from lark import Lark, Token  # noqa: PLC0415
    from lark.lexer import Lexer  # noqa: PLC0415

    class JqlLexer(Lexer):
        """Feed our tokens to lark."""

        def __init__(self, _conf: object) -> None:
            pass

        def lex(self, data: Any) -> Iterator[Token]:  # type: ignore[override]
            for item in tokenize(data):
                yield Token(item.kind, item.text, start_pos=item.start)

    return Lark(
        _GRAMMAR,
        parser="lalr",
        lexer=JqlLexer,
        transformer=_Builder(),
        maybe_placeholders=True,
    )


def _inline(method: Callable[..., T]) -> Callable[[Any, list[Any]], T]:
    """Give a rule's parts to a method as arguments."""

    def call(self: Any, parts: list[Any]) -> T:
        return method(self, *parts)

    return call


class _Builder:
    """Make nodes while the parser reads, so that no tree is walked."""

    @_inline
    def start(
        self, where: Node | None, order: tuple[Sort, ...] | None
    ) -> Statement:
        return Statement(where, order or ())

    @_inline
    def any(self, *terms: Any) -> Node:
        return _chain("or", terms)

    @_inline
    def all(self, *terms: Any) -> Node:
        return _chain("and", terms)

    @_inline
    def negation(self, _word: str, term: Node) -> Node:
        if isinstance(term, Negation):
            return term.term
        return Negation(term, _depth(term) + 1)

    @_inline
    def group(self, _open: str, node: Node, _close: str) -> Node:
        return node

    @_inline
    def clause(
        self, field: str, operator: str, operand: Operand | tuple[Any, ...]
    ) -> Clause:
        if isinstance(operand, tuple):
            return Clause(field, operator, operand, is_list=True)
        return Clause(field, operator, (operand,))

    @_inline
    def operator(self, *tokens: Any) -> str:
        return _OPERATORS[" ".join(token.type for token in tokens)]

    @_inline
    def field(self, name: str) -> str:
        return name

    @_inline
    def name(self, token: Any) -> str:
        if not token.strip():
            raise _NoName("A field name cannot be empty.", token.start_pos)
        return str(token)

    @_inline
    def custom(self, _cf: str, _open: str, number: str, _close: str) -> str:
        return f"cf[{number}]"

    @_inline
    def empty(self, _token: str) -> Empty:
        return EMPTY

    @_inline
    def literal(self, token: Any) -> Literal:
        number = token.type in {"POSNUMBER", "NEGNUMBER"}
        return Literal(str(token), number, token.start_pos)

    @_inline
    def function(
        self,
        name: Literal,
        _open: str,
        arguments: tuple[str, ...] | None,
        _close: str,
    ) -> Function:
        if not name.text.strip():
            raise _NoName("A function name cannot be empty.", name.start)
        return Function(name.text, arguments or ())

    @_inline
    def arguments(self, *items: Any) -> tuple[str, ...]:
        return tuple(item.text for item in items if isinstance(item, Literal))

    @_inline
    def list(self, *items: Any) -> tuple[Operand, ...]:
        flat: list[Operand] = []
        for item in items:
            if isinstance(item, tuple):
                flat.extend(item)
            elif isinstance(item, Literal | Function | Empty):
                flat.append(item)
        return tuple(flat)

    @_inline
    def order(self, *items: Any) -> tuple[Sort, ...]:
        return tuple(item for item in items if isinstance(item, Sort))

    @_inline
    def sort(self, field: str, direction: Any) -> Sort:
        return Sort(
            field, None if direction is None else direction.type == "DESC"
        )


def _depth(node: Node) -> int:
    return 0 if isinstance(node, Clause) else node.depth


def _chain(word: str, parts: tuple[Any, ...]) -> Node:
    """Join terms; a chain inside a chain of the same word is one chain."""
    terms: list[Node] = []
    for part in parts:
        if isinstance(part, Chain) and part.word == word:
            terms.extend(part.terms)
        elif isinstance(part, Clause | Chain | Negation):
            terms.append(part)
    if len(terms) == 1:
        return terms[0]
    return Chain(word, tuple(terms), 1 + max(map(_depth, terms)))


def _syntax_error(query: str, error: UnexpectedToken) -> JqlError:
    """Put into Jira's words what the parser wanted."""
    token = error.token
    at_end = token.type == "$END"
    start = None if at_end else token.start_pos
    wanted = set(error.accepts or error.expected)
    message = complaint(wanted, str(token), token.type, at_end=at_end)
    return refuse(message, query, start)
