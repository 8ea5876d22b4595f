"""Pause Python's garbage collector while something large is read."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

__all__ = ["without_collecting"]

_LARGE: Final = 100_000


@contextmanager
def without_collecting() -> Iterator[None]:
    """Do not look for garbage while a mapping is being built.

    There is none: all that is made is kept. The collector would walk over
    it again and again, which takes two thirds of the time of a large load.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if gc.get_count()[0] > _LARGE:
            gc.freeze()
        if was_enabled:
            gc.enable()
