from __future__ import annotations

import datetime as dt
import errno
import os
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ldmjira.adapters.files.mapping_store import FileMappingStore
from ldmjira.adapters.files.plain_edits import edited
from ldmjira.adapters.files.strict_yaml import plain, read_yaml
from ldmjira.exceptions import MappingError
from ldmjira.models.edits import AddObject, RemoveValue, SetValue
from ldmjira.models.mapping import LinkStatus, Place

MILESTONE = """\
title: Alert generation validation
section: "3.10"
due: 2017-11-30
completed: 2017-12-01
features:
  - DM-AP-1
  - DM-DAX-6
"""
FEATURES = """\
DM-AP-1:
  title: Difference imaging
  due: null
  requirements:
    DMS-REQ-0010: {status: proposed, reason: same words, basis: title}
DM-AP-2:
  title: Alerts
  cases:
    LVV-T101: {reason: alert distribution}
"""
WAIVERS = """\
- {rule: feature-untested, object: DM-AP-2, reason: none, until: never}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a small mapping of two milestones and three features."""
    root = tmp_path / "mappings"
    for name, text in {
        "milestones/LDM-503-3.yaml": MILESTONE,
        "milestones/LDM-503-2.yaml": 'title: First\nsection: "3.9"\n',
        "features/DM-AP.yaml": FEATURES,
        "features/DM-DAX.yaml": "DM-DAX-6:\n  title: Database\n",
        "waivers.yaml": WAIVERS,
    }.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


@pytest.fixture
def store(folder: Path) -> FileMappingStore:
    """Return a store on that mapping."""
    return FileMappingStore(folder)


def problems_in(store: FileMappingStore) -> list[str]:
    with pytest.raises(MappingError) as caught:
        store.load()
    return [str(problem) for problem in caught.value.problems]


