"""The log is JSON lines, and nothing secret is in it."""

from __future__ import annotations

import io
import json
import logging
from typing import Any

import structlog

from ostiary.model.errors import ServiceUnavailableError
from ostiary.model.secret import Secret


def lines(stream: io.StringIO) -> list[Any]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_every_line_is_an_object_with_time_and_level(stream: io.StringIO) -> None:
    structlog.get_logger("ostiary.x").warning("one", request_id="r-1", text="a\nb")
    logging.getLogger("uvicorn.error").warning("two %s", "three")
    ours, theirs = lines(stream)
    assert (ours["event"], ours["request_id"], ours["text"], ours["level"]) == ("one", "r-1", "a\nb", "warning")
    assert (theirs["event"], theirs["level"]) == ("two three", "warning")
    assert ours["timestamp"].endswith("Z")


def test_an_exception_is_told_by_its_type_and_lines(stream: io.StringIO) -> None:
    try:
        raise ServiceUnavailableError("The database is away")
    except ServiceUnavailableError:
        structlog.get_logger("ostiary.x").exception("failed")
    (line,) = lines(stream)
    assert line["exception"][0]["type"] == "ostiary.model.errors.ServiceUnavailableError"
    assert line["exception"][0]["text"] == "The database is away"
    assert "test_an_exception_is_told" in line["exception"][0]["frames"][0]


def test_threat_40_neither_variables_nor_foreign_texts_reach_the_log(stream: io.StringIO) -> None:
    canary = "canary-secret"
    try:
        try:
            raise KeyError(canary)
        except KeyError as error:
            raise ValueError(f"cannot use {canary}") from error
    except ValueError:
        structlog.get_logger("ostiary.x").exception("failed", key=Secret(canary))
        logging.getLogger("uvicorn.error").exception("failed as well")
    assert canary not in stream.getvalue()
    assert [link["type"] for link in lines(stream)[0]["exception"]] == ["builtins.ValueError", "builtins.KeyError"]
    assert lines(stream)[1]["exception"][0]["type"] == "builtins.ValueError"
