"""The data folder is private and has one holder."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from ostiary.server.errors import StartError
from ostiary.server.folder import DataFolder


def test_a_new_folder_is_private(tmp_path: Path) -> None:
    with DataFolder(tmp_path / "a" / "data"):
        assert stat.S_IMODE((tmp_path / "a" / "data").stat().st_mode) == 0o700
        assert stat.S_IMODE((tmp_path / "a" / "data" / "lock").stat().st_mode) == 0o600


def test_an_empty_folder_is_made_private(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    with DataFolder(tmp_path):
        assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700


def test_a_folder_with_something_in_it_that_others_may_see_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ostiary.db").touch()
    tmp_path.chmod(0o750)
    with pytest.raises(StartError, match=r"open to others \(mode 0750\): chmod 700"):
        DataFolder(tmp_path)


def test_threat_27_a_folder_of_somebody_else_is_refused_before_anything_in_it_is_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: tmp_path.stat().st_uid + 1)
    with pytest.raises(StartError, match="belongs to another user: run as its owner"):
        DataFolder(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_second_holder_is_refused_and_told_who_the_first_is(tmp_path: Path) -> None:
    with DataFolder(tmp_path), pytest.raises(StartError, match=f"is in use by process {os.getpid()};"):
        DataFolder(tmp_path)


def test_a_folder_that_was_released_can_be_taken_again(tmp_path: Path) -> None:
    DataFolder(tmp_path).release()
    DataFolder(tmp_path).release()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StartError, match="cannot be used: Not a directory"):
        DataFolder(tmp_path / "file" / "data")
    with pytest.raises(StartError, match="file cannot be used: it is a file"):
        DataFolder(tmp_path / "file")
