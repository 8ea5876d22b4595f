"""Sample texts of two campaigns, written for the sandbox.

The real texts are Rubin's and not public in full; these only show what such
texts look like, and say so.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["CASE_SAMPLES", "PLAN_SAMPLES", "CaseSample", "PlanSample", "Step"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a test script: inline, or the call of another case."""

    description: str = ""
    test_data: str = ""
    expected: str = ""
    calls: str | None = None
    """Key of the case that is run in its place."""


@dataclass(frozen=True, slots=True)
class CaseSample:
    """What a test case says."""

    objective: str
    precondition: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class PlanSample:
    """What a test plan says; the keys are those of Zephyr's custom fields."""

    objective: str
    fields: dict[str, str]


CASE_SAMPLES: dict[str, CaseSample] = {
    "LVV-T216": CaseSample(
        objective=(
            "Sample text: Show that the alert distribution software can be "
            "installed from its released containers, and that its parts "
            "reach one another."
        ),
        precondition=(
            "Sample text: A cluster with three free nodes; access to the "
            "container registry; the release to test has been named."
        ),
        steps=(
            Step(
                "Sample text: Start the message broker from its released "
                "container.",
                "Sample text: release tag of the campaign",
                "Sample text: The broker reports that it is ready.",
            ),
            Step(
                "Sample text: Create the topic for full alerts and the one "
                "for filtered alerts.",
                "Sample text: topic names 'full' and 'filtered'",
                "Sample text: Both topics are listed by the broker.",
            ),
            Step(
                "Sample text: Send one alert packet by hand and read it back.",
                "Sample text: one packet of the sample set",
                "Sample text: The packet that is read equals the one sent.",
            ),
        ),
    ),
    "LVV-T217": CaseSample(
        objective=(
            "Sample text: Show that all alerts of a visit are delivered to "
            "every consumer of the full stream, and how long that takes."
        ),
        precondition=(
            "Sample text: The software of LVV-T216 is installed; the sample "
            "packets of ten visits are at hand."
        ),
        steps=(
            Step(calls="LVV-T866"),
            Step(
                "Sample text: Connect five consumers to the full stream.",
                "",
                "Sample text: Five consumers are listed; none lags behind.",
            ),
            Step(
                "Sample text: Send the packets of ten visits, one visit "
                "every 39 seconds.",
                "Sample text: 10 visits of 10,000 packets",
                "Sample text: The producer reports 100,000 packets sent.",
            ),
            Step(
                "Sample text: Count what every consumer has received, and "
                "compare identifiers.",
                "",
                "Sample text: Every consumer has all packets, each once.",
            ),
        ),
    ),
    "LVV-T218": CaseSample(
        objective=(
            "Sample text: Show that a user's filter passes on the alerts "
            "that satisfy it, no others, and no more than its limit."
        ),
        precondition=(
            "Sample text: As for LVV-T217; a filter on brightness and one on "
            "position have been registered."
        ),
        steps=(
            Step(calls="LVV-T216"),
            Step(
                "Sample text: Register a filter that no alert satisfies and "
                "one that all satisfy.",
                "Sample text: limit of 20 alerts a visit",
                "Sample text: Both filters are listed as active.",
            ),
            Step(
                "Sample text: Send the packets of one visit.",
                "Sample text: 10,000 packets",
                "Sample text: The first filter passes nothing on, the second "
                "20 alerts.",
            ),
            Step(
                "Sample text: Compare what the brightness filter passed on "
                "with a list made by hand.",
                "",
                "Sample text: Both lists are alike.",
            ),
        ),
    ),
    "LVV-T2338": CaseSample(
        objective=(
            "Sample text: Show that telemetry in the replica at the data "
            "facility is the telemetry that was written at the summit."
        ),
        precondition=(
            "Sample text: Replication has run for at least a day; read "
            "access to both databases."
        ),
        steps=(
            Step(
                "Sample text: Choose three topics: a fast one, a slow one, "
                "one with arrays.",
                "Sample text: an interval of one hour of the last night",
                "Sample text: All three have rows in the interval at the "
                "summit.",
            ),
            Step(
                "Sample text: Count the rows of each topic in both databases.",
                "",
                "Sample text: The counts agree.",
            ),
            Step(
                "Sample text: Compare all values of each topic, row by row.",
                "",
                "Sample text: No value differs.",
            ),
            Step(
                "Sample text: Find the newest row in the replica and note "
                "its delay.",
                "",
                "Sample text: The delay is less than one minute.",
            ),
        ),
    ),
    "LVV-T2339": CaseSample(
        objective=(
            "Sample text: Demonstrate that a scientist can study the history "
            "of a telemetry channel with the archived files alone."
        ),
        precondition=(
            "Sample text: Files for at least one month; an account on the "
            "science platform."
        ),
        steps=(
            Step(
                "Sample text: Open a notebook on the science platform and "
                "list the archived files of one channel.",
                "Sample text: a temperature channel, one month",
                "Sample text: There is a file for every day of the month.",
            ),
            Step(
                "Sample text: Read the month and draw it.",
                "",
                "Sample text: The curve has no gap longer than the known "
                "down times.",
            ),
            Step(
                "Sample text: Compare the daily means with those of the "
                "replica.",
                "",
                "Sample text: They agree within rounding.",
            ),
        ),
    ),
}
"""Texts of the cases of LVV-P1 and LVV-P90, by key."""

PLAN_SAMPLES: dict[str, PlanSample] = {
    "LVV-P1": PlanSample(
        objective=(
            "Sample text: This campaign shows that alerts can be distributed "
            "and filtered as milestone LDM-503-05 asks."
        ),
        fields={
            "Entry Criteria": (
                "Sample text: The release to test is tagged and installed; "
                "the sample packets have been checked."
            ),
            "Exit Criteria": (
                "Sample text: Every test case has been run, and every "
                "failure has an issue."
            ),
            "PMCS Activity": "Sample text: LDM-503-05",
            "Overall Assessment": (
                "Sample text: The stream works; its size was below that of "
                "operations, so all results are conditional."
            ),
            "System Overview": (
                "Sample text: The alert distribution service: a message "
                "broker, a producer and a filtering service."
            ),
            "Verification Environment": (
                "Sample text: Three nodes of the development cluster."
            ),
        },
    ),
    "LVV-P90": PlanSample(
        objective=(
            "Sample text: This campaign shows that the engineering and "
            "facilities database is replicated to the data facility, and "
            "that the copy can be used there."
        ),
        fields={
            "Entry Criteria": (
                "Sample text: Replication is set up and has run for a day."
            ),
            "Exit Criteria": (
                "Sample text: Both test cases have passed, or their "
                "deviations have been approved."
            ),
            "PMCS Activity": "Sample text: LDM-503-EFDb",
            "Overall Assessment": (
                "Sample text: The replica is complete and used every day."
            ),
            "System Overview": (
                "Sample text: The database at the summit, the message queue "
                "between the sites, and the copy at the data facility."
            ),
            "Verification Environment": (
                "Sample text: The production systems of both sites; no "
                "observing is needed."
            ),
        },
    ),
}
"""Texts of the plans of LDM-503-05 and LDM-503-EFDb, by key."""
