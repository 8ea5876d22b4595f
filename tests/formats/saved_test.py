"""Changesets saved and read again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldmjira.exceptions import UsageError
from ldmjira.formats.saved import saved_from_json, saved_to_json
from ldmjira.models.changeset import (
    Change,
    Changeset,
    Conflict,
    Direction,
    Expectation,
    Held,
    HeldReason,
)
from ldmjira.models.saved import SavedRun
from ldmjira.models.slots import Slot

texts = st.text(max_size=20)
values = st.none() | st.booleans() | texts
slots = st.builds(
    Slot,
    st.sampled_from(["DM-AP-1", "LDM-503-1"]),
    st.sampled_from(["title", "due"]),
) | st.builds(
    Slot,
    st.just("DM-AP-1"),
    st.just("relates"),
    st.sampled_from(["LVV-1", "LVV-2"]),
)
runs = st.builds(
    SavedRun,
    verb=st.sampled_from(["push", "pull", "sync"]),
    codes=st.just(("LDM-503-1",)),
    every=st.booleans(),
    with_proposed=st.booleans(),
    changeset=st.builds(
        Changeset,
        site=texts,
        head=texts,
        fingerprint=texts,
        changes=st.lists(
            st.builds(
                Change, slots, values, values, st.sampled_from(Direction)
            )
        ).map(tuple),
        conflicts=st.lists(
            st.builds(
                Conflict,
                slots,
                st.lists(values).map(tuple),
                values,
                values,
                texts,
                texts,
            )
        ).map(tuple),
        held=st.lists(
            st.builds(Held, slots, values, st.sampled_from(HeldReason), texts)
        ).map(tuple),
        expectations=st.lists(st.builds(Expectation, texts, texts, texts)).map(
            tuple
        ),
        agreed=st.integers(0, 9),
    ),
)


@given(run=runs)
def test_round_trip(run: SavedRun) -> None:
    assert saved_from_json(saved_to_json(run), file="f") == run


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "{}", '{"v": 2}', '{"v": 1, "verb": "push"}', "1"],
)
def test_what_is_no_changeset(text: str) -> None:
    with pytest.raises(UsageError, match="f holds no changeset"):
        saved_from_json(text, file="f")
