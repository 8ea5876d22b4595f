"""What the factory wires, and what it tells if that cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from ldmjira.config.project import ProjectConfig
from ldmjira.config.site import SiteSettings
from ldmjira.exceptions import ConfigurationError
from ldmjira.factory import Factory


def factory_on(sandbox: Path, tmp_path: Path) -> Factory:
    settings = SiteSettings.model_construct(sandbox=str(sandbox))
    return Factory(
        folder=tmp_path / "mappings",
        root=tmp_path,
        config=ProjectConfig(),
        settings=settings,
    )


@pytest.mark.parametrize("kind", ["folder", "other", "cut"])
def test_store_that_is_none_is_told(tmp_path: Path, kind: str) -> None:
    store = tmp_path / "store"
    match kind:
        case "folder":
            store.mkdir()
        case "other":
            store.write_text("no database " * 100)
        case "cut":
            store.write_bytes(b"SQLite format 3\0" + bytes(3000))
    with (
        pytest.raises(ConfigurationError, match="does not start") as caught,
        factory_on(store, tmp_path).open_site(),
    ):
        pass
    assert str(store) in caught.value.message
    assert "LDMJIRA_SANDBOX" in caught.value.hint


def test_store_below_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store = tmp_path / "file" / "store"
    with (
        pytest.raises(ConfigurationError, match="cannot be made"),
        factory_on(store, tmp_path).open_site(),
    ):
        pass
