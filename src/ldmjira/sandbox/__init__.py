"""A small Jira and Zephyr Scale over HTTP, for tests and demonstrations."""
