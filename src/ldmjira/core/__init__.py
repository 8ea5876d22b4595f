"""Pure verbs: decisions about data; no I/O, no clock, no settings."""
