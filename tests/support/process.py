"""The server as its users start it: `ostiary serve` in a process of its own, on a free port of loopback."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

EXPORT = re.compile(r"^\s*export ([A-Z0-9_]+)=(\S+)$", re.MULTILINE)


def free_port() -> int:
    """Return a port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for_port(port: int, seconds: float = 20.0) -> None:
    """Return once something listens on *port*."""
    ends = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=seconds).close()
        except ConnectionRefusedError:
            assert time.monotonic() < ends, f"nothing listens on {port}"
            time.sleep(0.01)
        else:
            return


def plain_environment() -> dict[str, str]:
    """Return this environment without anybody's OSTIARY_ or AWS_ settings."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("OSTIARY_", "AWS_"))}


@dataclass(slots=True)
class Running:
    """A server process. `exports` are the variables of the `export` lines that it printed at first start."""

    process: subprocess.Popen[str]
    data_dir: Path
    port: int
    exports: Mapping[str, str]
    printed: str

    @property
    def endpoint(self) -> str:
        """Where the AWS clients go."""
        return f"http://127.0.0.1:{self.port}"

    def kill(self) -> None:
        """End the process as a power failure would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=30)


@contextmanager
def serving(
    data_dir: Path, *, arguments: tuple[str, ...] = (), port: int = 0, environment: Mapping[str, str] | None = None
) -> Iterator[Running]:
    """Start `ostiary serve`, wait until it is ready, and stop it gracefully at the end."""
    port = port or free_port()
    log = (data_dir.parent / f"{data_dir.name}.log").open("a")
    command = [sys.executable, "-m", "ostiary", "serve", "--data-dir", str(data_dir), "--port", str(port), *arguments]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=log, text=True, env={**plain_environment(), **(environment or {})}
    )
    try:
        printed = read_until_ready(process, Path(log.name))
        yield Running(process, data_dir, port, dict(EXPORT.findall(printed)), printed)
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(timeout=30)
        assert process.stdout is not None
        process.stdout.close()
        log.close()


def read_until_ready(process: subprocess.Popen[str], log: Path) -> str:
    """Return what a server or agent printed up to the line that says it is ready, which is the last of its greeting."""
    assert process.stdout is not None
    printed = ""
    for line in process.stdout:
        printed += line
        if line.startswith("Ready"):
            return printed
    raise AssertionError(f"it ended before it was ready:\n{printed}\n{log.read_text()}")


def is_live(endpoint: str) -> bool:
    """Ask `/health/live`."""
    with urllib.request.urlopen(f"{endpoint}/health/live", timeout=10) as answer:
        return bool(answer.status == 200)
