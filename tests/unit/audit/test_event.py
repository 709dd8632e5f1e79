"""An event has CloudTrail's form."""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import replace
from typing import Any

import pytest

from ostiary.audit.event import LONGEST_OF_A_STRANGER, LONGEST_VALUE, Event, encode
from ostiary.model.caller import Caller, CallerKind, Session, SessionKind

ACCOUNT = "123456789012"

ALICE = Caller(
    kind=CallerKind.USER,
    account=ACCOUNT,
    arn=f"arn:aws:iam::{ACCOUNT}:user/alice",
    entity_arn=f"arn:aws:iam::{ACCOUNT}:user/alice",
    entity_id="AIDAALICE",
    user_id="AIDAALICE",
    access_key_id="AKIAALICE",
    user_name="alice",
)
JOB = Caller(
    kind=CallerKind.ROLE_SESSION,
    account=ACCOUNT,
    arn=f"arn:aws:sts::{ACCOUNT}:assumed-role/reader/job",
    entity_arn=f"arn:aws:iam::{ACCOUNT}:role/team/reader",
    entity_id="AROAREADER",
    user_id="AROAREADER:job",
    access_key_id="ASIAJOB",
    session=Session(
        kind=SessionKind.ASSUMED_ROLE,
        account=ACCOUNT,
        entity_id="AROAREADER",
        name="job",
        issued=1_700_000_000,
        expires=1_700_003_600,
        source_identity="alice",
    ),
)
CALL = Event(
    id="e-1",
    request_id="r-1",
    time=1_700_000_000,
    service="iam",
    operation="CreateUser",
    caller=ALICE,
    region="us-east-1",
    peer="192.0.2.1",
    user_agent="aws-cli/2",
    read_only=False,
    request={"UserName": "bob"},
    response={"User": {"UserName": "bob"}},
    decision="allowed",
    revision=7,
)


def read(event: Event) -> Any:
    return json.loads(encode(event))


def test_a_change_has_every_field_of_cloudtrail() -> None:
    assert read(CALL) == {
        "eventVersion": "1.11",
        "userIdentity": {
            "type": "IAMUser",
            "principalId": "AIDAALICE",
            "arn": f"arn:aws:iam::{ACCOUNT}:user/alice",
            "accountId": ACCOUNT,
            "accessKeyId": "AKIAALICE",
            "userName": "alice",
        },
        "eventTime": "2023-11-14T22:13:20Z",
        "eventSource": "iam.amazonaws.com",
        "eventName": "CreateUser",
        "awsRegion": "us-east-1",
        "sourceIPAddress": "192.0.2.1",
        "userAgent": "aws-cli/2",
        "requestParameters": {"UserName": "bob"},
        "responseElements": {"User": {"UserName": "bob"}},
        "requestID": "r-1",
        "eventID": "e-1",
        "readOnly": False,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "eventCategory": "Management",
        "recipientAccountId": ACCOUNT,
        "additionalEventData": {"decision": "allowed", "revision": 7},
    }


def test_a_refusal_names_its_error() -> None:
    event = read(replace(CALL, response=None, error="AccessDenied", message="no", decision="denied", revision=None))
    assert (event["errorCode"], event["errorMessage"]) == ("AccessDenied", "no")
    assert event["additionalEventData"] == {"decision": "denied", "revision": None}


def test_a_caller_that_proved_nothing_is_unknown() -> None:
    event = read(replace(CALL, caller=None, decision="", error="MissingAuthenticationToken"))
    assert event["userIdentity"] == {"type": "Unknown"}
    assert "recipientAccountId" not in event
    assert "additionalEventData" not in event


def test_a_role_session_names_its_role() -> None:
    assert read(replace(CALL, caller=JOB))["userIdentity"] == {
        "type": "AssumedRole",
        "principalId": "AROAREADER:job",
        "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/reader/job",
        "accountId": ACCOUNT,
        "accessKeyId": "ASIAJOB",
        "sessionContext": {
            "attributes": {"creationDate": "2023-11-14T22:13:20Z", "mfaAuthenticated": "false"},
            "sessionIssuer": {
                "type": "Role",
                "principalId": "AROAREADER",
                "arn": f"arn:aws:iam::{ACCOUNT}:role/team/reader",
                "accountId": ACCOUNT,
                "userName": "reader",
            },
            "sourceIdentity": "alice",
        },
    }


