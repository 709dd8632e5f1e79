"""Operations that make sense only inside AWS are refused by name, and the service model is complete with them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from ostiary.authz.handler import Refused
from ostiary.iam.elsewhere import OPERATIONS, ORGANIZATIONAL
from tests.support.server import ServerInThread, server_in_thread

FILLINGS: dict[str, Any] = {
    "string": "xxxxxxxxxxxxxxxx",
    "integer": 900,
    "boolean": True,
    "list": [],
    "structure": {},
    "map": {},
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerInThread]:
    with server_in_thread(tmp_path_factory.mktemp("elsewhere")) as running:
        yield running


def call(iam: Any, operation: str) -> ClientError:
    """Call *operation* with values for what it requires, and return its refusal."""
    shape = iam.meta.service_model.operation_model(operation).input_shape
    members = {} if shape is None else {name: shape.members[name] for name in shape.required_members}
    parameters = {name: FILLINGS[member.type_name] for name, member in members.items()}
    method = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", operation).lower()
    with pytest.raises(ClientError) as caught:
        getattr(iam, method)(**parameters)
    return caught.value


@pytest.mark.parametrize("operation", ORGANIZATIONAL)
def test_an_account_is_in_no_organization(server: ServerInThread, operation: str) -> None:
    revision = server.revision
    error = call(server.client("iam"), operation)
    assert error.response["Error"]["Code"] == "OrganizationNotFoundException"
    assert error.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert server.revision == revision


def test_who_may_not_ask_about_organizations_is_not_told(server: ServerInThread) -> None:
    root = server.client("iam")
    root.create_user(UserName="nobody")
    key = root.create_access_key(UserName="nobody")["AccessKey"]
    iam = server.client("iam", key["AccessKeyId"], key["SecretAccessKey"])
    assert call(iam, "ListOrganizationsFeatures").response["Error"]["Code"] == "AccessDenied"


REFUSED = {name: handler.reason for name, handler in OPERATIONS.items() if isinstance(handler, Refused)}


@pytest.mark.parametrize("operation", REFUSED)
def test_what_is_not_offered_says_why(server: ServerInThread, operation: str) -> None:
    revision = server.revision
    error = call(server.client("iam"), operation)
    assert error.response["Error"]["Code"] == "NotImplemented"
    assert error.response["ResponseMetadata"]["HTTPStatusCode"] == 501
    assert REFUSED[operation] in error.response["Error"]["Message"]
    assert server.revision == revision
