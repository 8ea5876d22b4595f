"""What we need of the world, made real: Jira, Zephyr, files, memory."""
