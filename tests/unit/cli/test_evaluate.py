"""`ostiary evaluate` and `ostiary explain` as their users run them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.bundles import EVERYTHING, bundle, line, named
from tests.support.process import plain_environment

OSTIARY = [sys.executable, "-m", "ostiary"]
COMMAND = [*OSTIARY, "evaluate"]


def run(*arguments: str, given: bytes = b"", command: str = "evaluate") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*OSTIARY, command, *arguments],
        input=given,
        capture_output=True,
        check=False,
        timeout=120,
        env=plain_environment(),
    )


def results(done: subprocess.CompletedProcess[bytes]) -> list[Any]:
    return [json.loads(shown) for shown in done.stdout.splitlines()]


def test_bundles_are_answered_in_order_from_a_file_and_from_standard_input(tmp_path: Path) -> None:
    given = b"".join(line(bundle(f"b{n}", identity=[named(EVERYTHING)] if n % 2 else [])) for n in range(20))
    (tmp_path / "bundles.jsonl").write_bytes(given)
    done = run("--bundle", str(tmp_path / "bundles.jsonl"))
    assert (done.returncode, done.stderr) == (0, b"")
    assert [(one["id"], one["decision"]) for one in results(done)] == [
        (f"b{n}", "allowed" if n % 2 else "implicitDeny") for n in range(20)
    ]
    assert run("--bundle", "-", given=given).stdout == done.stdout


def test_a_bundle_that_cannot_be_read_stops_no_other_and_ends_the_command_with_1() -> None:
    done = run("--bundle", "-", given=line(bundle("a")) + b"rubbish\n" + line({"id": "c"}) + line(bundle("d")))
    assert done.returncode == 1
    assert done.stderr.count(b"\n") == 1
    assert b"2 of 4" in done.stderr
    assert [(one["id"], "error" in one) for one in results(done)] == [
        ("a", False),
        (None, True),
        ("c", True),
        ("d", False),
    ]


def test_a_result_is_there_before_the_next_bundle_is_sent() -> None:
    with subprocess.Popen(
        [*COMMAND, "--bundle", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=plain_environment()
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for id_ in ("a", "b"):
            process.stdin.write(line(bundle(id_)))
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == id_
        process.stdin.close()
        assert process.wait(timeout=60) == 0


def test_explain_and_derive_are_flags() -> None:
    statement = {**EVERYTHING, "Condition": {"StringEquals": {"aws:username": "mira"}}}
    given = line(bundle(identity=[named(statement)]))
    [plain] = results(run("--bundle", "-", given=given))
    [full] = results(run("--bundle", "-", "--explain", "--derive", given=given))
    assert (plain["decision"], full["decision"]) == ("implicitDeny", "allowed")
    assert "considered" not in plain["reason"]
    assert [one["failed"] for one in full["reason"]["considered"]] == [None]


def test_nothing_given_is_nothing_to_do() -> None:
    done = run("--bundle", "-")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_misuse_ends_with_one_line(tmp_path: Path) -> None:
    missing = run("--bundle", str(tmp_path / "none"))
    assert (missing.returncode, missing.stderr.count(b"\n")) == (1, 1)
    assert run("--bundle", str(tmp_path)).returncode == 1
    assert run().returncode == 2


def test_one_decision_is_explained_to_a_person_or_to_a_program() -> None:
    given = line(bundle("x"))
    told = run("--bundle", "-", given=given, command="explain")
    assert (told.returncode, told.stderr) == (0, b"")
    assert b"Allowed." in told.stdout
    shown = run("--bundle", "-", "--json", given=given, command="explain")
    assert results(shown) == results(run("--bundle", "-", "--explain", given=given))
    spread = run("--bundle", "-", given=json.dumps(bundle("x"), indent=2).encode(), command="explain")
    assert spread.stdout == told.stdout


def test_what_cannot_be_explained_ends_with_one_line() -> None:
    told = run("--bundle", "-", given=b"rubbish", command="explain")
    assert (told.returncode, told.stdout, told.stderr.count(b"\n")) == (1, b"", 1)
    shown = run("--bundle", "-", "--json", given=b"rubbish", command="explain")
    assert (shown.returncode, shown.stderr.count(b"\n")) == (1, 1)
    assert results(shown)[0]["error"]["code"] == "InvalidInput"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
@pytest.mark.parametrize("command", ["evaluate", "explain"])
def test_output_that_cannot_be_written_is_told_in_one_line(command: str) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*OSTIARY, command, "--bundle", "-"],
            check=False,
            input=line(bundle("x")),
            stdout=full,
            stderr=subprocess.PIPE,
            env=plain_environment(),
        )
    assert done.returncode == 1
    assert done.stderr == b"ostiary: No space left on device\n"


def test_what_the_output_cannot_spell_is_shown_by_its_escape() -> None:
    given = line(bundle("x", request={"resource": "arn:aws:s3:::日本"}))
    environment = plain_environment() | {"PYTHONIOENCODING": "latin-1"}
    done = subprocess.run(
        [*OSTIARY, "explain", "--bundle", "-"], input=given, capture_output=True, check=False, env=environment
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert rb"arn:aws:s3:::\u65e5\u672c" in done.stdout


def test_threat_19_what_an_error_quotes_cannot_steer_the_terminal() -> None:
    given = b'{"id":"1","request":{},"policies":{"\\u001b[31mX\\u202e":[]}}'
    done = run("--bundle", "-", given=given, command="explain")
    assert done.returncode == 1
    assert done.stderr.decode().strip().isprintable()
