"""A setting that does nothing is named, once, and never silently kept."""

from __future__ import annotations

import pytest

from ostiary import settings
from ostiary.server.settings_notes import lines

STRONG = "k3Jx0qPz7Lr5Tn2VbW8cYd4MfGh6SaQe1RuZiOpX"
ROOT = {"OSTIARY_ROOT_ACCESS_KEY_ID": "AKIAQ2W3E4R5T6Y7U2I3", "OSTIARY_ROOT_SECRET_ACCESS_KEY": STRONG}


def notes(environment: dict[str, str], *, first: bool) -> list[str]:
    return list(lines(settings.load({}, environment), is_first_start=first))


def test_at_the_first_start_everything_but_the_password_has_an_effect() -> None:
    assert notes(ROOT | {"OSTIARY_ACCOUNT_ALIAS": "own", "OSTIARY_PORT": "1"}, first=True) == []


def test_what_only_a_first_start_reads_is_named_later_in_one_line() -> None:
    (line,) = notes(ROOT | {"OSTIARY_ACCOUNT_ID": "123456789012", "OSTIARY_PORT": "1"}, first=False)
    assert line.startswith("Ignored, because the account exists already: OSTIARY_ACCOUNT_ID, ")
    assert "OSTIARY_ROOT_SECRET_ACCESS_KEY" in line
    assert "OSTIARY_PORT" not in line
    assert STRONG not in line


def test_who_asks_for_a_root_key_at_a_later_start_is_told_that_there_is_none() -> None:
    given = {"OSTIARY_ROOT_ACCESS_KEY": "true"}
    assert notes(given, first=True) == []
    (line,) = notes(given, first=False)
    assert line.startswith("No root access key was made: the account exists already")
    assert notes({"OSTIARY_ROOT_ACCESS_KEY": "false"}, first=False) == []


def test_a_root_password_is_for_the_first_start_alone() -> None:
    given = {"OSTIARY_ROOT_PASSWORD": "canary"}
    assert notes(given, first=True) == []
    (line,) = notes(given, first=False)
    assert "OSTIARY_ROOT_PASSWORD" in line
    assert "canary" not in line


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_an_address_of_this_machine_alone_needs_no_word(host: str) -> None:
    assert notes({"OSTIARY_HOST": host}, first=False) == []


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "iam.example"])
def test_an_address_that_others_reach_is_said_to_be_plain_http(host: str) -> None:
    (line,) = notes({"OSTIARY_HOST": host}, first=False)
    assert line.startswith(f"{host} can be reached from other machines, and this is plain HTTP")