def test_mapping_is_read_in_the_documents_order(
    store: FileMappingStore,
) -> None:
    mapping = store.load()
    assert list(mapping.milestones) == ["LDM-503-2", "LDM-503-3"]
    assert list(mapping.features) == ["DM-AP-1", "DM-DAX-6", "DM-AP-2"]
    assert mapping.milestones["LDM-503-3"].due == dt.date(2017, 11, 30)
    (link,) = (mapping.features["DM-AP-1"].requirements or {}).values()
    assert link.status is LinkStatus.PROPOSED
    assert mapping.waivers[0].object == "DM-AP-2"


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("LDM-503-3",), Place("milestones/LDM-503-3.yaml", 1)),
        (("LDM-503-3", "due"), Place("milestones/LDM-503-3.yaml", 3)),
        (
            ("LDM-503-3", "features", "DM-DAX-6"),
            Place("milestones/LDM-503-3.yaml", 7),
        ),
        (("DM-AP-2",), Place("features/DM-AP.yaml", 6)),
        (
            ("DM-AP-1", "requirements", "DMS-REQ-0010"),
            Place("features/DM-AP.yaml", 5),
        ),
        (
            ("DM-AP-1", "requirements", "DMS-REQ-0010", "reason"),
            Place("features/DM-AP.yaml", 5),
        ),
        (("waivers/0",), Place("waivers.yaml", 1)),
        (("DM-NONE",), Place("", 0)),
    ],
    ids=lambda value: "/".join(value) if isinstance(value, tuple) else None,
)
def test_places_are_known(
    store: FileMappingStore, path: tuple[str, ...], place: Place
) -> None:
    assert store.load().place_of(*path) == place


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [
        (
            "features/DM-AP.yaml",
            "DM-AP-1: {title: x, compleated: null}\n",
            (
                "features/DM-AP.yaml:1: unknown key `compleated`; "
                "did you mean `completed`?"
            ),
        ),
        (
            "features/DM-AP.yaml",
            (
                "DM-AP-1:\n  title: x\n  requirements:\n    DMS-REQ-0001:\n"
                "      status: proposed\n      reson: y\n"
            ),
            (
                "features/DM-AP.yaml:6: unknown key `reson`; "
                "did you mean `reason`?"
            ),
        ),
        (
            "features/DM-AP.yaml",
            (
                "DM-AP-1:\n  title: x\n  requirements:\n    DMS-REQ-0001:\n"
                "      status: proposed\n"
            ),
            (
                "features/DM-AP.yaml:4: `reason` of requirements/DMS-REQ-0001 "
                "is missing"
            ),
        ),
        (
            "features/DM-AP.yaml",
            "DM-AP-1:\n  due: null\n",
            "features/DM-AP.yaml:1: `title` is missing",
        ),
        (
            "features/DM-AP.yaml",
            "DM-AP-1:\n  title: 3.10\n",
            (
                "features/DM-AP.yaml:2: `title` must be text; write it in "
                'quotes: "3.10" (got 3.10)'
            ),
        ),
        (
            "features/DM-AP.yaml",
            "DM-AP-1:\n  title:\n",
            (
                "features/DM-AP.yaml:2: `title` must be text, and nothing "
                "stands "
                "here (got nothing)"
            ),
        ),
        (
            "features/DM-AP.yaml",
            'DM-AP-1:\n  title: ""\n',
            (
                "features/DM-AP.yaml:2: `title` is empty; write a text, or "
                "take "
                "the line out (got nothing)"
            ),
        ),
        (
            "features/DM-AP.yaml",
            "DM-AP-1:\n  title: x\n  due: 0\n",
            (
                "features/DM-AP.yaml:3: `due` must be a date like 2019-02-25, "
                "or null (got 0)"
            ),
        ),
        (
            "features/DM-AP.yaml",
            "DM-AP-1:\n  title: x\n  due: 2019-02-30\n",
            (
                "features/DM-AP.yaml:3: `due` is not a date of the calendar "
                "(got 2019-02-30)"
            ),
        ),
        (
            "features/DM-AP.yaml",
            "DM-AP-1:\n  title: x\n  jira: DM17\n",
            (
                "features/DM-AP.yaml:3: `jira` is not an issue key, which "
                "looks "
                "like DM-17143 (got DM17)"
            ),
        ),
        (
            "features/DM-AP.yaml",
            "DM-AP-1:\n  title: x\n  cases:\n    T5: {reason: y}\n",
            (
                "features/DM-AP.yaml:4: `cases/T5` is not a test case, which "
                "looks like LVV-T36 (got T5)"
            ),
        ),
        (
            "features/DM-AP.yaml",
            "DM-AP-1:\n  title: x\n  cases: [LVV-T5]\n",
            (
                "features/DM-AP.yaml:3: `cases` must be a block of `key: "
                "value` "
                "lines (got ['LVV-T5'])"
            ),
        ),
        (
            "features/DM-AP.yaml",
            (
                "DM-AP-1:\n  title: x\n  requirements:\n    DMS-REQ-0001: "
                "{status: sure, reason: y}\n"
            ),
            (
                "features/DM-AP.yaml:4: `requirements/DMS-REQ-0001/status` "
                "must "
                "be 'proposed' or 'confirmed' (got sure)"
            ),
        ),
        (
            "features/DM-AP.yaml",
            "DM-AP-1:\n  title: x\nap-2: {title: y}\n",
            (
                "features/DM-AP.yaml:3: this is not a feature code, which "
                "looks "
                "like DM-DAX-9 (got ap-2)"
            ),
        ),
        (
            "features/DM-AP.yaml",
            "- DM-AP-1\n",
            (
                "features/DM-AP.yaml:1: a file of features holds a block for "
                "each code, like `DM-DAX-9:`"
            ),
        ),
        (
            "features/DM-AP.yaml",
            "DM-AP-1: {title: x}\nDM-DAX-6: {title: y}\n",
            (
                "features/DM-DAX.yaml:1: two files claim this feature: "
                "features/DM-AP.yaml:2 has it too; take it out of one "
                "(got DM-DAX-6)"
            ),
        ),
        (
            "features/DM-AP.yaml",
            "DM-AP-1: {title: x}\nDM-DAX-7: {title: y}\n",
            (
                "features/DM-AP.yaml:2: this feature belongs into "
                "features/DM-DAX.yaml (got DM-DAX-7)"
            ),
        ),
        (
            "features/DM-AP.yaml",
            "DM-AP-11: {title: x}\n",
            (
                "milestones/LDM-503-3.yaml:6: no file has this feature; add "
                "it "
                "to features/DM-AP.yaml, or correct the code; did you mean "
                "DM-AP-11? (got DM-AP-1)"
            ),
        ),
        (
            "features/notes.txt",
            "x",
            "features/notes.txt:1: only .yaml files belong here; move it away",
        ),
        (
            "milestones/final.yaml",
            MILESTONE,
            (
                "milestones/final.yaml:1: the file of a milestone is named "
                "for "
                "its code, like LDM-503-17a.yaml (got final)"
            ),
        ),
        (
            "milestones/LDM-1.yaml",
            "# nothing\n",
            "milestones/LDM-1.yaml:1: the file is empty; fill it or remove it",
        ),
        (
            "milestones/LDM-1.yaml",
            "title: x\nsection: 3.10\n",
            (
                "milestones/LDM-1.yaml:2: `section` must be text; write it in "
                'quotes: "3.10" (got 3.10)'
            ),
        ),
        (
            "milestones/LDM-1.yaml",
            'title: x\nsection: "3.x"\n',
            (
                "milestones/LDM-1.yaml:2: `section` is not a section number "
                "in "
                'quotes, which looks like "3.39" (got 3.x)'
            ),
        ),
        (
            "milestones/LDM-1.yaml",
            'title: x\nsection: "3.1"\nfeatures:\n  DM-AP-1: 1\n',
            (
                "milestones/LDM-1.yaml:3: `features` must be a list, each "
                "element on a line `- element` (got {'DM-AP-1': 1})"
            ),
        ),
        (
            "waivers.yaml",
            "- {rule: x, object: y, reason: z, until: nver}\n",
            (
                "waivers.yaml:1: `until` must be `never` or a milestone code "
                "like LDM-503-17a (got nver)"
            ),
        ),
        (
            "waivers.yaml",
            "rule: x\n",
            (
                "waivers.yaml:1: waivers are a list, each on a line that "
                "begins "
                "with `- `"
            ),
        ),
    ],
    ids=lambda value: None if "\n" in value else value[:60],
)
def test_fault_is_told_in_words(
    folder: Path, name: str, text: str, wanted: str
) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    assert wanted in problems_in(FileMappingStore(folder))


