"""Looking events up as CloudTrail has it, by boto3 and by raw requests against a running server."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ostiary.audit import lookup
from tests.support.accounts import AccountUnderTest, allow, another_account, first_account, refusal, trust
from tests.support.server import ServerInThread
from tests.support.signing import post

TARGET = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents"
JSON = "application/x-amz-json-1.1"


@pytest.fixture
def account(ostiary: ServerInThread) -> AccountUnderTest:
    """An account of the test's own: what happened in it is what the test did."""
    return another_account(ostiary)


def look_up(account: AccountUnderTest, *attribute: str, **params: Any) -> list[dict[str, Any]]:
    """Return all events, by boto3's paginator."""
    account.root.server.running.housekeeping.run_all()
    if attribute:
        params["LookupAttributes"] = [{"AttributeKey": attribute[0], "AttributeValue": attribute[1]}]
    pages = account.root.client("cloudtrail").get_paginator("lookup_events").paginate(**params)
    return [event for page in pages for event in page["Events"]]


def names(events: list[dict[str, Any]]) -> list[str]:
    return [event["EventName"] for event in events]


def test_what_was_done_is_found_newest_first(account: AccountUnderTest) -> None:
    account.iam.create_user(UserName="alice")
    assert refusal(account.iam.get_user, UserName="bob")[1] == "NoSuchEntity"
    events = look_up(account)
    assert set(names(events)) == {"CreateUser", "GetUser"}
    created = next(event for event in events if event["EventName"] == "CreateUser")
    whole = json.loads(created["CloudTrailEvent"])
    assert (created["EventId"], whole["recipientAccountId"]) == (whole["eventID"], account.number)
    assert (created["ReadOnly"], created["Username"], created["EventSource"]) == ("false", "root", "iam.amazonaws.com")
    assert created["AccessKeyId"] == account.root.keys[0]
    assert created["Resources"] == [{"ResourceType": "AWS::IAM::User", "ResourceName": "alice"}]
    assert abs(created["EventTime"] - datetime.now(UTC)) < timedelta(minutes=1)


def test_a_role_assumed_from_another_account_is_an_event_of_both(
    ostiary: ServerInThread, account: AccountUnderTest
) -> None:
    other = another_account(ostiary)
    role = account.role("guest", trust(other.number))
    user = other.user("visitor", allow("sts:AssumeRole"))
    user.assume(role)
    found = [json.loads(event["CloudTrailEvent"]) for one in (account, other) for event in look_up(one)]
    theirs, ours = (event for event in reversed(found) if event["eventName"] == "AssumeRole")
    assert [ours["recipientAccountId"], theirs["recipientAccountId"]] == [account.number, other.number]
    own = {"eventID": "", "recipientAccountId": ""}
    assert ours | own == theirs | own
    assert ours["sharedEventID"]
    assert ours["eventID"] != theirs["eventID"]
    assert ours["userIdentity"]["accountId"] == other.number


def test_looking_up_is_an_event_as_well(account: AccountUnderTest) -> None:
    look_up(account)
    assert names(look_up(account)) == ["LookupEvents"]


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("EventName", "CreateUser", ["CreateUser"]),
        ("EventName", "createuser", []),
        ("ReadOnly", "true", ["AssumeRole", "ListUsers"]),
        ("Username", "work", ["ListUsers"]),
        ("ResourceType", "AWS::IAM::User", ["CreateAccessKey", "CreateUser", "PutUserPolicy"]),
        ("ResourceName", "worker", ["CreateAccessKey", "CreateUser", "PutUserPolicy"]),
        ("EventSource", "sts.amazonaws.com", ["AssumeRole"]),
    ],
)
def test_events_are_looked_up_by_an_attribute(
    account: AccountUnderTest, key: str, value: str, expected: list[str]
) -> None:
    role = account.role("role", trust(account.number), allow("iam:*"))
    account.user("worker", allow("*")).assume(role).client("iam").list_users()
    assert sorted(names(look_up(account, key, value))) == expected


def test_events_are_looked_up_by_id_and_by_key(account: AccountUnderTest) -> None:
    actor = account.user("worker", allow("iam:*"))
    actor.client("iam").list_users()
    (event,) = look_up(account, "AccessKeyId", actor.keys[0])
    assert (event["EventName"], event["Username"]) == ("ListUsers", "worker")
    assert look_up(account, "EventId", event["EventId"]) == [event]


