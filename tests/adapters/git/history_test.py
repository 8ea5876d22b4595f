"""What git tells of the mapping's files."""

from __future__ import annotations

from pathlib import Path

import pytest

from ldmjira.adapters.git.history import GitHistory, NoHistory
from tests.support.world import git

FILE = "features/DM-AP.yaml"


class Repository:
    """A repository with a mapping below its root."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.mappings = folder / "sub" / "mappings"
        (self.mappings / "features").mkdir(parents=True)
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str) -> str:
        """Run git."""
        return git(self.folder, *arguments)

    def write(self, text: str, file: str = FILE) -> None:
        """Write a file of the mapping."""
        (self.mappings / file).write_text(text, encoding="utf-8")

    def commit(self, text: str, file: str = FILE) -> str:
        """Write a file and commit it."""
        self.write(text, file)
        self.git("add", "-A")
        self.git("commit", "-qm", "change")
        return self.git("rev-parse", "HEAD")

    @property
    def history(self) -> GitHistory:
        """A new history, as each run has."""
        return GitHistory(self.mappings)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "repository")


def texts(history: GitHistory, file: str = FILE) -> list[str | None]:
    return [version.text for version in history.versions(file)]


def test_versions_are_newest_first(repository: Repository) -> None:
    first = repository.commit("one\n")
    repository.commit("other\n", "features/DM-DRP.yaml")
    second = repository.commit("two é\n")
    history = repository.history
    assert texts(history) == ["two é\n", "one\n"]
    assert [v.commit for v in history.versions(FILE)] == [second, first]
    assert history.descends(second, first)
    assert not history.descends(first, second)
    assert not history.descends(first, first)


def test_removed_file_has_no_text(repository: Repository) -> None:
    repository.commit("one\n")
    (repository.mappings / FILE).unlink()
    repository.git("commit", "-qam", "remove")
    assert texts(repository.history) == [None, "one\n"]


def test_branch_whose_change_a_merge_dropped_is_seen(
    repository: Repository,
) -> None:
    repository.commit("one\n")
    repository.git("checkout", "-qb", "side")
    repository.commit("side\n")
    repository.git("checkout", "-q", "main")
    repository.commit("main\n")
    repository.git("merge", "-q", "-s", "ours", "--no-edit", "side")
    assert set(texts(repository.history)) == {"main\n", "side\n", "one\n"}


def test_changed_files(repository: Repository) -> None:
    repository.commit("one\n")
    repository.commit("other\n", "features/DM-DRP.yaml")
    repository.write("two\n")
    repository.write("new\n", "features/DM-NEW.yaml")
    (repository.mappings / "features/DM-DRP.yaml").unlink()
    assert repository.history.changed_files() == {
        FILE,
        "features/DM-NEW.yaml",
        "features/DM-DRP.yaml",
    }
    assert repository.history.at_head(FILE) == "one\n"
    assert repository.history.at_head("features/DM-NEW.yaml") is None


def test_staging(repository: Repository) -> None:
    repository.commit("one\n")
    repository.write("two\n")
    repository.history.stage([FILE])
    assert repository.git("diff", "--cached", "--name-only") == (
        f"sub/mappings/{FILE}"
    )


def test_before_the_first_commit(repository: Repository) -> None:
    repository.write("one\n")
    history = repository.history
    assert history.head == ""
    assert history.versions(FILE) == ()
    assert history.at_head(FILE) is None
    assert history.changed_files() == {FILE}
    assert not history.is_known("")


def test_unknown_commit(repository: Repository) -> None:
    repository.commit("one\n")
    assert not repository.history.is_known("0" * 40)
    assert not repository.history.is_shallow


def test_shallow_clone(repository: Repository, tmp_path: Path) -> None:
    repository.commit("one\n")
    repository.commit("two\n")
    git(
        tmp_path,
        "clone",
        "-q",
        "--depth",
        "1",
        f"file://{repository.folder}",
        "shallow",
    )
    assert GitHistory(tmp_path / "shallow/sub/mappings").is_shallow


def test_what_is_covered(repository: Repository, tmp_path: Path) -> None:
    assert GitHistory.covers(repository.mappings)
    (tmp_path / "plain").mkdir()
    assert not GitHistory.covers(tmp_path / "plain")
    (repository.folder / ".gitignore").write_text("out/\n")
    (repository.folder / "out").mkdir()
    assert not GitHistory.covers(repository.folder / "out")


def test_no_history() -> None:
    history = NoHistory()
    assert not history.is_kept
    assert history.versions(FILE) == ()
    assert history.changed_files() == frozenset()
