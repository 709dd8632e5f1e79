"""Credentials are renewed in time, by a clock that the test moves."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from ostiary.agent.credentials import READY, RoleCredentials
from ostiary.agent.errors import AgentError, RefusedError, UnavailableError
from ostiary.agent.rotation import HEAD_START, LONGEST_PAUSE, Rotation
from tests.support.sts_stub import NOW, credentials


@dataclass
class Scene:
    """An STS that counts, fails when `error` says so, and a clock."""

    now: float = NOW
    life: int = 3_600
    error: AgentError | None = None
    fetched: int = 0
    reported: list[str] = field(default_factory=list)

    def fetch(self, now: int) -> RoleCredentials:
        if self.error is not None:
            raise self.error
        self.fetched += 1
        return credentials(self.fetched, issued=now, life=self.life)

    def rotation(self) -> Rotation:
        return Rotation(self.fetch, lambda: self.now, self.reported.append)


@pytest.fixture
def scene() -> Scene:
    return Scene()


def number(rotation: Rotation) -> int:
    return int(rotation.get().access_key_id.removeprefix("ASIA"))


def test_new_credentials_are_there_five_minutes_before_the_old_ones_end(scene: Scene) -> None:
    rotation = scene.rotation()
    rotation.begin()
    scene.now = NOW + 3_600 - READY - HEAD_START - 1
    assert rotation.step() == 1
    assert number(rotation) == 1
    scene.now += 1
    rotation.step()
    assert (number(rotation), rotation.get().expires) == (2, scene.now + 3_600)


def test_it_never_waits_longer_than_a_minute_so_that_a_clock_that_is_set_is_noticed(scene: Scene) -> None:
    rotation = scene.rotation()
    rotation.begin()
    assert rotation.step() == LONGEST_PAUSE


def test_old_ones_are_served_until_their_end_while_new_ones_cannot_be_had(scene: Scene) -> None:
    rotation = scene.rotation()
    rotation.begin()
    scene.error = UnavailableError("STS is down")
    scene.now = NOW + 3_599
    rotation.step()
    assert number(rotation) == 1
    scene.now += 1
    with pytest.raises(UnavailableError, match="STS is down"):
        rotation.get()
    scene.error, scene.now = None, scene.now + LONGEST_PAUSE
    rotation.step()
    assert number(rotation) == 2


def test_after_failures_it_waits_longer_each_time_and_says_each_reason_once(scene: Scene) -> None:
    rotation = scene.rotation()
    scene.error = UnavailableError("down")
    pauses = []
    for _ in range(8):
        pauses.append(rotation.step())
        scene.now += pauses[-1]
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]
    assert scene.reported == ["down"]
    scene.error = None
    rotation.step()
    scene.now, scene.error = scene.now + 3_500, UnavailableError("down")
    assert rotation.step() == 1
    assert scene.reported == ["down", "down"]


def test_it_does_not_ask_again_before_the_pause_is_over(scene: Scene) -> None:
    rotation = scene.rotation()
    scene.error = UnavailableError("down")
    rotation.step()
    scene.error = None
    rotation.step()
    assert scene.fetched == 0
    scene.now += 1
    rotation.step()
    assert scene.fetched == 1


def test_a_refusal_at_the_beginning_is_raised_and_an_outage_is_not(scene: Scene) -> None:
    scene.error = UnavailableError("down")
    scene.rotation().begin()
    scene.error = RefusedError("AccessDenied", "no")
    with pytest.raises(RefusedError):
        scene.rotation().begin()


def test_before_the_first_credentials_there_is_a_reason(scene: Scene) -> None:
    with pytest.raises(UnavailableError):
        scene.rotation().get()


def test_credentials_that_are_very_short_lived_are_renewed_at_half_their_life(scene: Scene) -> None:
    scene.life = 100
    rotation = scene.rotation()
    rotation.begin()
    assert rotation.step() == 50
