"""Deciding calls: what a caller may do, in which words it is refused, and what the decision rests on."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from ostiary.authz.gather import UnreadablePolicyError
from ostiary.model.caller import Caller, CallerKind, SessionKind
from ostiary.model.errors import AccessDeniedError, InvalidClientTokenIdError
from ostiary.model.nouns import AccessKey, InlinePolicy, ServerCertificate, ServiceCredential, User
from ostiary.store.contract import Grounds
from tests.support.world import (
    FACTS,
    NOW,
    A,
    B,
    NoMint,
    World,
    a_session,
    allow,
    as_federated,
    as_role,
    as_root,
    as_user,
    deny,
    policy,
)

NO_MINT = NoMint()
SOURCES = Path(__file__).parents[3] / "src" / "ostiary"


def test_threat_16_the_proof_is_made_in_one_place_only() -> None:
    makers = {
        path.relative_to(SOURCES).as_posix()
        for path in SOURCES.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and _name(node.func) == "Authorized"
    }
    assert makers == {"authz/enforce.py"}


def _name(function: ast.expr) -> str:
    """Return what is called: `Authorized`, `Authorized[…]` and `module.Authorized` alike."""
    match function:
        case ast.Subscript(value=value):
            return _name(value)
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case _:
            return ""


# -- who may ----------------------------------------------------------------------------------------------


def test_a_user_without_policies_may_nothing_and_is_told_which_layer(world: World) -> None:
    mira = world.user("mira", path="/team/")
    with pytest.raises(AccessDeniedError) as caught:
        world.require(mira, "iam:GetUser")
    arn = f"arn:aws:iam::{A}:user/team/mira"
    assert caught.value.message == (
        f"User: {arn} is not authorized to perform: iam:GetUser on resource: {arn} "
        "because no identity-based policy allows the iam:GetUser action"
    )


@pytest.mark.parametrize(
    ("operation", "params", "resource"),
    [
        ("iam:ListUsers", {}, f"arn:aws:iam::{A}:user/"),
        ("iam:ListRoles", {"PathPrefix": "/ops/"}, f"arn:aws:iam::{A}:role/ops/"),
        ("iam:ListPolicies", {}, "policy path /"),
        ("iam:GetAccountSummary", {}, "*"),
    ],
)
def test_a_refused_list_call_spells_its_resource_as_aws_does(
    world: World, operation: str, params: dict[str, str], resource: str
) -> None:
    mira = world.user("mira")
    with pytest.raises(AccessDeniedError) as caught:
        world.require(mira, operation, **params)
    assert f" on resource: {resource} because no identity-based policy allows" in caught.value.message


def test_an_inline_policy_allows(world: World) -> None:
    mira = world.user("mira", allow("iam:GetUser"))
    assert world.is_allowed(mira, "iam:GetUser", UserName="mira")
    assert not world.is_allowed(mira, "iam:DeleteUser", UserName="mira")


def test_a_group_allows_and_denies_its_members(world: World) -> None:
    mira, noor = world.user("mira"), world.user("noor", allow("iam:*"))
    world.group("staff", allow("iam:Get*"), deny("iam:DeleteUser"), members=[mira, noor])
    assert world.is_allowed(mira, "iam:GetUser")
    assert not world.is_allowed(noor, "iam:DeleteUser", UserName="noor")


def test_managed_policies_of_the_account_and_of_aws_allow(world: World) -> None:
    mira, noor = world.user("mira"), world.user("noor")
    world.attach(mira.entity_id, world.managed("reader", allow("iam:ListUsers"), path="/own/"))
    world.attach(noor.entity_id, "arn:aws:iam::aws:policy/IAMReadOnlyAccess")
    assert world.is_allowed(mira, "iam:ListUsers")
    assert world.is_allowed(noor, "iam:ListUsers")
    assert not world.is_allowed(noor, "iam:CreateUser", UserName="new")


def test_a_policy_attached_to_a_group_counts(world: World) -> None:
    mira = world.user("mira")
    group = world.group("staff", members=[mira])
    world.attach(group.id, "arn:aws:iam::aws:policy/IAMReadOnlyAccess")
    assert world.is_allowed(mira, "iam:ListUsers")


def test_the_boundary_limits(world: World) -> None:
    boundary = world.managed("edge", allow("iam:Get*"))
    mira = world.user("mira", allow("iam:*"), boundary=boundary)
    assert world.is_allowed(mira, "iam:GetUser")
    with pytest.raises(AccessDeniedError, match="because no permissions boundary allows the iam:ListUsers action"):
        world.require(mira, "iam:ListUsers")


def test_a_boundary_whose_policy_is_gone_allows_nothing(world: World) -> None:
    mira = world.user("mira", allow("*"), boundary=f"arn:aws:iam::{A}:policy/gone")
    assert not world.is_allowed(mira, "iam:GetUser")


def test_an_attached_policy_that_is_gone_fails_the_call_because_it_may_have_denied(world: World) -> None:
    mira = world.user("mira", allow("*"))
    world.attach(mira.entity_id, f"arn:aws:iam::{A}:policy/gone")
    with pytest.raises(UnreadablePolicyError):
        world.require(mira, "iam:GetUser")


@pytest.mark.parametrize("document", ["", "{", '{"Statement": []}', '{"Statement": [{"Effect": "Maybe"}]}'])
def test_a_stored_policy_that_cannot_be_read_fails_the_call(world: World, document: str) -> None:
    mira = world.user("mira", allow("*"))
    broken = InlinePolicy(account=A, owner=mira.entity_id, name="broken", document=document)
    world.write(lambda tx: tx.inline_policies.add(broken))
    with pytest.raises(UnreadablePolicyError):
        world.require(mira, "iam:GetUser")


def test_a_default_version_that_is_not_there_fails_the_call(world: World) -> None:
    mira = world.user("mira", allow("*"))
    world.attach(mira.entity_id, world.managed("half", allow("*")))
    world.write(lambda tx: tx.policy_versions.remove(tx.policy_versions.get(A, "v1", parent="ANPAHALF")))  # type: ignore[arg-type]  # it is there
    with pytest.raises(UnreadablePolicyError):
        world.require(mira, "iam:GetUser")


def test_root_needs_no_policy_and_only_in_its_account(world: World) -> None:
    assert world.is_allowed(as_root(), "iam:CreateUser", UserName="new")
    assert not world.is_allowed(as_root(), "iam:GetPolicy", PolicyArn=f"arn:aws:iam::{B}:policy/theirs")


def test_a_principal_that_is_gone_has_no_credentials_any_more(world: World) -> None:
    ghost = as_user(User(account=A, id="AIDAGHOST", name="ghost", path="/", created=1))
    with pytest.raises(InvalidClientTokenIdError):
        world.require(ghost, "iam:GetUser")


def test_threat_25_a_user_made_again_under_the_name_does_not_inherit(world: World) -> None:
    mira = world.user("mira", allow("*"))
    world.write(lambda tx: tx.users.remove(tx.users.by_id(mira.entity_id)))  # type: ignore[arg-type]  # it is there
    again = User(account=A, id="AIDAOTHER", name="mira", path="/", created=2)
    world.write(lambda tx: tx.users.add(again))
    assert not world.is_allowed(as_user(again), "iam:GetUser")


def test_an_operation_that_nothing_describes_is_refused_even_to_root(world: World) -> None:
    assert not world.is_allowed(as_root(), "iam:AcquireRole")
    assert not world.is_allowed(as_root(), "s3:ListBuckets")
    assert not world.is_allowed(as_root(), "iam:")


# -- resources --------------------------------------------------------------------------------------------


def test_a_call_without_a_user_name_is_about_the_caller(world: World) -> None:
    mira = world.user("mira", allow("iam:*AccessKey*", f"arn:aws:iam::{A}:user/${{aws:username}}"))
    world.user("noor")
    assert world.is_allowed(mira, "iam:CreateAccessKey")
    assert world.is_allowed(mira, "iam:ListAccessKeys", UserName="mira")
    assert not world.is_allowed(mira, "iam:CreateAccessKey", UserName="noor")


def test_threat_16_keys_for_others_need_permission_on_them(world: World) -> None:
    mira = world.user("mira", allow("iam:*", f"arn:aws:iam::{A}:user/mira"))
    world.user("admin", allow("*"))
    for operation in ("iam:CreateAccessKey", "iam:PutUserPolicy", "iam:AttachUserPolicy", "iam:GetUser"):
        assert not world.is_allowed(mira, operation, UserName="admin", PolicyArn="arn:aws:iam::aws:policy/X")


def test_a_role_session_has_no_user_of_its_own(world: World) -> None:
    narrow = world.role("narrow", allow("iam:GetUser", f"arn:aws:iam::{A}:user/*"))
    wide = world.role("wide", allow("iam:GetUser"))
    assert not world.is_allowed(as_role(narrow), "iam:GetUser")
    assert world.is_allowed(as_role(wide), "iam:GetUser")


def test_threat_26_names_find_without_case_and_the_arn_has_the_stored_case(world: World) -> None:
    caller = world.user("mira", allow("iam:GetUser"), deny("iam:GetUser", f"arn:aws:iam::{A}:user/team/Admin"))
    world.user("Admin", path="/team/")
    assert not world.is_allowed(caller, "iam:GetUser", UserName="aDMIN")
    assert world.is_allowed(caller, "iam:GetUser", UserName="mira")


def test_the_path_of_what_is_created_is_that_of_the_request(world: World) -> None:
    mira = world.user("mira", allow("iam:CreateUser", f"arn:aws:iam::{A}:user/team/*"))
    assert world.is_allowed(mira, "iam:CreateUser", UserName="new", Path="/team/")
    assert not world.is_allowed(mira, "iam:CreateUser", UserName="new")
    assert not world.is_allowed(mira, "iam:CreateUser", UserName="team/new", Path="/x/")


def test_a_list_of_everything_needs_the_wildcard_resource(world: World) -> None:
    mira = world.user("mira", allow("iam:ListUsers", f"arn:aws:iam::{A}:user/*"))
    assert not world.is_allowed(mira, "iam:ListUsers")


def test_renaming_needs_permission_on_both_names(world: World) -> None:
    mira = world.user("mira", allow("iam:UpdateUser", [f"arn:aws:iam::{A}:user/team/*"]))
    world.user("noor", path="/team/")
    assert world.is_allowed(mira, "iam:UpdateUser", UserName="noor", NewUserName="nour")
    assert not world.is_allowed(mira, "iam:UpdateUser", UserName="noor", NewPath="/boss/")
    assert not world.is_allowed(mira, "iam:UpdateUser", UserName="mira", NewPath="/team/")


def test_the_owner_of_a_key_is_the_resource_of_asking_for_its_use(world: World) -> None:
    mira = world.user("mira", allow("iam:GetAccessKeyLastUsed", f"arn:aws:iam::{A}:user/mira"))
    noor = world.user("noor")
    for owner, key in ((mira, "AKIAMIRA"), (noor, "AKIANOOR")):
        made = AccessKey(account=A, id=key, owner=owner.entity_id, created=1, sealed="x")
        world.write(lambda tx, made=made: tx.access_keys.add(made))
    assert world.is_allowed(mira, "iam:GetAccessKeyLastUsed", AccessKeyId="AKIAMIRA")
    assert not world.is_allowed(mira, "iam:GetAccessKeyLastUsed", AccessKeyId="AKIANOOR")
    assert not world.is_allowed(mira, "iam:GetAccessKeyLastUsed", AccessKeyId="AKIANOBODY")


def a_certificate(name: str, path: str = "/", **tags: str) -> ServerCertificate:
    return ServerCertificate(
        account=A, id=f"ASCA{name}", name=name, path=path, created=1, expires=2, body="pem", sealed="x", tags=tags
    )


def test_a_server_certificate_is_known_by_its_path_and_its_tags(world: World) -> None:
    world.write(lambda tx: tx.server_certificates.add(a_certificate("Web", "/site/", team="a")))
    mira = world.user("mira", allow("iam:*ServerCertificate", f"arn:aws:iam::{A}:server-certificate/site/*"))
    tagged = {"Condition": {"StringEquals": {"aws:ResourceTag/team": "a"}}}
    noor = world.user("noor", allow("iam:DeleteServerCertificate", **tagged))
    assert world.is_allowed(mira, "iam:GetServerCertificate", ServerCertificateName="WEB")
    assert world.is_allowed(noor, "iam:DeleteServerCertificate", ServerCertificateName="web")
    assert not world.is_allowed(mira, "iam:GetServerCertificate", ServerCertificateName="none")
    assert not world.is_allowed(noor, "iam:DeleteServerCertificate", ServerCertificateName="none")
    for name, path, expected in (("new", "/site/", True), ("new", "/", False), ("site/new", "/x/", False)):
        asked = {"ServerCertificateName": name, "Path": path}
        assert world.is_allowed(mira, "iam:UploadServerCertificate", **asked) is expected
    for new, expected in (({"NewServerCertificateName": "b"}, True), ({"NewPath": "/"}, False)):
        asked = {"ServerCertificateName": "web", **new}
        assert world.is_allowed(mira, "iam:UpdateServerCertificate", **asked) is expected


def a_credential(owner: Caller, id_: str, service: str) -> ServiceCredential:
    return ServiceCredential(
        account=owner.account, id=id_, owner=owner.entity_id, created=1, service=service, name="n", hash="sha256:0"
    )


@pytest.mark.parametrize("operation", ["Update", "Reset", "Delete"])
def test_threat_17_a_credential_is_judged_by_its_service_though_the_request_names_its_id(
    world: World, operation: str
) -> None:
    only = {"Condition": {"StringNotEquals": {"iam:ServiceSpecificCredentialServiceName": "logs.amazonaws.com"}}}
    mira = world.user("mira", allow("iam:*ServiceSpecificCredential"), deny("iam:*ServiceSpecificCredential", **only))
    other = world.user("other", account=B)
    for made in (
        a_credential(mira, "ACCALOGS", "logs.amazonaws.com"),
        a_credential(mira, "ACCAGIT", "codecommit.amazonaws.com"),
        a_credential(other, "ACCATHEIRS", "logs.amazonaws.com"),
    ):
        world.write(lambda tx, made=made: tx.service_credentials.add(made))
    for named in ({}, {"UserName": "mira"}):
        for id_, expected in (("ACCALOGS", True), ("ACCAGIT", False), ("ACCATHEIRS", False), ("ACCANONE", False)):
            asked = {**named, "ServiceSpecificCredentialId": id_}
            assert world.is_allowed(mira, f"iam:{operation}ServiceSpecificCredential", **asked) is expected, id_


def test_a_credential_without_a_user_name_is_the_callers_own(world: World) -> None:
    mira = world.user("mira", allow("iam:ResetServiceSpecificCredential", f"arn:aws:iam::{A}:user/mira"))
    world.user("noor")
    asked = {"ServiceSpecificCredentialId": "ACCAGIT"}
    assert world.is_allowed(mira, "iam:ResetServiceSpecificCredential", **asked)
    assert not world.is_allowed(mira, "iam:ResetServiceSpecificCredential", UserName="noor", **asked)
    narrow = as_role(world.role("narrow", allow("iam:ResetServiceSpecificCredential", f"arn:aws:iam::{A}:user/*")))
    assert not world.is_allowed(narrow, "iam:ResetServiceSpecificCredential", **asked)
    assert world.is_allowed(as_root(), "iam:ResetServiceSpecificCredential", **asked)


def test_threat_16_who_may_list_its_own_credentials_may_not_list_everybodys(world: World) -> None:
    mira = world.user("mira", allow("iam:ListServiceSpecificCredentials", f"arn:aws:iam::{A}:user/mira"))
    noor = world.user("noor", allow("iam:ListServiceSpecificCredentials"))
    assert world.is_allowed(mira, "iam:ListServiceSpecificCredentials")
    assert world.is_allowed(mira, "iam:ListServiceSpecificCredentials", AllUsers=False)
    assert not world.is_allowed(mira, "iam:ListServiceSpecificCredentials", AllUsers=True)
    assert world.is_allowed(noor, "iam:ListServiceSpecificCredentials", AllUsers=True)


def test_aws_managed_policies_can_be_read_and_not_changed_even_by_root(world: World) -> None:
    arn = "arn:aws:iam::aws:policy/AdministratorAccess"
    mira = world.user("mira", allow("iam:GetPolicy"))
    assert world.is_allowed(mira, "iam:GetPolicy", PolicyArn=arn)
    assert not world.is_allowed(as_root(), "iam:DeletePolicy", PolicyArn=arn)


def test_a_policy_of_another_account_is_out_of_reach(world: World) -> None:
    mira = world.user("mira", allow("*"))
    assert not world.is_allowed(mira, "iam:GetPolicy", PolicyArn=f"arn:aws:iam::{B}:policy/theirs")


# -- further permissions ----------------------------------------------------------------------------------


def test_creating_with_tags_needs_tagging_and_without_does_not(world: World) -> None:
    mira = world.user("mira", allow("iam:CreateUser"))
    noor = world.user("noor", allow(["iam:CreateUser", "iam:TagUser"]))
    tags = [{"Key": "team", "Value": "ops"}]
    assert world.is_allowed(mira, "iam:CreateUser", UserName="new", Tags=[])
    assert world.is_allowed(noor, "iam:CreateUser", UserName="new", Tags=tags)
    with pytest.raises(AccessDeniedError, match="perform: iam:TagUser on resource"):
        world.require(mira, "iam:CreateUser", UserName="new", Tags=tags)


def test_threat_16_a_role_is_put_into_a_profile_only_by_who_may_pass_it_to_ec2(world: World) -> None:
    world.role("worker")
    statement = allow("iam:PassRole", Condition={"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}})
    other = allow("iam:PassRole", Condition={"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}})
    add = allow("iam:AddRoleToInstanceProfile")
    call = {"InstanceProfileName": "p", "RoleName": "worker"}
    assert world.is_allowed(world.user("mira", add, statement), "iam:AddRoleToInstanceProfile", **call)
    assert not world.is_allowed(world.user("noor", add, other), "iam:AddRoleToInstanceProfile", **call)
    assert not world.is_allowed(world.user("bo", add), "iam:AddRoleToInstanceProfile", **call)


# -- sessions (policy-evaluation.md 8.2) ------------------------------------------------------------------


def test_a_session_token_without_mfa_reaches_no_iam_and_little_of_sts(world: World) -> None:
    mira = replace(world.user("mira", allow("*")), session=a_session(SessionKind.SESSION_TOKEN))
    assert not world.is_allowed(mira, "iam:ListUsers")
    assert not world.is_allowed(mira, "sts:GetSessionToken")
    assert not world.is_allowed(mira, "sts:GetFederationToken", Name="guest")
    assert not world.is_allowed(mira, "sts:GetAccessKeyInfo", AccessKeyId="AKIA")
    assert world.is_allowed(mira, "sts:GetCallerIdentity")


def test_a_session_token_with_mfa_is_as_good_as_the_user_for_iam(world: World) -> None:
    mira = replace(world.user("mira", allow("*")), session=a_session(SessionKind.SESSION_TOKEN, mfa_time=NOW - 5))
    assert world.is_allowed(mira, "iam:ListUsers")
    assert not world.is_allowed(mira, "sts:GetSessionToken")


def test_the_session_of_root_has_the_same_limits(world: World) -> None:
    assert not world.is_allowed(as_root(session=a_session(SessionKind.SESSION_TOKEN)), "iam:ListUsers")


def test_a_federated_user_reaches_nothing_but_its_identity(world: World) -> None:
    guest = as_federated(world.user("mira", allow("*")), policies=(policy(allow("*")),))
    assert not world.is_allowed(guest, "iam:ListUsers")
    assert not world.is_allowed(guest, "sts:GetAccessKeyInfo", AccessKeyId="AKIA")
    assert world.is_allowed(guest, "sts:GetCallerIdentity")


@pytest.mark.parametrize("operation", ["GetSessionToken", "GetFederationToken"])
def test_a_role_session_makes_no_tokens(world: World, operation: str) -> None:
    with pytest.raises(AccessDeniedError, match=f"^Cannot call {operation} with session credentials$"):
        world.require(as_role(world.role("admin", allow("*"))), f"sts:{operation}", Name="guest")


def test_the_caller_may_always_ask_who_it_is(world: World) -> None:
    mira = world.user("mira", deny("*"))
    world.attach(mira.entity_id, f"arn:aws:iam::{A}:policy/gone")
    assert world.is_allowed(mira, "sts:GetCallerIdentity")
    assert world.is_allowed(as_role(world.role("kiln", deny("*"))), "sts:GetCallerIdentity")


def test_nobody_in_particular_may_not_even_ask_who_it_is(world: World) -> None:
    anonymous = replace(as_root(), kind=CallerKind.ANONYMOUS, arn="anonymous", account="anonymous")
    assert not world.is_allowed(anonymous, "sts:GetCallerIdentity")
    assert not world.is_allowed(anonymous, "iam:ListUsers")


def test_a_session_token_is_given_for_long_term_keys_whatever_policies_say(world: World) -> None:
    assert world.is_allowed(world.user("mira", deny("*")), "sts:GetSessionToken")
    assert world.is_allowed(as_root(), "sts:GetSessionToken")


def test_threat_16_a_session_policy_limits_calls_about_oneself_too(world: World) -> None:
    role = world.role("admin", allow("*"))
    passed = policy(allow("iam:Get*"))
    session = as_role(role, policies=(passed,))
    assert world.is_allowed(session, "iam:GetRole", RoleName="admin")
    with pytest.raises(AccessDeniedError, match="because no session policy allows the iam:PutRolePolicy action"):
        world.require(session, "iam:PutRolePolicy", RoleName="admin")
    assert world.is_allowed(as_role(role), "iam:PutRolePolicy", RoleName="admin")


def test_inline_and_managed_session_policies_are_one_layer(world: World) -> None:
    role = world.role("admin", allow("*"))
    arn = world.managed("lister", allow("iam:List*"))
    session = as_role(role, policies=(policy(allow("iam:Get*"), deny("iam:ListRoles")),), policy_arns=(arn,))
    assert world.is_allowed(session, "iam:GetRole", RoleName="admin")
    assert world.is_allowed(session, "iam:ListUsers")
    assert not world.is_allowed(session, "iam:ListRoles")
    assert not world.is_allowed(session, "iam:CreateUser", UserName="new")


def test_a_session_policy_that_is_gone_leaves_a_session_that_may_nothing(world: World) -> None:
    session = as_role(world.role("admin", allow("*")), policy_arns=(f"arn:aws:iam::{A}:policy/gone",))
    assert not world.is_allowed(session, "iam:ListUsers")


def test_a_session_grants_nothing_that_the_role_has_not(world: World) -> None:
    session = as_role(world.role("poor"), policies=(policy(allow("*")),))
    assert not world.is_allowed(session, "iam:ListUsers")


# -- what a decision rests on -----------------------------------------------------------------------------


def test_a_change_is_obeyed_by_the_next_decision(world: World) -> None:
    mira = world.user("mira", allow("iam:GetUser"))
    assert world.is_allowed(mira, "iam:GetUser")
    world.inline(mira.entity_id, "no", deny("iam:GetUser"))
    assert not world.is_allowed(mira, "iam:GetUser")


def test_a_warm_decision_computes_nothing(world: World) -> None:
    mira = world.user("mira", allow("iam:GetUser"))
    world.require(mira, "iam:GetUser")
    before = world.memo.computed
    world.require(mira, "iam:GetUser")
    assert world.memo.computed == before


def test_the_grounds_hold_everything_that_was_read_and_the_oldest_revision(world: World) -> None:
    mira = world.user("mira", allow("iam:AttachUserPolicy"))
    seen = world.store.revision
    before = Grounds(seen - 1, frozenset({("access_keys",)}))
    made = world.enforcer.require(
        mira, "iam", "AttachUserPolicy", {"UserName": "mira", "PolicyArn": "arn:x"}, FACTS, NOW, NO_MINT, grounds=before
    )
    assert made.grounds.revision == seen - 1
    assert made.grounds.tokens == {
        ("access_keys",),
        ("users",),
        ("inline_policies",),
        ("groups",),
        ("links", "member"),
        ("links", "attachment"),
        ("password_policies",),
    }


def test_the_proof_holds_what_the_handler_needs(world: World) -> None:
    made = world.require(as_root(), "iam:CreateUser", UserName="new")
    assert (made.operation, made.params, made.now, made.partition) == ("CreateUser", {"UserName": "new"}, NOW, "aws")
    assert made.account == A
    assert made.grounds.revision == world.store.revision


def test_an_arn_in_another_case_or_path_is_not_the_policy_whose_tags_allow(world: World) -> None:
    condition = {"StringEquals": {"aws:ResourceTag/team": "ops"}}
    mira = world.user("mira", allow("iam:GetPolicy", Condition=condition))
    arn = world.managed("Tool", allow("*"), path="/own/", tags={"team": "ops"})
    assert world.is_allowed(mira, "iam:GetPolicy", PolicyArn=arn)
    assert not world.is_allowed(mira, "iam:GetPolicy", PolicyArn=arn.replace("Tool", "TOOL"))
    assert not world.is_allowed(mira, "iam:GetPolicy", PolicyArn=arn.replace("/own/", "/"))


def test_keys_of_another_account_are_spoken_of_like_keys_that_are_not_there(world: World) -> None:
    mira, theirs = world.user("mira"), world.user("noor", account=B)
    for owner in (theirs.entity_id, B):
        made = AccessKey(account=B, id=f"AKIA{owner}", owner=owner, created=1, sealed="x")
        world.write(lambda tx, made=made: tx.access_keys.add(made))
    for key in (f"AKIA{theirs.entity_id}", f"AKIA{B}", "AKIANOTHING"):
        with pytest.raises(AccessDeniedError, match=r"on resource: \* because"):
            world.require(mira, "iam:GetAccessKeyLastUsed", AccessKeyId=key)


def test_a_caller_that_claims_another_account_is_nobody(world: World) -> None:
    mira = replace(world.user("mira", allow("*")), account=B)
    with pytest.raises(InvalidClientTokenIdError):
        world.require(mira, "iam:ListUsers")
