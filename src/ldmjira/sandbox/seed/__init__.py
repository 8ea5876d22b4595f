"""What a new sandbox holds: Rubin's site, empty or filled.

`site_definition`, `filled_definition` and `rubin_issues` fill the Jira side;
the ``zephyr_...`` iterators the Zephyr side.
"""

from .definition import filled_definition, site_definition
from .issues import rubin_issues
from .samples import Step
from .zephyr import (
    ZephyrCase,
    ZephyrCycle,
    ZephyrExecution,
    ZephyrLink,
    ZephyrPlan,
    zephyr_cases,
    zephyr_cycles,
    zephyr_executions,
    zephyr_links,
    zephyr_plans,
)

__all__ = [
    "Step",
    "ZephyrCase",
    "ZephyrCycle",
    "ZephyrExecution",
    "ZephyrLink",
    "ZephyrPlan",
    "filled_definition",
    "rubin_issues",
    "site_definition",
    "zephyr_cases",
    "zephyr_cycles",
    "zephyr_executions",
    "zephyr_links",
    "zephyr_plans",
]
