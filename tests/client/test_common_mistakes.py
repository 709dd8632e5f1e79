"""What other implementations get wrong (aws-facts.md 11), line by line of that table, against a running server.

Here are the lines that no other page has whole. The rest: *switch* is in `test_matrix` and in the unit tests of
settings and authn (threat 27), *AssumeRole* and *token calls* in `test_sessions`, *layers* in `test_matrix` and in the
engine's scenarios, *simulator* in `test_simulator` and `test_simulator_agrees`, *lists* in `test_pages`.
"""

from __future__ import annotations

import string
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Final

import pytest
from botocore.exceptions import ClientError

from tests.support.accounts import (
    AccountUnderTest,
    Actor,
    Client,
    Statement,
    allow,
    another_account,
    code,
    deny,
    document,
    first_account,
    refusal,
    trust,
)
from tests.support.certificates import of_today, rsa_key, ssh_text
from tests.support.server import ServerInThread, server_in_thread

_numbers = count(1)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerInThread]:
    with server_in_thread(tmp_path_factory.mktemp("mistakes")) as running:
        yield running


@pytest.fixture(scope="module")
def account(server: ServerInThread) -> AccountUnderTest:
    return first_account(server)


def somebody(account: AccountUnderTest, *statements: Statement) -> Actor:
    """Return a new user with these statements."""
    return account.user(f"somebody-{next(_numbers)}", *statements)


def may_list_users(actor: Actor) -> bool:
    """Return whether the server lets *actor* do it."""
    return outcome(actor.client("iam").list_users) == ""


def outcome(call: Any, **params: object) -> str:
    """Return the error code of *call*, or nothing."""
    try:
        call(**params)
    except ClientError as error:
        refused: str = error.response["Error"]["Code"]
        return refused
    return ""


# -- switch --------------------------------------------------------------------------------------------

