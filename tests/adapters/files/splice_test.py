from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ldmjira.adapters.files.layout import FileKind
from ldmjira.adapters.files.splice import same, splice
from ldmjira.adapters.files.strict_yaml import plain, read_yaml

FEATURES = """\
# yaml-language-server: $schema=../../schemas/feature.json

# The first one.
DM-AP-1:
  title: Difference imaging  # as in the document
  due: 2019-02-25
  completed:
  requirements:
    # Both were proposed from titles.
    DMS-REQ-0010: {status: proposed, reason: 'difference'}  # weak
    DMS-REQ-0033: {status: confirmed, reason: "sources"}
  notes: |
    A note,
    in two lines.

# The second one.
DM-AP-3:
    title: "Alerts"
    cases: {}
    due: null # unknown
"""

MILESTONE = """\
title: Alert generation
section: "3.10"
features:
  - DM-AP-1  # first
  # between
  - DM-AP-2
  - DM-AP-3
campaign:
  plan: LVV-P1
  cases: [LVV-T1, LVV-T2]
jira: DM-1
"""


def change(text: str, kind: FileKind, edit: Any) -> str:
    reading = read_yaml(text, file="f")
    assert reading.problems == ()
    wanted = copy.deepcopy(plain(reading.root))
    edit(wanted)
    new = splice(text, reading.root, wanted, kind=kind)
    again = read_yaml(new, file="f")
    assert again.problems == ()
    assert same(plain(again.root), wanted)
    return new


def changed_lines(old: str, new: str) -> tuple[list[str], list[str]]:
    before, after = old.splitlines(), new.splitlines()
    gone = [line for line in before if line not in after]
    come = [line for line in after if line not in before]
    return gone, come


def test_nothing_to_do_changes_no_byte() -> None:
    assert change(FEATURES, FileKind.FEATURES, lambda _: None) == FEATURES


def test_value_is_replaced_and_its_comment_stays() -> None:
    def edit(data: Any) -> None:
        data["DM-AP-1"]["title"] = "Difference: imaging"

    new = change(FEATURES, FileKind.FEATURES, edit)
    assert changed_lines(FEATURES, new) == (
        ["  title: Difference imaging  # as in the document"],
        ['  title: "Difference: imaging"  # as in the document'],
    )


def test_value_is_put_where_none_stood() -> None:
    def edit(data: Any) -> None:
        data["DM-AP-1"]["completed"] = "2020-01-01"

    new = change(FEATURES, FileKind.FEATURES, edit)
    assert changed_lines(FEATURES, new) == (
        ["  completed:"],
        ["  completed: 2020-01-01"],
    )


def test_link_is_inserted_in_natural_order() -> None:
    def edit(data: Any) -> None:
        link = {"status": "proposed", "reason": "a, b"}
        data["DM-AP-1"]["requirements"]["DMS-REQ-0029"] = link

    new = change(FEATURES, FileKind.FEATURES, edit)
    lines = new.splitlines()
    place = lines.index('    DMS-REQ-0029: {status: proposed, reason: "a, b"}')
    assert lines[place - 1].startswith("    DMS-REQ-0010")
    assert lines[place + 1].startswith("    DMS-REQ-0033")
    assert len(lines) == len(FEATURES.splitlines()) + 1


def test_link_goes_above_the_comment_of_the_next_one() -> None:
    def edit(data: Any) -> None:
        link = {"status": "proposed", "reason": "a"}
        data["DM-AP-1"]["requirements"]["DMS-REQ-0002"] = link

    lines = change(FEATURES, FileKind.FEATURES, edit).splitlines()
    place = lines.index("    # Both were proposed from titles.")
    assert lines[place - 1].startswith("    DMS-REQ-0002")


def test_part_of_a_link_changes_its_line_only() -> None:
    def edit(data: Any) -> None:
        data["DM-AP-1"]["requirements"]["DMS-REQ-0010"]["status"] = "confirmed"

    new = change(FEATURES, FileKind.FEATURES, edit)
    gone, come = changed_lines(FEATURES, new)
    assert len(gone) == 1
    assert come == [
        "    DMS-REQ-0010: {status: confirmed, reason: difference}  # weak"
    ]


