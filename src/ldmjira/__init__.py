"""Verification control as code, in step with Jira and Zephyr Scale."""