SAMPLES: Final = {
    "one word for all": ("test", "test"),
    "AWS's documentation": ("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
    "a session of the documentation": ("ASIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "token"),
    "an account number": ("000000000000", "test"),
    "a prefix of an emulator": ("LSIAQAAAAAAVNCBMPNSG", "test"),
    "no secret": ("AKIAIOSFODNN7EXAMPLF", "-"),
}


@pytest.mark.parametrize("sample", SAMPLES)
def test_switch_no_sample_key_opens_anything(server: ServerInThread, sample: str) -> None:
    actor = Actor(server, SAMPLES[sample])
    for call in (actor.client("iam").list_users, actor.client("sts").get_caller_identity):
        assert refusal(call)[:2] == (403, "InvalidClientTokenId")


# -- credentials ---------------------------------------------------------------------------------------


def test_credentials_that_are_inactive_or_deleted_refuse_on_every_call(account: AccountUnderTest) -> None:
    actor = somebody(account, allow("*"))
    session = actor.with_credentials(actor.client("sts").get_session_token())
    (key, _), name = actor.keys, actor.arn.rpartition("/")[2]
    iam, calls = actor.client("iam"), [actor.client("iam").list_users, actor.client("sts").get_caller_identity]
    assert [outcome(call) for call in calls] == ["", ""]
    account.iam.update_access_key(UserName=name, AccessKeyId=key, Status="Inactive")
    assert [outcome(call) for call in calls] == ["InvalidClientTokenId"] * 2
    assert code(iam.update_access_key, UserName=name, AccessKeyId=key, Status="Active") == "InvalidClientTokenId"
    account.iam.update_access_key(UserName=name, AccessKeyId=key, Status="Active")
    assert [outcome(call) for call in calls] == ["", ""]
    account.iam.delete_access_key(UserName=name, AccessKeyId=key)
    assert [outcome(call) for call in calls] == ["InvalidClientTokenId"] * 2
    assert session.arn == account.arn(f"user/{name}")  # what was made with the key has an end of its own


def test_credentials_of_a_session_widen_nobody(account: AccountUnderTest) -> None:
    actor = somebody(account, allow("iam:ListUsers"))
    role = account.role("narrow", trust(account.number), allow("iam:ListGroups"))
    assert actor.cannot_assume(role) == "AccessDenied"
    session = account.administrator("widener").assume(role)
    assert outcome(session.client("iam").list_groups) == ""
    assert outcome(session.client("iam").list_users) == "AccessDenied"


# -- token calls ---------------------------------------------------------------------------------------


def test_token_calls_give_credentials_that_are_new_each_time_and_bounded(account: AccountUnderTest) -> None:
    actor = somebody(account, allow("*"))
    made = [actor.client("sts").get_session_token(DurationSeconds=900)["Credentials"] for _ in range(3)]
    for member in ("AccessKeyId", "SecretAccessKey", "SessionToken"):
        assert len({credentials[member] for credentials in made}) == 3, member
    for credentials in made:
        assert 890 <= credentials["Expiration"].timestamp() - time.time() <= 901
        session = actor.with_credentials({"Credentials": credentials})
        assert session.arn == actor.arn
        assert not may_list_users(session)  # no IAM without MFA
    first, second, _ = made
    mixed = (first["AccessKeyId"], first["SecretAccessKey"], second["SessionToken"])
    assert outcome(Actor(actor.server, mixed).client("sts").get_caller_identity) != ""


# -- trust policy --------------------------------------------------------------------------------------


def test_trust_policy_a_deny_denies_and_is_not_skipped(account: AccountUnderTest) -> None:
    friend, foe = somebody(account, allow("sts:*")), somebody(account, allow("sts:*"))
    statement = {"Action": "sts:AssumeRole"}
    role = account.role(
        "guarded",
        document(
            {"Effect": "Allow", "Principal": {"AWS": account.number}, **statement},
            {"Effect": "Deny", "Principal": {"AWS": foe.arn}, **statement},
        ),
    )
    assert friend.assume(role).arn.endswith(":assumed-role/guarded/work")
    assert foe.cannot_assume(role) == "AccessDenied"
    only_deny = document({"Effect": "Deny", "Principal": {"AWS": foe.arn}, **statement})
    account.iam.update_assume_role_policy(RoleName="guarded", PolicyDocument=only_deny)
    assert (friend.cannot_assume(role), foe.cannot_assume(role)) == ("AccessDenied", "AccessDenied")


def test_trust_policy_the_account_matches_all_of_its_principals_and_nobody_else(
    account: AccountUnderTest, server: ServerInThread
) -> None:
    stranger = somebody(another_account(server), allow("sts:*"))
    for number, principal in enumerate((account.number, account.arn("root"))):
        role = account.role(f"open-{number}", trust(principal))
        assert somebody(account, allow("sts:*")).assume(role)
        assert somebody(account).cannot_assume(role) == "AccessDenied"
        assert stranger.cannot_assume(role) == "AccessDenied"


def test_trust_policy_the_caller_is_compared_under_its_own_arn(account: AccountUnderTest) -> None:
    first = account.role("first-step", trust(account.number), allow("sts:AssumeRole"))
    session = somebody(account, allow("sts:*")).assume(first, "work")
    by_role = account.role("by-role", trust(first))
    by_session = account.role("by-session", trust(session.arn))
    assert session.assume(by_role)
    assert session.assume(by_session)
    other = somebody(account, allow("sts:*")).assume(first, "play")
    assert other.assume(by_role)
    assert other.cannot_assume(by_session) == "AccessDenied"


# -- conditions ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on a call of a user of team `staff` and levels `3`: values with which it holds and does not hold."""

    operator: str
    key: str
    holds: Any  # Any: JSON
    fails: Any  # Any: JSON


def moment(seconds: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + seconds))


CONDITIONS: Final = (
    Condition("StringEquals", "aws:PrincipalTag/team", ["guests", "staff"], "Staff"),
    Condition("StringNotEquals", "aws:PrincipalTag/team", "guests", ["guests", "staff"]),
    Condition("StringEqualsIgnoreCase", "aws:PrincipalTag/team", "STAFF", "STAF"),
    Condition("StringNotEqualsIgnoreCase", "aws:PrincipalTag/team", "STAF", "STAFF"),
    Condition("StringLike", "aws:PrincipalTag/team", "st?f*", "s?f*"),
    Condition("StringNotLike", "aws:PrincipalTag/team", "s?f*", "st?f*"),
    Condition("NumericEquals", "aws:PrincipalTag/level", "3.0", "30"),
    Condition("NumericNotEquals", "aws:PrincipalTag/level", "4", "3"),
    Condition("NumericLessThan", "aws:PrincipalTag/level", "10", "3"),
    Condition("NumericLessThanEquals", "aws:PrincipalTag/level", "3", "2"),
    Condition("NumericGreaterThan", "aws:PrincipalTag/level", "2", "3"),
    Condition("NumericGreaterThanEquals", "aws:PrincipalTag/level", "3", "20"),
    Condition("DateLessThan", "aws:CurrentTime", moment(3600), moment(-3600)),
    Condition("DateGreaterThan", "aws:CurrentTime", moment(-3600), moment(3600)),
    Condition("NumericGreaterThan", "aws:EpochTime", str(int(time.time()) - 60), str(int(time.time()) + 3600)),
    Condition("DateNotEquals", "aws:CurrentTime", "2020-01-01T00:00:00Z", []),
    Condition("Bool", "aws:SecureTransport", "false", "true"),
    Condition("BinaryEquals", "aws:PrincipalTag/key", "a2V5", "S0VZ"),
    Condition("IpAddress", "aws:SourceIp", ["203.0.113.0/24", "127.0.0.0/8"], "203.0.113.0/24"),
    Condition("NotIpAddress", "aws:SourceIp", "203.0.113.0/24", "127.0.0.1"),
    Condition("ArnEquals", "aws:PrincipalArn", "arn:aws:iam::*:user/somebody-*", "arn:aws:iam::*:role/somebody-*"),
    Condition("ArnLike", "aws:PrincipalArn", "arn:*:iam::*:user/somebody-?*", "arn:*:iam:*:user/somebody-?*"),
    Condition("ArnNotEquals", "aws:PrincipalArn", "arn:aws:iam::*:role/*", "arn:aws:iam::*:user/*"),
    Condition("ArnNotLike", "aws:PrincipalArn", "arn:aws:iam::*:role/*", "arn:aws:iam::*:user/*"),
    Condition("Null", "aws:PrincipalTag/none", "true", "false"),
    Condition("StringEqualsIfExists", "aws:PrincipalTag/none", "x", []),
    Condition("StringEqualsIfExists", "aws:PrincipalTag/team", "staff", "guests"),
    Condition("ForAllValues:StringEquals", "aws:TagKeys", "x", []),
    Condition("ForAnyValue:StringLike", "aws:PrincipalTag/team", "st*", "x*"),
    Condition("StringEquals", "aws:username", "${aws:username}", "${aws:userid}"),
)
"""Every operator, and set operators, with keys that the server knows; no values: there are none with which it fails."""


@pytest.fixture(scope="module")
def staff(account: AccountUnderTest) -> Actor:
    """A user with tags who may list groups under a condition that is set, and whom one may deny listing users."""
    actor = somebody(account)
    tags = {"team": "staff", "level": "3", "key": "a2V5"}
    account.iam.tag_user(
        UserName=actor.arn.rpartition("/")[2], Tags=[{"Key": key, "Value": value} for key, value in tags.items()]
    )
    return actor


def put(account: AccountUnderTest, actor: Actor, *statements: Statement) -> None:
    """Give the user these statements and no others."""
    name = actor.arn.rpartition("/")[2]
    account.iam.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=document(*statements))


