"""What ``ldmjira.toml`` may say, and what is told if it says otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from ldmjira.config.project import ProjectConfig, load_project_config
from ldmjira.exceptions import ConfigurationError


def test_no_file_means_the_defaults(tmp_path: Path) -> None:
    assert load_project_config(tmp_path) == ProjectConfig()


def test_defaults_are_rubins_names() -> None:
    config = ProjectConfig()
    assert (config.projects.features, config.projects.elements) == (
        "DM",
        "LVV",
    )
    assert (config.types.milestone, config.types.feature) == ("Epic", "Story")
    assert (config.links.blocks, config.links.relates) == ("Blocks", "Relates")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("[types", "is not TOML"),
        (
            "[project]\nx = 1",
            "project: unknown setting; did you mean projects",
        ),
        (
            "[statuses]\ndne = 'Done'",
            "statuses.dne: unknown setting; did you mean done?",
        ),
        (
            "[types]\nzebra = 'x'",
            "types.zebra: unknown setting; there are element, feature",
        ),
        ("[types]\nfeature = 3", "types.feature: Input should be a valid"),
        ("[types]\nfeature = 3", "(got 3)"),
        ("url = 'https://x'", "url: unknown setting"),
        ("[authority.created]\ntitle = 'ours'", "authority.created.title"),
        ("[sync]\nmax_loss = 2", "sync.max_loss"),
    ],
    ids=[
        "no toml",
        "table",
        "name",
        "far from any",
        "type",
        "value",
        "address",
        "authority",
        "range",
    ],
)
def test_fault_is_told_with_the_file_and_the_setting(
    tmp_path: Path, text: str, wanted: str
) -> None:
    path = tmp_path / "ldmjira.toml"
    path.write_text(text)
    with pytest.raises(ConfigurationError) as caught:
        load_project_config(tmp_path)
    assert str(path) in caught.value.message
    assert wanted in caught.value.message


def test_every_fault_is_told(tmp_path: Path) -> None:
    (tmp_path / "ldmjira.toml").write_text("[types]\na = 1\n[links]\nb = 1\n")
    with pytest.raises(ConfigurationError) as caught:
        load_project_config(tmp_path)
    assert "types.a" in caught.value.message
    assert "links.b" in caught.value.message