def test_link_is_removed_with_its_line() -> None:
    def edit(data: Any) -> None:
        del data["DM-AP-1"]["requirements"]["DMS-REQ-0010"]

    new = change(FEATURES, FileKind.FEATURES, edit)
    gone, come = changed_lines(FEATURES, new)
    assert len(gone) == 1
    assert come == []


def test_first_link_opens_a_block() -> None:
    def edit(data: Any) -> None:
        data["DM-AP-3"]["cases"]["LVV-T1"] = {"reason": "same title"}

    new = change(FEATURES, FileKind.FEATURES, edit)
    assert changed_lines(FEATURES, new) == (
        ["    cases: {}"],
        ["    cases:", "      LVV-T1: {reason: same title}"],
    )


def test_last_link_closes_the_block() -> None:
    def edit(data: Any) -> None:
        data["DM-AP-1"]["requirements"] = {}

    assert "  requirements: {}\n" in change(FEATURES, FileKind.FEATURES, edit)


def test_new_field_takes_its_place_and_indentation() -> None:
    def edit(data: Any) -> None:
        data["DM-AP-3"]["jira"] = "DM-7"
        data["DM-AP-1"]["jira"] = "DM-8"

    lines = change(FEATURES, FileKind.FEATURES, edit).splitlines()
    assert lines[lines.index("  jira: DM-8") - 1] == "  completed:"
    assert lines[-1] == "    jira: DM-7"


def test_new_object_stands_apart_in_natural_order() -> None:
    def edit(data: Any) -> None:
        data["DM-AP-2"] = {"title": "PSF", "due": None}

    new = change(FEATURES, FileKind.FEATURES, edit)
    assert "\n\nDM-AP-2:\n  title: PSF\n  due: null\n\n# The second" in new


def test_new_first_object_stays_below_the_head_of_the_file() -> None:
    text = "# head\nDM-AP-3:\n  title: x\n"

    def edit(data: Any) -> None:
        data["DM-AP-2"] = {"title": "z"}

    assert change(text, FileKind.FEATURES, edit) == (
        "# head\nDM-AP-2:\n  title: z\n\nDM-AP-3:\n  title: x\n"
    )


def test_block_of_text_is_replaced() -> None:
    def edit(data: Any) -> None:
        data["DM-AP-1"]["notes"] = "One line."

    new = change(FEATURES, FileKind.FEATURES, edit)
    assert "  notes: One line.\n\n# The second one." in new


def test_lines_of_text_become_a_block() -> None:
    def edit(data: Any) -> None:
        data["DM-AP-3"]["notes"] = "One\n\ntwo: # 3\n"

    new = change(FEATURES, FileKind.FEATURES, edit)
    assert new.endswith("    notes: |\n      One\n\n      two: # 3\n")


@pytest.mark.parametrize(
    "notes",
    [
        "\n",
        " lead\nx",
        "x\n\n",
        "x\n  \ny",
        "\nx",
        "x\ny\n\n\n",
        "x\n\ty\n",
        "# x\ny",
        "x\ny: |\n",
        "x ",
        "--- \n...\n",
    ],
    ids=repr,
)
def test_odd_text_reads_back(notes: str) -> None:
    def edit(data: Any) -> None:
        data["DM-AP-1"]["notes"] = notes
        data["DM-AP-3"]["notes"] = notes

    change(FEATURES, FileKind.FEATURES, edit)


def test_element_is_added_to_a_list() -> None:
    def edit(data: Any) -> None:
        data["features"].insert(1, "DM-AP-9")
        data["campaign"]["cases"].append("LVV-T3")

    new = change(MILESTONE, FileKind.MILESTONE, edit)
    assert changed_lines(MILESTONE, new) == (
        ["  cases: [LVV-T1, LVV-T2]"],
        ["  - DM-AP-9", "  cases: [LVV-T1, LVV-T2, LVV-T3]"],
    )
    assert "DM-AP-1  # first\n  - DM-AP-9\n  # between\n" in new


