"""`ostiary explain` shows colours to a person at a terminal, and to nobody else."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.bundles import EVERYTHING, bundle, line, named
from tests.support.process import plain_environment

COMMAND = [sys.executable, "-m", "ostiary", "explain"]
COLOUR = re.compile(r"\x1b\[\d+m")
STATEMENTS = (EVERYTHING, {**EVERYTHING, "Effect": "Deny"}, {**EVERYTHING, "Action": "iam:*"})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "bundle.json"
    made.write_bytes(line(bundle(identity=[named(*STATEMENTS, name="p\x1b[2J")])))
    return made


def environment(**variables: str) -> dict[str, str]:
    kept = {name: value for name, value in plain_environment().items() if name not in {"NO_COLOR", "TERM"}}
    return {**kept, "TERM": "xterm", **variables}


def on_a_terminal(*arguments: str, **variables: str) -> str:
    """Return what the command writes to a terminal."""
    ours, theirs = pty.openpty()
    done = subprocess.Popen([*COMMAND, *arguments], stdout=theirs, stdin=theirs, env=environment(**variables))
    os.close(theirs)
    written = b""
    try:
        while chunk := os.read(ours, 65_536):
            written += chunk
    except OSError:  # Linux says so when the other end is closed
        pass
    finally:
        os.close(ours)
    assert done.wait(timeout=120) == 0
    return written.decode().replace("\r\n", "\n")


def elsewhere(*arguments: str, **variables: str) -> str:
    """Return what the command writes to a pipe."""
    done = subprocess.run([*COMMAND, *arguments], capture_output=True, check=True, env=environment(**variables))
    return done.stdout.decode()


def test_a_terminal_is_shown_colours_that_add_nothing_to_the_text(file: Path) -> None:
    shown, plain = on_a_terminal("--bundle", str(file)), elsewhere("--bundle", str(file))
    assert not COLOUR.search(plain)
    assert COLOUR.sub("", shown) == plain
    lines = shown.splitlines()
    assert lines[0].startswith("\x1b[1m")
    assert lines[1] == "\x1b[31mDenied by the identity-based policies.\x1b[0m"
    considered = lines[lines.index("\x1b[1mConsidered:\x1b[0m") + 1 :]
    assert [each[:5] for each in considered] == ["\x1b[32m", "\x1b[31m", "\x1b[2m "]
    assert all(each.endswith("\x1b[0m") for each in considered)


@pytest.mark.parametrize("variables", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_whoever_wants_no_colours_gets_none(file: Path, variables: dict[str, str]) -> None:
    assert on_a_terminal("--bundle", str(file), **variables) == elsewhere("--bundle", str(file))


def test_an_empty_no_color_is_not_set(file: Path) -> None:
    assert COLOUR.search(on_a_terminal("--bundle", str(file), NO_COLOR=""))


def test_json_has_no_colours_on_a_terminal_either(file: Path) -> None:
    assert on_a_terminal("--bundle", str(file), "--json") == elsewhere("--bundle", str(file), "--json")


def test_what_a_policy_is_called_cannot_steer_the_terminal(file: Path) -> None:
    for shown in (on_a_terminal("--bundle", str(file)), elsewhere("--bundle", str(file))):
        assert "\x1b[2J" not in shown
        assert "p\\x1b[2J, Allow statement 1" in shown
