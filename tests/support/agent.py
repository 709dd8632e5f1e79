"""The agent as its users start it, and clients that find their credentials there."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.support.parts import ROOT, awscli, node
from tests.support.process import EXPORT, read_until_ready

OSTIARY = (sys.executable, "-m", "ostiary")

REGION = {"AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1"}
"""The SDKs do not agree on the name."""


@dataclass(frozen=True, slots=True)
class RunningAgent:
    """An agent process. `exports` are the variables that it printed."""

    url: str
    exports: Mapping[str, str]


@contextmanager
def agent(folder: Path, environment: Mapping[str, str], *arguments: str) -> Iterator[RunningAgent]:
    """Start `ostiary agent`, wait until it is ready, and stop it gracefully at the end."""
    log = folder / "agent.log"
    with log.open("a") as errors:
        process = subprocess.Popen(
            [*OSTIARY, "agent", *arguments], stdout=subprocess.PIPE, stderr=errors, text=True, env=environment
        )
        try:
            printed = read_until_ready(process, log)
            yield RunningAgent(printed.rpartition("Ready on ")[2].strip(), dict(EXPORT.findall(printed)))
        finally:
            process.terminate()
            assert process.wait(timeout=30) == 0
            assert process.stdout is not None
            process.stdout.close()
    assert log.read_text() == ""


def own_environment(folder: Path) -> dict[str, str]:
    """Return an environment without anybody's AWS settings, whose home and caches are in *folder*."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LANG") if name in os.environ}
    source = {"PYTHONPATH": str(ROOT / "src")} | kept
    places = {"HOME": str(folder), "XDG_CACHE_HOME": str(folder / "cache"), "XDG_RUNTIME_DIR": str(folder / "run")}
    return {**source, **places, **REGION, "AWS_EC2_METADATA_DISABLED": "true"}


PYTHON: Final = (sys.executable, "-c", "import boto3; print(boto3.client('sts').get_caller_identity()['Arn'])")
NODE: Final = ("node", "--no-warnings", str(ROOT / "tests/node/caller.mjs"))


def python_caller(environment: Mapping[str, str]) -> str:
    """Return the ARN that botocore's chain of providers has in *environment*."""
    return _printed(PYTHON, environment)


def node_caller(environment: Mapping[str, str]) -> str:
    """Return the ARN that the chain of providers of the JavaScript SDK has in *environment*."""
    return _arn(_printed(NODE, environment, cwd=node()))


def cli() -> tuple[str, ...]:
    """Return the command by which the AWS CLI tells who it is."""
    return (str(awscli()), "sts", "get-caller-identity", "--output", "json")


def cli_caller(environment: Mapping[str, str]) -> str:
    """Return the ARN that the chain of providers of the AWS CLI has in *environment*."""
    return _arn(_printed(cli(), environment))


def _arn(printed: str) -> str:
    told: dict[str, Any] = json.loads(printed)
    arn: str = told["Arn"]
    return arn


def _printed(command: Sequence[str], environment: Mapping[str, str], cwd: Path | None = None) -> str:
    done = subprocess.run(command, env=environment, cwd=cwd, capture_output=True, text=True, check=False, timeout=100)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout.strip()


def at_a_terminal(command: Sequence[str], environment: Mapping[str, str], prompt: str, typed: str) -> str:
    """Return what *command* prints when somebody at its terminal types, after the *prompt*, what it asks for."""
    ours, theirs = pty.openpty()
    name = os.ttyname(theirs)
    # The first terminal that the leader of a session opens becomes its own.
    start = f"import os; os.open({name!r}, os.O_RDWR); os.execvp({command[0]!r}, {list(command)!r})"
    process = subprocess.Popen(
        [sys.executable, "-c", start], env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    shown = b""
    while prompt.encode() not in shown:
        shown += os.read(ours, 1_024)
    os.write(ours, f"{typed}\n".encode())
    printed, _ = process.communicate(timeout=100)
    os.close(ours)
    os.close(theirs)
    assert process.returncode == 0
    return printed