def test_all_problems_of_all_files_come_together(
    folder: Path, store: FileMappingStore
) -> None:
    (folder / "features/DM-AP.yaml").write_text("DM-AP-1:\n\ttitle: x\n")
    (folder / "features/DM-DAX.yaml").write_text("DM-DAX-6: *x\n")
    (folder / "milestones/LDM-503-3.yaml").write_text("titel: x\n")
    (folder / "waivers.yaml").write_text("- 1\n- 2\n")
    files = [problem.split(":")[0] for problem in problems_in(store)]
    assert files == [
        "features/DM-AP.yaml",
        "features/DM-DAX.yaml",
        "features/DM-DAX.yaml",
        "milestones/LDM-503-3.yaml",
        "milestones/LDM-503-3.yaml",
        "milestones/LDM-503-3.yaml",
        "waivers.yaml",
        "waivers.yaml",
    ]


def test_broken_file_brings_no_complaint_about_those_that_name_it(
    folder: Path, store: FileMappingStore
) -> None:
    (folder / "features/DM-AP.yaml").write_text("DM-AP-1: [\n")
    assert all("no file has" not in problem for problem in problems_in(store))


def test_missing_folder_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match="no mapping in") as caught:
        FileMappingStore(tmp_path / "none").load()
    assert "--mappings" in caught.value.hint


def test_missing_folder_may_count_as_empty(tmp_path: Path) -> None:
    store = FileMappingStore(tmp_path / "none", may_be_missing=True)
    assert not store.load().milestones


def test_folder_for_a_file_is_the_only_problem(folder: Path) -> None:
    path = folder / "features" / "DM-AP.yaml"
    path.unlink()
    path.mkdir()
    with pytest.raises(MappingError) as caught:
        FileMappingStore(folder).load()
    # That a milestone names DM-AP-1 is not held against it.
    (problem,) = caught.value.problems
    assert problem.file == "features/DM-AP.yaml"
    assert problem.message == "this is not a file"


def test_link_out_of_the_mapping_is_refused(
    folder: Path, store: FileMappingStore, tmp_path: Path
) -> None:
    outside = tmp_path / "secret.yaml"
    outside.write_text("title: x\n")
    (folder / "milestones/LDM-1.yaml").symlink_to(outside)
    assert problems_in(store) == [
        (
            "milestones/LDM-1.yaml:1: this link leads out of the mapping; put "
            "the file here"
        )
    ]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_pipe_does_not_hold_us_up(
    folder: Path, store: FileMappingStore
) -> None:
    os.mkfifo(folder / "milestones/LDM-1.yaml")
    assert problems_in(store) == [
        "milestones/LDM-1.yaml:1: this is not a file"
    ]


def test_ten_megabytes_are_refused_unread(
    folder: Path, store: FileMappingStore
) -> None:
    (folder / "features/DM-BIG.yaml").write_bytes(b"x" * 10_000_000)
    began = time.process_time()
    (problem,) = problems_in(store)
    assert time.process_time() - began < 1
    assert "too large" in problem


