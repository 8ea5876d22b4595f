"""Words of titles: which ones count, and which mean the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

__all__ = ["PRODUCT_WORDS", "related", "stem", "words_of"]

_WORD: Final = re.compile(r"[A-Za-z]+")
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")

_STOP: Final = frozenset(
    """a an and any are as at available availability based be been being by
    can capability capabilities data do does dm dms etc for from full
    functional functionality has have if in initial into is it its lsst may
    new no not of on or ready requirement requirements rubin s service
    services shall software support supporting suitable system systems than
    that the their these this to use used using via verification verify w
    was when which will with""".split()  # noqa: SIM905
)

# Words that people at Rubin use for one another. Each line is one meaning;
# a word may have several.
_MEANINGS: Final = (
    "difference diff subtraction dia differencing",
    "alert prompt transient",
    "exposure image visit ccd calexp",
    "single pvi",
    "coadd coaddition deep stack template",
    "deblend blend deblending",
    "butler middleware dataset repository registry",
    "gen3 generation middleware butler",
    "notebook jupyter jupyterlab nublado",
    "portal firefly suit web ui",
    "query tap adql database qserv search",
    "archive archiving archiver ingest store storage",
    "network lan wan link bandwidth gbps fiber",
    "base chile serena",
    "summit mountain pachon",
    "ncsa usdf ldf facility",
    "calibration photometric flat bias dark cpp",
    "astrometric astrometry wcs jointcal",
    "photometric photometry flux zeropoint",
    "psf seeing",
    "background sky",
    "moving solar mops asteroid dayMOPS",
    "broker brokers distribution stream filter",
    "provenance lineage history",
    "efd engineering telemetry influx",
    "scheduler workflow orchestration batch campaign production",
    "forced measurement photometry",
    "object catalog catalogue source",
    "classification class star galaxy",
    "authentication authorization identity login access",
    "user workspace personal",
    "reprocess reprocessing release annual drp",
    "raw camera header metadata",
    "transfer copy replicate backbone",
    "monitor monitoring health status",
    "chromatic dcr refraction",
    "crosstalk isr signature amplifier",
    "cosmic artifact mask masking defect",
    "mosaic tract patch sky",
)

PRODUCT_WORDS: Final[Mapping[str, str]] = {
    "DM-AP": "alert production prompt difference",
    "DM-DAX": "butler middleware query database api",
    "DM-DRP": "release coadd measurement pipeline",
    "DM-NCSA": "processing production archive operations facility",
    "DM-NET": "network",
    "DM-SQRE": "notebook platform",
    "DM-SUIT": "portal",
}
"""What each product is about, as far as its titles leave that unsaid."""

_SUFFIXES: Final = (
    "isations",
    "izations",
    "isation",
    "ization",
    "ations",
    "ation",
    "ments",
    "ment",
    "ings",
    "ing",
    "ions",
    "ion",
    "ies",
    "ers",
    "er",
    "ed",
    "es",
    "s",
    "ly",
    "y",
    "e",
)
_SHORTEST: Final = 4


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Cut a word down to what it shares with its other forms.

    Parameters
    ----------
    word
        In any letter case.

    Returns
    -------
    str
        In lower case; short words keep their ending.
    """
    low = word.lower()
    for suffix in _SUFFIXES:
        if low.endswith(suffix) and len(low) - len(suffix) >= _SHORTEST:
            return low[: -len(suffix)]
    return low


def words_of(text: str) -> dict[str, str]:
    """Words of a title that tell something.

    Parameters
    ----------
    text
        Any title.

    Returns
    -------
    dict
        The word as it stands there, by its stem; in order, each once.
    """
    found: dict[str, str] = {}
    for word in _WORD.findall(_CAMEL.sub(" ", text)):
        low = word.lower()
        if low not in _STOP and len(low) > 1:
            found.setdefault(stem(low), low)
    return found


def _stems(words: Iterable[str]) -> frozenset[str]:
    return frozenset(stem(word) for word in words)


_RELATED: Final[dict[str, set[str]]] = {}
for _line in _MEANINGS:
    _group = _stems(_line.split())
    for _stem in _group:
        _RELATED.setdefault(_stem, set()).update(_group - {_stem})


def related(stemmed: str) -> frozenset[str]:
    """Stems that mean much the same as a stem."""
    return frozenset(_RELATED.get(stemmed, ()))
