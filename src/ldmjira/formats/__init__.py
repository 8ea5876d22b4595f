"""A model in, a string out: text, JSON, Markdown and other forms."""
