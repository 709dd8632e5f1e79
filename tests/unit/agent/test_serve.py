"""The agent as a whole: what it prints, opens and lets go of, and that it does not go on by halves."""

from __future__ import annotations

import threading
import urllib.request
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from ostiary.agent.credentials import RoleCredentials
from ostiary.agent.errors import AgentError, RefusedError
from ostiary.agent.metadata import instance_of
from ostiary.agent.rotation import Rotation
from ostiary.agent.serve import Agent, Doors, open_agent
from tests.support.sts_stub import NOW, ROLE, credentials


def opened(doors: Doors) -> AbstractContextManager[Agent]:
    return open_agent(lambda _: credentials(), doors, "127.0.0.1", 0, clock=lambda: NOW, report=pytest.fail)


def test_the_variables_name_the_doors_that_there_are(tmp_path: Path) -> None:
    token, instance = tmp_path / "token", instance_of(ROLE, "eu-west-1", "host")
    container = {"AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"}
    metadata = {"AWS_EC2_METADATA_SERVICE_ENDPOINT", "AWS_EC2_METADATA_V1_DISABLED"}
    for doors, names in (
        (Doors(token, None), container),
        (Doors(None, instance), metadata),
        (Doors(token, instance), container | metadata),
    ):
        with opened(doors) as agent:
            assert set(agent.variables) == names
            assert token.exists() == (doors.token is not None)
        assert not token.exists()


def test_it_serves_until_it_is_stopped(tmp_path: Path) -> None:
    token = tmp_path / "token"
    with opened(Doors(token, None)) as agent:
        thread = threading.Thread(target=agent.run)
        thread.start()
        request = urllib.request.Request(f"{agent.url}/v1/credentials", headers={"Authorization": token.read_text()})
        with urllib.request.urlopen(request, timeout=10) as answer:
            assert b"ASIA0000000000000001" in answer.read()
        agent.stop()
        thread.join(10)
        assert not thread.is_alive()


def test_a_refusal_opens_nothing(tmp_path: Path) -> None:
    def refuse(_: int) -> RoleCredentials:
        raise RefusedError("AccessDenied", "no")

    doors = Doors(tmp_path / "token", None)
    with (
        pytest.raises(RefusedError),
        open_agent(refuse, doors, "127.0.0.1", 0, clock=lambda: NOW, report=[].append),
    ):
        pass
    assert list(tmp_path.iterdir()) == []


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")  # the failure that is asked for
def test_when_a_part_fails_the_whole_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Rotation) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(Rotation, "run", fail)
    with opened(Doors(tmp_path / "token", None)) as agent, pytest.raises(AgentError, match="a part of it failed"):
        agent.run()
