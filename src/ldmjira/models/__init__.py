"""Frozen nouns: the data that the rest of the program talks about."""