def test_what_an_operator_did_on_the_machine_is_told_from_calls() -> None:
    event = read(replace(CALL, caller=None, operator=True, service="ostiary", operation="CreateAccount"))
    assert (event["userIdentity"], event["eventSource"], event["eventType"]) == (
        {"type": "Operator"},
        "ostiary",
        "AwsServiceEvent",
    )


@pytest.mark.parametrize("text", ['"},\n{"eventName":"forged"', "\u2028", "ü", "\x00"])
def test_threat_08_what_a_caller_writes_stays_inside_its_field(text: str) -> None:
    line = encode(replace(CALL, user_agent=text, request={"UserName": text}))
    assert b"\n" not in line
    assert json.loads(line)["userAgent"] == text


def test_free_text_of_a_caller_is_bounded() -> None:
    assert len(encode(replace(CALL, user_agent="a" * 30_000, error="E", message="a" * 30_000))) < 4_000


def test_an_event_costs_little() -> None:
    rounds = 2_000
    begun = time.process_time()
    for _ in range(rounds):
        encode(CALL)
    assert (time.process_time() - begun) / rounds < 60e-6  # 15 µs is the aim; a loaded machine needs room


# -- signing in ----------------------------------------------------------------------------------------


def test_a_failed_sign_in_has_a_message_and_no_code_and_belongs_to_the_account_that_was_named() -> None:
    tried = replace(
        CALL,
        service="signin",
        operation="ConsoleLogin",
        caller=None,
        account=ACCOUNT,
        request=None,
        response={"ConsoleLogin": "Failure"},
        message="Failed authentication",
        decision="",
        additional={"MFAUsed": "No"},
    )
    event = read(tried)
    assert (event["eventSource"], event["eventType"]) == ("signin.amazonaws.com", "AwsConsoleSignIn")
    assert event["recipientAccountId"] == event["userIdentity"]["accountId"] == ACCOUNT
    assert event["userIdentity"]["userName"] == "HIDDEN_DUE_TO_SECURITY_REASONS"
    assert event["errorMessage"] == "Failed authentication"
    assert "errorCode" not in event
    assert event["additionalEventData"] == {"MFAUsed": "No"}
    stranger = read(replace(tried, account=""))
    assert stranger["userIdentity"] == {"type": "Unknown"}
    assert "recipientAccountId" not in stranger


def test_further_data_stands_beside_the_decision() -> None:
    assert read(replace(CALL, additional={"more": "m"}))["additionalEventData"] == {
        "decision": "allowed",
        "revision": 7,
        "more": "m",
    }


def test_for_what_a_service_said_that_it_called_stands_in_its_event() -> None:
    source = f"arn:aws:backup:us-east-1:{ACCOUNT}:vault/a"
    service = replace(ALICE, kind=CallerKind.SERVICE, arn="backup.example.com", source_arn=source)
    told = read(replace(CALL, caller=replace(service, source_account=ACCOUNT)))["additionalEventData"]
    assert told == {"decision": "allowed", "revision": 7, "sourceArn": source, "sourceAccount": ACCOUNT}


# -- long values ---------------------------------------------------------------------------------------


def test_of_a_value_too_long_its_size_and_digest_are_kept() -> None:
    text, names = "é" * LONGEST_VALUE, ["s3:GetObject"] * 2_000

    event = read(
        replace(CALL, request={"PolicyDocument": text, "ActionNames": names, "UserName": "bob"}, response=None)
    )

    def omitted(value: bytes) -> str:
        return f"OMITTED: {len(value)} bytes, SHA-256 {hashlib.sha256(value).hexdigest()}"

    assert event["requestParameters"] == {
        "PolicyDocument": omitted(text.encode()),
        "ActionNames": omitted(json.dumps(names, separators=(",", ":")).encode()),
        "UserName": "bob",
    }
    assert len(encode(replace(CALL, request={"PolicyDocument": text}))) < 2_000


def test_of_what_a_stranger_sends_little_is_kept() -> None:
    properties = {"host": "x" * LONGEST_OF_A_STRANGER}
    event = read(replace(CALL, caller=None, request={"instanceProperties": properties, "roleArn": "arn:x"}))
    assert event["requestParameters"]["roleArn"] == "arn:x"
    assert event["requestParameters"]["instanceProperties"].startswith("OMITTED: ")


def test_a_value_is_kept_up_to_the_bound_on_either_side_of_a_call() -> None:
    longest = "x" * (LONGEST_VALUE - len('""'))

    event = read(replace(CALL, request={"A": longest}, response={"A": longest + "x"}))

    assert event["requestParameters"] == {"A": longest}
    assert event["responseElements"]["A"].startswith("OMITTED: ")
