"""Services that assume the roles that trust them, with boto3, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from ostiary.server.errors import CommandError
from ostiary.server.services import MOST_KEYS, Services
from tests.support.accounts import (
    AccountUnderTest,
    Actor,
    allow,
    another_account,
    code,
    document,
    first_account,
)
from tests.support.server import server_in_thread

NAME = "backup.example.com"

_numbers = count(1)


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AccountUnderTest]:
    with server_in_thread(tmp_path_factory.mktemp("services")) as server:
        yield first_account(server)


def services(account: AccountUnderTest) -> Services:
    return account.root.server.running._installation.services


def now(account: AccountUnderTest) -> int:
    return int(account.root.server.clock())


@pytest.fixture(scope="module")
def service(account: AccountUnderTest) -> Actor:
    made = services(account).register(NAME, account.number, now(account))
    return Actor(account.root.server, (made.access_key_id, made.secret_access_key))


def trusts(service: str = NAME, **conditions: dict[str, str]) -> str:
    statement: dict[str, object] = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    return document(statement | ({"Condition": conditions} if conditions else {}))


def role(account: AccountUnderTest, trust: str, *statements: dict[str, object]) -> str:
    return account.role(f"role-{next(_numbers)}", trust, *statements)


def for_source(actor: Actor, **headers: str) -> Any:
    """Return a client of *actor* that says on whose behalf it calls, as AWS's services do."""
    sts = boto3.client(
        "sts",
        region_name="us-east-1",
        endpoint_url=actor.server.endpoint,
        aws_access_key_id=actor.keys[0],
        aws_secret_access_key=actor.keys[1],
        config=Config(retries={"total_max_attempts": 1}),
    )

    def add(request: Any, **_: object) -> None:
        for name, value in headers.items():
            request.headers[f"x-amz-source-{name}"] = value

    sts.meta.events.register("before-sign.sts.*", add)
    return sts


def test_a_service_assumes_the_roles_that_trust_it_in_every_account(account: AccountUnderTest, service: Actor) -> None:
    other = another_account(account.root.server)
    for owner in (account, other):
        session = service.assume(role(owner, trusts(), allow("iam:ListUsers")))
        session.client("iam").list_users()
        assert session.arn.startswith(f"arn:aws:sts::{owner.number}:assumed-role/")


def test_it_gets_no_role_that_trusts_somebody_else(account: AccountUnderTest, service: Actor) -> None:
    assert service.cannot_assume(role(account, trusts("ec2.amazonaws.com"))) == "AccessDenied"
    trust = document({"Effect": "Allow", "Principal": {"AWS": account.number}, "Action": "sts:AssumeRole"})
    assert service.cannot_assume(role(account, trust)) == "AccessDenied"


def test_it_may_nothing_else(account: AccountUnderTest, service: Actor) -> None:
    assert service.arn == NAME
    iam, sts = service.client("iam"), service.client("sts")
    assert code(iam.list_users) == "AccessDenied"
    assert code(iam.create_user, UserName="mallory") == "AccessDenied"
    assert code(sts.get_session_token) == "AccessDenied"
    assert code(sts.get_federation_token, Name="guest") == "AccessDenied"


def test_the_resource_on_whose_behalf_it_calls_is_a_condition(account: AccountUnderTest, service: Actor) -> None:
    source = f"arn:aws:backup:us-east-1:{account.number}:vault/a"
    guarded = role(
        account, trusts(StringEquals={"aws:SourceAccount": account.number}, ArnLike={"aws:SourceArn": source})
    )

    def may(**headers: str) -> bool:
        try:
            for_source(service, **headers).assume_role(RoleArn=guarded, RoleSessionName="work")
        except ClientError:
            return False
        return True

    assert may(account=account.number, arn=source)
    assert not may()
    assert not may(account=account.number)
    assert not may(account=account.number, arn=source.replace("vault/a", "vault/b"))
    assert not may(account="999999999999", arn=source)


def test_nobody_but_a_service_says_so(account: AccountUnderTest) -> None:
    trust = document(
        {
            "Effect": "Allow",
            "Principal": {"AWS": account.number},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"aws:SourceAccount": account.number}},
        }
    )
    guarded = role(account, trust)
    user = account.administrator(f"user-{next(_numbers)}")
    sts = for_source(user, account=account.number)
    assert code(sts.assume_role, RoleArn=guarded, RoleSessionName="work") == "AccessDenied"


def test_it_is_known_as_a_service_to_policies(account: AccountUnderTest, service: Actor) -> None:
    yes = {"aws:PrincipalServiceName": NAME, "aws:PrincipalIsAWSService": "true"}
    service.assume(role(account, trusts(StringEquals=yes)))
    assert (
        service.cannot_assume(role(account, trusts(StringEquals={"aws:PrincipalServiceName": "x"}))) == "AccessDenied"
    )
    assert service.cannot_assume(role(account, trusts(Null={"aws:PrincipalAccount": "false"}))) == "AccessDenied"


def test_a_service_linked_role_is_had_by_its_service_alone(account: AccountUnderTest, service: Actor) -> None:
    name = "autoscaling.amazonaws.com"
    arn = account.iam.create_service_linked_role(AWSServiceName=name)["Role"]["Arn"]
    made = services(account).register(name, account.number, now(account))
    Actor(account.root.server, (made.access_key_id, made.secret_access_key)).assume(arn)
    assert service.cannot_assume(arn) == "AccessDenied"
    assert account.administrator(f"user-{next(_numbers)}").cannot_assume(arn) == "AccessDenied"


def test_a_key_is_replaced_and_a_service_forgotten(account: AccountUnderTest) -> None:
    name, known = "short.example.com", services(account)
    first = known.register(name, account.number, now(account))
    second = known.register(name.upper(), account.number, now(account))
    with pytest.raises(CommandError, match=f"{MOST_KEYS} access keys"):
        known.register(name, account.number, now(account))
    actors = [Actor(account.root.server, (key.access_key_id, key.secret_access_key)) for key in (first, second)]
    known.remove(name, now(account), first.access_key_id)
    assert code(actors[0].client("sts").get_caller_identity) == "InvalidClientTokenId"
    assert actors[1].arn == name
    session = actors[1].assume(role(account, trusts(name)))
    known.remove(name, now(account))
    assert code(actors[1].client("sts").get_caller_identity) == "InvalidClientTokenId"
    assert session.arn.endswith("/work")
    assert [shown.name for shown in known.list() if shown.name == name] == []


def test_what_is_no_service_is_refused(account: AccountUnderTest, service: Actor) -> None:
    known, moment = services(account), now(account)
    other = another_account(account.root.server)
    for name, owner in (
        ("backup", account.number),
        ("", account.number),
        ("a..b", account.number),
        ("*.example.com", account.number),
        ("-a.example.com", account.number),
        ("é.example.com", account.number),
        ("a.example.com", "999999999999"),
        (NAME, other.number),
    ):
        with pytest.raises(CommandError):
            known.register(name, owner, moment)
    user = account.user(f"user-{next(_numbers)}")
    for name, key in ((NAME, user.keys[0]), (NAME, "AKIANONE"), ("none.example.com", service.keys[0])):
        with pytest.raises(CommandError):
            known.remove(name, moment, key)
    with pytest.raises(CommandError):
        known.remove("none.example.com", moment)
