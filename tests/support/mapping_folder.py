"""A small mapping on disk, and copies of the committed one."""

from __future__ import annotations

import shutil
from pathlib import Path

__all__ = ["COMMITTED", "committed_copy", "write_mapping"]

COMMITTED = Path(__file__).resolve().parents[2] / "mappings"

_TABLES = {
    "requirements": "id,title,specification,priority,method,level,descoped,"
    "source",
    "verification_elements": "key,name,title,requirement,priority,status,"
    "verified_in,source",
    "cases": "key,name,status,priority,type,version,specification,source",
    "coverage": "element,case,source",
    "runs": "case,date,status,plan,cycle,execution,document,source",
    "plans": "key,name,status,document,title,cycles,source",
    "cycles": "key,name,status,plan,document,source",
}
_ROWS = {
    "requirements": [
        "DMS-REQ-0010,Difference Exposures,LSE-61,1a,Test,,no,made up",
        "DMS-REQ-0020,Wavefront Data,LSE-61,1b,Test,,no,made up",
    ],
    "verification_elements": [
        (
            "LVV-7,DMS-REQ-0010-V-01,Difference Exposures,DMS-REQ-0010,1a,"
            "Covered,,made up"
        ),
        (
            "LVV-8,DMS-REQ-0020-V-01,Wavefront Data,DMS-REQ-0020,1b,Covered,,"
            "made up"
        ),
    ],
    "cases": [
        (
            "LVV-T36,Verify difference exposures,Approved,Normal,Test,1,"
            "LDM-639,made up"
        )
    ],
    "coverage": ["LVV-7,LVV-T36,made up"],
}
_MILESTONE = """\
title: Alert generation
section: '3.3'
due: 2030-11-30
completed: null
source: LDM-564 1.6 line 10
features:
  - DM-AP-1
  - DM-AP-2
"""
_FEATURES = """\
DM-AP-1:
  title: Image differencing
  due: 2030-10-31
  completed: null
  source: LDM-564 1.6 line 11
  requirements:
    DMS-REQ-0010: {status: proposed, reason: difference images}

DM-AP-2:
  title: Wavefront acquisition
  due: 2030-10-31
  completed: null
  source: LDM-564 1.6 line 12
"""


def write_mapping(root: Path) -> Path:
    """Write a mapping of one milestone and two features, one untested.

    Parameters
    ----------
    root
        Folder to write ``mappings/`` into.

    Returns
    -------
    Path
        Folder of the mapping.
    """
    folder = root / "mappings"
    for part in ("milestones", "features", "catalog"):
        (folder / part).mkdir(parents=True)
    milestone = folder / "milestones" / "LDM-503-03.yaml"
    milestone.write_text(_MILESTONE, encoding="utf-8")
    features = folder / "features" / "DM-AP.yaml"
    features.write_text(_FEATURES, encoding="utf-8")
    for name, header in _TABLES.items():
        text = "".join(f"{row}\n" for row in [header, *_ROWS.get(name, [])])
        table = folder / "catalog" / f"{name}.csv"
        table.write_text(text, encoding="utf-8")
    return folder


def committed_copy(root: Path) -> Path:
    """Copy the committed mapping, to be spoiled.

    Parameters
    ----------
    root
        Folder to write ``mappings/`` into.

    Returns
    -------
    Path
        Folder of the copy.
    """
    return Path(shutil.copytree(COMMITTED, root / "mappings"))