def test_hidden_files_are_passed_over(
    folder: Path, store: FileMappingStore
) -> None:
    (folder / "milestones/.gitkeep").touch()
    assert len(store.load().milestones) == 2


def test_edits_change_their_lines_only(
    folder: Path, store: FileMappingStore
) -> None:
    store.load()
    link = {"status": "confirmed", "reason": "a, b"}
    changed = store.apply(
        [
            SetValue("DM-AP-1", ("due",), "2020-01-01"),
            SetValue("DM-AP-2", ("requirements", "DMS-REQ-0002"), link),
            RemoveValue("LDM-503-3", ("features", "DM-AP-1")),
        ]
    )
    assert changed == ["features/DM-AP.yaml", "milestones/LDM-503-3.yaml"]
    assert (folder / changed[0]).read_text() == FEATURES.replace(
        "due: null", "due: 2020-01-01"
    ).replace(
        "title: Alerts\n",
        "title: Alerts\n  requirements:\n"
        '    DMS-REQ-0002: {status: confirmed, reason: "a, b"}\n',
    )
    assert "DM-AP-1" not in (folder / changed[1]).read_text()


def test_new_objects_get_files_of_their_own(tmp_path: Path) -> None:
    store = FileMappingStore(tmp_path / "m", may_be_missing=True)
    store.load()
    changed = store.apply(
        [
            AddObject("DM-AP-10", {"title": "Ten", "due": None}),
            AddObject("DM-AP-9", {"title": "Nine: x"}),
            AddObject(
                "LDM-503-1",
                {"title": "M", "section": "3.10", "features": ["DM-AP-9"]},
            ),
        ]
    )
    assert changed == ["features/DM-AP.yaml", "milestones/LDM-503-1.yaml"]
    assert (tmp_path / "m" / changed[0]).read_text() == (
        "# yaml-language-server: $schema=../../schemas/feature.json\n"
        'DM-AP-9:\n  title: "Nine: x"\n\n'
        "DM-AP-10:\n  title: Ten\n  due: null\n"
    )
    assert (tmp_path / "m" / changed[1]).read_text() == (
        "# yaml-language-server: $schema=../../schemas/milestone.json\n"
        'title: M\nsection: "3.10"\nfeatures:\n  - DM-AP-9\n'
    )
    assert set(store.load().features) == {"DM-AP-9", "DM-AP-10"}


def test_edits_that_change_nothing_write_nothing(
    folder: Path, store: FileMappingStore
) -> None:
    before = (folder / "features/DM-AP.yaml").stat().st_mtime_ns
    assert store.apply([SetValue("DM-AP-1", ("due",), None)]) == []
    assert store.apply([RemoveValue("DM-AP-1", ("cases", "LVV-T1"))]) == []
    assert (folder / "features/DM-AP.yaml").stat().st_mtime_ns == before


def test_preview_writes_nothing(folder: Path, store: FileMappingStore) -> None:
    new = store.preview([SetValue("DM-AP-1", ("title",), "New")])
    assert list(new) == ["features/DM-AP.yaml"]
    assert "title: New" in new["features/DM-AP.yaml"]
    assert (folder / "features/DM-AP.yaml").read_text() == FEATURES


def test_file_edited_meanwhile_is_not_overwritten(
    folder: Path, store: FileMappingStore
) -> None:
    store.load()
    path = folder / "features/DM-AP.yaml"
    path.write_text(f"{FEATURES}# mine\n")
    with pytest.raises(MappingError, match="changed by someone else"):
        store.apply([SetValue("DM-AP-1", ("title",), "New")])
    assert path.read_text() == f"{FEATURES}# mine\n"


def test_file_made_meanwhile_is_not_overwritten(
    folder: Path, store: FileMappingStore
) -> None:
    store.load()
    (folder / "features/DM-NEW.yaml").write_text("# mine\n")
    with pytest.raises(MappingError, match="made by someone else"):
        store.apply([AddObject("DM-NEW-1", {"title": "New"})])


