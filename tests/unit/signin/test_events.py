"""Events of signing in: those of strangers have an allowance, those of who proved something have none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ostiary.audit.record import Recorder
from ostiary.audit.strangers import BURST, Strangers
from ostiary.model.http import HttpRequest
from ostiary.signin.events import Events, Step

NOW = 1_800_000_000
HTTP = HttpRequest("POST", b"/signin/api/authenticate", b"", ((b"user-agent", b"x" * 5_000),), b"", "192.0.2.1", True)


@pytest.fixture
def recorder(tmp_path: Path) -> Recorder:
    return Recorder(tmp_path / "events.jsonl")


def test_a_flood_of_attempts_is_counted_and_does_not_fill_the_disk(recorder: Recorder) -> None:
    strangers = Strangers()
    events = Events(recorder, strangers, lambda: "id", region="us-east-1", base_url="https://iam.example.org")
    step = Step(name="ConsoleLogin", account="123456789012", about={"MFAUsed": "No"})
    for _ in range(BURST + 7):
        events.failed(events.visit(HTTP, NOW), step, "Failed authentication")
    events.failed(events.visit(HTTP, NOW), Step(name="SwitchRole"), "No.", is_stranger=False)
    recorder.close()
    lines = recorder.path.read_bytes().splitlines()
    assert len(lines) == BURST + 1
    assert max(map(len, lines)) < 3_000
    assert strangers.drain() == {"ConsoleLogin": 7}
    event = json.loads(lines[0])
    assert event["responseElements"] == {"ConsoleLogin": "Failure"}
    assert event["additionalEventData"] == {"LoginTo": "https://iam.example.org", "MFAUsed": "No"}
    assert event["sourceIPAddress"] == "192.0.2.1"
