"""Runs random histories: always the same ones, or those of a number."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    run_state_machine_as_test,
)

__all__ = ["run_histories"]


def run_histories(
    machine: type[RuleBasedStateMachine],
    *,
    histories: int,
    steps: int,
    number: int | None = None,
    phases: tuple[Phase, ...] = tuple(Phase),
) -> None:
    """Try histories of a machine, and fail at the first that it refuses.

    Parameters
    ----------
    machine
        State machine whose rules are the steps.
    histories
        How many.
    steps
        How many steps each has at the most.
    number
        Number of the histories: other ones for each. Without it they are
        the same every time.
    phases
        What is done; without shrinking a failure is told at once, and long.
    """
    chosen = type(machine.__name__, (machine,), {})
    if number is not None:
        seed(number)(chosen)
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        chosen,
        settings=settings(
            max_examples=histories,
            stateful_step_count=steps,
            derandomize=number is None,
            database=None,
            deadline=None,
            phases=phases,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
