"""The decision function against a model of many clones."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.base_model import World

KINDS = {
    "two clones": {},
    "three clones": {"clones": 3},
    "elements of a set": {"values": (False, True)},
    "no line at first": {"has_line": False},
    "elements added later": {
        "values": (False, True),
        "has_line": False,
        "is_logged": False,
    },
}


def play(seed: int, kind: str, *, steps: int) -> World:
    world = World(seed, **KINDS[kind])  # type: ignore[arg-type]
    for _ in range(steps):
        world.step()
    return world


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=150, deadline=None)
@given(seed=st.integers(min_value=0))
def test_no_edit_is_lost(kind: str, seed: int) -> None:
    play(seed, kind, steps=18)


@pytest.mark.ci
@pytest.mark.parametrize("kind", KINDS)
def test_no_edit_is_lost_in_many_histories(kind: str) -> None:
    for seed in range(5_000):
        play(seed, kind, steps=20)


def test_conflicts_stay_rare() -> None:
    worlds = [play(seed, "two clones", steps=16) for seed in range(300)]
    decisions = sum(world.decisions for world in worlds)
    conflicts = sum(world.conflicts for world in worlds)
    assert decisions > 500
    assert conflicts < 0.2 * decisions