@pytest.mark.parametrize("condition", CONDITIONS, ids=lambda c: f"{c.operator}-{c.key.rpartition(':')[2]}")
def test_conditions_hold_and_fail_in_an_allow_and_in_a_deny(
    account: AccountUnderTest, staff: Actor, condition: Condition
) -> None:
    for values, holds in ((condition.holds, True), (condition.fails, False)):
        if values == []:
            continue
        said = {condition.operator: {condition.key: values}}
        put(account, staff, allow("iam:ListUsers", Condition=said))
        assert may_list_users(staff) is holds, said
        put(account, staff, allow("iam:ListUsers"), deny("iam:ListUsers", Condition=said))
        assert may_list_users(staff) is not holds, said


def test_conditions_all_have_to_hold(account: AccountUnderTest, staff: Actor) -> None:
    holds, fails = {"Bool": {"aws:SecureTransport": "false"}}, {"StringEquals": {"aws:PrincipalTag/team": "guests"}}
    put(account, staff, allow("iam:ListUsers", Condition={**holds, **fails}))
    assert not may_list_users(staff)
    key = {"aws:PrincipalTag/team": "staff", "aws:PrincipalTag/level": "4"}
    put(account, staff, allow("iam:ListUsers", Condition={"StringEquals": key}))
    assert not may_list_users(staff)


