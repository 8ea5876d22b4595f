"""What a new sandbox holds: Rubin's site, empty or filled.

``site_definition`` and ``rubin_issues`` fill the Jira side;
``zephyr_*`` the Zephyr side.
"""

from .definition import filled_definition, site_definition
from .issues import rubin_issues

__all__ = ["filled_definition", "rubin_issues", "site_definition"]
