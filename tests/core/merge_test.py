"""The three-way decision, as a table and by property."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldmjira.core.base import Bases, BasesReason
from ldmjira.core.merge import (
    SILENT,
    Decision,
    Silent,
    decide,
    merge_set,
    merge_slot,
)
from ldmjira.models.authority import Authority
from ldmjira.models.slots import Value

values = st.sampled_from(["A", "B", "C", None])
NEVER = Bases(frozenset(), BasesReason.NEVER)
IN, OUT = True, False
LOST = Bases(frozenset(), BasesReason.LOST)


def known(*found: Value) -> Bases:
    return Bases(frozenset(found))


@pytest.mark.parametrize(
    ("mapping", "jira", "bases", "wanted"),
    [
        ("A", "A", known("B"), Decision.AGREED),
        ("B", "A", known("A"), Decision.PUSH),
        ("A", "B", known("A"), Decision.PULL),
        ("B", "C", known("A"), Decision.CONFLICT),
        ("A", "B", NEVER, Decision.CONFLICT),
        ("A", "B", LOST, Decision.CONFLICT),
        ("A", "B", known("A", "B"), Decision.CONFLICT),
        ("A", "B", known("A", "C"), Decision.CONFLICT),
        (None, "A", known("A"), Decision.PUSH),
        ("A", None, known("A"), Decision.PULL),
        (SILENT, "A", known("A"), Decision.NOTHING),
        (SILENT, "B", known(None), Decision.PULL),
        (SILENT, "B", NEVER, Decision.NOTHING),
        ("A", SILENT, known("A"), Decision.NOTHING),
    ],
)
def test_scalar(
    mapping: Value | Silent,
    jira: Value | Silent,
    bases: Bases,
    wanted: Decision,
) -> None:
    found = merge_slot(mapping=mapping, jira=jira, bases=bases)
    assert found is wanted


@pytest.mark.parametrize(
    ("mapping", "jira", "bases", "wanted"),
    [
        (True, False, NEVER, Decision.PUSH),
        (False, True, NEVER, Decision.PULL),
        (True, False, known(IN), Decision.PULL),
        (False, True, known(IN), Decision.PUSH),
        (True, False, LOST, Decision.CONFLICT),
        (True, False, known(IN, OUT), Decision.CONFLICT),
        (SILENT, True, known(OUT), Decision.NOTHING),
    ],
)
def test_member(
    *,
    mapping: bool | Silent,
    jira: bool,
    bases: Bases,
    wanted: Decision,
) -> None:
    found = merge_slot(mapping=mapping, jira=jira, bases=bases, is_member=True)
    assert found is wanted


@pytest.mark.parametrize(
    ("authority", "wanted"),
    [
        (Authority.MAPPING, Decision.PUSH),
        (Authority.JIRA, Decision.DRIFT),
        (Authority.IGNORE, Decision.NOTHING),
    ],
)
def test_authority_decides(authority: Authority, wanted: Decision) -> None:
    found = merge_slot(
        mapping="A", jira="B", bases=known("B"), authority=authority
    )
    assert found is wanted


@given(mapping=values, jira=values, base=values)
def test_a_side_that_did_not_change_never_wins(
    mapping: Value, jira: Value, base: Value
) -> None:
    decision = decide(mapping=mapping, jira=jira, bases=known(base))
    if decision is Decision.PUSH:
        assert mapping != base
        assert jira == base
    if decision is Decision.PULL:
        assert jira != base
        assert mapping == base


@given(mapping=values, jira=values, bases=st.frozensets(values))
def test_settled_stays_settled(
    mapping: Value, jira: Value, bases: frozenset[Value]
) -> None:
    decision = decide(mapping=mapping, jira=jira, bases=Bases(bases))
    if decision is Decision.PUSH:
        jira = mapping
    elif decision is Decision.PULL:
        mapping = jira
    else:
        return
    after = decide(mapping=mapping, jira=jira, bases=known(mapping))
    assert after is Decision.AGREED


@given(mapping=st.booleans(), jira=st.booleans())
def test_union_loses_nothing(*, mapping: bool, jira: bool) -> None:
    decision = merge_set(mapping=mapping, jira=jira)
    assert (decision is Decision.AGREED) == (mapping == jira)
    assert (decision is Decision.PUSH) == (mapping and not jira)
