"""Kill -9 in the middle of a stream of writes, again and again: what was answered is there, and the store is whole."""

from __future__ import annotations

import random
import threading
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from ostiary.store.sql import open_store, verify_log
from tests.support.process import free_port, serving

pytestmark = [pytest.mark.system, pytest.mark.timeout(900)]

KILLS = 20
WRITERS = 8


def client(endpoint: str, exports: dict[str, str]) -> Any:  # Any: boto3 makes its clients at run time
    return boto3.client(
        "iam",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id=exports["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=exports["AWS_SECRET_ACCESS_KEY"],
        config=Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=20),
    )


class Writer(threading.Thread):
    """Makes users, tags and renames them until the server is gone; remembers what was answered."""

    def __init__(self, iam: Any, name: str) -> None:
        super().__init__(daemon=True)
        self.iam = iam
        self.prefix = name
        self.answered: dict[str, str] = {}
        """User name → its `step` tag, as acknowledged."""
        self.removed: set[str] = set()
        self.unanswered: set[str] = set()
        """The names whose last write has no answer: it may or may not be there."""
        self.refusal: ClientError | None = None
        """What the server refused: it should have refused nothing."""

    def run(self) -> None:
        for number in range(100_000):
            name = f"{self.prefix}-{number}"
            try:
                self.unanswered = {name}
                self.iam.create_user(UserName=name, Tags=[{"Key": "step", "Value": "made"}])
                self.answered[name] = "made"
                self.iam.tag_user(UserName=name, Tags=[{"Key": "step", "Value": "tagged"}])
                self.answered[name] = "tagged"
                if number % 3 == 0:
                    self.iam.delete_user(UserName=name)
                    del self.answered[name]
                    self.removed.add(name)
            except ClientError as error:
                self.refusal = error
                return
            except Exception:  # whatever a client meets when its server dies in the middle of an answer
                return


def test_threat_43_twenty_kills_lose_no_answered_write(tmp_path: Path) -> None:
    data = tmp_path / "data"
    dice = random.Random(43)
    exports: dict[str, str] = {}
    answered: dict[str, str] = {}
    removed: set[str] = set()
    unanswered: set[str] = set()
    for round_number in range(KILLS):
        with serving(data, arguments=("--root-access-key",), port=free_port()) as server:
            exports = exports or dict(server.exports)
            writers = [Writer(client(server.endpoint, exports), f"r{round_number}w{w}") for w in range(WRITERS)]
            for writer in writers:
                writer.start()
            # The moment of the kill is drawn by the number of answers, not by the clock.
            _wait_for(writers, dice.randrange(5, 120))
            server.kill()
            for writer in writers:
                writer.join(30)
                assert writer.refusal is None
                answered |= writer.answered
                removed |= writer.removed
                unanswered |= writer.unanswered
    with serving(data) as server:
        pages = client(server.endpoint, exports).get_paginator("list_users").paginate()
        there = {user["UserName"] for page in pages for user in page["Users"]}
        tags = client(server.endpoint, exports)
        certain = {name: step for name, step in answered.items() if name not in unanswered}
        assert certain.keys() <= there
        assert not (removed - unanswered) & there
        assert there <= answered.keys() | unanswered
        for name in dice.sample(sorted(certain), min(60, len(certain))):
            assert tags.list_user_tags(UserName=name)["Tags"] == [{"Key": "step", "Value": certain[name]}]
    store = open_store(f"sqlite:///{data / 'ostiary.db'}")
    try:
        verify_log(store)
    finally:
        store.close()


def _wait_for(writers: list[Writer], answers: int) -> None:
    """Return once the writers have *answers* answers between them, or have all ended."""
    while sum(len(writer.answered) + len(writer.removed) for writer in writers) < answers:
        if not any(writer.is_alive() for writer in writers):
            raise AssertionError("every writer ended before the kill")
        writers[0].join(0.005)
