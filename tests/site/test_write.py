from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerloom.site.write import Written, replace_bytes, replace_text, write_folder

if TYPE_CHECKING:
    from pathlib import Path

OLD = 1_000_000_000  # a time long ago, to see what was written


def aged(folder: Path) -> None:
    for file in folder.rglob("*"):
        if file.is_file():
            os.utime(file, (OLD, OLD))


def fresh(folder: Path) -> set[str]:
    """The files that were written since ``aged``."""
    found = (file for file in folder.rglob("*") if file.is_file() and file.stat().st_mtime != OLD)
    return {file.relative_to(folder).as_posix() for file in found}


def held(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def test_a_folder_holds_exactly_the_files(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    assert write_folder(folder, {"b/c.md": "é\n", "a.md": b"\0"}) == Written(("a.md", "b/c.md"), (), 0)
    assert held(folder) == {"a.md": b"\0", "b/c.md": "é\n".encode()}


def test_only_what_differs_is_written(tmp_path: Path) -> None:
    write_folder(tmp_path, {"a.md": "a", "b.md": "b", "c/d.md": "d"})
    aged(tmp_path)
    done = write_folder(tmp_path, {"a.md": "a", "b.md": "new", "e.md": "e"})
    assert done == Written(("b.md", "e.md"), ("c/d.md",), 1)
    assert fresh(tmp_path) == {"b.md", "e.md"}
    assert held(tmp_path) == {"a.md": b"a", "b.md": b"new", "e.md": b"e"}
    assert not (tmp_path / "c").exists()  # no empty folder is left


def test_a_second_time_nothing_is_touched(tmp_path: Path) -> None:
    files = {"a.md": "a", "b/c.md": "c"}
    assert write_folder(tmp_path, files)
    aged(tmp_path)
    again = write_folder(tmp_path, files)
    assert not again
    assert again == Written((), (), 2)
    assert fresh(tmp_path) == set()


@pytest.mark.parametrize(("before", "after"), [({"a": "1"}, {"a/b": "2"}), ({"a/b": "2"}, {"a": "1"})])
def test_a_file_can_become_a_folder_and_the_other_way(
    tmp_path: Path, before: dict[str, str], after: dict[str, str]
) -> None:
    write_folder(tmp_path, before)
    write_folder(tmp_path, after)
    assert held(tmp_path) == {path: text.encode() for path, text in after.items()}


@pytest.mark.parametrize(
    "path",
    [
        "",
        ".",
        "..",
        "../a",
        "a/../../b",
        "a/..",
        "/etc/a",
        "//a",
        "a//b",
        "./a",
        "a/./b",
        "a/",
        "a\\b",
        "C:a",
        "a\0b",
        "a?",
        "a*",
        "a|b",
        'a"b',
        "<a>",
        "a.",
        "a ",
        "b./c",
        "b /c",
    ],
)
def test_a_path_that_is_no_plain_path_is_refused_before_anything_is_written(tmp_path: Path, path: str) -> None:
    folder = tmp_path / "site"
    with pytest.raises(ValueError, match="is not a path below the folder"):
        write_folder(folder, {"a.md": "a", path: "b"})
    assert list(tmp_path.iterdir()) == []


def test_two_paths_that_some_disks_take_for_one_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="upper and lower case"):
        write_folder(tmp_path, {"a/B.md": "1", "A/b.md": "2"})
    assert held(tmp_path) == {}


def test_links_are_removed_and_never_followed(tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "site"
    write_folder(outside, {"keep.md": "keep", "c.md": "keep"})
    folder.mkdir()
    (folder / "a.md").symlink_to(outside / "keep.md")
    (folder / "b").symlink_to(outside)
    (folder / "gone").symlink_to(tmp_path / "nothing")
    done = write_folder(folder, {"a.md": "new", "b/c.md": "new"})
    assert done.removed == ("b", "gone")
    assert held(outside) == {"keep.md": b"keep", "c.md": b"keep"}
    assert held(folder) == {"a.md": b"new", "b/c.md": b"new"}
    assert not any(file.is_symlink() for file in folder.rglob("*"))


def test_a_link_is_replaced_even_when_it_leads_to_the_same_text(tmp_path: Path) -> None:
    (tmp_path / "outside.md").write_text("same")
    file = tmp_path / "a.md"
    file.symlink_to(tmp_path / "outside.md")
    assert replace_text(file, "same")
    assert not file.is_symlink()


def test_a_folder_that_is_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "site").symlink_to(tmp_path / "real")
    with pytest.raises(OSError, match="is a link"):
        write_folder(tmp_path / "site", {"a.md": "a"})
    assert held(tmp_path / "real") == {}


def test_text_is_written_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "new" / "a.txt"
    assert replace_text(file, "é\r\n\n")
    assert file.read_bytes() == "é\r\n\n".encode()
    assert not replace_text(file, "é\r\n\n")


def test_a_page_can_be_read_by_a_web_server_and_a_private_file_by_nobody_else(tmp_path: Path) -> None:
    replace_text(tmp_path / "page", "a")
    replace_text(tmp_path / "letter", "a", private=True)
    assert (mode(tmp_path / "page"), mode(tmp_path / "letter")) == (0o644, 0o600)


def test_a_private_file_that_others_could_read_is_closed_even_when_nothing_changes(tmp_path: Path) -> None:
    replace_text(tmp_path / "letter", "a")
    assert not replace_text(tmp_path / "letter", "a", private=True)
    assert mode(tmp_path / "letter") == 0o600


def test_a_crash_leaves_the_old_file_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.md"
    replace_text(file, "old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        replace_text(file, "new")
    assert held(tmp_path) == {"a.md": b"old"}  # and nothing half made lies beside it
    assert replace_bytes(file, b"new", durable=False)  # what can be made again does not wait for the disk


def test_a_folder_that_can_be_made_again_does_not_wait_for_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[int] = []
    monkeypatch.setattr(os, "fsync", waited.append)
    write_folder(tmp_path, {"a.md": "a"})
    assert waited == []
    replace_text(tmp_path / "b.md", "b")
    assert len(waited) == 1


def test_what_a_stopped_run_left_is_removed(tmp_path: Path) -> None:
    (tmp_path / ".new-abc").write_text("half")
    assert write_folder(tmp_path, {"a.md": "a"}).removed == (".new-abc",)


names = st.from_regex(r"[a-c]{1,2}(/[a-c]{1,2}){0,2}\.md", fullmatch=True)
folders = st.dictionaries(names, st.text("ab", max_size=2), max_size=6)


@given(folders, folders)
def test_whatever_was_there_the_folder_is_what_was_asked_for(
    tmp_path_factory: pytest.TempPathFactory, before: dict[str, str], after: dict[str, str]
) -> None:
    folder = tmp_path_factory.mktemp("site")
    write_folder(folder, before)
    done = write_folder(folder, after)
    assert held(folder) == {path: text.encode() for path, text in after.items()}
    assert set(done.written) == {path for path, text in after.items() if before.get(path) != text}
    assert set(done.removed) == before.keys() - after.keys()
    assert done.kept == len(after) - len(done.written)
    assert all(any(place.iterdir()) for place in folder.rglob("*") if place.is_dir())
