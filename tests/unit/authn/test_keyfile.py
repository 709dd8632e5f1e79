"""Files that hold secrets: replaced whole, read only while they are nobody else's."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from ostiary.authn import keyfile


def test_a_file_is_replaced_whole_and_made_private(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text("old, and open to everybody")
    path.chmod(0o644)
    keyfile.replace(path, b"new")
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"new", 0o600)
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_link_leads_to_is_not_touched(tmp_path: Path) -> None:
    other, path = tmp_path / "other", tmp_path / "secret"
    other.write_text("another's")
    path.symlink_to(other)
    keyfile.replace(path, b"new")
    assert (other.read_text(), path.read_text(), path.is_symlink()) == ("another's", "new", False)


def test_a_failed_replacement_leaves_the_old_and_no_draft(tmp_path: Path) -> None:
    path = tmp_path / "folder"
    path.mkdir()
    with pytest.raises(OSError):
        keyfile.replace(path, b"new")
    assert list(tmp_path.iterdir()) == [path]


def test_reading_is_bounded(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    keyfile.write_new(path, b"four")
    assert keyfile.read_private_up_to(path, 4) == keyfile.read_private(path, 4) == b"four"
    for read, size in ((keyfile.read_private_up_to, 3), (keyfile.read_private, 3), (keyfile.read_private, 5)):
        with pytest.raises(keyfile.UnsafeFileError, match="size"):
            read(path, size)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_file_that_is_open_to_others_is_not_read(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "secret"
    keyfile.write_new(path, b"four")
    path.chmod(mode)
    with pytest.raises(keyfile.UnsafeFileError, match="open to others"):
        keyfile.read_private_up_to(path, 4)
