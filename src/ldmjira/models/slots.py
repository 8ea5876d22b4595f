"""The unit of the merge: one field of one object, or one element of a set.

A set has one slot for each element, whose value says whether the element is
a member. Both sides of the merge are plain mappings from slot to value; a
slot that is missing means that this side says nothing, which is never the
same as ``None`` (said to be empty) or ``False`` (said to be no member).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

__all__ = ["Slot", "Value"]

Value: TypeAlias = str | bool | None
"""Text in normal form, membership, or said to be empty."""


@dataclass(frozen=True, order=True, slots=True)
class Slot:
    """Address of one value that is merged.

    Parameters
    ----------
    object
        Our code of the object: ``DM-DAX-9``.
    field
        Name of the field in our words: ``title``, ``due``, ``notes``,
        ``status``, or a set: ``blocks`` (milestones that a feature blocks),
        ``relates`` (elements it relates to), ``testplan``, ``labels``.
    element
        Element of the set, in our words (a milestone's code, an issue key);
        empty for a scalar.
    """

    object: str
    field: str
    element: str = ""

    @property
    def name(self) -> str:
        """Field and element, as logs and baselines write them."""
        return f"{self.field}/{self.element}" if self.element else self.field

    @classmethod
    def parse(cls, object_: str, name: str) -> Slot:
        """Make a slot of an object from its written name.

        Parameters
        ----------
        object_
            Our code of the object.
        name
            ``title``, or ``relates/LVV-7``.

        Returns
        -------
        Slot
            The slot.
        """
        field, _, element = name.partition("/")
        return cls(object_, field, element)
