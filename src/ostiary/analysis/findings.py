"""What an analysis finds in a document, and where."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import cast

from ostiary.model.spans import Path, Position
from ostiary.wire import accessanalyzer_types
from ostiary.wire.accessanalyzer_types import ValidatePolicyFinding


class FindingType(Enum):
    """How grave a finding is, in Access Analyzer's words."""

    ERROR = "ERROR"
    SECURITY_WARNING = "SECURITY_WARNING"
    WARNING = "WARNING"
    SUGGESTION = "SUGGESTION"


@dataclass(frozen=True, slots=True)
class Location:
    """A place in the document: the path to it, and where its text begins and ends."""

    path: Path
    start: Position
    end: Position


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a document that its author should know. `link` leads to the code in Ostiary's documentation."""

    type: FindingType
    code: str
    details: str
    link: str
    location: Location


def shape(finding: Finding) -> ValidatePolicyFinding:
    """Return *finding* in the shape of the API."""
    location = finding.location
    place = accessanalyzer_types.Location(
        path=[_element(kind, at) for kind, at in location.path],
        span={"start": _position(location.start), "end": _position(location.end)},
    )
    return ValidatePolicyFinding(
        findingDetails=finding.details,
        findingType=finding.type.value,
        issueCode=finding.code,
        learnMoreLink=finding.link,
        locations=[place],
    )


def _element(kind: str, at: int | str) -> accessanalyzer_types.PathElement:
    return cast(accessanalyzer_types.PathElement, {kind: at})


def _position(position: Position) -> accessanalyzer_types.Position:
    return {"line": position.line, "column": position.column, "offset": position.offset}
