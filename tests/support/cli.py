"""The unmodified AWS CLI, with a server's address and somebody's keys."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support.parts import ROOT, awscli


@dataclass(frozen=True, slots=True)
class Keys:
    """What somebody signs with."""

    access_key_id: str
    secret: str
    token: str = ""

    @classmethod
    def of(cls, answer: Mapping[str, str]) -> Keys:
        """Take the keys from an `AccessKey` or `Credentials` of an answer."""
        return cls(answer["AccessKeyId"], answer["SecretAccessKey"], answer.get("SessionToken", ""))


class Refused(Exception):  # reads as what happened
    """The CLI ended with an error; the text is what it printed."""


@dataclass(frozen=True, slots=True)
class Aws:
    """`aws`, as one principal. Calling it returns the JSON of the answer, or raises Refused.

    `time_shift` moves the clock by which the CLI signs, in seconds.
    """

    endpoint: str
    keys: Keys
    time_shift: int = 0
    extra: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, *arguments: str) -> Any:  # Any: whatever the operation answers
        done = subprocess.run(
            [awscli(), *arguments], env=self.environment(), capture_output=True, text=True, check=False, timeout=100
        )
        if done.returncode != 0:
            raise Refused(done.stderr.strip())
        return json.loads(done.stdout) if done.stdout.strip() else None

    def environment(self) -> dict[str, str]:
        """Return the variables that point the CLI at the server, and nowhere else."""
        return {
            "PATH": f"{awscli().parent}:{os.environ['PATH']}",
            "HOME": "/nonexistent",
            "AWS_ENDPOINT_URL_ACCESSANALYZER": self.endpoint,
            "AWS_ENDPOINT_URL_IAM": self.endpoint,
            "AWS_ENDPOINT_URL_ROLESANYWHERE": self.endpoint,
            "AWS_ENDPOINT_URL_STS": self.endpoint,
            "AWS_ACCESS_KEY_ID": self.keys.access_key_id,
            "AWS_SECRET_ACCESS_KEY": self.keys.secret,
            "AWS_SESSION_TOKEN": self.keys.token,
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_DEFAULT_OUTPUT": "json",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_MAX_ATTEMPTS": "1",
            "AWS_PAGER": "",
            **({"PYTHONPATH": str(SHIFTED_CLOCK), "TIME_SHIFT": str(self.time_shift)} if self.time_shift else {}),
            **self.extra,
        }

    def with_keys(self, keys: Keys) -> Aws:
        """Return the CLI as somebody else."""
        return Aws(self.endpoint, keys, self.time_shift, self.extra)

    def later(self, seconds: int) -> Aws:
        """Return the CLI with its clock moved on."""
        return Aws(self.endpoint, self.keys, self.time_shift + seconds, self.extra)


SHIFTED_CLOCK: Path = ROOT / "tests" / "support" / "shifted_clock"
"""A folder with a `sitecustomize` that moves the clock of the CLI's signer by TIME_SHIFT seconds."""
