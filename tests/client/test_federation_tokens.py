"""GetFederationToken and GetAccessKeyInfo end to end: who gets a token, what it may, and which account a key is of."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest

from tests.support.accounts import (
    AccountUnderTest,
    Actor,
    allow,
    another_account,
    code,
    deny,
    document,
    first_account,
    refusal,
    trust,
)
from tests.support.server import server_in_thread

READ_ONLY = "arn:aws:iam::aws:policy/IAMReadOnlyAccess"
EVERYTHING = document(allow("*"))

_numbers = count(1)


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AccountUnderTest]:
    with server_in_thread(tmp_path_factory.mktemp("federation")) as server:
        yield first_account(server)


@pytest.fixture
def user(account: AccountUnderTest) -> Actor:
    return account.user(f"user-{next(_numbers)}", allow(["sts:*", "access-analyzer:ValidatePolicy", "iam:ListUsers"]))


def token(user: Actor, name: str = "guest", **params: object) -> Actor:
    return user.with_credentials(user.client("sts").get_federation_token(Name=name, **params))


def validates(actor: Actor) -> bool:
    """Return whether *actor* may use a service that is neither IAM nor STS."""
    analyzer = actor.client("accessanalyzer")
    try:
        analyzer.validate_policy(policyDocument=EVERYTHING, policyType="IDENTITY_POLICY")
    except analyzer.exceptions.ClientError:
        return False
    return True


def test_the_answer_names_the_federated_user(account: AccountUnderTest, user: Actor) -> None:
    made = user.client("sts").get_federation_token(Name="guest", Policy=EVERYTHING)
    arn = f"arn:aws:sts::{account.number}:federated-user/guest"
    assert made["FederatedUser"] == {"FederatedUserId": f"{account.number}:guest", "Arn": arn}
    assert 0 < made["PackedPolicySize"] < 100
    identity = user.with_credentials(made).client("sts").get_caller_identity()
    assert (identity["Arn"], identity["UserId"]) == (arn, f"{account.number}:guest")


def test_it_may_what_both_the_user_and_the_session_policy_allow(user: Actor) -> None:
    assert validates(token(user, Policy=EVERYTHING))
    assert validates(token(user, PolicyArns=[{"arn": "arn:aws:iam::aws:policy/AdministratorAccess"}]))
    assert not validates(token(user, Policy=document(allow("s3:*"))))
    assert not validates(token(user, Policy=document(allow("*"), deny("access-analyzer:*"))))
    assert not validates(token(user))  # without a policy it may nothing


def test_it_may_call_nothing_of_iam_and_only_ask_sts_who_it_is(account: AccountUnderTest, user: Actor) -> None:
    guest = token(user, Policy=EVERYTHING)
    assert code(guest.client("iam").list_users) == "AccessDenied"
    sts = guest.client("sts")
    assert code(sts.get_session_token) == "AccessDenied"
    assert code(sts.get_federation_token, Name="guest") == "AccessDenied"
    role = account.role(f"role-{next(_numbers)}", trust(account.number))
    assert guest.cannot_assume(role) == "AccessDenied"
    sts.get_caller_identity()


def test_it_ends_with_its_user(account: AccountUnderTest) -> None:
    user = account.user("leaver", allow("sts:*"))
    guest = token(user)
    for key in account.iam.list_access_keys(UserName="leaver")["AccessKeyMetadata"]:
        account.iam.delete_access_key(UserName="leaver", AccessKeyId=key["AccessKeyId"])
    account.iam.delete_user_policy(UserName="leaver", PolicyName="own")
    account.iam.delete_user(UserName="leaver")
    assert code(guest.client("sts").get_caller_identity) == "InvalidClientTokenId"


def test_the_user_needs_the_permission_for_that_federated_user(account: AccountUnderTest) -> None:
    arn = f"arn:aws:sts::{account.number}:federated-user"
    user = account.user(f"user-{next(_numbers)}", allow("sts:GetFederationToken", f"{arn}/guest-*"))
    sts = user.client("sts")
    sts.get_federation_token(Name="guest-1")
    assert refusal(sts.get_federation_token, Name="host") == (
        403,
        "AccessDenied",
        (
            f"User: {user.arn} is not authorized to perform: sts:GetFederationToken on resource: {arn}/host because no "
            "identity-based policy allows the sts:GetFederationToken action"
        ),
    )
    tags = [{"Key": "team", "Value": "a"}]
    assert code(sts.get_federation_token, Name="guest-1", Tags=tags) == "AccessDenied"


def test_tags_are_tags_of_the_principal(account: AccountUnderTest, user: Actor) -> None:
    team = {"Condition": {"StringEquals": {"aws:PrincipalTag/team": "a"}}}
    policy = document(allow("access-analyzer:*", **team))
    assert validates(token(user, Policy=policy, Tags=[{"Key": "Team", "Value": "a"}]))
    assert not validates(token(user, Policy=policy, Tags=[{"Key": "team", "Value": "b"}]))
    assert not validates(token(user, Policy=policy))


def test_sessions_get_none(account: AccountUnderTest, user: Actor) -> None:
    role = account.role(f"role-{next(_numbers)}", trust(account.number), allow("*"))
    session = user.assume(role)
    assert refusal(session.client("sts").get_federation_token, Name="guest")[1:] == (
        "AccessDenied",
        "Cannot call GetFederationToken with session credentials",
    )


def test_root_vouches_for_what_the_session_policy_allows_and_for_an_hour(account: AccountUnderTest) -> None:
    guest = token(account.root, Policy=document(allow("access-analyzer:*")))
    assert validates(guest)
    assert not validates(token(account.root))
    made = account.root.client("sts").get_federation_token(Name="guest", DurationSeconds=129_600)
    remaining = made["Credentials"]["Expiration"].timestamp() - account.root.server.clock()
    assert 3_590 < remaining <= 3_601


@pytest.mark.parametrize(
    ("params", "error"),
    [
        ({"Name": "g"}, "ValidationError"),
        ({"Name": "a/b"}, "ValidationError"),
        ({"Name": "guest", "DurationSeconds": 899}, "ValidationError"),
        ({"Name": "guest", "DurationSeconds": 129_601}, "ValidationError"),
        ({"Name": "guest", "Policy": "{}"}, "MalformedPolicyDocument"),
        ({"Name": "guest", "PolicyArns": [{"arn": "arn:aws:iam::aws:policy/NoSuchPolicy"}]}, "ValidationError"),
        ({"Name": "guest", "Tags": [{"Key": "aws:x", "Value": "1"}]}, "InvalidParameterValue"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_what_is_wrong_with_the_request_is_said(user: Actor, params: dict[str, object], error: str) -> None:
    assert code(user.client("sts").get_federation_token, **params) == error


# -- GetAccessKeyInfo ----------------------------------------------------------------------------------


def test_an_access_key_tells_its_account_even_when_it_is_gone(account: AccountUnderTest, user: Actor) -> None:
    other = another_account(account.root.server)
    name = f"user-{next(_numbers)}"
    key = other.user(name).keys[0]
    sts = user.client("sts")
    assert sts.get_access_key_info(AccessKeyId=key)["Account"] == other.number
    other.iam.delete_access_key(UserName=name, AccessKeyId=key)
    assert sts.get_access_key_info(AccessKeyId=key)["Account"] == other.number
    assert sts.get_access_key_info(AccessKeyId=token(user).keys[0])["Account"] == account.number
    assert sts.get_access_key_info(AccessKeyId=account.root.server.root_access_key_id)["Account"] == account.number


@pytest.mark.parametrize("id_", ["AKIAAAAAAAAAAAAAAAAA", "ASIAIOSFODNN7EXAMPLE", "not-a-key-at-all-no"])
def test_a_key_of_no_account_here_is_refused(user: Actor, id_: str) -> None:
    assert code(user.client("sts").get_access_key_info, AccessKeyId=id_) == "ValidationError"


def test_to_ask_needs_the_permission(account: AccountUnderTest) -> None:
    nobody = account.user(f"user-{next(_numbers)}")
    key = account.root.server.root_access_key_id
    assert code(nobody.client("sts").get_access_key_info, AccessKeyId=key) == "AccessDenied"
