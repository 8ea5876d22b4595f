"""Zephyr Scale Cloud v2 as a book of test cases.

The requests, retries and guards of `ldmjira.adapters.jira` are used where
they are the same; everything that is Zephyr's stays in here.
"""
