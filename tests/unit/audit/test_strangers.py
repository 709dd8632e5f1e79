"""Strangers share an allowance of events; what goes beyond it is counted, and nothing goes unsaid."""

from __future__ import annotations

import json

from ostiary.audit import event
from ostiary.audit.strangers import BURST, PER_SECOND, Strangers

NOW = 1_800_000_000


def test_a_burst_is_kept_and_what_goes_beyond_it_is_counted_by_code() -> None:
    strangers = Strangers()
    assert all(strangers.admit(NOW, "A") for _ in range(BURST))
    assert not strangers.admit(NOW, "A")
    assert not strangers.admit(NOW, "B")
    assert not strangers.admit(NOW, "A")
    assert strangers.drain() == {"A": 2, "B": 1}
    assert strangers.drain() == {}


def test_the_clock_fills_the_allowance_again_up_to_the_burst() -> None:
    strangers = Strangers()
    for _ in range(BURST):
        strangers.admit(NOW, "A")
    assert [strangers.admit(NOW + 1, "A") for _ in range(PER_SECOND + 1)] == [True] * PER_SECOND + [False]
    assert sum(strangers.admit(NOW + 1_000_000, "A") for _ in range(BURST + 5)) == BURST


def test_threat_48_a_clock_that_is_set_back_gives_nothing() -> None:
    strangers = Strangers()
    for _ in range(BURST):
        strangers.admit(NOW, "A")
    assert not strangers.admit(NOW - 3_600, "A")
    assert not strangers.admit(NOW, "A")


def test_the_counts_are_one_event() -> None:
    told = json.loads(event.encode_counts("id-1", NOW, {"B": 1, "A": 2}))
    assert (told["eventName"], told["eventTime"]) == ("RefusedCalls", "2027-01-15T08:00:00Z")
    assert told["userIdentity"] == {"type": "Unknown"}
    assert told["additionalEventData"] == {"refused": {"A": 2, "B": 1}}
