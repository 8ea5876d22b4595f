"""Turn the text of a query into a filter and an order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, TypeAlias

from .clauses import Context, check_usage, compile_clause, literals_only
from .errors import JqlError
from .fields import Document, FieldCatalog
from .order import compile_order
from .syntax import Chain, Clause, Empty, Function, Negation, Node, parse

__all__ = ["Query", "compile_query", "is_bounded"]

Test: TypeAlias = Callable[[Document], bool]
Narrow: TypeAlias = frozenset[str] | None
"""What a term restricts the result to, or None."""

_MOST_SORTS = 7
_DEEPEST = 200
_COMPLEMENT = {
    "=": "!=",
    "in": "not in",
    "~": "!~",
    "is": "is not",
    "<": ">=",
    ">": "<=",
}
_COMPLEMENT |= {other: one for one, other in _COMPLEMENT.items()}


@dataclass(frozen=True, slots=True)
class Query:
    """A query that is ready to run.

    Parameters
    ----------
    matches
        Whether a document is found.
    sort
        Documents in the order that the query asks for (else newest key
        first, as Jira shows them).
    is_bounded
        Whether the query restricts anything: Cloud refuses one that only
        sorts.
    keys
        Keys (upper case) or ids to which the query restricts the result,
        or None if it does not.
    projects
        Ids of the projects to which the query restricts the result, or
        None.
    mentioned_keys
        Every issue key (upper case) or id that is written in the query:
        Data Center answers 400 if one of them does not exist.
    linked_keys
        Issue keys that are arguments of ``linkedIssues``: any site answers
        400 if one of them does not exist.
    warnings
        What Jira would warn of: users that do not exist.
    """

    matches: Callable[[Document], bool]
    sort: Callable[[Iterable[Document]], list[Document]]
    is_bounded: bool
    keys: frozenset[str] | None
    projects: frozenset[str] | None
    mentioned_keys: frozenset[str]
    linked_keys: frozenset[str]
    warnings: tuple[str, ...]


def compile_query(
    text: str,
    *,
    fields: FieldCatalog,
    now: datetime,
    user: str,
    deployment: Literal["cloud", "datacenter"],
) -> Query:
    """Compile a query.

    Parameters
    ----------
    text
        The JQL.
    fields
        Fields of the site.
    now
        The present, aware; bare dates are in its time zone.
    user
        Who asks: accountId on Cloud, name on Data Center.
    deployment
        Whose words and limits to use.

    Raises
    ------
    JqlError
        If Jira would refuse the query.
    """
    statement = parse(text)
    if deployment == "cloud" and len(statement.order) > _MOST_SORTS:
        raise JqlError(
            f"The ORDER BY clause can contain a maximum of {_MOST_SORTS} "
            "fields."
        )
    context = Context(fields=fields, now=now, user=user)
    term = _Term(lambda _doc: True)
    errors: list[str] = []
    if statement.where is not None:
        if _depth(statement.where) > _DEEPEST:
            raise JqlError(
                "Error in the JQL Query: it is nested more than "
                f"{_DEEPEST} levels deep."
            )
        term = _compile(statement.where, context, errors, negated=False)
    if errors:
        raise JqlError(dict.fromkeys(errors))
    return Query(
        matches=term.test,
        sort=compile_order(statement.order, fields),
        is_bounded=statement.where is not None,
        keys=term.keys,
        projects=term.projects,
        mentioned_keys=frozenset(context.keys),
        linked_keys=frozenset(context.linked),
        warnings=tuple(dict.fromkeys(context.warnings)),
    )


def is_bounded(text: str) -> bool:
    """Whether a query restricts anything, whatever its words mean.

    Raises
    ------
    JqlError
        If it cannot be read.
    """
    return parse(text).where is not None


@dataclass(frozen=True, slots=True)
class _Term:
    """A compiled part of a query."""

    test: Test
    keys: Narrow = None
    projects: Narrow = None


def _depth(node: Node) -> int:
    return 0 if isinstance(node, Clause) else node.depth


def _compile(
    node: Node, context: Context, errors: list[str], *, negated: bool
) -> _Term:
    """Compile a part; a negation is pushed down to the comparisons.

    So does Jira, and so ``not component = X`` does not find an issue
    without components either.
    """
    if isinstance(node, Negation):
        return _compile(node.term, context, errors, negated=not negated)
    if isinstance(node, Clause):
        return _compile_leaf(node, context, errors, negated=negated)
    word = node.word
    if negated:
        word = "and" if word == "or" else "or"
    terms = [
        _compile(part, context, errors, negated=negated)
        for part in _merged(node, errors, negated=negated)
    ]
    return _join(word, terms)


def _compile_leaf(
    clause: Clause, context: Context, errors: list[str], *, negated: bool
) -> _Term:
    try:
        check_usage(clause)
        if negated:
            clause = replace(clause, operator=_COMPLEMENT[clause.operator])
        test = compile_clause(clause, context)
        return _Term(test, *_narrowed(clause, context))
    except JqlError as error:
        errors.extend(error.messages)
        return _Term(lambda _doc: False)


def _narrowed(clause: Clause, context: Context) -> tuple[Narrow, Narrow]:
    """Return the keys and the projects to which a comparison restricts."""
    if clause.operator not in {"=", "in"} or not literals_only(clause):
        return None, None
    fields = context.fields.find(clause.field)
    texts = [
        (operand.text, operand.is_number)
        for operand in clause.operands
        if not isinstance(operand, Function | Empty)
    ]
    if fields[0].kind == "key":
        return frozenset(text.upper() for text, _ in texts), None
    if fields[0].kind == "project" and len(fields) == 1:
        found = [
            context.fields.ids(fields[0], text, is_number=number)
            for text, number in texts
        ]
        return None, frozenset[str]().union(*(ids or () for ids in found))
    return None, None


def _merged(
    chain: Chain, errors: list[str], *, negated: bool
) -> Iterable[Node]:
    """Join equalities on one field to one list, so that many run fast."""
    is_or = (chain.word == "or") != negated
    wanted = {"=", "in"} if is_or != negated else {"!=", "not in"}
    places: dict[str, int] = {}
    merged: list[list[Clause] | Node] = []
    for term in chain.terms:
        if not (
            isinstance(term, Clause)
            and term.operator in wanted
            and literals_only(term)
        ):
            merged.append(term)
            continue
        try:
            check_usage(term)
        except JqlError as error:
            errors.extend(error.messages)
            continue
        place = places.setdefault(term.field.lower(), len(merged))
        if place == len(merged):
            merged.append([])
        known = merged[place]
        if isinstance(known, list):
            known.append(term)
    return [
        _one_list(item) if isinstance(item, list) else item for item in merged
    ]


def _one_list(clauses: list[Clause]) -> Clause:
    first = clauses[0]
    if len(clauses) == 1:
        return first
    return Clause(
        field=first.field,
        operator="in" if first.operator in {"=", "in"} else "not in",
        operands=tuple(
            operand for clause in clauses for operand in clause.operands
        ),
        is_list=True,
    )


def _join(word: str, terms: list[_Term]) -> _Term:
    """Make one test of several."""
    tests = tuple(term.test for term in terms)
    keys = [term.keys for term in terms]
    projects = [term.projects for term in terms]
    if word == "and":
        return _Term(
            _all_of(tests), _intersection(keys), _intersection(projects)
        )
    return _Term(_any_of(tests), _union(keys), _union(projects))


def _intersection(sets: list[Narrow]) -> Narrow:
    known = [item for item in sets if item is not None]
    return frozenset.intersection(*known) if known else None


def _union(sets: list[Narrow]) -> Narrow:
    known = [item for item in sets if item is not None]
    return frozenset().union(*known) if len(known) == len(sets) else None


def _all_of(tests: tuple[Test, ...]) -> Test:
    if len(tests) == 1:
        return tests[0]
    if len(tests) == 2:  # noqa: PLR2004 - the usual case, worth its speed
        first, second = tests
        return lambda doc: first(doc) and second(doc)

    def matches(doc: Document) -> bool:
        for test in tests:  # noqa: SIM110 - a generator costs a third more
            if not test(doc):
                return False
        return True

    return matches


def _any_of(tests: tuple[Test, ...]) -> Test:
    if len(tests) == 1:
        return tests[0]

    def matches(doc: Document) -> bool:
        for test in tests:  # noqa: SIM110 - a generator costs a third more
            if test(doc):
                return True
        return False

    return matches