@pytest.mark.parametrize("operator", ["StringEqual", "StringEqualsIfExist", "ForAllValue:StringEquals", "Equals", ""])
def test_conditions_with_an_unknown_operator_are_refused_when_they_are_saved(
    account: AccountUnderTest, staff: Actor, operator: str
) -> None:
    said = {operator: {"aws:username": "x"}}
    for statement in (allow("iam:*", Condition=said), deny("iam:*", Condition=said)):
        asked = {"PolicyName": "unknown-operator", "PolicyDocument": document(statement)}
        assert code(account.iam.create_policy, **asked) == "MalformedPolicyDocument"
    with pytest.raises(ClientError, match="MalformedPolicyDocument"):
        put(account, staff, allow("iam:*", Condition=said))


def test_conditions_see_the_time_go_by(tmp_path: Path) -> None:
    with server_in_thread(tmp_path) as server:
        account = first_account(server)
        soon = allow("iam:ListUsers", Condition={"DateLessThan": {"aws:CurrentTime": moment(300)}})
        actor = account.user("hurried", soon)
        assert may_list_users(actor)
        server.advance(600)
        assert not may_list_users(actor)


# -- patterns ------------------------------------------------------------------------------------------

PATTERNS: Final[Mapping[str, bool]] = {
    "iam:ListUsers": True,
    "IAM:LISTUSERS": True,
    "iam:listusers": True,
    "iam:List?sers": True,
    "iam:L*s": True,
    "*": True,
    "i?m:ListUsers": False,
    "iam:List": False,
    "iam:ListUser": False,
    "iam:ListUsers?": False,
    "iam:.*": False,
    "iam:List.sers": False,
    "iam:[L]istUsers": False,
    "iam:ListUser+": False,
    "am:ListUsers": False,
}


@pytest.mark.parametrize("pattern", PATTERNS)
def test_patterns_of_actions_match_without_case_and_with_two_wildcards_only(
    account: AccountUnderTest, staff: Actor, pattern: str
) -> None:
    refused = outcome(lambda: put(account, staff, allow(pattern)))
    assert refused in {"", "MalformedPolicyDocument"}  # what cannot be an action is refused when it is saved
    assert (not refused and may_list_users(staff)) is PATTERNS[pattern]


RESOURCES: Final[Mapping[str, bool]] = {
    "user/a.b": True,
    "user/a?b": True,
    "user/*": True,
    "*": True,
    "user/A.B": False,
    "user/a.": False,
    "user/a..": False,
    "user/.*": False,
    "user/a[.]b": False,
    "user/axb": False,
    "role/a.b": False,
}


@pytest.mark.parametrize("pattern", RESOURCES)
def test_patterns_of_resources_match_to_the_letter(account: AccountUnderTest, staff: Actor, pattern: str) -> None:
    if outcome(account.iam.get_user, UserName="a.b"):
        account.iam.create_user(UserName="a.b")
    put(account, staff, allow("iam:GetUser", account.arn(pattern) if pattern != "*" else "*"))
    assert (outcome(staff.client("iam").get_user, UserName="a.b") == "") is RESOURCES[pattern]


# -- layers --------------------------------------------------------------------------------------------


def test_layers_a_deny_in_a_session_policy_is_looked_for(account: AccountUnderTest) -> None:
    role = account.role("layered", trust(account.number), allow("iam:*"))
    actor = account.administrator("layering")
    assert may_list_users(actor.assume(role, Policy=document(allow("*"))))
    assert not may_list_users(actor.assume(role, Policy=document(allow("*"), deny("iam:ListUsers"))))
    assert not may_list_users(actor.assume(role, Policy=document(allow("s3:*"))))


# -- catalogue -----------------------------------------------------------------------------------------


def test_catalogue_awss_policies_are_the_real_ones_and_count_who_has_them(account: AccountUnderTest) -> None:
    arn = "arn:aws:iam::aws:policy/IAMReadOnlyAccess"
    actor = somebody(account)
    name = actor.arn.rpartition("/")[2]
    before = account.iam.get_policy(PolicyArn=arn)["Policy"]
    account.iam.attach_user_policy(UserName=name, PolicyArn=arn)
    found = account.iam.get_policy(PolicyArn=arn)["Policy"]
    assert found["AttachmentCount"] == before["AttachmentCount"] + 1
    assert found["PolicyId"].startswith("ANPA")
    text = account.iam.get_policy_version(PolicyArn=arn, VersionId=found["DefaultVersionId"])["PolicyVersion"]
    (statement,) = text["Document"]["Statement"]
    assert "iam:List*" in statement["Action"]
    assert may_list_users(actor)
    assert outcome(actor.client("iam").create_user, UserName="not-read-only") == "AccessDenied"


