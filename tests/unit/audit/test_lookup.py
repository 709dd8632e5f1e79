"""Events are found in the audit file, newest first, a bounded piece at a time."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostiary.audit import lookup
from ostiary.audit.lookup import EventLog, Wanted
from ostiary.audit.record import LONGEST_WAIT, moment
from ostiary.model.errors import ServiceUnavailableError

MINE, OTHER = "111111111111", "222222222222"


def event(number: int, time: int, account: str = MINE, padding: int = 0) -> bytes:
    record: dict[str, Any] = {
        "eventID": str(number),
        "eventName": "GetUser",
        "eventSource": "iam.amazonaws.com",
        "eventTime": moment(time),
        "readOnly": True,
        "userIdentity": {"type": "Root"},
        "recipientAccountId": account,
        "requestParameters": {"text": "x" * padding},
    }
    return json.dumps(record).encode()


def log(folder: Path, lines: Iterable[bytes], end: bytes = b"\n") -> EventLog:
    path = folder / "events.jsonl"
    path.write_bytes(b"\n".join(lines) + end)
    return EventLog(path)


def wanted(start: int = 0, end: int = 10**9, account: str = MINE) -> Wanted:
    return Wanted(account=account, start=start, end=end, fits=lambda event: True)


def every(found: EventLog, what: Wanted, limit: int = 50) -> list[int]:
    """Return the ids of all events that are wanted, page by page."""
    ids: list[int] = []
    place: int | None = None
    while True:
        page = found.look_up(what, limit, place)
        assert len(page.events) <= limit
        ids += [int(event["eventID"]) for event, _ in page.events]
        if page.place is None:
            return ids
        assert place is None or page.place < place
        place = page.place


def test_events_are_found_newest_first_with_their_text(tmp_path: Path) -> None:
    lines = [event(number, number) for number in range(5)]
    page = log(tmp_path, lines).look_up(wanted(), 2)
    assert [text.encode() for _, text in page.events] == [lines[4], lines[3]]
    assert every(log(tmp_path, lines), wanted(), 2) == [4, 3, 2, 1, 0]


@pytest.mark.parametrize("block", [1, 7, 300, 1 << 20])
def test_wherever_the_file_is_cut_no_event_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    monkeypatch.setattr(lookup, "BLOCK", block)
    found = log(tmp_path, [event(number, number, padding=number * 9) for number in range(9)])
    for limit in (1, 4, 50):
        assert every(found, wanted(), limit) == list(range(8, -1, -1))


def test_only_the_events_of_the_account_are_found(tmp_path: Path) -> None:
    about = json.loads(event(9, 9, OTHER)) | {"requestParameters": {"account": MINE}}
    lines = [event(1, 1), event(2, 2, OTHER), json.dumps(about).encode(), event(3, 3)]
    assert every(log(tmp_path, lines), wanted()) == [3, 1]
    assert every(log(tmp_path, lines), wanted(account=OTHER)) == [9, 2]


def test_times_are_bounds_and_both_count(tmp_path: Path) -> None:
    found = log(tmp_path, [event(number, number * 100) for number in range(10)])
    assert every(found, wanted(300, 600)) == [6, 5, 4, 3]


def test_an_event_that_waited_to_be_written_is_found_all_the_same(tmp_path: Path) -> None:
    late = [event(1, 10_000), event(2, 10_000 + LONGEST_WAIT), event(3, 10_001)]
    assert every(log(tmp_path, late), wanted(10_000, 10_001)) == [3, 1]


def test_what_lies_before_the_range_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "BLOCK", 4_096)
    lines = [event(number, number * 60, padding=400) for number in range(3_000)]
    read: list[int] = []
    pread = lookup.os.pread

    def counted(file: int, size: int, place: int) -> bytes:
        read.append(size)
        return pread(file, size, place)

    monkeypatch.setattr(lookup.os, "pread", counted)
    assert every(log(tmp_path, lines), wanted(2_990 * 60)) == list(range(2_999, 2_989, -1))
    assert sum(read) < 200_000


def test_one_look_reads_a_bounded_piece_and_says_where_to_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookup, "BLOCK", 1_000)
    monkeypatch.setattr(lookup, "SCANNED", 5_000)
    lines = [event(0, 0), *(event(number, number, OTHER) for number in range(1, 200))]
    found = log(tmp_path, lines)
    first = found.look_up(wanted(), 50)
    assert (first.events, first.place is None) == ((), False)
    assert every(found, wanted()) == [0]


def test_what_lies_after_the_range_is_skipped_without_being_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookup, "ENOUGH", 4_096)
    monkeypatch.setattr(lookup, "SCANNED", 40_000)
    lines = [event(number, number * 600, padding=200) for number in range(2_000)]
    page = log(tmp_path, lines).look_up(wanted(0, 600 * 100), 3)
    assert [int(event["eventID"]) for event, _ in page.events] == [100, 99, 98]


@given(
    times=st.lists(st.integers(0, 40_000), max_size=60),
    start=st.integers(0, 40_000),
    length=st.integers(0, 40_000),
    limit=st.integers(1, 5),
)
def test_what_is_found_is_what_is_there(
    tmp_path_factory: pytest.TempPathFactory, times: list[int], start: int, length: int, limit: int
) -> None:
    written = sorted(times)
    found = log(tmp_path_factory.mktemp("log"), [event(n, time) for n, time in enumerate(written)])
    expected = [n for n, time in enumerate(written) if start <= time <= start + length]
    assert every(found, wanted(start, start + length), limit) == expected[::-1]


def test_lines_that_are_no_events_are_passed_over(tmp_path: Path) -> None:
    half = event(4, 4)[:-9]
    edited = json.dumps({"recipientAccountId": MINE, "eventTime": moment(3)}).encode()
    lines = [event(1, 1), b"", edited, b"\xff" + MINE.encode(), b"[1]", event(2, 2), half]
    assert every(log(tmp_path, lines, end=b""), wanted()) == [2, 1]


EDITS: list[dict[str, Any]] = [
    {"eventTime": 3},
    {"eventTime": None},
    {"eventTime": "yesterday"},
    {"eventTime": "1970-13-01T00:00:03Z"},
    {"eventTime": "1970-01-01T00:00:3Z"},
    {"eventTime": "1970-01-01T00:00:03+00:00"},
    {"eventID": 3},
    {"eventName": None},
    {"eventSource": []},
    {"readOnly": "yes"},
    {"userIdentity": "Root"},
    {"userIdentity": {}},
    {"userIdentity": {"type": "AssumedRole", "principalId": 3}},
    {"requestParameters": "text"},
]


@pytest.mark.parametrize("edit", EDITS, ids=str)
def test_a_line_that_somebody_edited_into_no_event_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, edit: dict[str, Any]
) -> None:
    edited = json.dumps(json.loads(event(3, 3)) | edit).encode()
    lines = [event(1, 1), event(2, 2), edited, event(4, 4)]
    assert every(log(tmp_path, lines), wanted()) == [4, 2, 1]
    monkeypatch.setattr(lookup, "ENOUGH", 1)  # so that times are looked for as well
    assert every(log(tmp_path, lines), wanted(end=3)) == [2, 1]


def test_a_place_that_nobody_gave_out_finds_whole_events_only(tmp_path: Path) -> None:
    found = log(tmp_path, [event(number, number) for number in range(3)])
    for place in (0, 1, 50, len(event(0, 0)) + 10, 10**9):
        assert {int(one["eventID"]) for one, _ in found.look_up(wanted(), 9, place).events} <= {0, 1, 2}


def test_a_log_that_cannot_be_read_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(ServiceUnavailableError):
        EventLog(tmp_path / "none").look_up(wanted(), 1)
