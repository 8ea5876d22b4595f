"""Run many random histories of the sync, and count those that fail.

    python bench/sync_histories.py --histories 10000 --steps 16 --seed 1

Each portion has a seed of its own, so that a failure can be had again:
``--histories 50 --seed N``, with the seed that was printed.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from hypothesis import Phase

from tests.machine.values_test import Machine, SandboxMachine
from tests.support.random_histories import run_histories

PORTION = 50


def main() -> int:
    """Run portion after portion; the exit code is 1 if any failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--histories", type=int, default=1000)
    parser.add_argument("--steps", type=int, default=16)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sandbox", action="store_true")
    chosen = parser.parse_args()
    machine = SandboxMachine if chosen.sandbox else Machine
    start = time.monotonic()
    failed: list[int] = []
    done = 0
    seed = chosen.seed
    while done < chosen.histories:
        histories = min(PORTION, chosen.histories - done)
        try:
            run_histories(
                machine,
                histories=histories,
                steps=chosen.steps,
                number=seed,
                phases=(Phase.generate,),
            )
        except Exception:  # noqa: BLE001  (counted, and shown)
            failed.append(seed)
            print(
                f"seed {seed}:",
                *traceback.format_exc().splitlines()[-40:],
                sep="\n",
            )
        spent = time.monotonic() - start
        done += histories
        seed += 1
        print(
            f"{done} histories, {len(failed)} portions failed, {spent:.0f} s",
            flush=True,
        )
    print(f"Failed seeds: {failed or 'none'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
