"""A whole server in a thread of this process, on a free port of loopback, with a clock that the test can move."""

from __future__ import annotations

import functools
import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import structlog
from botocore.config import Config

from ostiary import settings
from ostiary.server import compose
from ostiary.wire.faults import COMMON
from ostiary.wire.services import SERVICE_NAMES, service

NO_RETRY = Config(
    retries={"total_max_attempts": 1},
    connect_timeout=5,
    read_timeout=30,
    parameter_validation=False,
    max_pool_connections=40,
)


# A failure inside the server shows in the test's output as a plain traceback.
structlog.configure(
    processors=[
        structlog.processors.add_log_level,
        structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
    ]
)


class Clock:
    """The time of this machine, moved on by `offset` seconds."""

    def __init__(self) -> None:
        self.offset = 0.0

    def __call__(self) -> float:
        return time.time() + self.offset


@dataclass(slots=True)
class ServerInThread:
    """A running server. The root user has an access key."""

    data_dir: Path
    running: compose.Server
    clock: Clock
    account: str
    root_access_key_id: str
    root_secret: str
    _clients: dict[tuple[str, ...], Any] = field(default_factory=dict, repr=False)

    @property
    def endpoint(self) -> str:
        """Where the AWS clients go."""
        return self.running.url

    def advance(self, seconds: int) -> None:
        """Let the server's time pass. Clients sign with the machine's own."""
        self.clock.offset += seconds

    def client(
        self, service: str, *keys: str, region: str = "us-east-1"
    ) -> Any:  # Any: boto3 makes its clients at run time
        """Return the boto3 client that signs with *keys* (id, secret, session token), else as root.

        There is one for the same arguments, which threads may share: to make one takes longer than a call.
        """
        id_, secret, *token = keys or (self.root_access_key_id, self.root_secret)
        which = (service, region, id_, secret, *token)
        if which not in self._clients:
            self._clients[which] = boto3.client(
                service,
                endpoint_url=self.endpoint,
                region_name=region,
                aws_access_key_id=id_,
                aws_secret_access_key=secret,
                aws_session_token=token[0] if token else None,
                config=NO_RETRY,
            )
        return self._clients[which]

    @property
    def revision(self) -> int:
        """The newest revision of the store: it moves with every write."""
        return self.running._installation.store.revision

    def events(self) -> list[dict[str, Any]]:  # Any: JSON
        """Return every event of the audit log so far."""
        self.running.housekeeping.run_all()
        lines = (self.data_dir / "audit" / "events.jsonl").read_bytes().splitlines()
        return [json.loads(line) for line in lines]


@contextmanager
def server_in_thread(
    folder: Path, *, environment: Mapping[str, str] | None = None, **flags: str
) -> Iterator[ServerInThread]:
    """Start a server whose data folder is `data` in *folder*; stop it gracefully at the end.

    *flags* are settings by key. On the first start of a folder root gets an access key, which is remembered beside it.
    Whatever the test was about, no operation may have answered with an error that AWS does not declare for it.
    """
    data_dir, clock = folder / "data", Clock()
    chosen = settings.load(
        {"data_dir": str(data_dir), "port": "0", "root_access_key": "true", **flags}, environment or {}
    )
    server = compose.open_server(chosen, clock=clock)
    thread = threading.Thread(target=server.run, name="server")
    try:
        account, id_, secret = _root(folder / "root.json", server)
        server.start()
        thread.start()
        yield ServerInThread(data_dir, server, clock, account, id_, secret)
    finally:
        server.stop()
        if thread.is_alive():
            thread.join(30)
        server.close()
    assert undeclared(data_dir) == set()


def undeclared(data_dir: Path) -> set[tuple[str, str, str]]:
    """Return source, operation and code of the errors in the audit log that the service models do not know."""
    lines = (data_dir / "audit" / "events.jsonl").read_bytes().splitlines()
    answered = {(event["eventSource"], event["eventName"], event.get("errorCode")) for event in map(json.loads, lines)}
    return {(*called, code) for *called, code in answered if code and code not in _declared(*called)}


@functools.cache
def _declared(source: str, operation: str) -> frozenset[str]:
    """Return the codes that the operation may answer with."""
    signing_name = source.partition(".")[0]
    found = (service(name).operations.get(operation) for name in SERVICE_NAMES)
    errors = [each.errors for each in found if each is not None and each.service.signing_name == signing_name]
    return frozenset(COMMON).union(*({error.code for error in declared} for declared in errors))


def _root(beside: Path, server: compose.Server) -> tuple[str, str, str]:
    made = server.first_start
    if made is None:
        account, id_, secret = json.loads(beside.read_text())
        return account, id_, secret
    keys = (made.id, made.access_key_id, made.secret_access_key)
    beside.write_text(json.dumps(keys))
    return keys
