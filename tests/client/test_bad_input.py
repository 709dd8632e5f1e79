"""Bad input to every operation that is carried out: each constraint of the model, broken in a raw signed request.

The cases are generated (`tests.support.bad_input`), thousands of them: what is added to OPERATIONS is covered without a
line here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ostiary.wire.irregular import ECHOING
from ostiary.wire.services import ServiceName, service
from tests.support.accounts import allow, document, first_account, trust
from tests.support.bad_input import SECRET, Form, Input, sentences
from tests.support.certificates import of_today
from tests.support.saml import metadata
from tests.support.server import ServerInThread, server_in_thread
from tests.support.signing import Connection
from tests.support.smallest import OPERATIONS
from tests.support.wire_values import asked, botocore_model, request_by_botocore

TAKING: Final = [pair for pair in OPERATIONS if Input(*pair).wrong()]
"""Operations that take something which can be wrong."""


def each(operations: Sequence[tuple[ServiceName, str]]) -> pytest.MarkDecorator:
    """Return the mark of a test of each of *operations*."""
    return pytest.mark.parametrize(("api", "operation"), operations, ids=[":".join(pair) for pair in operations])


Event = dict[str, Any]  # Any: JSON


@dataclass(slots=True)
class Line:
    """A server, a connection to it, and how much of its audit log was read."""

    server: ServerInThread
    connection: Connection
    read: int = 0

    def send(self, api: ServiceName, operation: str, texts: Form) -> tuple[int, str, str]:
        """Return status, code and message of the answer, which has to be an error in good XML."""
        form = {"Action": operation, "Version": service(api).api_version, **texts}
        answer = self.connection.post(api, urlencode(form).encode())
        root = ET.fromstring(answer.text)
        error = root.find("./{*}Error")
        assert error is not None, answer.text
        found = {child.tag.partition("}")[2]: child.text or "" for child in error}
        assert found["Type"] == ("Receiver" if answer.status >= 500 else "Sender")
        return answer.status, found["Code"], found["Message"]

    def new_events(self) -> list[Event]:
        """Return the events since this was last asked."""
        self.server.running.housekeeping.run_all()
        with (self.server.data_dir / "audit" / "events.jsonl").open("rb") as file:
            file.seek(self.read)
            lines = file.read()
        self.read += len(lines)
        return [json.loads(line) for line in lines.splitlines()]


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    with server_in_thread(tmp_path_factory.mktemp("bad-input")) as server:
        connection = Connection(server)
        yield Line(server, connection)
        connection.close()


@each(TAKING)
def test_a_value_outside_a_constraint_is_refused_in_awss_words_and_nothing_changes(
    line: Line, api: ServiceName, operation: str
) -> None:
    line.new_events()
    revision, cases = line.server.revision, Input(api, operation).wrong()
    for case in cases:
        status, code, message = line.send(api, operation, case.texts)
        assert (status, code) == (400, "ValidationError"), (case.name, message)
        said = sentences(message)
        assert {path for _, path, _ in said} == {case.path}, (case.name, message)
        assert case.constraint in {constraint for _, _, constraint in said}, (case.name, message)
        if api not in ECHOING:
            assert {shown for shown, _, _ in said} <= {None, "null"}, case.name
    recorded = [(event["eventName"], event["errorCode"]) for event in line.new_events()]
    assert recorded == [(operation, "ValidationError")] * len(cases)
    assert line.server.revision == revision


@each(TAKING)
def test_all_that_is_wrong_with_a_request_is_told_in_one_message(line: Line, api: ServiceName, operation: str) -> None:
    texts, paths = Input(api, operation).all_wrong()
    revision = line.server.revision
    status, code, message = line.send(api, operation, texts)
    assert (status, code) == (400, "ValidationError")
    assert {path for _, path, _ in sentences(message)} == paths
    assert line.server.revision == revision


@each(OPERATIONS)
def test_a_parameter_that_the_operation_does_not_have_is_refused(line: Line, api: ServiceName, operation: str) -> None:
    revision, valid = line.server.revision, Input(api, operation).valid()
    for name in ("Nonsense", "userNaem", "Tags.member.1.Kee", "UserName.member.1", "Policy.entry.1.key"):
        status, code, message = line.send(api, operation, {**valid, name: "x"})
        assert (status, code) == (400, "ValidationError")
        assert message == f"The parameter {name} is not recognized"
    assert line.server.revision == revision


def test_what_is_secret_is_neither_repeated_nor_recorded(line: Line) -> None:
    """The shapes that the model marks, wherever an operation that is carried out takes one."""
    line.new_events()
    for api, operation in OPERATIONS:
        for case in Input(api, operation).secrets():
            assert SECRET not in line.send(api, operation, case.texts)[2], case.name
    events = line.new_events()
    assert events
    assert SECRET not in json.dumps(events)


# -- what the model lets through -----------------------------------------------------------------------


def furnished(server: ServerInThread) -> dict[str, str]:
    """Make some things and return what names them, by parameter."""
    account = first_account(server)
    iam = account.iam
    iam.create_user(UserName="thing")
    iam.create_group(GroupName="thing")
    iam.create_instance_profile(InstanceProfileName="thing")
    iam.create_saml_provider(Name="thing", SAMLMetadataDocument=metadata())
    provider = iam.create_open_id_connect_provider(Url="https://thing.example.com")["OpenIDConnectProviderArn"]
    certificate = {"CertificateBody": of_today().pem, "PrivateKey": of_today().private_key}
    iam.upload_server_certificate(ServerCertificateName="thing", **certificate)
    return {
        "AccessKeyId": iam.create_access_key(UserName="thing")["AccessKey"]["AccessKeyId"],
        "AssumeRolePolicyDocument": trust(account.number),
        "GroupName": "thing",
        "InstanceProfileName": "thing",
        "OpenIDConnectProviderArn": provider,
        "PolicyArn": account.policy("thing", allow("s3:*")),
        "PolicyDocument": document(allow("s3:*")),
        "PolicySourceArn": account.arn("user/thing"),
        "RoleArn": account.role("thing", trust(account.number)),
        "RoleName": "thing",
        "SAMLProviderArn": account.arn("saml-provider/thing"),
        "ServerCertificateName": "thing",
        "UserName": "thing",
        "VersionId": "v1",
        **certificate,
    }


@pytest.fixture(scope="module")
def loose(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Line, dict[str, str]]]:
    """A server on which calls may succeed, and names of what it holds at first."""
    with server_in_thread(tmp_path_factory.mktemp("loose")) as server:
        connection = Connection(server)
        yield Line(server, connection), furnished(server)
        connection.close()


@each(sorted(TAKING, key=lambda pair: pair[1].startswith("Delete")))  # as long as there is something to work on
@given(data=st.data())
@settings(max_examples=settings.default.max_examples // 5)
def test_whatever_the_model_allows_is_done_or_refused_and_never_fails_inside(
    loose: tuple[Line, dict[str, str]], api: ServiceName, operation: str, data: st.DataObject
) -> None:
    """Values that the model lets through and that mostly mean nothing: no error is the server's, none changes it."""
    line, known = loose
    shape = service(api).operations[operation].input
    assert shape is not None
    params = data.draw(asked(shape))
    for name in sorted(known.keys() & params.keys()):
        if data.draw(st.booleans()):
            params[name] = known[name]
    revision = line.server.revision
    answer = line.connection.post(api, request_by_botocore(botocore_model(api), operation, params).body)
    assert answer.status < 500, answer.text
    if answer.status != 200:
        assert line.server.revision == revision, answer.text
