"""The console in a real browser: a server that serves it, and the scenes of `tests/browser/scenes/` played at it."""

from __future__ import annotations

import json
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from ostiary.store.contract import Store
from tests.support.accounts import AccountUnderTest, Statement, first_account
from tests.support.browser import PASSWORD
from tests.support.parts import ROOT, console, debian_program
from tests.support.process import free_port
from tests.support.server import ServerInThread, server_in_thread

EMAIL = "root@example.org"
PICTURES = ROOT / "artefacts" / "console"
LONGEST = 280
"""How many seconds a scene may take."""

Answer = Callable[[str], object]
"""Answers a question of a scene, given what it is about, with something that JSON can say."""
NO_ANSWERS: Mapping[str, Answer] = {}


@dataclass(frozen=True, slots=True)
class Stage:
    """A server with a console whose root user has a password, and what plays at it."""

    server: ServerInThread
    base: str
    folder: Path
    chromium: str

    @property
    def account(self) -> AccountUnderTest:
        """The account that everything is played in; its clients act as root."""
        return first_account(self.server)

    @property
    def store(self) -> Store:
        """What the server keeps, for what would take too many calls to make."""
        return self.server.running._installation.store

    def person(self, name: str, *statements: Statement) -> None:
        """Make a user whom *statements* allow something, and who signs in with the usual password."""
        self.account.user(name, *statements)
        self.account.iam.create_login_profile(UserName=name, Password=PASSWORD)

    def administrator(self, name: str = "ada") -> None:
        """Make a user who may do everything and signs in with the usual password."""
        self.account.administrator(name)
        self.account.iam.create_login_profile(UserName=name, Password=PASSWORD)

    def play(
        self, scene: str, *, everywhere: bool = True, answers: Mapping[str, Answer] = NO_ANSWERS, **more: str
    ) -> dict[str, Any]:
        """Play *scene*, `file/name` of `tests/browser/scenes/`, and return what it tells; nothing may be wrong.

        What it looks at is looked at light and dark and at three widths, or, not *everywhere*, once. *more* goes to it;
        *answers* answer, by its name, what it asks on its way.
        """
        file, name = scene.split("/")
        PICTURES.mkdir(parents=True, exist_ok=True)
        given = {
            "scene": name,
            "base": self.base,
            "account": self.server.account,
            "chromium": self.chromium,
            "artefacts": str(PICTURES),
            "everywhere": everywhere,
            "email": EMAIL,
            "password": PASSWORD,
            **more,
        }
        command = ["node", str(ROOT / f"tests/browser/scenes/{file}.mjs"), json.dumps(given)]
        with tempfile.TemporaryFile("w+") as errors, _played(command, self.folder, errors) as playing:
            said = _conversation(playing, answers)
            errors.seek(0)
            assert said is not None, errors.read()
        assert said["wrong"] == [], "\n".join(said["wrong"])
        told: dict[str, Any] = said["told"]
        return told


@contextmanager
def _played(command: list[str], folder: Path, errors: IO[str]) -> Iterator[subprocess.Popen[str]]:
    """Run a scene, which is ended when it takes too long: who reads from it then comes to an end too."""
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=folder, stdin=pipe, stdout=pipe, stderr=errors, text=True) as playing:
        watchdog = threading.Timer(LONGEST, playing.kill)
        watchdog.start()
        try:
            yield playing
        finally:
            watchdog.cancel()
            playing.kill()


def _conversation(playing: subprocess.Popen[str], answers: Mapping[str, Answer]) -> dict[str, Any] | None:
    """Answer what the scene asks until it tells how it went, and return that; None when it failed."""
    assert playing.stdin is not None
    assert playing.stdout is not None
    for line in playing.stdout:
        said: dict[str, Any] = json.loads(line)
        if "told" in said:
            return said
        playing.stdin.write(json.dumps(answers[said["question"]](said["about"])) + "\n")
        playing.stdin.flush()
    return None


@contextmanager
def stage_in(data: Path, **settings: str) -> Iterator[Stage]:
    """Start a server on *data* at an address where browsers let passkeys be used without TLS."""
    folder, chromium, port = console(), debian_program("chromium", "chromium"), free_port()
    base = f"http://localhost:{port}"
    secret = {"OSTIARY_ROOT_PASSWORD": PASSWORD}
    with server_in_thread(
        data, environment=secret, root_email=EMAIL, port=str(port), public_url=base, **settings
    ) as server:
        yield Stage(server, base, folder, chromium)
