"""Requests and answers of CloudTrail 2013-11-01, under the names of the service model.

Made by tools/generate/models.py (`make generate`): do not edit. Timestamps are seconds since the epoch.
What an operation takes marks its required members; what it only answers may leave members out.
"""

from __future__ import annotations

from typing import Required, TypedDict


class Event(TypedDict, total=False):
    EventId: str
    EventName: str
    ReadOnly: str
    AccessKeyId: str
    EventTime: int
    EventSource: str
    Username: str
    Resources: list[Resource]
    CloudTrailEvent: str


class LookupAttribute(TypedDict, total=False):
    AttributeKey: Required[str]
    AttributeValue: Required[str]


class LookupEventsRequest(TypedDict, total=False):
    LookupAttributes: list[LookupAttribute]
    StartTime: int
    EndTime: int
    EventCategory: str
    MaxResults: int
    NextToken: str


class LookupEventsResponse(TypedDict, total=False):
    Events: list[Event]
    NextToken: str


class Resource(TypedDict, total=False):
    ResourceType: str
    ResourceName: str
