"""`ostiary credentials` and `ostiary agent`: what their flags may be, and how they end."""

from __future__ import annotations

import pytest

from ostiary.cli.agent import _session_name
from ostiary.cli.main import main

ROLE = "arn:aws:iam::111122223333:role/app"
HERE = ("--role", ROLE, "--endpoint-url", "http://127.0.0.1:1")


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hidden")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Return the one line with which the command ends."""
    assert main(arguments) == 1
    printed = capsys.readouterr()
    assert (printed.out, printed.err.count("\n")) == ("", 1)
    return printed.err


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("credentials", "--role", "app"), "--role must be the ARN of a role"),
        (("credentials", *HERE, "--duration", "899"), "--duration must be 900 to 43200"),
        (("credentials", *HERE, "--duration", "43201"), "--duration must be 900 to 43200"),
        (("credentials", *HERE, "--region", "no region"), "'no region' is not a region"),
        (("credentials", *HERE, "--profile", "missing"), "There is no profile missing"),
        (("credentials", *HERE, "--via", "oidc-file"), "Which file holds the token?"),
        (("credentials", *HERE, "--via", "oidc-file", "--external-id", "x"), "--external-id is for --via profile"),
        (("credentials", "--role", ROLE, "--endpoint-url", "http://192.0.2.1"), "plain HTTP to another machine"),
        (("credentials", *HERE), "http://127.0.0.1:1 cannot be reached"),
        (("agent", *HERE, "--host", "0.0.0.0"), "--host must be a loopback or link-local address"),
        (("agent", *HERE, "--metadata", "--token-file", "x"), "--token-file is for the container endpoint"),
    ],
)
def test_what_cannot_be_done_ends_with_1_and_one_line(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], reason: str
) -> None:
    assert reason in refused(capsys, *arguments)


def test_a_way_that_there_is_not_is_no_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["credentials", *HERE, "--via", "telepathy"]) == 2
    assert "profile" in capsys.readouterr().err


@pytest.mark.parametrize(("host", "name"), [("node-1.example", "ostiary-node-1.example"), ("a b/ü", "ostiary-a-b-")])
def test_a_session_is_named_after_the_machine(host: str, name: str) -> None:
    assert _session_name(host) == name
    assert len(_session_name("x" * 200)) == 64