def test_events_come_in_pages(account: AccountUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(7):
        account.iam.create_user(UserName=f"user-{number}")
    account.root.server.running.housekeeping.run_all()
    monkeypatch.setattr(lookup, "SCANNED", 1_000)
    found = look_up(account, "EventName", "CreateUser", PaginationConfig={"PageSize": 2})
    assert sorted(event["Resources"][0]["ResourceName"] for event in found) == [f"user-{number}" for number in range(7)]
    assert len({event["EventId"] for event in found}) == 7


def test_a_range_of_time_bounds_what_is_found(account: AccountUnderTest) -> None:
    account.iam.create_user(UserName="alice")
    now = datetime.now(UTC)
    hour = timedelta(hours=1)
    assert names(look_up(account, "EventName", "CreateUser", StartTime=now - hour, EndTime=now + hour)) == [
        "CreateUser"
    ]
    assert look_up(account, "EventName", "CreateUser", EndTime=now - hour) == []
    assert look_up(account, "EventName", "CreateUser", StartTime=now + hour, EndTime=now + 2 * hour) == []


def test_nobody_sees_the_events_of_another_account(ostiary: ServerInThread, account: AccountUnderTest) -> None:
    account.iam.create_user(UserName="secret-name")
    other = another_account(ostiary)
    other.iam.list_users()
    assert names(look_up(other)) == ["ListUsers"]
    assert "secret-name" not in json.dumps(look_up(first_account(ostiary)), default=str)


def test_no_secret_is_found(account: AccountUnderTest) -> None:
    actor = account.user("worker")
    assert actor.keys[1] not in json.dumps(look_up(account), default=str)


def test_looking_up_needs_its_permission(account: AccountUnderTest) -> None:
    status, code, message = refusal(account.user("nobody").client("cloudtrail").lookup_events)
    assert (status, code) == (403, "AccessDeniedException")
    assert message.startswith(
        f"User: {account.arn('user/nobody')} is not authorized to perform: cloudtrail:LookupEvents"
    )
    assert (
        account.user("auditor", allow("cloudtrail:LookupEvents")).client("cloudtrail").lookup_events()["Events"]
        is not None
    )


def test_wrong_parameters_are_refused(account: AccountUnderTest) -> None:
    client = account.root.client("cloudtrail")
    now = datetime.now(UTC)
    two = [{"AttributeKey": "EventName", "AttributeValue": name} for name in ("a", "b")]
    for params, code in (
        ({"LookupAttributes": two}, "InvalidLookupAttributesException"),
        ({"StartTime": now, "EndTime": now - timedelta(hours=1)}, "InvalidTimeRangeException"),
        ({"NextToken": "x"}, "InvalidNextTokenException"),
        ({"NextToken": "AQ=="}, "InvalidNextTokenException"),
        ({"MaxResults": 51}, "ValidationException"),
        ({"LookupAttributes": [{"AttributeKey": "Nothing", "AttributeValue": "x"}]}, "ValidationException"),
    ):
        assert refusal(client.lookup_events, **params)[:2] == (400, code), params


def test_the_token_of_another_list_is_refused(ostiary: ServerInThread, account: AccountUnderTest) -> None:
    for number in range(3):
        account.iam.create_user(UserName=f"user-{number}")
    ostiary.running.housekeeping.run_all()
    token = account.root.client("cloudtrail").lookup_events(MaxResults=1)["NextToken"]
    by_name = [{"AttributeKey": "EventName", "AttributeValue": "CreateUser"}]
    for client, params in (
        (account.root.client("cloudtrail"), {"LookupAttributes": by_name}),
        (another_account(ostiary).root.client("cloudtrail"), {}),
    ):
        assert refusal(client.lookup_events, NextToken=token, **params)[1] == "InvalidNextTokenException"


def test_there_are_no_insights(account: AccountUnderTest) -> None:
    assert look_up(account, EventCategory="insight") == []


def test_a_call_for_one_service_is_not_taken_under_the_signature_of_another(ostiary: ServerInThread) -> None:
    answer = post(ostiary, "iam", b"{}", JSON, target=TARGET)
    assert (answer.status, json.loads(answer.text)["__type"]) == (403, "InvalidSignatureException")
    form = b"Action=ListUsers&Version=2010-05-08"
    assert json.loads(post(ostiary, "cloudtrail", form, target=TARGET).text)["__type"] == "SerializationException"


def test_other_operations_of_cloudtrail_are_unknown(ostiary: ServerInThread) -> None:
    answer = post(ostiary, "cloudtrail", b"{}", JSON, target="CloudTrail_20131101.CreateTrail")
    assert (answer.status, json.loads(answer.text)["__type"]) == (404, "UnknownOperationException")
