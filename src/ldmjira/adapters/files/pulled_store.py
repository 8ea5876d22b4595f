"""Pulled campaigns as JSON files below ``.ldmjira/<site>/campaigns``."""

from __future__ import annotations

import os
import re
import secrets
from dataclasses import replace
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from ldmjira.exceptions import ConfigurationError
from ldmjira.models.pulled import PulledCampaign

from .local_state import FOLDER, make_private_folder

__all__ = ["FilePulledStore", "pulled_campaigns"]

SUBFOLDER: Final = "campaigns"
MAX_BYTES: Final = 64 * 1024 * 1024
"""Size above which a file is refused before it is read."""

_CODE: Final = re.compile(r"LDM-[A-Za-z0-9]+(-[A-Za-z0-9]+)*")
_CAMPAIGN: Final = TypeAdapter(PulledCampaign)
_PRIVATE: Final = 0o600


class FilePulledStore:
    """Implement `~ldmjira.ports.pulled_store.PulledStore` with JSON files.

    Parameters
    ----------
    folder
        Folder of the site, as `~.local_state.site_folder` gives it; made
        with the first write.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder / SUBFOLDER

    def load(self, milestone: str) -> PulledCampaign | None:
        """Campaign of a milestone; ``None`` if it was never pulled."""
        return _read(self._path(milestone))

    def save(self, campaign: PulledCampaign) -> bool:
        """Keep a campaign, readable for its owner alone."""
        path = self._path(campaign.milestone)
        try:
            kept = _read(path)
        except ConfigurationError:  # torn or foreign: a pull mends it
            kept = None
        if kept is not None:
            same_time = replace(campaign, pulled=kept.pulled)
            if same_time == kept:
                return False
        make_private_folder(self._folder)
        draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
        try:
            descriptor = os.open(
                draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE
            )
            with os.fdopen(descriptor, "wb") as file:
                file.write(_CAMPAIGN.dump_json(campaign, indent=1) + b"\n")
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        except OSError as error:
            draft.unlink(missing_ok=True)
            raise ConfigurationError(
                f"{path} cannot be written: {error.strerror}",
                hint="Make room, or give yourself the right; then pull again.",
            ) from None
        return True

    def _path(self, milestone: str) -> Path:
        # The code becomes a file name: nothing but a code may pass.
        if not _CODE.fullmatch(milestone):
            raise ConfigurationError(
                f"{milestone!r} is no milestone code, so no campaign is kept",
                hint="A code looks like LDM-503-17a.",
            )
        return self._folder / f"{milestone}.json"


def pulled_campaigns(root: Path, milestone: str) -> list[PulledCampaign]:
    """What was pulled of a milestone, whichever the site.

    Parameters
    ----------
    root
        Folder that ``.ldmjira`` stands in.
    milestone
        Code of the milestone.

    Returns
    -------
    list of PulledCampaign
        One per site, by the name of its folder.

    Raises
    ------
    ConfigurationError
        If one cannot be read.
    """
    try:
        sites = sorted(
            folder for folder in (root / FOLDER).iterdir() if folder.is_dir()
        )
    except OSError:
        return []
    found = (FilePulledStore(folder).load(milestone) for folder in sites)
    return [campaign for campaign in found if campaign is not None]


def _read(path: Path) -> PulledCampaign | None:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise ConfigurationError(
                f"{path} is larger than {MAX_BYTES // 1024**2} MB",
                hint="Remove the file, and run `ldmjira pull`.",
            )
        return _CAMPAIGN.validate_json(data)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ConfigurationError(
            f"{path} cannot be read: {error.strerror}",
            hint="Give yourself the right, or remove the file and pull again.",
        ) from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ConfigurationError(
            f"{path} cannot be read: {where + ': ' if where else ''}"
            f"{first['msg']}",
            hint="Remove the file, and run `ldmjira pull`.",
        ) from None
