"""Settings of the documentation's build."""
# ruff: noqa: INP001

project = "ldmjira"
author = "the ldmjira developers"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
html_theme = "alabaster"
myst_heading_anchors = 4
myst_enable_extensions = ["deflist"]
