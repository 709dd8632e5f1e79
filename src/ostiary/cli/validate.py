"""`ostiary validate`: what is wrong with a policy document, and what its author may not have meant."""

from __future__ import annotations

import codecs
import json as stdlib
import sys
from collections import Counter
from pathlib import Path
from typing import Annotated, Final

from cyclopts import Parameter

from ostiary.analysis.findings import Finding, FindingType, shape
from ostiary.analysis.validate import findings
from ostiary.engine.kinds import PolicyKind
from ostiary.model.spans import MAX_LENGTH
from ostiary.server.errors import CommandError

FAILING: Final = {FindingType.ERROR: "error", FindingType.SECURITY_WARNING: "security warning"}
"""The findings that make the command fail, in words."""

LONGEST_CHARACTER: Final = 4
"""Bytes of UTF-8; what is longer than any document that is checked need not be read to its end."""


def validate(
    file: Annotated[
        str, Parameter(help="File of one policy document; - is standard input.", allow_leading_hyphen=True)
    ],
    /,
    *,
    type: Annotated[  # noqa: A002  # the flag's name
        PolicyKind, Parameter(help="What the document is a policy of.")
    ] = PolicyKind.IDENTITY,
    json: Annotated[
        bool, Parameter(help="Print the findings as ValidatePolicy returns them.", show_default=False, negative=())
    ] = False,
) -> None:
    """Check a policy document, without a server; fails when there is an error or a security warning."""
    found = findings(_text(file), type)
    if json:
        print(stdlib.dumps({"findings": [shape(finding) for finding in found]}, indent=2))
    else:
        for finding in found:
            print(_line(file, finding))
    counts = Counter(finding.type for finding in found)
    failing = [_count(counts[kind], word) for kind, word in FAILING.items() if counts[kind]]
    if failing:
        raise CommandError(f"{_name(file)}: {' and '.join(failing)}")


def _line(file: str, finding: Finding) -> str:
    """Return `file:line:column: …`, which editors read, so that the column counts from 1 here."""
    start = finding.location.start
    told = "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in finding.details
    )
    return f"{_name(file)}:{start.line}:{start.column + 1}: {finding.type.value} {finding.code}: {told}"


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _name(file: str) -> str:
    return "standard input" if file == "-" else file


def _text(file: str) -> str:
    most = MAX_LENGTH * LONGEST_CHARACTER + LONGEST_CHARACTER
    try:
        if file == "-":
            content = sys.stdin.buffer.read(most)
        else:
            with Path(file).open("rb") as stream:
                content = stream.read(most)
    except OSError as error:
        raise CommandError(f"{_name(file)} cannot be read: {error.strerror}") from error
    try:
        # What was cut off within a character is too long, not broken.
        return codecs.getincrementaldecoder("utf-8")().decode(content, final=len(content) < most)
    except UnicodeDecodeError as error:
        raise CommandError(f"{_name(file)} is not UTF-8") from error
