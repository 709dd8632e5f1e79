"""What an analysis finds in a document, and where."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TypedDict

from ostiary.model.spans import Path, Position


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


class Span(TypedDict):
    """Where a text begins and ends, on the wire."""

    start: dict[str, int]
    end: dict[str, int]


class Place(TypedDict):
    """A location on the wire."""

    path: list[dict[str, int | str]]
    span: Span


class Shape(TypedDict):
    """A finding as ValidatePolicy of the Access Analyzer API returns it."""

    findingDetails: str
    findingType: str
    issueCode: str
    learnMoreLink: str
    locations: list[Place]


def shape(finding: Finding) -> Shape:
    """Return *finding* in the shape of the API."""
    location = finding.location
    span = Span(start=location.start._asdict(), end=location.end._asdict())
    place = Place(path=[{kind: at} for kind, at in location.path], span=span)
    return Shape(
        findingDetails=finding.details,
        findingType=finding.type.value,
        issueCode=finding.code,
        learnMoreLink=finding.link,
        locations=[place],
    )
