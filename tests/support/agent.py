"""The agent as its users start it, and clients that find their credentials there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.parts import ROOT, node
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


def python_caller(environment: Mapping[str, str]) -> str:
    """Return the ARN that botocore's chain of providers has in *environment*."""
    program = "import boto3, json; print(boto3.client('sts').get_caller_identity()['Arn'])"
    return _printed([sys.executable, "-c", program], environment)


def node_caller(environment: Mapping[str, str]) -> str:
    """Return the ARN that the chain of providers of the JavaScript SDK has in *environment*."""
    command = ["node", "--no-warnings", str(ROOT / "tests/node/caller.mjs")]
    told: dict[str, Any] = json.loads(_printed(command, environment, cwd=node()))
    arn: str = told["Arn"]
    return arn


def _printed(command: list[str], environment: Mapping[str, str], cwd: Path | None = None) -> str:
    done = subprocess.run(command, env=environment, cwd=cwd, capture_output=True, text=True, check=False, timeout=100)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout.strip()
