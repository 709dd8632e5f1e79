"""`ostiary validate`: what it prints, and how it ends."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from ostiary.cli.main import main
from tests.support.findings import ROWS, TRUST, policy


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "policy.json"


def test_a_sound_policy_prints_nothing_and_ends_with_0(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    file.write_text(policy({}))
    assert main(["validate", str(file)]) == 0
    assert capsys.readouterr() == ("", "")


def test_an_error_is_one_line_with_its_place_and_the_command_ends_with_1(
    capsys: pytest.CaptureFixture[str], file: Path
) -> None:
    file.write_text('{"Version": "2012-10-17",\n "Statement": []}')
    assert main(["validate", str(file)]) == 1
    printed = capsys.readouterr()
    assert printed.out == f"{file}:1:1: ERROR MISSING_STATEMENT: The policy has no statement.\n"
    assert printed.err == f"ostiary: {file}: 1 error\n"


def test_warnings_and_suggestions_do_not_fail(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    file.write_text(ROWS["MISSING_VERSION"].found)
    assert main(["validate", str(file)]) == 0
    assert "WARNING MISSING_VERSION" in capsys.readouterr().out


def test_json_is_what_validate_policy_returns(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(policy({}, kind=TRUST).encode())))
    assert main(["validate", "-", "--type", "trust", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"findings": []}
    row = ROWS["ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE"]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(row.found.encode())))
    assert main(["validate", "-", "--type", "trust", "--json"]) == 1
    printed = capsys.readouterr()
    (found,) = json.loads(printed.out)["findings"]
    assert found["issueCode"] == "ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE"
    assert printed.err == "ostiary: standard input: 1 error\n"


def test_what_a_document_holds_cannot_steer_a_terminal(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    file.write_text(policy({"Sid": "\x1b[2J\n"}))
    assert main(["validate", str(file)]) == 1
    printed = capsys.readouterr().out
    assert "\x1b" not in printed
    assert printed.count("\n") == 1


@pytest.mark.parametrize(("content", "says"), [(None, "cannot be read: No such file"), (b"\xff", "is not UTF-8")])
def test_a_file_that_cannot_be_read_is_named(
    capsys: pytest.CaptureFixture[str], file: Path, content: bytes | None, says: str
) -> None:
    if content is not None:
        file.write_bytes(content)
    assert main(["validate", str(file)]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert f"ostiary: {file} {says}" in printed.err


def test_a_long_file_that_is_cut_within_a_character_is_too_long_and_not_broken(
    capsys: pytest.CaptureFixture[str], file: Path
) -> None:
    file.write_text("a" + "€" * 200_000)
    assert main(["validate", str(file)]) == 1
    assert "JSON_SYNTAX_ERROR" in capsys.readouterr().out
