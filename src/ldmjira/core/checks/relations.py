"""Relations within the catalogue: rows that lead nowhere, and cycles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ldmjira.core.checks.context import CheckContext
from ldmjira.core.nearest import did_you_mean
from ldmjira.models.findings import Finding, Rule, Severity

__all__ = ["RULES", "find", "find_cycles"]

DANGLING = Rule(
    id="catalog-dangling",
    severity=Severity.ERROR,
    summary="A row of the catalogue names something that it lacks.",
    why=(
        "The tables of the catalogue belong together. A coverage row whose "
        "case or element is gone, or an element of an unknown requirement, "
        "breaks the chain in silence."
    ),
    fix=(
        "Put the row back that was removed, or refresh the whole catalogue "
        "with `ldmjira pull --catalog`."
    ),
)
CYCLE = Rule(
    id="verified-in-cycle",
    severity=Severity.ERROR,
    summary="Verification elements verify each other in a circle.",
    why=(
        "An element may be verified in another one. If the chain comes "
        "back to its beginning, each rests on the other and nothing is "
        "shown."
    ),
    fix="Have one of the `verified in` links removed in Jira.",
)

RULES = (DANGLING, CYCLE)

_FIX = "Put the missing row back, or run `ldmjira pull --catalog`"


def find(context: CheckContext) -> Iterator[Finding]:
    """Find broken relations, in the part that was asked for.

    Parameters
    ----------
    context
        What to look at.

    Yields
    ------
    Finding
        In no particular order.
    """
    elements = list(context.reached_elements())
    yield from _elements(context, elements)
    yield from _coverage(context, elements)
    yield from _cycles(context, elements)


def _elements(
    context: CheckContext, elements: Sequence[str]
) -> Iterator[Finding]:
    catalog = context.catalog
    for key in elements:
        element = catalog.elements.get(key)
        if element is None:
            continue
        place = context.row_of("verification_elements", key)
        if element.requirement not in catalog.requirements:
            near = context.nearest(
                element.requirement, list(catalog.requirements)
            )
            yield context.finding(
                DANGLING,
                key,
                f"{key} belongs to requirement {element.requirement}, which "
                f"is not in the catalogue{did_you_mean(near)}",
                _FIX,
                place=place,
            )
        for other in element.verified_in:
            if other not in catalog.elements:
                yield context.finding(
                    DANGLING,
                    key,
                    f"{key} is verified in {other}, which is not in the "
                    "catalogue",
                    _FIX,
                    place=place,
                )


def _coverage(
    context: CheckContext, elements: Sequence[str]
) -> Iterator[Finding]:
    catalog = context.catalog
    wanted = frozenset(elements)
    for row in catalog.coverage:
        known = row.element in catalog.elements
        if not context.is_whole and row.element not in wanted:
            continue
        if known and row.case in catalog.cases:
            continue
        missing, table = (
            (row.case, list(catalog.cases))
            if known
            else (row.element, list(catalog.elements))
        )
        near = context.nearest(missing, table)
        yield context.finding(
            DANGLING,
            missing,
            f"The coverage of {row.element} by {row.case} leads nowhere: "
            f"{missing} is not in the catalogue{did_you_mean(near)}",
            _FIX,
            place=context.row_of("coverage", f"{row.element} {row.case}"),
        )


def _cycles(
    context: CheckContext, elements: Sequence[str]
) -> Iterator[Finding]:
    catalog = context.catalog
    graph = {
        key: catalog.elements[key].verified_in
        for key in elements
        if key in catalog.elements and catalog.elements[key].verified_in
    }
    for cycle in find_cycles(graph):
        chain = " -> ".join([*cycle, cycle[0]])
        yield context.finding(
            CYCLE,
            cycle[0],
            f"Verified in a circle: {chain}",
            "Have one of these links removed in Jira",
            place=context.row_of("verification_elements", cycle[0]),
        )


def find_cycles(
    graph: Mapping[str, Sequence[str]],
) -> list[tuple[str, ...]]:
    """Find one cycle for each knot of a graph, in linear time.

    Parameters
    ----------
    graph
        Targets by node; targets that are no nodes are ignored.

    Returns
    -------
    list of tuple
        Nodes of each cycle, in the order of the arrows.
    """
    done: set[str] = set()
    found: list[tuple[str, ...]] = []
    for start in graph:
        if start in done:
            continue
        path: dict[str, None] = {start: None}
        stack = [(start, iter(graph[start]))]
        while stack:
            node, targets = stack[-1]
            target = next(targets, None)
            if target is None:
                stack.pop()
                path.pop(node)
                done.add(node)
            elif target in path:
                names = list(path)
                found.append(tuple(names[names.index(target) :]))
            elif target in graph and target not in done:
                path[target] = None
                stack.append((target, iter(graph[target])))
    return found
