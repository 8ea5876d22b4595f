"""The command line: one file per verb; it parses, calls, prints, exits."""