@pytest.mark.parametrize(
    "arn", ["arn:aws:iam::aws:policy/AdministratorAcces", "arn:aws:iam::aws:policy/job-function/AdministratorAccess"]
)
def test_catalogue_a_policy_that_is_only_named_is_not_made(account: AccountUnderTest, arn: str) -> None:
    actor = somebody(account)
    name, iam = actor.arn.rpartition("/")[2], account.iam
    assert code(iam.attach_user_policy, UserName=name, PolicyArn=arn) == "NoSuchEntity"
    assert code(iam.put_user_permissions_boundary, UserName=name, PermissionsBoundary=arn) == "NoSuchEntity"
    assert code(iam.get_policy, PolicyArn=arn) == "NoSuchEntity"


# -- identifiers ---------------------------------------------------------------------------------------

BASE32: Final = frozenset(string.ascii_uppercase + "234567")

MADE: Final[Mapping[str, tuple[Callable[[Client, AccountUnderTest], Any], str, int]]] = {
    "AIDA": (lambda iam, _: iam.create_user(UserName="named")["User"], "UserId", 21),
    "AGPA": (lambda iam, _: iam.create_group(GroupName="named")["Group"], "GroupId", 21),
    "AROA": (
        lambda iam, a: iam.create_role(RoleName="named", AssumeRolePolicyDocument=trust(a.number))["Role"],
        "RoleId",
        21,
    ),
    "ANPA": (
        lambda iam, _: iam.create_policy(PolicyName="named", PolicyDocument=document(allow("s3:*")))["Policy"],
        "PolicyId",
        21,
    ),
    "AIPA": (
        lambda iam, _: iam.create_instance_profile(InstanceProfileName="named")["InstanceProfile"],
        "InstanceProfileId",
        21,
    ),
    "AKIA": (lambda iam, _: iam.create_access_key()["AccessKey"], "AccessKeyId", 20),
    "ASIA": (
        lambda _, a: a.administrator("named-admin").client("sts").get_session_token()["Credentials"],
        "AccessKeyId",
        20,
    ),
    "ASCA": (
        lambda iam, _: iam.upload_server_certificate(
            ServerCertificateName="named", CertificateBody=of_today().pem, PrivateKey=of_today().private_key
        )["ServerCertificateMetadata"],
        "ServerCertificateId",
        21,
    ),
    "APKA": (
        lambda iam, a: iam.upload_ssh_public_key(
            UserName=a.administrator("named-ssh").arn.rpartition("/")[2], SSHPublicKeyBody=ssh_text(rsa_key())
        )["SSHPublicKey"],
        "SSHPublicKeyId",
        21,
    ),
    "ACCA": (
        lambda iam, a: iam.create_service_specific_credential(
            UserName=a.administrator("named-service").arn.rpartition("/")[2], ServiceName="codecommit.amazonaws.com"
        )["ServiceSpecificCredential"],
        "ServiceSpecificCredentialId",
        21,
    ),
}


@pytest.mark.parametrize("prefix", MADE)
def test_identifiers_have_awss_prefixes_and_lengths(server: ServerInThread, prefix: str) -> None:
    make, member, length = MADE[prefix]
    made = another_account(server)
    id_ = make(made.iam, made)[member]
    assert id_.startswith(prefix)
    assert (len(id_), set(id_) <= BASE32) == (length, True)


def test_identifiers_everybody_is_told_about_itself(account: AccountUnderTest) -> None:
    actor = somebody(account)
    told = actor.client("sts").get_caller_identity()
    name = told["Arn"].rpartition("/")[2]
    shown = account.iam.get_user(UserName=name)["User"]
    assert (told["UserId"], told["Arn"], told["Account"]) == (shown["UserId"], shown["Arn"], account.number)
    assert account.root.client("sts").get_caller_identity()["UserId"] == account.number


def test_identifiers_are_never_used_again(account: AccountUnderTest) -> None:
    ids = []
    for _ in range(3):
        ids.append(account.iam.create_user(UserName="again")["User"]["UserId"])
        account.iam.delete_user(UserName="again")
    assert len(set(ids)) == 3
