"""Jira Cloud and Data Center, through the ``jira`` package.

Custom-field ids, JQL, ADF, wiki markup and raw dictionaries stay in here.
"""
