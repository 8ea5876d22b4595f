"""Which case a test belongs to, and what becomes of several results."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldmjira.core.results import (
    case_keys,
    comment_html,
    decide,
    match,
    stamp_of,
)
from ldmjira.exceptions import UsageError
from ldmjira.models.campaign import RemoteExecution
from ldmjira.models.results import (
    CaseResult,
    Outcome,
    ResultAction,
    ResultStatus,
    Verdict,
)


def keys(name: str = "t", **values: Any) -> tuple[str, ...]:
    return case_keys(Outcome(name, **values), project="LVV")


def result_of(*outcomes: Outcome) -> CaseResult:
    (found,) = match(outcomes, project="LVV").results
    return found


def outcome(
    verdict: Verdict = Verdict.PASSED, /, name: str = "a", **properties: str
) -> Outcome:
    return Outcome(
        name,
        verdict=verdict,
        properties=(("lvv", "LVV-T1"), *properties.items()),
        source="r.xml",
    )


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("test_LVV_T101", ("LVV-T101",)),
        ("test_lvv_t101_counts", ("LVV-T101",)),
        ("test_LVV-T101.ipynb", ("LVV-T101",)),
        ("notebooks/test_LVV-T101.ipynb::Cell 3", ("LVV-T101",)),
        ("[LVV-T101] alerts arrive", ("LVV-T101",)),
        ("LVV-T101, LVV-T102", ("LVV-T101", "LVV-T102")),
        ("test_LVV_T1010", ("LVV-T1010",)),
        ("test_XLVV_T101", ()),
        ("test_UTF_T8", ()),
        ("test_LVV_T0", ()),
        ("test_other", ()),
    ],
)
def test_keys_in_names(name: str, found: tuple[str, ...]) -> None:
    assert keys(name) == found


def test_keys_in_class_and_file() -> None:
    assert keys(classname="tests.test_LVV_T7") == ("LVV-T7",)
    assert keys(file="nb/test_LVV-T8.ipynb") == ("LVV-T8",)


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("lvv", "LVV-T1", ("LVV-T1",)),
        ("test_case_key", "LVV-T1, LVV-T2", ("LVV-T1", "LVV-T2")),
        ("Test-Case-Key", "lvv_t3", ("LVV-T3",)),
        ("testcase", "DMTC-T4", ("DMTC-T4",)),
        (
            "lvv",
            "LVV-T1;LVV-T2 see https://x.example/LVV-T3",
            ("LVV-T1", "LVV-T2", "LVV-T3"),
        ),
        ("lvv", "nonsense", ()),
        ("author", "LVV-T1", ()),
    ],
)
def test_keys_in_properties(
    name: str, value: str, found: tuple[str, ...]
) -> None:
    assert keys(properties=((name, value),)) == found


@pytest.mark.parametrize("value", ["LVV-T10l", "LVV-T1, LVV-T2x", "LVV-T0"])
def test_a_key_with_a_typo_is_not_taken_for_another(value: str) -> None:
    with pytest.raises(
        UsageError, match=r"r\.xml: test t .* no key"
    ) as caught:
        keys(name="t", properties=(("lvv", value),), source="r.xml")
    assert "LVV-T101" in caught.value.hint


def test_the_nearest_name_counts_alone() -> None:
    values: dict[str, Any] = {
        "name": "test_LVV_T2",
        "properties": (("lvv", "LVV-T1"),),
        "inherited": (("lvv", "LVV-T3"),),
        "suites": ("LVV-T4",),
    }
    assert keys(**values) == ("LVV-T1",)
    assert keys(**{**values, "properties": ()}) == ("LVV-T2",)
    assert keys(**{**values, "properties": (), "name": "t"}) == ("LVV-T3",)
    assert keys(suites=("s", "suite LVV-T4")) == ("LVV-T4",)


def test_a_test_without_a_case_is_kept() -> None:
    found = match([Outcome("free"), Outcome("free")], project="LVV")
    assert found.results == ()
    assert len(found.unmatched) == 2


@pytest.mark.parametrize(
    ("verdict", "properties", "status"),
    [
        (Verdict.PASSED, {}, "Pass"),
        (Verdict.FAILED, {}, "Fail"),
        (Verdict.ERROR, {}, "Fail"),
        (Verdict.SKIPPED, {}, "Not Executed"),
        (Verdict.EXPECTED_FAILURE, {}, "Fail"),
        (Verdict.PASSED, {"deviation": "DM-1"}, "Pass w/ Deviation"),
        (Verdict.EXPECTED_FAILURE, {"deviation": "DM-1"}, "Pass w/ Deviation"),
        (Verdict.FAILED, {"deviation": "DM-1"}, "Fail"),
        (Verdict.SKIPPED, {"deviation": "DM-1"}, "Not Executed"),
        (Verdict.SKIPPED, {"lvv_result": "blocked"}, "Blocked"),
        (Verdict.PASSED, {"lvv_result": "Failed"}, "Fail"),
    ],
)
def test_statuses(
    verdict: Verdict, properties: dict[str, str], status: str
) -> None:
    assert result_of(outcome(verdict, **properties)).status == status


def test_a_result_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(UsageError, match="no result of a case: 'Blokced'"):
        result_of(outcome(Verdict.PASSED, lvv_result="Blokced"))


@given(st.lists(st.sampled_from(list(ResultStatus)), min_size=1, max_size=6))
def test_the_worst_counts_and_all_are_listed(
    statuses: list[ResultStatus],
) -> None:
    tests = [
        outcome(name=f"t{place}", lvv_result=str(status))
        for place, status in enumerate(statuses)
    ]
    found = result_of(*tests)
    order = list(ResultStatus)
    assert found.status == min(statuses, key=order.index)
    assert len(found.contributions) == len(statuses)


@given(st.randoms(use_true_random=False))
def test_the_order_of_tests_plays_no_part(chance: random.Random) -> None:
    tests = [
        outcome(Verdict.FAILED, name="a"),
        outcome(name="b"),
        outcome(Verdict.SKIPPED, name="c", comment="x"),
        Outcome("test_LVV_T2"),
    ]
    mixed = chance.sample(tests, len(tests))
    assert (
        match(mixed, project="LVV").results
        == match(tests, project="LVV").results
    )


def test_a_copied_file_has_the_same_fingerprint() -> None:
    one = outcome()
    copy = Outcome(
        one.name, properties=one.properties, source="copy-of-results.xml"
    )
    assert result_of(one).fingerprint == result_of(copy).fingerprint


@pytest.mark.parametrize(
    "other",
    [
        outcome(Verdict.FAILED),
        outcome(name="b"),
        outcome(deviation="DM-1"),
        Outcome("a", properties=(("lvv", "LVV-T1"),), when="2026-01-01"),
    ],
    ids=["verdict", "name", "deviation", "time"],
)
def test_another_result_has_another_fingerprint(other: Outcome) -> None:
    assert result_of(outcome()).fingerprint != result_of(other).fingerprint


def test_a_flaky_pass_says_so() -> None:
    found = result_of(
        Outcome("a", properties=(("lvv", "LVV-T1"),), attempts=2)
    )
    assert (
        found.contributions[0].message == "passed after it had failed 2 times"
    )


def test_comments_are_escaped_and_stamped() -> None:
    found = result_of(
        outcome(
            Verdict.FAILED,
            name="<script>alert(1)</script>",
            comment="a & b",
            deviation="<b>",
        )
    )
    comment = comment_html(found)
    assert "<script" not in comment
    assert "a &amp; b" in comment
    assert stamp_of(comment) == found.fingerprint


def test_a_comment_of_many_tests_is_bounded() -> None:
    tests = [outcome(name=f"t{number}") for number in range(5000)]
    comment = comment_html(result_of(*tests))
    assert "And 4950 more." in comment
    assert len(comment) < 32_000


def execution(
    key: str, status: str = "Not Executed", comment: str = "", **values: str
) -> RemoteExecution:
    values.setdefault("cycle", "LVV-R1")
    return RemoteExecution(
        key=key,
        id=key,
        case="LVV-T1",
        status=status,
        comment=comment,
        **values,
    )


def placed(
    *executions: RemoteExecution, planned: tuple[str, ...] = ("LVV-T1",)
) -> tuple[str, str, str]:
    by_cycle: dict[str, list[RemoteExecution]] = {}
    for one in executions:
        by_cycle.setdefault(one.cycle, []).append(one)
    (upload,) = decide(
        [result_of(outcome())],
        cycles=["LVV-R1", "LVV-R2"],
        executions=by_cycle,
        planned=planned,
    )
    return str(upload.action), upload.cycle, upload.execution


OURS = comment_html(result_of(outcome()))
OLDER = comment_html(result_of(outcome(Verdict.FAILED)))


@pytest.mark.parametrize(
    ("executions", "found"),
    [
        ([execution("E1")], ("set", "LVV-R1", "E1")),
        ([execution("E1", "Fail", "by hand")], ("add", "LVV-R1", "")),
        ([execution("E1", "Pass", OURS)], ("kept", "LVV-R1", "E1")),
        (
            [execution("E1", "Fail", OLDER), execution("E2", "Pass", OURS)],
            ("kept", "LVV-R1", "E2"),
        ),
        ([execution("E1", "Fail", OLDER)], ("add", "LVV-R1", "")),
        (
            [execution("E1", "Not Executed", OLDER)],
            ("add", "LVV-R1", ""),
        ),
        (
            [execution("E1"), execution("E2", cycle="LVV-R2")],
            ("set", "LVV-R2", "E2"),
        ),
        ([], ("add", "LVV-R2", "")),
    ],
    ids=[
        "waiting",
        "done by hand",
        "there already",
        "there in a later one",
        "run again",
        "skipped before",
        "two cycles",
        "planned",
    ],
)
def test_where_a_result_goes(
    executions: list[RemoteExecution], found: tuple[str, str, str]
) -> None:
    assert placed(*executions) == found


def test_a_case_of_another_campaign_is_not_written() -> None:
    assert placed(planned=()) == (str(ResultAction.FOREIGN), "", "")
