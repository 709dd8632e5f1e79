"""The first steps with boto3 against a running server: what works, what is refused, what the audit log says of it."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from tests.support.server import ServerInThread, server_in_thread

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def refused(call: Any, **parameters: Any) -> tuple[int, str]:
    """Return status and code of a call that is refused."""
    with pytest.raises(ClientError) as error:
        call(**parameters)
    response = error.value.response
    return response["ResponseMetadata"]["HTTPStatusCode"], response["Error"]["Code"]


def event_of(server: ServerInThread, request_id: str) -> dict[str, Any]:
    """Return the one event of a call."""
    (event,) = [event for event in server.events() if event["requestID"] == request_id]
    return event


def test_root_makes_a_user_and_finds_it(ostiary: ServerInThread) -> None:
    iam = ostiary.client("iam")
    made = iam.create_user(UserName="first", Path="/team/", Tags=[{"Key": "a", "Value": "b"}])
    user = made["User"]
    assert user["Arn"] == f"arn:aws:iam::{ostiary.account}:user/team/first"
    assert re.fullmatch(r"AIDA[A-Z2-7]{17}", user["UserId"])
    assert iam.get_user(UserName="FIRST")["User"]["UserId"] == user["UserId"]
    assert "first" in [listed["UserName"] for listed in iam.list_users()["Users"]]
    metadata = made["ResponseMetadata"]
    assert UUID.fullmatch(metadata["RequestId"])
    assert metadata["HTTPHeaders"]["x-amzn-requestid"] == metadata["RequestId"]
    assert int(metadata["HTTPHeaders"]["x-ostiary-revision"]) > 0


def test_root_is_who_it_says(ostiary: ServerInThread) -> None:
    assert ostiary.client("sts", region="eu-central-1").get_caller_identity() | {"ResponseMetadata": None} == {
        "UserId": ostiary.account,
        "Account": ostiary.account,
        "Arn": f"arn:aws:iam::{ostiary.account}:root",
        "ResponseMetadata": None,
    }


def test_an_unsigned_call_is_refused(ostiary: ServerInThread) -> None:
    unsigned = boto3.client(
        "iam", endpoint_url=ostiary.endpoint, region_name="us-east-1", config=Config(signature_version=UNSIGNED)
    )
    assert refused(unsigned.list_users) == (403, "MissingAuthenticationToken")
    assert refused(unsigned.create_user, UserName="ghost") == (403, "MissingAuthenticationToken")
    assert "ghost" not in [user["UserName"] for user in ostiary.client("iam").list_users()["Users"]]


def test_wrong_secrets_and_unknown_keys_are_refused(ostiary: ServerInThread) -> None:
    wrong = ostiary.client("iam", ostiary.root_access_key_id, "x" * 40)
    assert refused(wrong.list_users) == (403, "SignatureDoesNotMatch")
    unknown = ostiary.client("iam", "AKIAQ2W3E4R5T6Y7U2I3", ostiary.root_secret)
    assert refused(unknown.list_users) == (403, "InvalidClientTokenId")
    foreign = ostiary.client("iam", ostiary.root_access_key_id, ostiary.root_secret, "FwoGZXIvYXdz")
    assert refused(foreign.list_users) == (403, "InvalidClientTokenId")


def test_a_new_user_may_nothing_but_say_who_it_is(ostiary: ServerInThread) -> None:
    iam = ostiary.client("iam")
    iam.create_user(UserName="newcomer")
    key = iam.create_access_key(UserName="newcomer")["AccessKey"]
    keys = (key["AccessKeyId"], key["SecretAccessKey"])
    assert ostiary.client("sts", *keys).get_caller_identity()["Arn"].endswith(":user/newcomer")
    assert refused(ostiary.client("iam", *keys).list_users) == (403, "AccessDenied")
    iam.update_access_key(UserName="newcomer", AccessKeyId=keys[0], Status="Inactive")
    assert refused(ostiary.client("sts", *keys).get_caller_identity) == (403, "InvalidClientTokenId")


def test_faults_are_in_the_form_that_boto3_knows(ostiary: ServerInThread) -> None:
    iam = ostiary.client("iam")
    with pytest.raises(iam.exceptions.NoSuchEntityException):
        iam.get_user(UserName="nobody")
    iam.create_user(UserName="twice")
    with pytest.raises(iam.exceptions.EntityAlreadyExistsException):
        iam.create_user(UserName="Twice")
    assert refused(iam.create_user, UserName="not a name") == (400, "ValidationError")


def test_what_this_version_has_not_is_refused_after_the_signature(ostiary: ServerInThread) -> None:
    assert refused(ostiary.client("iam").list_delegation_requests) == (501, "NotImplemented")
    wrong = ostiary.client("iam", ostiary.root_access_key_id, "x" * 40)
    assert refused(wrong.list_delegation_requests) == (403, "SignatureDoesNotMatch")


def test_a_request_that_is_no_call_is_refused_in_xml(ostiary: ServerInThread) -> None:
    for body, status, code in ((b"", 400, "MissingAction"), (b"Action=Dance&Version=2010-05-08", 400, "InvalidAction")):
        request = urllib.request.Request(
            ostiary.endpoint, data=body, headers={"Content-Type": "application/x-www-form-urlencoded"}
        )
        with pytest.raises(urllib.error.HTTPError) as error:
            urllib.request.urlopen(request)
        with error.value as answer:
            assert answer.code == status
            assert f"<Code>{code}</Code>" in answer.read().decode()


def test_health(ostiary: ServerInThread) -> None:
    for path in ("live", "ready"):
        with urllib.request.urlopen(f"{ostiary.endpoint}/health/{path}") as answer:
            assert answer.status == 200


def test_every_call_leaves_one_event_refused_ones_included(ostiary: ServerInThread) -> None:
    iam = ostiary.client("iam")
    made = iam.create_user(UserName="audited")
    event = event_of(ostiary, made["ResponseMetadata"]["RequestId"])
    assert (event["eventSource"], event["eventName"], event["readOnly"]) == ("iam.amazonaws.com", "CreateUser", False)
    assert event["requestParameters"] == {"UserName": "audited"}
    assert event["responseElements"]["User"]["UserName"] == "audited"
    assert event["userIdentity"] == {
        "type": "Root",
        "principalId": ostiary.account,
        "arn": f"arn:aws:iam::{ostiary.account}:root",
        "accountId": ostiary.account,
        "accessKeyId": ostiary.root_access_key_id,
    }
    assert event["sourceIPAddress"] == "127.0.0.1"
    assert event["userAgent"].startswith("Boto3/")
    listed = iam.list_users()
    event = event_of(ostiary, listed["ResponseMetadata"]["RequestId"])
    assert (event["eventName"], event["readOnly"], event["responseElements"]) == ("ListUsers", True, None)
    for client, code in (
        (ostiary.client("iam"), "EntityAlreadyExists"),
        (ostiary.client("iam", ostiary.root_access_key_id, "x" * 40), "SignatureDoesNotMatch"),
    ):
        with pytest.raises(ClientError) as error:
            client.create_user(UserName="audited")
        event = event_of(ostiary, error.value.response["ResponseMetadata"]["RequestId"])
        assert (event["errorCode"], event["eventName"]) == (code, "CreateUser")
        assert (event["userIdentity"]["type"] == "Unknown") == (code == "SignatureDoesNotMatch")


def test_threat_40_no_secret_is_in_anything_that_is_kept_but_sealed(tmp_path: Path) -> None:
    with server_in_thread(tmp_path) as server:
        iam = server.client("iam")
        iam.create_user(UserName="canary")
        key = iam.create_access_key(UserName="canary")
        event = event_of(server, key["ResponseMetadata"]["RequestId"])
        assert event["responseElements"]["AccessKey"]["AccessKeyId"] == key["AccessKey"]["AccessKeyId"]
        session = server.client("sts").get_session_token()["Credentials"]
        secrets = {
            server.root_secret,
            key["AccessKey"]["SecretAccessKey"],
            session["SecretAccessKey"],
            session["SessionToken"],
        }
        server.events()
    kept = [path for path in (tmp_path / "data").rglob("*") if path.is_file()]
    assert {path.name for path in kept} >= {"ostiary.db", "events.jsonl"}
    for path in kept:
        content = path.read_bytes()
        assert [path.name for secret in secrets if secret.encode() in content] == []
        assert path.stat().st_mode & 0o077 == 0


def test_what_was_answered_is_there_after_a_restart(tmp_path: Path) -> None:
    with server_in_thread(tmp_path) as server:
        user = server.client("iam").create_user(UserName="kept")["User"]
        account = server.account
        assert server.running.first_start is not None
    with server_in_thread(tmp_path) as server:
        assert server.running.first_start is None
        assert server.account == account
        assert server.client("iam").get_user(UserName="kept")["User"] == user


def test_when_a_key_was_last_used_is_written_by_the_housekeeping(ostiary: ServerInThread) -> None:
    iam = ostiary.client("iam")
    iam.create_user(UserName="used")
    key = iam.create_access_key(UserName="used")["AccessKey"]
    ostiary.client("sts", key["AccessKeyId"], key["SecretAccessKey"], region="eu-west-3").get_caller_identity()
    ostiary.running.housekeeping.run_all()
    used = iam.get_access_key_last_used(AccessKeyId=key["AccessKeyId"])["AccessKeyLastUsed"]
    assert (used["ServiceName"], used["Region"]) == ("sts", "eu-west-3")


def test_a_moved_clock_refuses_what_was_signed_with_another(tmp_path: Path) -> None:
    with server_in_thread(tmp_path) as server:
        server.client("sts").get_caller_identity()
        server.advance(16 * 60)
        assert refused(server.client("sts").get_caller_identity) == (403, "SignatureDoesNotMatch")
