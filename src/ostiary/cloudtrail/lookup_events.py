"""LookupEvents: what happened in the caller's account, as the audit log has it, newest first."""

from __future__ import annotations

import base64
import binascii
import calendar
import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, Protocol

from ostiary.audit.lookup import Event, Found, Wanted
from ostiary.authz.authorized import Authorized
from ostiary.authz.handler import Read
from ostiary.model.errors import InvalidLookupAttributesError, InvalidNextTokenError, InvalidTimeRangeError
from ostiary.store.contract import Reader
from ostiary.wire import cloudtrail_types
from ostiary.wire.cloudtrail_types import LookupEventsRequest, LookupEventsResponse

PAGE_SIZE: Final = 50
HISTORY: Final = 90 * 86_400
"""Seconds that are looked back on, as at AWS; what is older stays in the log."""

VERSION: Final = b"\x01"
BINDING_SIZE: Final = 12
PLACE_SIZE: Final = 8


class Log(Protocol):
    """Where events are found."""

    def look_up(self, wanted: Wanted, limit: int, place: int | None = None) -> Found:
        """Return events before *place*, and the place from which to go on."""


def lookup_events(log: Log) -> Read:
    """Return the operation over *log*."""

    def function(call: Authorized[LookupEventsRequest], _: Reader) -> LookupEventsResponse:
        """Return a page of events. It may hold fewer than asked for, even none, and yet have a token to go on with:
        one call reads so much of the log and no more.

        Raises InvalidLookupAttributesError, InvalidTimeRangeError and InvalidNextTokenError.
        """
        params = call.params
        binding = _binding(call)
        place = _read(params["NextToken"], binding) if "NextToken" in params else None
        wanted = _wanted(call)
        if "EventCategory" in params:  # its one value asks for insights, of which there are none
            return {"Events": []}
        found = log.look_up(wanted, params.get("MaxResults", PAGE_SIZE), place)
        answer: LookupEventsResponse = {"Events": [_event(event, text) for event, text in found.events]}
        if found.place is not None:
            answer["NextToken"] = _write(found.place, binding)
        return answer

    return Read(function)


# -- what is asked for ---------------------------------------------------------------------------------


def _wanted(call: Authorized[LookupEventsRequest]) -> Wanted:
    params = call.params
    start, end = params.get("StartTime", 0), params.get("EndTime", call.now)
    if start > end:
        raise InvalidTimeRangeError("The start of the time range is after its end.")
    attributes = params.get("LookupAttributes", [])
    if len(attributes) > 1:
        raise InvalidLookupAttributesError("Events can be looked up by one attribute at a time.")
    return Wanted(
        account=call.account,
        start=max(start, call.now - HISTORY),
        end=max(min(end, call.now), call.now - HISTORY),
        fits=_fits(attributes[0]) if attributes else lambda event: True,
    )


def _fits(attribute: cloudtrail_types.LookupAttribute) -> Callable[[Event], bool]:
    values, wanted = VALUES[attribute["AttributeKey"]], attribute["AttributeValue"]
    return lambda event: wanted in values(event)


VALUES: Final[Mapping[str, Callable[[Event], list[str]]]] = {
    "EventId": lambda event: [event["eventID"]],
    "EventName": lambda event: [event["eventName"]],
    "ReadOnly": lambda event: [_read_only(event)],
    "Username": lambda event: [_user_name(event)],
    "ResourceType": lambda event: [kind for kind, _ in _resources(event)],
    "ResourceName": lambda event: [name for _, name in _resources(event)],
    "EventSource": lambda event: [event["eventSource"]],
    "AccessKeyId": lambda event: [event["userIdentity"].get("accessKeyId", "")],
}
"""Attribute → the values that an event has of it; one of them has to be the one asked for, to the letter."""


# -- what is shown -------------------------------------------------------------------------------------


def _event(event: Event, text: str) -> cloudtrail_types.Event:
    shape: cloudtrail_types.Event = {
        "EventId": event["eventID"],
        "EventName": event["eventName"],
        "ReadOnly": _read_only(event),
        "AccessKeyId": event["userIdentity"].get("accessKeyId", ""),
        "EventTime": calendar.timegm(time.strptime(event["eventTime"], "%Y-%m-%dT%H:%M:%SZ")),
        "EventSource": event["eventSource"],
        "Resources": [{"ResourceType": kind, "ResourceName": name} for kind, name in _resources(event)],
        "CloudTrailEvent": text,
    }
    if name := _user_name(event):
        shape["Username"] = name
    return shape


def _read_only(event: Event) -> str:
    return "true" if event["readOnly"] else "false"


def _user_name(event: Event) -> str:
    """Return the name of the user, `root`, or the name of the session."""
    identity = event["userIdentity"]
    if identity["type"] == "Root":
        return "root"
    return str(identity.get("userName") or identity.get("principalId", "").rpartition(":")[2])


RESOURCES: Final[Mapping[str, str]] = {
    "UserName": "AWS::IAM::User",
    "GroupName": "AWS::IAM::Group",
    "RoleName": "AWS::IAM::Role",
    "RoleArn": "AWS::IAM::Role",
    "PolicyArn": "AWS::IAM::Policy",
    "InstanceProfileName": "AWS::IAM::InstanceProfile",
    "AccessKeyId": "AWS::IAM::AccessKey",
    "ServerCertificateName": "AWS::IAM::ServerCertificate",
    "SAMLProviderArn": "AWS::IAM::SAMLProvider",
    "OpenIDConnectProviderArn": "AWS::IAM::OIDCProvider",
    "SerialNumber": "AWS::IAM::MFADevice",
}
"""Parameter → the type of the resource that it names."""


def _resources(event: Event) -> Iterator[tuple[str, str]]:
    """Yield type and name of what the request names."""
    params: Mapping[str, Any] = event.get("requestParameters") or {}  # Any: JSON
    return ((kind, str(params[name])) for name, kind in RESOURCES.items() if params.get(name))


# -- tokens --------------------------------------------------------------------------------------------


def _binding(call: Authorized[LookupEventsRequest]) -> bytes:
    """Return a digest of what the list is of: the token of another list is refused. It is no secret, grants nothing."""
    params = call.params
    pairs = [(one["AttributeKey"], one["AttributeValue"]) for one in params.get("LookupAttributes", [])]
    parts = (call.account, params.get("StartTime"), params.get("EndTime"), pairs)
    return hashlib.sha256(repr(parts).encode()).digest()[:BINDING_SIZE]


def _write(place: int, binding: bytes) -> str:
    return base64.urlsafe_b64encode(VERSION + binding + place.to_bytes(PLACE_SIZE)).decode()


def _read(token: str, binding: bytes) -> int:
    """Return the place in *token*. Raises InvalidNextTokenError unless `_write` could have made it for this list."""
    try:
        raw = base64.b64decode(token, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidNextTokenError("Invalid token.") from error
    head = VERSION + binding
    if len(raw) != len(head) + PLACE_SIZE or not raw.startswith(head):
        raise InvalidNextTokenError("Invalid token.")
    return int.from_bytes(raw[len(head) :])