def test_element_is_removed_from_a_list() -> None:
    def edit(data: Any) -> None:
        data["features"].remove("DM-AP-2")

    new = change(MILESTONE, FileKind.MILESTONE, edit)
    assert changed_lines(MILESTONE, new) == (["  - DM-AP-2"], [])


def test_windows_line_ends_stay() -> None:
    text = MILESTONE.replace("\n", "\r\n")

    def edit(data: Any) -> None:
        data["features"].append("DM-AP-9")
        data["due"] = "2019-01-01"

    new = change(text, FileKind.MILESTONE, edit)
    assert new.count("\r\n") == new.count("\n")


def test_missing_newline_at_the_end_is_no_obstacle() -> None:
    def edit(data: Any) -> None:
        data["jira"] = "DM-2"

    text = MILESTONE.rstrip("\n")
    assert change(text, FileKind.MILESTONE, edit).endswith("jira: DM-2")


def test_list_below_its_key_without_indentation_is_kept_so() -> None:
    text = "title: x\nfeatures:\n- DM-AP-1\n- DM-AP-3\njira: DM-1\n"

    def edit(data: Any) -> None:
        data["features"].insert(1, "DM-AP-2")

    new = change(text, FileKind.MILESTONE, edit)
    assert changed_lines(text, new) == ([], ["- DM-AP-2"])


names = st.sampled_from(
    ["title", "due", "requirements", "cases", "notes", "x", "scope", "a b"]
)
texts = st.sampled_from(
    ["plain", "a: b", "yes", "3.10", "x\ny", "x\n\ny\n", "", "é", "#", "a\n b"]
)
scalars = st.none() | st.booleans() | st.integers(-5, 5) | texts
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4)
    ),
    max_leaves=12,
)
files = st.dictionaries(
    st.sampled_from([f"DM-AP-{n}" for n in range(12)]),
    st.dictionaries(names, values, max_size=5),
    max_size=4,
)


@given(contents=st.lists(files, min_size=1, max_size=5))
@settings(deadline=None, max_examples=50)
def test_any_data_follow_any_other(contents: list[dict[str, Any]]) -> None:
    text = ""
    for wanted in contents:
        reading = read_yaml(text, file="f")
        assert reading.problems == ()
        text = splice(text, reading.root, wanted, kind=FileKind.FEATURES)
        again = read_yaml(text, file="f")
        assert again.problems == (), text
        assert same(plain(again.root) or {}, wanted), text


@given(
    before=files.filter(lambda file: any(file.values())),
    data=st.data(),
)
@settings(deadline=None)
def test_other_lines_keep_their_bytes(
    before: dict[str, Any], data: st.DataObject
) -> None:
    text = splice("", None, before, kind=FileKind.FEATURES)
    text = text.replace("\n", "  # remark\n") if "|" not in text else text
    root = read_yaml(text, file="f").root
    if read_yaml(text, file="f").problems or not same(plain(root), before):
        return  # the remark fell into a text
    code = data.draw(st.sampled_from([c for c in before if before[c]]))
    field = data.draw(st.sampled_from(list(before[code])))
    wanted = copy.deepcopy(before)
    wanted[code][field] = data.draw(scalars)
    new = splice(text, root, wanted, kind=FileKind.FEATURES)
    pair = root.pairs[code].value.pairs[field]  # type: ignore[union-attr]
    lines = text.split("\n")
    head = lines[: pair.key.line - 1]
    assert new.split("\n")[: len(head)] == head
    others = [
        inner.key.line
        for outer in root.pairs.values()  # type: ignore[union-attr]
        for inner in [outer, *getattr(outer.value, "pairs", {}).values()]
        if inner.key.line > pair.key.line
    ]
    if others:
        tail = lines[min(others) - 1 :]
        assert new.split("\n")[-len(tail) :] == tail
