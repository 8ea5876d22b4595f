"""``python -m ldmjira`` is ``ldmjira``."""

from __future__ import annotations

from ldmjira.cli.main import main

__all__: list[str] = []

if __name__ == "__main__":
    main()