def test_own_edit_is_not_taken_for_that_of_another(
    store: FileMappingStore,
) -> None:
    store.load()
    store.apply([SetValue("DM-AP-1", ("title",), "New")])
    assert store.apply([SetValue("DM-AP-1", ("title",), "Newer")])


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (SetValue("DM-AP-1", ("jira",), "DM17"), "not an issue key"),
        (SetValue("DM-AP-1", ("title",), "a\x1bb"), "control character"),
        (SetValue("DM-AP-1", ("titel",), "a"), "unknown key"),
        (SetValue("DM-AP-1", ("title", "x"), "a"), "cannot be set"),
        (SetValue("DM-AP-9", ("title",), "a"), "no entry in the mapping"),
        (SetValue("LDM-503-9", ("title",), "a"), "no entry in the mapping"),
        (SetValue("DM-../../x", ("title",), "a"), "not the code"),
        (SetValue("/etc/passwd", ("title",), "a"), "not the code"),
        (SetValue("DM-AP-1", (), "a"), "names no value"),
        (AddObject("DM-AP-1", {"title": "x"}), "already"),
        (AddObject("DM-AP-9", {}), "is missing"),
    ],
    ids=lambda value: str(value)[:50],
)
def test_edit_that_does_not_fit_is_refused_whole(
    folder: Path,
    store: FileMappingStore,
    edit: SetValue | AddObject,
    words: str,
) -> None:
    good = SetValue("LDM-503-3", ("title",), "New")
    with pytest.raises(MappingError, match=words):
        store.apply([good, edit])
    assert (folder / "milestones/LDM-503-3.yaml").read_text() == MILESTONE


@pytest.mark.parametrize("operation", ["fsync", "replace", "fchmod"])
def test_full_disk_leaves_every_file_whole(
    folder: Path,
    store: FileMappingStore,
    operation: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    edits = [
        SetValue("DM-AP-1", ("title",), "New"),
        SetValue("LDM-503-3", ("title",), "New"),
    ]
    with monkeypatch.context() as patch:
        patch.setattr(os, operation, fail)
        with pytest.raises(MappingError, match="No space left"):
            store.apply(edits)
    assert (folder / "features/DM-AP.yaml").read_text() == FEATURES
    assert (folder / "milestones/LDM-503-3.yaml").read_text() == MILESTONE
    assert not list(folder.rglob("*.ldmjira-tmp"))
    assert store.apply(edits)


def test_leftovers_of_a_killed_run_are_removed(
    folder: Path, store: FileMappingStore
) -> None:
    leftover = folder / "features/.DM-AP.yaml.abc.ldmjira-tmp"
    leftover.touch()
    store.apply([SetValue("DM-AP-1", ("title",), "New")])
    assert not leftover.exists()


def test_mode_of_a_file_is_kept(folder: Path, store: FileMappingStore) -> None:
    path = folder / "features/DM-AP.yaml"
    path.chmod(0o640)
    store.apply([SetValue("DM-AP-1", ("title",), "New")])
    assert path.stat().st_mode & 0o777 == 0o640


words = st.sampled_from(["Alerts", "a: b", "yes", "3.10", "two\nlines", "é"])
dates = st.sampled_from([None, "2019-02-25", "2020-01-01"])
links = st.fixed_dictionaries(
    {
        "status": st.sampled_from(["proposed", "confirmed"]),
        "reason": words,
    },
    optional={"elements": st.lists(st.just("LVV-7"), max_size=2)},
)
codes = st.sampled_from(["DM-AP-1", "DM-AP-2", "DM-AP-10"])
requirements = st.sampled_from(["DMS-REQ-0002", "DMS-REQ-0010", "LIT-TAP-9"])
edits = st.one_of(
    st.builds(SetValue, codes, st.just(("title",)), words),
    st.builds(SetValue, codes, st.just(("notes",)), st.none() | words),
    st.builds(SetValue, codes, st.just(("due",)), dates),
    st.builds(
        SetValue,
        codes,
        requirements.map(lambda name: ("requirements", name)),
        links,
    ),
    st.builds(
        RemoveValue,
        codes,
        requirements.map(lambda name: ("requirements", name)),
    ),
    st.builds(RemoveValue, codes, st.just(("notes",))),
)


@given(changes=st.lists(st.lists(edits, max_size=4), max_size=4))
@settings(deadline=None, max_examples=40)
def test_edits_of_files_equal_edits_of_data(
    changes: list[list[SetValue | RemoveValue]],
) -> None:
    with TemporaryDirectory() as name:
        store = FileMappingStore(Path(name) / "m", may_be_missing=True)
        adds = [
            AddObject(code, {"title": "x"})
            for code in ("DM-AP-10", "DM-AP-1", "DM-AP-2")
        ]
        store.apply(adds)
        wanted = edited({}, adds)
        for some in changes:
            store.apply(some)
            wanted = edited(wanted, some)
        text = (Path(name) / "m/features/DM-AP.yaml").read_text("utf-8")
        assert plain(read_yaml(text, file="f").root) == wanted
        assert list(store.load().features) == [
            "DM-AP-1",
            "DM-AP-2",
            "DM-AP-10",
        ]
