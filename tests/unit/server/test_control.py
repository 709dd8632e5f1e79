"""The control socket: private, one command a connection, and no command kills it."""

from __future__ import annotations

import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from ostiary.model.errors import EntityAlreadyExistsError
from ostiary.server import control
from ostiary.server.control import Arguments, ControlSocket, NotRunningError, ask
from ostiary.server.errors import CommandError, StartError


def echo(arguments: Arguments) -> Arguments:
    return arguments


def refuse(_: Arguments) -> None:
    raise EntityAlreadyExistsError("taken")


def fail(_: Arguments) -> None:
    raise RuntimeError("canary")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    listening = ControlSocket(tmp_path, {"echo": echo, "refuse": refuse, "fail": fail})
    listening.start()
    yield tmp_path
    listening.stop()
    assert not (tmp_path / control.SOCKET_NAME).exists()


def test_a_command_is_answered(folder: Path) -> None:
    assert ask(folder, "echo", {"a": [1, "ü\n"]}) == {"a": [1, "ü\n"]}
    assert ask(folder, "echo", {"a": "x" * 60_000}) == {"a": "x" * 60_000}


def test_the_socket_is_for_its_owner_only(folder: Path) -> None:
    assert stat.S_IMODE((folder / control.SOCKET_NAME).stat().st_mode) == 0o600


def test_a_refusal_comes_back_as_one(folder: Path) -> None:
    with pytest.raises(CommandError, match="taken"):
        ask(folder, "refuse", {})


def test_threat_40_what_went_wrong_inside_stays_in_the_log(folder: Path) -> None:
    with pytest.raises(CommandError, match="log") as refused:
        ask(folder, "fail", {})
    assert "canary" not in str(refused.value)


def test_an_unknown_command_is_named(folder: Path) -> None:
    with pytest.raises(CommandError, match="no command 'dance'"):
        ask(folder, "dance", {})


@pytest.mark.parametrize("line", [b"\n", b"{}\n", b"nonsense", b'{"command": 1, "arguments": {}}\n', b"\xff" * 100_000])
def test_nonsense_is_refused_and_the_next_command_answered(folder: Path, line: bytes) -> None:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(folder / control.SOCKET_NAME))
        try:
            connection.sendall(line)
            connection.shutdown(socket.SHUT_WR)
            assert b'"error":"The command is not one line of JSON"' in connection.recv(65_536)
        except (BrokenPipeError, ConnectionResetError):
            pass
    assert ask(folder, "echo", {}) == {}


def test_without_a_server_there_is_nobody_to_ask(tmp_path: Path) -> None:
    with pytest.raises(NotRunningError):
        ask(tmp_path, "echo", {})


def test_the_socket_of_a_server_that_was_killed_is_nobody_and_is_replaced(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(tmp_path / control.SOCKET_NAME))
    with pytest.raises(NotRunningError):
        ask(tmp_path, "echo", {})
    listening = ControlSocket(tmp_path, {"echo": echo})
    listening.start()
    assert ask(tmp_path, "echo", {}) == {}
    listening.stop()


def test_a_path_that_is_too_long_for_a_socket_is_said_so(tmp_path: Path) -> None:
    deep = tmp_path / ("x" * 120)
    deep.mkdir()
    with pytest.raises(StartError, match=r"control socket .* path too long; choose a data folder with a shorter one"):
        ControlSocket(deep, {})
    with pytest.raises(CommandError, match=r"cannot be reached: .* path too long"):
        ask(deep, "echo", {})


def test_in_a_folder_that_is_a_file_no_server_runs(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(NotRunningError):
        ask(tmp_path / "file", "echo", {})


def test_a_long_path_is_said_shorter_where_one_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = tmp_path / ("x" * 120)
    deep.mkdir()
    monkeypatch.chdir(deep)
    listening = ControlSocket(deep, {"echo": echo})
    listening.start()
    assert ask(deep, "echo", {}) == {}
    listening.stop()
