"""Credentials are remembered for their owner, and never served too late."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from ostiary.agent.cache import Cache, fetch_through
from ostiary.agent.credentials import READY, RoleCredentials
from ostiary.agent.errors import RefusedError, UnavailableError
from tests.support.sts_stub import NOW, ROLE, credentials

END = NOW + 3_600


class Source:
    """Counts what is fetched, or fails."""

    def __init__(self) -> None:
        self.fetched = 0
        self.error: Exception | None = None

    def __call__(self, now: int) -> RoleCredentials:
        if self.error is not None:
            raise self.error
        self.fetched += 1
        return credentials(self.fetched, issued=now)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "ostiary" / "credentials"


@pytest.fixture
def source() -> Source:
    return Source()


def got(folder: Path, source: Source, now: int, key: str = "key") -> int:
    """Return the number of the credentials that there are at *now*."""
    return int(fetch_through(Cache(folder), key, ROLE, source, now).access_key_id.removeprefix("ASIA"))


def test_they_are_fetched_anew_five_minutes_before_their_end(folder: Path, source: Source) -> None:
    times = [NOW, NOW, END - READY - 1, END - READY, END]
    assert [got(folder, source, now) for now in times] == [1, 1, 1, 2, 2]


def test_what_is_read_back_is_what_was_kept(folder: Path) -> None:
    Cache(folder).put("key", credentials())
    found = Cache(folder).get("key", ROLE)
    assert found is not None
    assert (found.process_form(), found.role_id, found.issued) == (credentials().process_form(), "AROAEXAMPLE", NOW)


def test_each_key_has_its_own(folder: Path, source: Source) -> None:
    assert [got(folder, source, NOW, key) for key in ("a", "b", "a")] == [1, 2, 1]


def test_only_the_owner_can_read_them(folder: Path, source: Source) -> None:
    got(folder, source, NOW)
    (file,) = folder.iterdir()
    assert [stat.S_IMODE(each.stat().st_mode) for each in (folder, file)] == [0o700, 0o600]


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{", '{"Version": 1}', "x" * 70_000],
)
def test_a_file_that_makes_no_sense_is_replaced(folder: Path, source: Source, content: str) -> None:
    got(folder, source, NOW)
    (file,) = folder.iterdir()
    file.write_text(content)
    assert got(folder, source, NOW) == 2
    assert json.loads(file.read_text())["AccessKeyId"].endswith("2")


def test_a_file_that_others_could_have_read_or_written_is_replaced(folder: Path, source: Source) -> None:
    got(folder, source, NOW)
    (file,) = folder.iterdir()
    file.chmod(0o644)
    assert got(folder, source, NOW) == 2
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_folder_that_cannot_be_written_to_costs_no_credentials(tmp_path: Path, source: Source) -> None:
    (tmp_path / "file").touch()
    assert [got(tmp_path / "file", source, NOW) for _ in range(2)] == [1, 2]


def test_while_sts_is_away_the_old_ones_do_until_their_end(folder: Path, source: Source) -> None:
    got(folder, source, NOW)
    source.error = UnavailableError("down")
    assert got(folder, source, END - 1) == 1
    with pytest.raises(UnavailableError):
        got(folder, source, END)


def test_a_refusal_ends_them_at_once(folder: Path, source: Source) -> None:
    got(folder, source, NOW)
    source.error = RefusedError("AccessDenied", "no")
    with pytest.raises(RefusedError):
        got(folder, source, END - READY)
