"""Settings: what ``ldmjira.toml`` and the environment say."""
