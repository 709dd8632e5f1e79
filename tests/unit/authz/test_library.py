"""The library over a store: who is asked about is known from the store, and what is decided is what it holds now."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ostiary import Question, StoreAuthorizer
from ostiary.authz import library, questions
from ostiary.authz.enforce import Enforcer
from ostiary.authz.gather import UnreadablePolicyError
from ostiary.engine.kinds import PolicyKind
from ostiary.evaluation.decision import Decision, Outcome
from ostiary.model.errors import AccessDeniedError, InvalidInputError, NoSuchEntityError, ServiceUnavailableError
from ostiary.model.nouns import InlinePolicy
from ostiary.settings import SettingsError
from ostiary.store.contract import Relation, StoreRefusedError
from ostiary.store.memo import Memo
from ostiary.store.sql import open_store
from tests.support.domain import ACCOUNT, NOW, OTHER_ACCOUNT, Domain, as_user, root, start
from tests.support.sts import TRUST_ALL
from tests.support.world import FACTS, Statement, allow, deny, policy, trusting

MIRA = f"arn:aws:iam::{ACCOUNT}:user/kiln/mira"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/kiln/Deploy"
SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/Deploy/monday"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
OBJECT = "arn:aws:s3:::vault/letter"


@dataclass
class Place:
    """A store that somebody writes to, and the library that reads it from beside."""

    folder: Path
    domain: Domain
    authorizer: StoreAuthorizer

    def put(self, *statements: Statement, user: str = "mira", name: str = "p") -> None:
        self.domain.call("PutUserPolicy", {"UserName": user, "PolicyName": name, "PolicyDocument": policy(*statements)})

    def decide(
        self, principal: str = MIRA, action: str = "s3:GetObject", resource: str = OBJECT, **more: Any
    ) -> Decision:
        return self.authorizer.decide(principal=principal, action=action, resource=resource, **more)

    def allows(self, *arguments: str, **more: Any) -> bool:
        return self.decide(*arguments, **more).allowed

    def assumes(self, principal: str = MIRA, role: str = ROLE, **more: Any) -> bool:
        return self.allows(principal, "sts:AssumeRole", role, **more)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    for domain in start(open_store(f"sqlite:///{tmp_path}/ostiary.db")):
        domain.call("CreateUser", {"UserName": "mira", "Path": "/kiln/", "Tags": [{"Key": "Team", "Value": "Clay"}]})
        domain.call(
            "CreateRole",
            {
                "RoleName": "Deploy",
                "Path": "/kiln/",
                "AssumeRolePolicyDocument": TRUST_ALL,
                "Tags": [{"Key": "Env", "Value": "prod"}],
            },
        )
        with StoreAuthorizer(tmp_path) as authorizer:
            yield Place(tmp_path, domain, authorizer)


# -- what is gathered ----------------------------------------------------------------------------------


def test_a_user_has_its_own_policies_those_of_its_groups_and_its_boundary(place: Place) -> None:
    assert place.decide() == Decision(Outcome.IMPLICIT_DENY, PolicyKind.IDENTITY)
    place.domain.call("CreateGroup", {"GroupName": "potters"})
    document = policy(allow("s3:*", Sid="All"))
    place.domain.call("PutGroupPolicy", {"GroupName": "potters", "PolicyName": "wide", "PolicyDocument": document})
    place.domain.call("AddUserToGroup", {"GroupName": "potters", "UserName": "mira"})
    [granted] = place.decide().statements
    assert (granted.policy, granted.sid) == ("wide", "All")
    place.put(deny("s3:GetObject", Sid="NotThis"))
    assert [each.sid for each in place.decide().statements] == ["NotThis"]
    place.domain.call("DeleteUserPolicy", {"UserName": "mira", "PolicyName": "p"})
    boundary = "arn:aws:iam::aws:policy/IAMReadOnlyAccess"
    place.domain.call("PutUserPermissionsBoundary", {"UserName": "mira", "PermissionsBoundary": boundary})
    assert place.decide().layer is PolicyKind.BOUNDARY


def test_a_role_is_asked_about_by_its_own_arn_or_that_of_a_session(place: Place) -> None:
    document = policy(allow("s3:*"))
    place.domain.call("PutRolePolicy", {"RoleName": "Deploy", "PolicyName": "p", "PolicyDocument": document})
    assert place.allows(ROLE)
    assert place.allows(SESSION)
    assert place.allows(SESSION, role=ROLE)


def test_what_a_session_is_limited_by_is_given(place: Place) -> None:
    place.domain.call(
        "PutRolePolicy", {"RoleName": "Deploy", "PolicyName": "p", "PolicyDocument": policy(allow("s3:*"))}
    )
    narrow = {"passed": json.loads(policy(allow("s3:List*")))}
    assert place.decide(SESSION, session=narrow).layer is PolicyKind.SESSION
    assert place.allows(SESSION, "s3:ListBucket", "arn:aws:s3:::vault", session=narrow)


def test_the_policy_of_a_resource_is_given(place: Place) -> None:
    bucket = policy(allow("s3:GetObject", OBJECT, Principal={"AWS": MIRA}))
    assert place.allows(resource_policy=bucket)
    assert not place.allows(ROLE, resource_policy=bucket)
    named = policy(allow("s3:GetObject", OBJECT, Principal={"AWS": ROLE}))
    assert place.allows(SESSION, resource_policy=named)


def test_the_root_user_of_an_account_of_the_store_needs_no_policy(place: Place) -> None:
    assert place.allows(ROOT, resource_account=ACCOUNT)


def test_a_role_is_assumed_by_its_own_trust_policy(place: Place) -> None:
    assert place.assumes()
    for principal, is_trusted in ((MIRA, True), (ROLE, False)):
        place.domain.call("UpdateAssumeRolePolicy", {"RoleName": "Deploy", "PolicyDocument": trusting(principal)})
        assert place.assumes() is is_trusted


def test_a_trust_policy_means_who_had_the_name_when_it_was_saved(place: Place) -> None:
    place.domain.call("UpdateAssumeRolePolicy", {"RoleName": "Deploy", "PolicyDocument": trusting(MIRA)})
    assert place.assumes()
    place.domain.call("DeleteUser", {"UserName": "mira"})
    place.domain.call("CreateUser", {"UserName": "mira", "Path": "/kiln/"})
    assert not place.assumes()


def test_across_accounts_of_the_store_both_sides_must_allow(place: Place) -> None:
    theirs = root(OTHER_ACCOUNT)
    guest = place.domain.call("CreateUser", {"UserName": "guest"}, theirs)["User"]["Arn"]
    place.domain.call("UpdateAssumeRolePolicy", {"RoleName": "Deploy", "PolicyDocument": trusting(guest)})
    assert place.decide(guest, "sts:AssumeRole", ROLE).layer is PolicyKind.IDENTITY
    document = policy(allow("sts:AssumeRole"))
    place.domain.call("PutUserPolicy", {"UserName": "guest", "PolicyName": "p", "PolicyDocument": document}, theirs)
    assert place.assumes(guest)
    place.domain.call("UpdateAssumeRolePolicy", {"RoleName": "Deploy", "PolicyDocument": trusting(MIRA)})
    assert place.decide(guest, "sts:AssumeRole", ROLE).layer is PolicyKind.TRUST


def test_a_role_that_is_not_there_is_assumed_by_nobody(place: Place) -> None:
    place.put(allow("*"))
    assert place.decide(MIRA, "sts:AssumeRole", ROLE + "x").layer is PolicyKind.TRUST
    assert place.decide(MIRA, "sts:AssumeRole", ROLE.replace("/kiln", "")).layer is PolicyKind.TRUST


def test_the_trust_policy_of_a_role_of_the_store_cannot_be_given(place: Place) -> None:
    with pytest.raises(InvalidInputError, match="in the store"):
        place.assumes(resource_policy=TRUST_ALL)
    elsewhere = "arn:aws:iam::999999999999:role/Far"
    place.put(allow("sts:AssumeRole"))
    assert not place.assumes(role=elsewhere)
    assert place.assumes(role=elsewhere, resource_policy=trusting(MIRA))


# -- the context ---------------------------------------------------------------------------------------


def test_what_follows_from_the_principal_is_known_and_what_is_given_goes_before_it(place: Place) -> None:
    user_id = place.domain.call("GetUser", {"UserName": "mira"})["User"]["UserId"]
    wanted = {
        "aws:username": "mira",
        "aws:userid": user_id,
        "aws:PrincipalArn": MIRA,
        "aws:PrincipalAccount": ACCOUNT,
        "aws:PrincipalType": "User",
        "aws:PrincipalTag/team": "Clay",
    }
    place.put(allow("*", Condition={"StringEquals": wanted}))
    assert place.allows()
    for key in wanted:
        assert not place.allows(context={key: "another"}), key


def test_a_session_is_known_by_its_role(place: Place) -> None:
    role_id = place.domain.call("GetRole", {"RoleName": "Deploy"})["Role"]["RoleId"]
    wanted = {"aws:PrincipalArn": ROLE, "aws:userid": f"{role_id}:monday", "aws:PrincipalTag/Env": "prod"}
    document = policy(allow("*", Condition={"StringEquals": wanted}))
    place.domain.call("PutRolePolicy", {"RoleName": "Deploy", "PolicyName": "p", "PolicyDocument": document})
    assert place.allows(SESSION)
    assert not place.allows(SESSION.replace("monday", "tuesday"))


def test_a_role_to_be_assumed_is_known_by_its_tags(place: Place) -> None:
    trust = trusting("*", Condition={"StringEquals": {"aws:ResourceTag/Env": "prod"}})
    place.domain.call("UpdateAssumeRolePolicy", {"RoleName": "Deploy", "PolicyDocument": trust})
    place.put(allow("sts:AssumeRole"))
    assert place.assumes()
    assert not place.assumes(context={"aws:ResourceTag/Env": "test"})


def test_the_time_is_known_when_it_is_given(place: Place) -> None:
    place.put(allow("*", Condition={"DateLessThan": {"aws:CurrentTime": "2026-01-01T00:00:00Z"}}))
    assert [place.allows(now=now) for now in (None, 1_767_225_599, 1_767_225_600)] == [False, True, False]


AS_THE_SERVER = {
    "iam:GetUser": ({"UserName": "other"}, f"arn:aws:iam::{ACCOUNT}:user/other"),
    "iam:GetRole": ({"RoleName": "deploy"}, ROLE),
    "iam:ListUsers": ({}, "*"),
    "sts:AssumeRole": ({"RoleArn": ROLE, "RoleSessionName": "s"}, ROLE),
}
CONDITIONS: list[dict[str, dict[str, str]]] = [
    {},
    {"StringEquals": {"aws:ResourceTag/Env": "prod"}},
    {"StringNotEquals": {"aws:ResourceTag/Env": "prod"}},
    {"StringEquals": {"aws:PrincipalTag/Team": "Clay", "aws:ResourceAccount": ACCOUNT}},
    {"StringLike": {"aws:PrincipalArn": "*:user/kiln/*"}},
    {"Null": {"aws:PrincipalTag/Other": "true"}},
    {"StringEquals": {"aws:username": "${aws:PrincipalTag/Team}"}},
]


@pytest.mark.parametrize("action", AS_THE_SERVER)
@pytest.mark.parametrize("condition", CONDITIONS, ids=str)
@pytest.mark.parametrize("effect", ["Allow", "Deny"])
def test_what_the_store_knows_is_decided_as_the_server_decides_it(
    place: Place, action: str, condition: dict[str, dict[str, str]], effect: str
) -> None:
    params, resource = AS_THE_SERVER[action]
    place.domain.call("CreateUser", {"UserName": "other", "Tags": [{"Key": "Env", "Value": "test"}]})
    statement = {"Effect": effect, "Action": "*", "Resource": "*", **({"Condition": condition} if condition else {})}
    place.put(*([allow("*")] if effect == "Deny" else []), statement)
    caller = as_user(place.domain.call("GetUser", {"UserName": "mira"})["User"])
    service, _, operation = action.partition(":")
    try:
        Enforcer(Memo(place.domain.store)).require(caller, service, operation, params, FACTS, NOW, place.domain.mint)
    except AccessDeniedError:
        is_allowed = False
    else:
        is_allowed = True
    assert place.allows(MIRA, action, resource) is is_allowed


# -- who is not there ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "principal",
    [
        f"arn:aws:iam::{ACCOUNT}:user/kiln/nobody",
        f"arn:aws:iam::{ACCOUNT}:user/mira",
        f"arn:aws:iam::{ACCOUNT}:user/kiln/Mira",
        f"arn:aws-cn:iam::{ACCOUNT}:user/kiln/mira",
        f"arn:aws:iam::{OTHER_ACCOUNT}:user/kiln/mira",
        f"arn:aws:iam::{ACCOUNT}:role/Deploy",
        f"arn:aws:iam::{ACCOUNT}:role/kiln/deploy",
        f"arn:aws:sts::{ACCOUNT}:assumed-role/deploy/monday",
        f"arn:aws-cn:sts::{ACCOUNT}:assumed-role/Deploy/monday",
        f"arn:aws:sts::{OTHER_ACCOUNT}:assumed-role/Deploy/monday",
        "arn:aws:iam::999999999999:root",
    ],
)
def test_a_principal_that_the_store_does_not_hold_is_named(place: Place, principal: str) -> None:
    with pytest.raises(NoSuchEntityError) as raised:
        place.decide(principal)
    assert raised.value.message == f"There is no principal {principal} in this installation."


def test_a_session_of_a_role_at_another_path_is_not_there(place: Place) -> None:
    with pytest.raises(NoSuchEntityError):
        place.decide(SESSION, role=f"arn:aws:iam::{ACCOUNT}:role/Deploy")


@pytest.mark.parametrize("principal", ["*", "lambda.amazonaws.com", f"arn:aws:sts::{ACCOUNT}:federated-user/f", "mira"])
def test_who_is_in_no_store_cannot_be_asked_about(place: Place, principal: str) -> None:
    with pytest.raises(InvalidInputError):
        place.decide(principal)


def test_the_user_behind_a_federated_user_cannot_be_given(place: Place) -> None:
    with pytest.raises(InvalidInputError):
        place.authorizer.decide_all([Question(principal=MIRA, action="s3:GetObject", user=MIRA)])


# -- one state of the store ----------------------------------------------------------------------------


def test_every_write_is_seen_by_the_next_question(place: Place) -> None:
    for number in range(5):
        place.put(allow("s3:*"), name=f"n{number}")
        assert place.allows()
        place.domain.call("DeleteUserPolicy", {"UserName": "mira", "PolicyName": f"n{number}"})
        assert not place.allows()


def test_what_does_not_change_is_found_once(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    standing = questions.gather.standing
    monkeypatch.setattr(questions.gather, "standing", lambda *a: (calls.append(1), standing(*a))[1])
    for _ in range(3):
        place.decide()
    assert len(calls) == 1
    place.put(allow("s3:*"))
    assert place.allows()
    assert len(calls) == 2


def test_a_batch_sees_one_state(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """A write that comes between two questions of a batch is seen by the next batch."""
    place.domain.users("later")
    decide = library.decide

    def decide_and_be_overtaken(*asked: Any) -> Any:
        place.put(allow("s3:*"), user="later")
        return decide(*asked)

    monkeypatch.setattr(library, "decide", decide_and_be_overtaken)
    later = f"arn:aws:iam::{ACCOUNT}:user/later"
    questions = [Question(principal=who, action="s3:GetObject", resource=OBJECT) for who in (MIRA, later)]
    assert [decision.allowed for decision in place.authorizer.decide_all(questions)] == [False, False]
    assert [decision.allowed for decision in place.authorizer.decide_all(questions)] == [False, True]


def test_threads_may_share_it_while_somebody_writes(place: Place) -> None:
    place.put(allow("s3:*"))
    failures: list[BaseException] = []

    def ask() -> None:
        try:
            for _ in range(40):
                assert place.allows()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(10):
        place.put(allow("iam:*"), name=f"more{number}")
    for thread in threads:
        thread.join()
    assert failures == []


def test_no_more_is_remembered_than_there_is_room_for(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "KEPT", 2)
    for name in "abcde":
        place.decide(f"arn:aws:sts::{ACCOUNT}:assumed-role/Deploy/{name}")
    assert len(place.authorizer._found._entries) <= 2


def test_explain_says_how(place: Place) -> None:
    place.put(allow("s3:*", Sid="Files"), deny("iam:*"))
    explanation = place.authorizer.explain(Question(principal=MIRA, action="s3:GetObject", resource=OBJECT))
    assert explanation.decision.allowed
    assert [(one.statement.policy, one.miss is None) for one in explanation.considered] == [("p", True), ("p", False)]
    assert str(explanation).startswith(f"{MIRA}: s3:GetObject on {OBJECT}\nAllowed.")


def test_a_kept_policy_that_cannot_be_read_decides_nothing(place: Place) -> None:
    user = place.domain.call("GetUser", {"UserName": "mira"})["User"]["UserId"]
    broken = InlinePolicy(account=ACCOUNT, owner=user, name="broken", document="{")
    place.domain.write(lambda tx: tx.inline_policies.add(broken))
    with pytest.raises(UnreadablePolicyError):
        place.decide()
    place.domain.write(lambda tx: tx.inline_policies.remove(broken))
    place.domain.write(lambda tx: tx.links.add(ACCOUNT, Relation.ATTACHMENT, user, "arn:aws:iam::aws:policy/None"))
    with pytest.raises(UnreadablePolicyError):
        place.decide()


# -- opening -------------------------------------------------------------------------------------------


def test_it_is_opened_by_folder_or_url_and_by_the_settings_of_the_folder(place: Place, tmp_path: Path) -> None:
    url = f"sqlite:///{place.folder}/ostiary.db"
    place.put(allow("s3:*"))
    other = tmp_path / "other"
    other.mkdir()
    (other / "ostiary.toml").write_text(f'database_url = "{url}"\n')
    for where in (url, str(place.folder), other):
        with StoreAuthorizer(where) as opened:
            assert opened.decide(principal=MIRA, action="s3:GetObject", resource=OBJECT).allowed


def test_the_partition_is_that_of_the_installation(place: Place) -> None:
    with StoreAuthorizer(place.folder, partition="aws-cn") as opened:
        with pytest.raises(NoSuchEntityError):
            opened.decide(principal=MIRA, action="s3:GetObject")
        opened.decide(principal=MIRA.replace("aws", "aws-cn", 1), action="s3:GetObject")


def test_what_is_no_installation_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    with pytest.raises(StoreRefusedError, match="no database"):
        StoreAuthorizer(tmp_path)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "ostiary.toml").write_text("rubbish = 1\n")
    with pytest.raises(SettingsError):
        StoreAuthorizer(tmp_path)


def test_after_it_is_closed_nothing_is_decided(place: Place) -> None:
    place.authorizer.close()
    with pytest.raises(ServiceUnavailableError):
        place.decide()
