"""Zephyr Scale Cloud v2, as strict as the vendor's document.

`ZephyrPart` answers below ``/zephyr/v2`` under the roof of the sandbox's
server; `ldmjira.sandbox.zephyr.loader` fills a fresh store. All rows have
kinds that begin with ``zephyr.``; issues are those of the Jira side, by
numeric id.
"""

from .part import ZephyrPart

__all__ = ["ZephyrPart"]
