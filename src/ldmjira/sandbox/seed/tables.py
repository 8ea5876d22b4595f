"""Read the tables that lie beside this module.

They were derived from public Rubin documents (LDM-692, LDM-639, LDM-540,
LDM-564, the DMTR reports): identifiers, titles, dates, statuses and links.
An empty cell means that no public source tells.
"""

from __future__ import annotations

import csv
from importlib.resources import files

__all__ = ["read_table"]


def read_table(name: str) -> list[dict[str, str]]:
    """Read a table.

    Parameters
    ----------
    name
        Name of the file, without its ending.
    """
    path = files(__package__).joinpath(f"{name}.csv")
    return list(csv.DictReader(path.read_text("utf-8").splitlines()))
