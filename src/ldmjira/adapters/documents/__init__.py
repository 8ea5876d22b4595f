"""Readers of LDM-564, in the two forms in which people have it."""
