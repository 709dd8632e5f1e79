"""The console in a real browser: a server that serves it, and the scenes of `tests/browser/scenes/` played at it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ostiary.store.contract import Store
from tests.support.accounts import AccountUnderTest, Statement, first_account
from tests.support.browser import PASSWORD
from tests.support.parts import ROOT, console, debian_program
from tests.support.process import free_port
from tests.support.server import ServerInThread, server_in_thread

EMAIL = "root@example.org"
PICTURES = ROOT / "artefacts" / "console"


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

    def play(self, scene: str, *, everywhere: bool = True, **more: str) -> dict[str, Any]:
        """Play *scene*, `file/name` of `tests/browser/scenes/`, and return what it tells; nothing may be wrong.

        What it looks at is looked at light and dark and at three widths, or, not *everywhere*, once. *more* goes to it.
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
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False, timeout=280)
        assert done.returncode == 0, done.stderr
        told: dict[str, Any] = json.loads(done.stdout)
        assert told.pop("wrong") == []
        return told


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
