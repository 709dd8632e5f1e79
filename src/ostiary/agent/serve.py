"""The agent put together: credentials that are renewed, the doors to them, and the listener before the doors."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Final

from ostiary.agent.container import PATH, container_door, token_file
from ostiary.agent.doors import Door, in_front_of
from ostiary.agent.errors import AgentError
from ostiary.agent.listener import Listener
from ostiary.agent.metadata import Instance, metadata_door
from ostiary.agent.rotation import Clock, Rotation
from ostiary.agent.sources import Fetch

_PATIENCE: Final = 1.0


@dataclass(frozen=True, slots=True)
class Doors:
    """Which doors there are. `token` is the file of the container endpoint's token; None where that is not served."""

    token: Path | None
    metadata: Instance | None


@dataclass(frozen=True, slots=True)
class Agent:
    """A bound agent. `variables` point the SDKs at it."""

    url: str
    variables: dict[str, str]
    _rotation: Rotation
    _listener: Listener
    _stopping: threading.Event = field(default_factory=threading.Event)
    _failed: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Serve until `stop`. Raises AgentError when a part of it failed: half an agent would be found out too late."""
        parts = (self._rotation.run, self._listener.run)
        threads = [threading.Thread(target=self._run, args=(part,), daemon=True) for part in parts]
        for thread in threads:
            thread.start()
        try:
            self._stopping.wait()
        finally:
            self._rotation.stop()
            self._listener.stop()
            for thread in threads:
                thread.join(_PATIENCE)  # a renewal under way ends with the process
        if self._failed.is_set():
            raise AgentError("The agent ended, because a part of it failed")

    def _run(self, part: Callable[[], None]) -> None:
        try:
            part()
        except BaseException:
            self._failed.set()
            raise
        finally:
            self._stopping.set()

    def stop(self) -> None:
        """Have `run` end, from any thread or signal handler."""
        self._stopping.set()

    def stop_on_signals(self) -> None:
        """Have SIGTERM and SIGINT stop the agent; call it from the main thread."""

        def stop(_received: int, _frame: FrameType | None) -> None:
            self.stop()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)


@contextmanager
def open_agent(
    fetch: Fetch, doors: Doors, host: str, port: int, *, clock: Clock, report: Callable[[str], None]
) -> Iterator[Agent]:
    """Get the first credentials, bind, and give the agent; let go of all of it at the end. Raises AgentError."""
    rotation = Rotation(fetch, clock, report)
    rotation.begin()
    with ExitStack() as stack:
        opened: list[Door] = []
        if doors.token is not None:
            opened.append(container_door(rotation, stack.enter_context(token_file(doors.token))))
        if doors.metadata is not None:
            opened.append(metadata_door(rotation, doors.metadata, clock))
        listener = Listener(host, port, in_front_of(tuple(opened)))
        stack.callback(listener.close)
        yield Agent(listener.url, _variables(listener.url, doors), rotation, listener)


def _variables(url: str, doors: Doors) -> dict[str, str]:
    """Return the variables by which SDKs find the doors (SDK reference guide, "Container credential provider", "IMDS
    credential provider")."""
    found: dict[str, str] = {}
    if doors.token is not None:
        found["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = f"{url}{PATH}"
        found["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = str(doors.token)
    if doors.metadata is not None:
        found["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = url
        found["AWS_EC2_METADATA_V1_DISABLED"] = "true"
    return found
