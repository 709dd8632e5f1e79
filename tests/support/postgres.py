"""A private PostgreSQL for tests: found or installed, started in a temporary folder, ended at the end."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from tests.support.parts import alone, missing
from tools import debian

PACKAGED = Path("/usr/lib/postgresql")
DURABLE = {"max_connections": "200"}
"""As an operator runs it: what was committed survives a power cut."""

FAST = {**DURABLE, "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""The tests are about what is committed, not about what survives a power cut."""


def programs() -> Path:
    """Return the folder that holds `initdb` and `postgres`; skip the test when there is none and none can be had."""
    found = _found()
    if found is None and debian.can_install():
        with alone("postgresql"):
            if _found() is None:
                _install()
        found = _found()
    if found is None:
        missing("PostgreSQL", "install the package postgresql (initdb and postgres, 15 or newer)")
        raise AssertionError("missing() does not return")
    return found


def _found() -> Path | None:
    packaged = sorted(PACKAGED.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]), reverse=True)
    if packaged:
        return packaged[0].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def _install() -> None:
    """Install Debian's package without a cluster of its own; what fails is told by `missing` afterwards."""
    options = Path("/etc/postgresql-common/createcluster.d")
    options.mkdir(parents=True, exist_ok=True)
    (options / "no-cluster.conf").write_text("create_main_cluster = false\n")
    debian.install("postgresql")


@dataclass
class Server:
    """A running server, reached over a unix socket in its own folder."""

    folder: Path
    process: subprocess.Popen[bytes]
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def database(self) -> str:
        """Return the address of a new, empty database."""
        name = f"t{next(self._numbers)}"
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"

    def address(self, name: str) -> str:
        """Return the address of a database, as psycopg takes it."""
        return f"host={self.folder} user=postgres dbname={name}"


@contextmanager
def server(settings: Mapping[str, str] = FAST) -> Iterator[Server]:
    """Run a PostgreSQL of our own until the context ends."""
    binaries = programs()
    folder = Path(tempfile.mkdtemp(prefix="ostiary-postgres-"))
    user = _ordinary_user()
    if user:
        os.chown(folder, user.pw_uid, user.pw_gid)
    who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
    try:
        data = folder / "data"
        subprocess.run(
            [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=folder,
            **who,
        )
        options = [argument for name, value in settings.items() for argument in ("-c", f"{name}={value}")]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [binaries / "postgres", "-D", data, "-k", folder, "-c", "listen_addresses=", *options],
                stdout=log,
                stderr=log,
                cwd=folder,
                **who,
            )
        try:
            running = Server(folder, process)
            _wait_until_ready(running)
            yield running
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _ordinary_user() -> pwd.struct_passwd | None:
    """Return the account to run as when we are root, whom PostgreSQL refuses."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    missing("An ordinary user for PostgreSQL, which refuses root", "make a user named postgres")
    return None


def _wait_until_ready(running: Server) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(running.address("postgres")).close()
        except psycopg.OperationalError:
            if running.process.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"PostgreSQL did not start: {(running.folder / 'log').read_text()}")
            time.sleep(0.05)
        else:
            return
