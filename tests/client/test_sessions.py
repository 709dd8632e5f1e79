"""Sessions end to end with boto3 on two accounts: who gets one, what it may, and when it ends."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import pytest

from ostiary.server.sessions import Wanted
from tests.support.accounts import (
    ADMINISTRATOR,
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
from tests.support.server import ServerInThread, server_in_thread

MAY_ASSUME = allow("sts:AssumeRole")
MAY_TAG = allow(["sts:AssumeRole", "sts:TagSession"])
MAY_SET_SOURCE = allow(["sts:AssumeRole", "sts:SetSourceIdentity"])

_numbers = count(1)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerInThread]:
    with server_in_thread(tmp_path_factory.mktemp("sessions")) as running:
        yield running


@pytest.fixture(scope="module")
def account(server: ServerInThread) -> AccountUnderTest:
    return first_account(server)


@pytest.fixture(scope="module")
def other(server: ServerInThread) -> AccountUnderTest:
    """A second account."""
    return another_account(server)


def name(kind: str) -> str:
    """Return a name that no other test has."""
    return f"{kind}-{next(_numbers)}"


def may(actor: Actor, call: str = "list_users", **params: object) -> bool:
    """Return whether *actor* may make the call of IAM; to be refused means AccessDenied and nothing else."""
    client = actor.client("iam")
    try:
        getattr(client, call)(**params)
    except client.exceptions.ClientError as error:
        if error.response["Error"]["Code"] != "AccessDenied":
            raise
        return False
    return True


def seconds_left(answer: dict[str, Any]) -> float:
    left: float = (answer["Credentials"]["Expiration"] - datetime.now(UTC)).total_seconds()
    return left


def tags(**pairs: str) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in pairs.items()]


# -- who gets one --------------------------------------------------------------------------------------


def test_across_accounts_both_sides_have_to_allow(account: AccountUnderTest, other: AccountUnderTest) -> None:
    able, idle = account.user(name("able"), MAY_ASSUME), account.user(name("idle"))
    open_to_all_of_it = other.role(name("role"), trust(account.number), allow("iam:ListUsers"))
    closed = other.role(name("role"), trust(other.number), allow("iam:ListUsers"))
    assert idle.cannot_assume(open_to_all_of_it) == "AccessDenied"
    assert able.cannot_assume(closed) == "AccessDenied"
    session = able.assume(open_to_all_of_it, "visit")
    role = open_to_all_of_it.rpartition("/")[2]
    assert session.arn == f"arn:aws:sts::{other.number}:assumed-role/{role}/visit"
    assert session.client("iam").list_users()["Users"] == other.iam.list_users()["Users"]
    by_name = other.role(name("role"), trust(idle.arn))
    assert idle.cannot_assume(by_name) == "AccessDenied"  # across accounts, to be named is not enough
    assert able.cannot_assume(by_name) == "AccessDenied"


def test_within_an_account_to_be_named_in_the_trust_policy_is_enough(account: AccountUnderTest) -> None:
    idle, stranger = account.user(name("idle")), account.user(name("stranger"))
    by_name = account.role(name("role"), trust(idle.arn))
    by_account = account.role(name("role"), trust(account.number))
    idle.assume(by_name)
    assert stranger.cannot_assume(by_name) == "AccessDenied"
    assert idle.cannot_assume(by_account) == "AccessDenied"
    forbidden = account.user(name("forbidden"), deny("sts:AssumeRole"))
    named = account.role(name("role"), trust(forbidden.arn))
    assert forbidden.cannot_assume(named) == "AccessDenied"


def test_a_role_that_is_not_there_is_refused_as_one_that_does_not_trust(
    account: AccountUnderTest, other: AccountUnderTest
) -> None:
    able = account.user(name("able"), MAY_ASSUME)
    closed = other.role(name("role"), trust(other.number))
    missing = other.arn("role/missing")
    sts = able.client("sts")
    refused = [refusal(sts.assume_role, RoleArn=arn, RoleSessionName="work") for arn in (closed, missing)]
    assert [message.replace(arn, "…") for (_, _, message), arn in zip(refused, (closed, missing), strict=True)] == [
        f"User: {able.arn} is not authorized to perform: sts:AssumeRole on resource: …"
    ] * 2
    mixed_case = account.role(name("Role"), trust(account.number))
    assert able.cannot_assume(mixed_case.lower()) == "AccessDenied"


def test_the_root_user_gets_no_role(account: AccountUnderTest) -> None:
    role = account.role(name("role"), trust(account.number))
    assert account.root.cannot_assume(role) == "AccessDenied"


def test_the_external_id_has_to_be_the_one_of_the_trust_policy(
    account: AccountUnderTest, other: AccountUnderTest
) -> None:
    vendor = account.user(name("vendor"), MAY_ASSUME)
    condition = {"StringEquals": {"sts:ExternalId": "customer-42"}}
    role = other.role(name("role"), trust(account.number, Condition=condition))
    assert vendor.cannot_assume(role) == "AccessDenied"
    assert vendor.cannot_assume(role, ExternalId="customer-43") == "AccessDenied"
    assert vendor.cannot_assume(role, ExternalId="Customer-42") == "AccessDenied"
    vendor.assume(role, ExternalId="customer-42")


def test_the_answer_tells_the_session_and_what_it_took(account: AccountUnderTest) -> None:
    able = account.user(name("able"), MAY_TAG)
    role = account.role(name("role"), trust(account.number, ["sts:AssumeRole", "sts:TagSession"]), Path="/deep/er/")
    asked = {"RoleArn": role, "RoleSessionName": "it+is=me,@work.now-1"}
    sts = able.client("sts")
    answer = sts.assume_role(**asked)
    short = role.rpartition("/")[2]
    id_ = account.iam.get_role(RoleName=short)["Role"]["RoleId"]
    assert answer["AssumedRoleUser"] == {
        "AssumedRoleId": f"{id_}:it+is=me,@work.now-1",
        "Arn": f"arn:aws:sts::{account.number}:assumed-role/{short}/it+is=me,@work.now-1",  # without the path
    }
    assert answer["Credentials"]["AccessKeyId"].startswith("ASIA")
    assert "PackedPolicySize" not in answer
    assert "SourceIdentity" not in answer
    who = able.with_credentials(answer).client("sts").get_caller_identity()
    assert (who["UserId"], who["Account"]) == (f"{id_}:it+is=me,@work.now-1", account.number)
    packed = sts.assume_role(**asked, Policy=document(allow("s3:*")), Tags=tags(team="red"))
    assert 0 <= packed["PackedPolicySize"] <= 100
    many = [{"Key": f"{number}" * 60, "Value": "v" * 256} for number in range(10, 60)]
    assert code(sts.assume_role, **asked, Tags=many) == "PackedPolicyTooLarge"


# -- what it may ---------------------------------------------------------------------------------------


def test_a_session_has_the_permissions_of_the_role_and_not_of_the_caller(account: AccountUnderTest) -> None:
    caller = account.user(name("caller"), MAY_ASSUME, allow("iam:ListGroups"))
    role = account.role(name("role"), trust(account.number), allow("iam:ListUsers"))
    session = caller.assume(role)
    assert (may(session), may(session, "list_groups")) == (True, False)
    assert (may(caller), may(caller, "list_groups")) == (False, True)
    short = role.rpartition("/")[2]
    account.iam.put_role_policy(RoleName=short, PolicyName="own", PolicyDocument=document(allow("iam:ListGroups")))
    assert (may(session), may(session, "list_groups")) == (False, True)


def test_session_policies_narrow_and_never_widen(account: AccountUnderTest) -> None:
    caller = account.user(name("caller"), MAY_ASSUME)
    role = account.role(name("role"), trust(account.number), allow(["iam:ListUsers", "iam:ListGroups"]))
    users = account.policy(name("users"), allow("iam:ListUsers"))
    roles = document(allow(["iam:ListRoles", "iam:ListGroups"]))
    passed = {
        "nothing": ({}, (True, True, False)),
        "inline": ({"Policy": roles}, (False, True, False)),
        "managed": ({"PolicyArns": [{"arn": users}]}, (True, False, False)),
        "both, which together allow what either does": (
            {"Policy": roles, "PolicyArns": [{"arn": users}]},
            (True, True, False),
        ),
        "AWS's": ({"PolicyArns": [{"arn": ADMINISTRATOR}]}, (True, True, False)),
        "a Deny": ({"Policy": document(allow("*"), deny("iam:ListUsers"))}, (False, True, False)),
    }
    for how, (params, expected) in passed.items():
        session = caller.assume(role, **params)
        assert (may(session), may(session, "list_groups"), may(session, "list_roles")) == expected, how


def test_session_policies_that_cannot_be_used_are_refused(account: AccountUnderTest, other: AccountUnderTest) -> None:
    caller = account.user(name("caller"), MAY_ASSUME)
    role = account.role(name("role"), trust(account.number), allow("*"))
    foreign = other.policy(name("foreign"), allow("*"))
    for params, expected in (
        ({"Policy": "{"}, "MalformedPolicyDocument"),
        ({"Policy": document(allow("*") | {"Principal": {"AWS": "*"}})}, "MalformedPolicyDocument"),
        ({"PolicyArns": [{"arn": account.arn("policy/missing")}]}, "ValidationError"),
        ({"PolicyArns": [{"arn": foreign}]}, "ValidationError"),
        ({"PolicyArns": [{"arn": ADMINISTRATOR}] * 11}, "ValidationError"),
        ({"Policy": document(allow("s3:" + "x" * 2048))}, "ValidationError"),
    ):
        assert caller.cannot_assume(role, **params) == expected


def test_a_session_policy_that_is_deleted_takes_its_permissions_along(account: AccountUnderTest) -> None:
    caller = account.user(name("caller"), MAY_ASSUME)
    role = account.role(name("role"), trust(account.number), allow("*"))
    policy = account.policy(name("users"), allow("iam:ListUsers"))
    session = caller.assume(role, PolicyArns=[{"arn": policy}])
    assert may(session)
    account.iam.delete_policy(PolicyArn=policy)
    assert not may(session)


def test_the_boundary_of_the_role_binds_its_sessions(account: AccountUnderTest) -> None:
    caller = account.user(name("caller"), MAY_ASSUME)
    boundary = account.policy(name("boundary"), allow("iam:ListUsers"))
    role = account.role(name("role"), trust(account.number), allow("*"), PermissionsBoundary=boundary)
    session = caller.assume(role)
    assert (may(session), may(session, "list_groups")) == (True, False)
    account.iam.delete_role_permissions_boundary(RoleName=role.rpartition("/")[2])
    assert may(session, "list_groups")


# -- tags ----------------------------------------------------------------------------------------------


def test_session_tags_are_tags_of_the_principal(account: AccountUnderTest) -> None:
    caller = account.user(name("caller"), MAY_TAG)
    trusts = trust(account.number, ["sts:AssumeRole", "sts:TagSession"])
    for_red = allow("iam:ListUsers", Condition={"StringEquals": {"aws:PrincipalTag/Team": "red"}})
    role = account.role(name("role"), trusts, for_red, Tags=tags(team="red"))
    assert may(caller.assume(role))
    assert may(caller.assume(role, Tags=tags(other="blue")))
    assert not may(caller.assume(role, Tags=tags(TEAM="blue")))  # in the place of the role's, whatever the case
    account.iam.untag_role(RoleName=role.rpartition("/")[2], TagKeys=["team"])
    assert not may(caller.assume(role))
    assert may(caller.assume(role, Tags=tags(tEAM="red")))


def test_to_pass_tags_needs_permission_on_both_sides(account: AccountUnderTest) -> None:
    tagger, assumer = account.user(name("tagger"), MAY_TAG), account.user(name("assumer"), MAY_ASSUME)
    taggable = account.role(name("role"), trust(account.number, ["sts:AssumeRole", "sts:TagSession"]))
    untaggable = account.role(name("role"), trust(account.number))
    tagger.assume(taggable, Tags=tags(team="red"))
    assert tagger.cannot_assume(untaggable, Tags=tags(team="red")) == "AccessDenied"
    assert assumer.cannot_assume(taggable, Tags=tags(team="red")) == "AccessDenied"
    assumer.assume(taggable)


def test_tags_can_be_demanded_by_the_trust_policy(account: AccountUnderTest) -> None:
    caller = account.user(name("caller"), MAY_TAG)
    condition = {"StringEquals": {"aws:RequestTag/project": ["a", "b"]}}
    role = account.role(name("role"), trust(account.number, ["sts:AssumeRole", "sts:TagSession"], Condition=condition))
    assert caller.cannot_assume(role) == "AccessDenied"
    assert caller.cannot_assume(role, Tags=tags(project="c")) == "AccessDenied"
    caller.assume(role, Tags=tags(Project="b"))


def test_transitive_tags_go_through_the_whole_chain_and_the_others_do_not(account: AccountUnderTest) -> None:
    caller = account.user(name("caller"), MAY_TAG)
    taggable = trust(account.number, ["sts:AssumeRole", "sts:TagSession"])
    for_red = allow("iam:ListUsers", Condition={"StringEquals": {"aws:PrincipalTag/team": "red"}})
    for_night = allow("iam:ListGroups", Condition={"StringEquals": {"aws:PrincipalTag/shift": "night"}})
    first, second, third = (account.role(name("role"), taggable, MAY_TAG, for_red, for_night) for _ in range(3))
    session = caller.assume(first, Tags=tags(Team="red", Shift="night"), TransitiveTagKeys=["Team"])
    assert (may(session), may(session, "list_groups")) == (True, True)
    session = session.assume(second)
    assert (may(session), may(session, "list_groups")) == (True, False)
    session = session.assume(third, Tags=tags(shift="night"))
    assert (may(session), may(session, "list_groups")) == (True, True)
    sts = session.client("sts")
    conflict = (
        "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from "
        "the calling session."
    )
    asked = {"RoleArn": first, "RoleSessionName": "work", "Tags": tags(TEAM="blue")}
    assert refusal(sts.assume_role, **asked) == (400, "InvalidParameterValue", conflict)
    untaggable = account.role(name("role"), trust(account.number))
    assert session.cannot_assume(untaggable) == "AccessDenied"  # what is handed on is passed, too


def test_tags_that_cannot_be_are_refused_in_awss_words(account: AccountUnderTest) -> None:
    sts = account.user(name("caller"), MAY_TAG).client("sts")
    role = account.role(name("role"), trust(account.number, ["sts:AssumeRole", "sts:TagSession"]))
    asked = {"RoleArn": role, "RoleSessionName": "work"}
    assert refusal(sts.assume_role, **asked, Tags=tags(a="1"), TransitiveTagKeys=["b"]) == (
        400,
        "InvalidParameterValue",
        "The specified transitive tag key must be included in the requested tags.",
    )
    assert refusal(sts.assume_role, **asked, Tags=tags(a="1", A="2")) == (
        400,
        "InvalidParameterValue",
        "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
    )
    fifty_one = [{"Key": f"key-{number}", "Value": ""} for number in range(51)]
    assert code(sts.assume_role, **asked, Tags=fifty_one) == "ValidationError"


# -- source identity -----------------------------------------------------------------------------------


def test_a_source_identity_sticks_to_the_chain(account: AccountUnderTest) -> None:
    caller = account.user(name("caller"), MAY_SET_SOURCE)
    settable = trust(account.number, ["sts:AssumeRole", "sts:SetSourceIdentity"])
    for_ann = allow("iam:ListUsers", Condition={"StringEquals": {"aws:SourceIdentity": "ann"}})
    first, second = (account.role(name("role"), settable, MAY_SET_SOURCE, for_ann) for _ in range(2))
    answer = caller.client("sts").assume_role(RoleArn=first, RoleSessionName="work", SourceIdentity="ann")
    assert answer["SourceIdentity"] == "ann"
    session = caller.with_credentials(answer)
    assert may(session)
    assert not may(caller.assume(first))
    onward = session.client("sts").assume_role(RoleArn=second, RoleSessionName="work")
    assert onward["SourceIdentity"] == "ann"
    assert may(session.with_credentials(onward))
    session.assume(second, SourceIdentity="ann")
    assert session.cannot_assume(second, SourceIdentity="bob") == "AccessDenied"
    unsettable = account.role(name("role"), trust(account.number))
    assert session.cannot_assume(unsettable) == "AccessDenied"
    assert caller.cannot_assume(unsettable, SourceIdentity="ann") == "AccessDenied"


# -- when it ends --------------------------------------------------------------------------------------


def test_a_session_lasts_as_long_as_was_asked_for(account: AccountUnderTest) -> None:
    sts = account.user(name("caller"), MAY_ASSUME).client("sts")
    role = account.role(name("role"), trust(account.number), MaxSessionDuration=43200)
    asked = {"RoleArn": role, "RoleSessionName": "work"}
    for params, seconds in (({}, 3600), ({"DurationSeconds": 900}, 900), ({"DurationSeconds": 43200}, 43200)):
        assert seconds - 5 <= seconds_left(sts.assume_role(**asked, **params)) <= seconds + 1
    for seconds in (0, 899, 43201):
        assert code(sts.assume_role, **asked, DurationSeconds=seconds) == "ValidationError"


def test_a_session_ends_with_its_time(tmp_path: Path) -> None:
    with server_in_thread(tmp_path) as server:
        account = first_account(server)
        caller = account.user("caller", MAY_ASSUME)
        role = account.role("role", trust(account.number), allow("*"))
        answer = caller.client("sts").assume_role(RoleArn=role, RoleSessionName="work", DurationSeconds=900)
        session = caller.with_credentials(answer)
        # Signed beforehand and good for long: the client's clock stays where it is.
        of_session, of_user = presigned(session, 7200), presigned(caller, 7200)
        server.advance(890)
        assert fetch(of_session)[0] == 200
        server.advance(11)
        status, body = fetch(of_session)
        assert (status, "<Code>ExpiredToken</Code>" in body) == (403, True)
        assert fetch(of_user)[0] == 200


def test_a_session_dies_with_its_role_and_does_not_rise_with_a_new_one(account: AccountUnderTest) -> None:
    iam, short = account.iam, name("role")
    caller = account.user(name("caller"), MAY_ASSUME)
    role = account.role(short, trust(account.number), MAY_ASSUME)
    session = caller.assume(role)
    session_arn = session.arn
    trusting = [account.role(name("role"), trust(principal)) for principal in (role, session_arn)]
    for target in trusting:
        session.assume(target)
    iam.delete_role_policy(RoleName=short, PolicyName="own")
    iam.delete_role(RoleName=short)
    assert code(session.client("iam").list_users) == "InvalidClientTokenId"
    assert caller.cannot_assume(role) == "AccessDenied"

    account.role(short, trust(account.number), allow("*"))
    assert code(session.client("iam").list_users) == "InvalidClientTokenId"
    assert code(session.client("sts").get_caller_identity) == "InvalidClientTokenId"
    renewed = caller.assume(role)
    assert (renewed.arn, may(renewed)) == (session_arn, True)
    for target in trusting:
        assert renewed.cannot_assume(target) == "AccessDenied"


def test_a_session_outlives_the_key_that_made_it_and_the_change_of_the_trust_policy(account: AccountUnderTest) -> None:
    short, user = name("role"), name("caller")
    caller = account.user(user, MAY_ASSUME)
    role = account.role(short, trust(account.number), allow("iam:ListUsers"))
    session = caller.assume(role)
    account.iam.update_assume_role_policy(RoleName=short, PolicyDocument=trust(account.root.arn))
    account.iam.delete_access_key(UserName=user, AccessKeyId=caller.keys[0])
    assert may(session)


def test_a_renamed_user_keeps_what_a_trust_policy_gave(account: AccountUnderTest) -> None:
    old, new, short = name("old"), name("new"), name("role")
    caller = account.user(old)
    role = account.role(short, trust(caller.arn))
    account.iam.update_user(UserName=old, NewUserName=new, NewPath="/moved/")
    caller.assume(role)
    shown = account.iam.get_role(RoleName=short)["Role"]["AssumeRolePolicyDocument"]
    assert shown["Statement"][0]["Principal"] == {"AWS": account.arn(f"user/moved/{new}")}
    assert account.user(old).cannot_assume(role) == "AccessDenied"


# -- GetSessionToken -----------------------------------------------------------------------------------


def session_token(actor: Actor, **params: object) -> Actor:
    return actor.with_credentials(actor.client("sts").get_session_token(**params))


def test_a_session_token_is_the_user_without_iam(account: AccountUnderTest) -> None:
    user = account.administrator(name("admin"))
    session = session_token(user)
    assert session.arn == user.arn
    assert may(user)
    assert not may(session)  # AWS wants a second factor for IAM
    role = account.role(name("role"), trust(account.number), allow("iam:ListUsers"))
    assert may(session.assume(role))
    for actor in (session, user.assume(role)):
        assert code(actor.client("sts").get_session_token) == "AccessDenied"


def test_a_session_token_lasts_as_long_as_was_asked_for(account: AccountUnderTest) -> None:
    sts = account.user(name("user")).client("sts")  # it needs no permission
    for params, seconds in (({}, 43200), ({"DurationSeconds": 900}, 900), ({"DurationSeconds": 129600}, 129600)):
        assert seconds - 5 <= seconds_left(sts.get_session_token(**params)) <= seconds + 1
    for seconds in (899, 129601):
        assert code(sts.get_session_token, DurationSeconds=seconds) == "ValidationError"
    of_root = account.root.client("sts").get_session_token(DurationSeconds=43200)
    assert 3590 <= seconds_left(of_root) <= 3601


def test_a_session_token_ends_with_its_user_and_not_with_its_key(account: AccountUnderTest) -> None:
    short = name("user")
    user = account.user(short)
    session = session_token(user)
    account.iam.delete_access_key(UserName=short, AccessKeyId=user.keys[0])
    assert session.arn.endswith(f"user/{short}")
    account.iam.delete_user(UserName=short)
    assert code(session.client("sts").get_caller_identity) == "InvalidClientTokenId"
    account.user(short)
    assert code(session.client("sts").get_caller_identity) == "InvalidClientTokenId"


def test_an_operator_ends_sessions_before_their_time(account: AccountUnderTest, server: ServerInThread) -> None:
    short = name("user")
    user = account.user(short, MAY_ASSUME)
    role = account.role(name("role"), trust(account.number))
    sessions = [session_token(user), user.assume(role), user.assume(role)]

    def revoke(**whom: str) -> list[bool]:
        server.running._installation.sessions.revoke(Wanted(account=account.number, **whom), int(server.clock()))
        return [code_of(session) == "InvalidClientTokenId" for session in sessions]

    assert revoke(access_key_id=sessions[1].keys[0]) == [False, True, False]
    assert revoke(user=short) == [True, True, False]
    assert revoke(role=role.rpartition("/")[2]) == [True, True, True]
    assert user.arn.endswith(short)  # a long-term key is no session


def code_of(actor: Actor) -> str:
    """Return the code with which *actor* is refused to be told who it is, or ""."""
    sts = actor.client("sts")
    try:
        sts.get_caller_identity()
    except sts.exceptions.ClientError as error:
        refused: str = error.response["Error"]["Code"]
        return refused
    return ""


# -- presigned -----------------------------------------------------------------------------------------


def fetch(url: str) -> tuple[int, str]:
    """Return status and body of a GET."""
    try:
        with urllib.request.urlopen(url) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def presigned(actor: Actor, seconds: int = 60) -> str:
    """Return the address with which its holder proves who signed it."""
    url: str = actor.client("sts").generate_presigned_url("get_caller_identity", ExpiresIn=seconds, HttpMethod="GET")
    return url


def altered(url: str, **changes: str) -> str:
    """Return *url* with other values in its query; "" leaves the parameter out."""
    parts = urlsplit(url)
    query = {**dict(parse_qsl(parts.query)), **{key.replace("_", "-"): value for key, value in changes.items()}}
    return urlunsplit(parts._replace(query=urlencode({key: value for key, value in query.items() if value})))


def test_a_presigned_identity_is_good_for_whoever_holds_it(account: AccountUnderTest) -> None:
    user = account.user(name("user"), MAY_ASSUME)
    role = account.role(name("role"), trust(account.number))
    for actor in (user, user.assume(role), account.root):
        status, body = fetch(presigned(actor))
        assert status == 200
        assert f"<Arn>{actor.arn}</Arn>" in body


def test_an_altered_presigned_identity_is_refused(account: AccountUnderTest) -> None:
    user = account.user(name("user"), MAY_ASSUME)
    session = user.assume(account.role(name("role"), trust(account.number)))
    url, of_session = presigned(user), presigned(session)
    signature = dict(parse_qsl(urlsplit(url).query))["X-Amz-Signature"]
    other_end = "0" if signature[-1] != "0" else "1"
    other_key = f"{account.root.keys[0]}/"
    credential = dict(parse_qsl(urlsplit(url).query))["X-Amz-Credential"]
    for wrong in (
        altered(url, X_Amz_Signature=signature[:-1] + other_end),
        altered(url, X_Amz_Expires="3600"),
        altered(url, Action="GetSessionToken"),
        altered(url, X_Amz_Credential=credential.replace(f"{user.keys[0]}/", other_key)),
        altered(url, X_Amz_Signature=""),
        altered(of_session, X_Amz_Security_Token=""),
        altered(
            of_session, X_Amz_Security_Token=user.assume(account.role(name("role"), trust(account.number))).keys[2]
        ),
        url + "&DurationSeconds=900",
    ):
        status, body = fetch(wrong)
        assert status in {400, 403}, body
        assert "<Arn>" not in body
    assert fetch(altered(url))[0] == 200


def test_a_presigned_identity_expires(tmp_path: Path) -> None:
    with server_in_thread(tmp_path) as server:
        url = presigned(first_account(server).root)
        server.advance(55)
        assert fetch(url)[0] == 200
        server.advance(10)
        status, body = fetch(url)
        assert (status in {400, 403}, "<Arn>" in body) == (True, False)
