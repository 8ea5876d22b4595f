"""Changesets saved and read again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldmjira.exceptions import UsageError
from ldmjira.formats.saved import (
    is_saved,
    saved_from_json,
    saved_to_json,
)
from ldmjira.models.changeset import (
    Change,
    Changeset,
    Conflict,
    Direction,
    Expectation,
    Held,
    HeldReason,
)
from ldmjira.models.saved import SavedCampaign, SavedRun, SavedStep
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
changes = st.builds(
    Change,
    slots,
    values,
    values,
    st.sampled_from(Direction),
    texts,
    texts,
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
        changes=st.lists(changes).map(tuple),
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
    campaigns=st.lists(
        st.builds(
            SavedCampaign,
            milestone=texts,
            state=texts,
            steps=st.lists(
                st.builds(SavedStep, changes, st.dictionaries(texts, texts)),
                max_size=2,
            ).map(tuple),
            pulled=st.lists(changes, max_size=2).map(tuple),
        ),
        max_size=2,
    ).map(tuple),
    rebind=st.booleans(),
)


@given(run=runs)
def test_round_trip(run: SavedRun) -> None:
    assert saved_from_json(saved_to_json(run), file="f") == run
    assert is_saved(saved_to_json(run))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "it is no JSON, or cut off"),
        ('{"v": 2, "verb"', "it is no JSON, or cut off"),
        ("[]", "it is another kind of file"),
        ("null", "it is another kind of file"),
        ("{}", "'v' is missing"),
        ('{"v": 1}', "it is of version 1, and this is 2"),
        ('{"v": 2, "verb": "rm"}', "'rm' is no verb"),
        ('{"v": 2, "verb": "push"}', "'codes' is missing"),
        ("[" * 100_000, "it is nested too deeply"),
    ],
)
def test_what_is_no_changeset(text: str, told: str) -> None:
    with pytest.raises(UsageError, match="f holds no changeset") as caught:
        saved_from_json(text, file="f")
    assert told in caught.value.message
    assert not is_saved(text)
