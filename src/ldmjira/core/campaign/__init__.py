"""What a campaign of the mapping needs, given what the case book holds."""

from .decide import decide_campaign
from .ledger import BookView

__all__ = ["BookView", "decide_campaign"]
