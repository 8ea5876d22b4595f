"""Try the rule of the base against a model of clones, people and crashes.

    python bench/base_histories.py --histories 100000

The shapes are those of the documentation: one field; elements of a set; three
clones; none that holds a baseline yet; and elements that no set held at first.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.support.base_model import LostEditError, World

SHAPES: Final[dict[str, tuple[int, dict[str, Any]]]] = {
    "one field": (16, {}),
    "elements of a set": (20, {"values": (False, True)}),
    "three clones": (24, {"clones": 3}),
    "no baseline": (16, {"has_line": False}),
    "elements added later": (
        20,
        {"values": (False, True), "has_line": False, "is_logged": False},
    ),
}
"""Steps of a history, and how its world begins."""


def main() -> int:
    """Try each shape; the exit code is 1 if an edit was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--histories", type=int, default=10_000)
    histories = parser.parse_args().histories
    lost = [tried(shape, histories) for shape in SHAPES]
    return 1 if any(lost) else 0


def tried(shape: str, histories: int) -> int:
    """Histories of a shape in which an edit was lost."""
    steps, begin = SHAPES[shape]
    lost = asked = decided = 0
    start = time.monotonic()
    for seed in range(histories):
        world = World(seed, **begin)
        try:
            for _ in range(steps):
                world.step()
        except LostEditError as error:
            lost += 1
            print(f"{shape}, seed {seed}: {error}")
        asked += world.conflicts
        decided += world.decisions
    share = asked / max(decided, 1)
    spent = time.monotonic() - start
    print(
        f"{shape}: {lost} of {histories} lost, {share:.1%} of decisions "
        f"asked, {spent:.0f} s"
    )
    return lost


if __name__ == "__main__":
    sys.exit(main())
