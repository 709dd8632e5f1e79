"""A setting that does nothing is named, once, and never silently kept."""

from __future__ import annotations

from ostiary import settings
from ostiary.server.settings_notes import ignored

STRONG = "k3Jx0qPz7Lr5Tn2VbW8cYd4MfGh6SaQe1RuZiOpX"
ROOT = {"OSTIARY_ROOT_ACCESS_KEY_ID": "AKIAQ2W3E4R5T6Y7U2I3", "OSTIARY_ROOT_SECRET_ACCESS_KEY": STRONG}


def notes(environment: dict[str, str], *, first: bool) -> list[str]:
    return list(ignored(settings.load({}, environment), is_first_start=first))


def test_at_the_first_start_everything_but_the_password_has_an_effect() -> None:
    assert notes(ROOT | {"OSTIARY_ACCOUNT_ALIAS": "own", "OSTIARY_PORT": "1"}, first=True) == []


def test_what_only_a_first_start_reads_is_named_later_in_one_line() -> None:
    (line,) = notes(ROOT | {"OSTIARY_ACCOUNT_ID": "123456789012", "OSTIARY_PORT": "1"}, first=False)
    assert line.startswith("Ignored, because the account exists already: OSTIARY_ACCOUNT_ID, ")
    assert "OSTIARY_ROOT_SECRET_ACCESS_KEY" in line
    assert "OSTIARY_PORT" not in line
    assert STRONG not in line


def test_the_switch_that_a_make_file_always_gives_is_not_named() -> None:
    assert notes({"OSTIARY_ROOT_ACCESS_KEY": "true"}, first=False) == []


def test_a_root_password_is_said_to_be_unused() -> None:
    for first in (True, False):
        (line,) = notes({"OSTIARY_ROOT_PASSWORD": "canary"}, first=first)
        assert "not used and not kept" in line
        assert "canary" not in line
