"""AssumeRole: what a session carries, and what is refused instead of shortened, widened or left out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ostiary.model.caller import Session, SessionKind
from ostiary.model.errors import (
    AccessDeniedError,
    InvalidParameterValueError,
    MalformedPolicyDocumentError,
    ValidationError,
)
from tests.support.domain import ACCOUNT, ALLOW_ALL, NOW, OTHER_ACCOUNT, as_user, root
from tests.support.sts import Sts

READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
TOO_LONG = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
CHAINED_TOO_LONG = "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."
WRONG_CODE = "MultiFactorAuthentication failed with invalid MFA one time pass code."
INHERITED = (
    "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the "
    "calling session."
)


def tags(**values: str) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in values.items()]


# -- the session ---------------------------------------------------------------------------------------


def test_a_session_is_of_the_role_by_its_unique_id(sts: Sts) -> None:
    role = sts.role(Path="/apps/")
    answer = sts.assume(sts.alice(), "apps/Deploy")
    assert sts.session() == Session(
        kind=SessionKind.ASSUMED_ROLE,
        account=ACCOUNT,
        entity_id=role["RoleId"],
        name="work",
        issued=NOW,
        expires=NOW + 3600,
        revision=sts.domain.store.revision,
    )
    assert answer["AssumedRoleUser"] == {
        "AssumedRoleId": f"{role['RoleId']}:work",
        "Arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/Deploy/work",  # without the path
    }


def test_the_answer_holds_the_credentials_that_were_made(sts: Sts) -> None:
    sts.role()
    answer = sts.assume(sts.alice(), DurationSeconds=900)
    assert answer["Credentials"].keys() == {"AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"}
    assert answer["Credentials"]["AccessKeyId"].startswith("ASIA")
    assert answer["Credentials"]["Expiration"] == NOW + 900
    assert answer["SessionTokenSize"] == len(answer["Credentials"]["SessionToken"])
    assert not {"PackedPolicySize", "SourceIdentity"} & answer.keys()


def test_a_role_of_another_account_gives_a_session_in_that_account(sts: Sts) -> None:
    sts.role(caller=root(OTHER_ACCOUNT))
    arn = f"arn:aws:iam::{OTHER_ACCOUNT}:role/Deploy"
    answer = sts.call("AssumeRole", {"RoleArn": arn, "RoleSessionName": "work"}, sts.alice())
    assert sts.session().account == OTHER_ACCOUNT
    assert answer["AssumedRoleUser"]["Arn"] == f"arn:aws:sts::{OTHER_ACCOUNT}:assumed-role/Deploy/work"


def test_the_root_user_cannot_assume_roles(sts: Sts) -> None:
    sts.role()
    sts.refuses(root(), AccessDeniedError, "Roles may not be assumed by root accounts.")


# -- durations -----------------------------------------------------------------------------------------


def test_a_duration_above_the_maximum_of_the_role_is_refused_not_shortened(sts: Sts) -> None:  # the thirty, 1
    sts.role(MaxSessionDuration=7200)
    alice = sts.alice()
    sts.assume(alice, DurationSeconds=7200)
    assert sts.session().expires == NOW + 7200
    sts.refuses(alice, ValidationError, TOO_LONG, DurationSeconds=7201)


def test_a_chained_session_gets_one_hour_at_most(sts: Sts) -> None:  # the thirty, 2
    sts.role(MaxSessionDuration=43200)
    sts.assume(sts.alice(), DurationSeconds=43200)
    assert not sts.session().chained
    first = sts.as_session()
    sts.refuses(first, ValidationError, CHAINED_TOO_LONG, DurationSeconds=3601)
    sts.assume(first)
    assert sts.session().chained
    assert sts.session().expires == NOW + 3600


def test_a_users_own_session_token_is_no_link_of_a_chain(sts: Sts) -> None:
    sts.role(MaxSessionDuration=43200)
    user = sts.domain.call("CreateUser", {"UserName": "alice"})["User"]
    sts.call("GetSessionToken", {}, as_user(user))
    sts.assume(as_user(user, sts.session()), DurationSeconds=43200)
    assert not sts.session().chained


def test_the_session_does_not_tell_of_the_second_factor_that_it_took(sts: Sts) -> None:
    sts.role()
    sts.assume(replace(sts.alice(), mfa_time=sts.domain.now))
    assert sts.session().mfa_time is None


# -- session policies ----------------------------------------------------------------------------------


def test_session_policies_are_kept_as_sent(sts: Sts) -> None:
    sts.role()
    own = sts.domain.policy("Limits", "/apps/")
    document = f" {ALLOW_ALL}"
    answer = sts.assume(sts.alice(), Policy=document, PolicyArns=[{"arn": own}, {"arn": READ_ONLY}])
    assert sts.session().policies == (document,)
    assert sts.session().policy_arns == (own, READ_ONLY)
    assert answer["PackedPolicySize"] == sts.mint.packed_share(sts.session())


def test_a_session_policy_that_breaks_the_grammar_is_refused(sts: Sts) -> None:
    sts.role()
    document = ALLOW_ALL.replace("Effect", "Effort")
    sts.refuses(sts.alice(), MalformedPolicyDocumentError, "Syntax errors in policy.", Policy=document)


def test_session_policies_of_more_than_2048_characters_are_refused(sts: Sts) -> None:
    sts.role()
    alice = sts.alice()
    document = ALLOW_ALL + " " * (2048 - len(ALLOW_ALL) - len(READ_ONLY))
    sts.assume(alice, Policy=document, PolicyArns=[{"arn": READ_ONLY}])
    sts.refuses(
        alice,
        ValidationError,
        "1 validation error detected: Value at 'policy' failed to satisfy constraint: "
        "Member must have length less than or equal to 2048",
        Policy=f"{document} ",
        PolicyArns=[{"arn": READ_ONLY}],
    )


def test_an_eleventh_managed_session_policy_is_refused(sts: Sts) -> None:
    sts.role()
    alice = sts.alice()
    arns = [{"arn": sts.domain.policy(f"p{number}")} for number in range(11)]
    sts.assume(alice, PolicyArns=arns[:10])
    sts.refuses(
        alice,
        ValidationError,
        "1 validation error detected: Value at 'policyArns' failed to satisfy constraint: "
        "Member must have length less than or equal to 10",
        PolicyArns=arns,
    )


def test_a_managed_session_policy_without_arn_is_refused_not_left_out(sts: Sts) -> None:
    sts.role()
    sts.refuses(
        sts.alice(),
        ValidationError,
        "1 validation error detected: Value null at 'policyArns.2.member.arn' failed to satisfy constraint: "
        "Member must not be null",
        PolicyArns=[{"arn": READ_ONLY}, {}],
    )


@pytest.mark.parametrize(
    "arn", [f"arn:aws:iam::{ACCOUNT}:policy/Missing", f"arn:aws:iam::{ACCOUNT}:policy/limits", "no arn, but long"]
)
def test_a_managed_session_policy_that_does_not_exist_is_refused(sts: Sts, arn: str) -> None:
    sts.role()
    sts.domain.policy("Limits")
    message = f"Policy {arn} does not exist or is not attachable."
    sts.refuses(sts.alice(), ValidationError, message, PolicyArns=[{"arn": arn}])


def test_managed_session_policies_are_those_of_the_roles_account(sts: Sts) -> None:
    sts.role(caller=root(OTHER_ACCOUNT))
    own = sts.domain.policy("Limits")
    arn = f"arn:aws:iam::{OTHER_ACCOUNT}:role/Deploy"
    message = f"Policy {own} does not exist or is not attachable."
    sts.refuses(sts.alice(), ValidationError, message, RoleArn=arn, PolicyArns=[{"arn": own}])


# -- session tags --------------------------------------------------------------------------------------


def test_session_tags_are_kept_with_their_case_and_without_the_roles_own(sts: Sts) -> None:
    sts.role(Tags=tags(Team="red", Site="north"))
    answer = sts.assume(sts.alice(), Tags=tags(team="blue", Cost="1"), TransitiveTagKeys=["TEAM"])
    assert sts.session().tags == {"team": "blue", "Cost": "1"}
    assert sts.session().transitive_keys == ("team",)
    assert answer["PackedPolicySize"] == 14


def test_transitive_tags_survive_chaining_and_others_do_not(sts: Sts) -> None:
    sts.role()
    sts.assume(sts.alice(), Tags=tags(team="blue", cost="1"), TransitiveTagKeys=["team"])
    sts.assume(sts.as_session(), Tags=tags(site="north"))
    assert sts.session().tags == {"team": "blue", "site": "north"}
    assert sts.session().transitive_keys == ("team",)
    sts.assume(sts.as_session())
    assert sts.session().tags == {"team": "blue"}


def test_an_inherited_tag_cannot_be_overridden_in_whatever_case(sts: Sts) -> None:
    sts.role()
    sts.assume(sts.alice(), Tags=tags(team="blue"), TransitiveTagKeys=["team"])
    sts.refuses(sts.as_session(), InvalidParameterValueError, INHERITED, Tags=tags(Team="blue"))


def test_a_transitive_key_needs_its_tag_in_the_same_request(sts: Sts) -> None:
    sts.role()
    sts.refuses(
        sts.alice(),
        InvalidParameterValueError,
        "The specified transitive tag key must be included in the requested tags.",
        Tags=tags(team="blue"),
        TransitiveTagKeys=["team", "cost"],
    )


def test_a_tag_key_cannot_be_given_twice_in_whatever_case(sts: Sts) -> None:
    sts.role()
    message = "Duplicate tag keys found. Please note that Tag keys are case insensitive."
    sts.refuses(sts.alice(), InvalidParameterValueError, message, Tags=tags(team="blue", Team="red"))


def test_reserved_tag_keys_are_refused(sts: Sts) -> None:
    sts.role()
    message = "Tag keys that start with aws: are reserved."
    sts.refuses(sts.alice(), InvalidParameterValueError, message, Tags=[{"Key": "AWS:x", "Value": ""}])


def test_inherited_tags_count_towards_the_fifty(sts: Sts) -> None:
    sts.role()
    sts.assume(sts.alice(), Tags=tags(team="blue"), TransitiveTagKeys=["team"])
    fifty = [{"Key": f"k{number}", "Value": ""} for number in range(50)]
    sts.assume(sts.as_session(), Tags=fifty[:49])
    sts.mint.sessions.pop()
    sts.refuses(
        sts.as_session(),
        InvalidParameterValueError,
        "A session can have at most 50 tags, inherited ones included.",
        Tags=fifty,
    )


# -- source identity, external id, what is not there ------------------------------------------------------


def test_the_source_identity_follows_the_chain(sts: Sts) -> None:
    sts.role()
    assert sts.assume(sts.alice(), SourceIdentity="alice")["SourceIdentity"] == "alice"
    assert sts.assume(sts.as_session())["SourceIdentity"] == "alice"
    assert sts.session().source_identity == "alice"
    assert sts.assume(sts.as_session(), SourceIdentity="alice")["SourceIdentity"] == "alice"


def test_the_source_identity_cannot_be_changed(sts: Sts) -> None:
    sts.role()
    sts.assume(sts.alice(), SourceIdentity="alice")
    sts.refuses(
        sts.as_session(),
        AccessDeniedError,
        "The source identity of a session cannot be changed.",
        SourceIdentity="Alice",
    )


def test_an_external_id_leaves_no_trace_in_the_session(sts: Sts) -> None:
    sts.role()
    alice = sts.alice()
    sts.assume(alice, ExternalId="secret-42")
    sts.assume(alice)
    assert sts.mint.sessions[-1] == sts.mint.sessions[-2]


def test_context_assertions_are_refused_and_never_ignored(sts: Sts) -> None:
    sts.role()
    sts.refuses(
        sts.alice(),
        InvalidParameterValueError,
        "The context assertion is not from a provider that is known here.",
        ProvidedContexts=[{"ProviderArn": "arn:aws:iam::aws:contextProvider/IdentityCenter", "ContextAssertion": "x"}],
    )


def test_a_size_that_the_token_does_not_reach_is_refused(sts: Sts) -> None:
    sts.role()
    alice = sts.alice()
    size = sts.assume(alice)["SessionTokenSize"]
    assert sts.assume(alice, MinimumSessionTokenSize=size)["SessionTokenSize"] == size
    with pytest.raises(InvalidParameterValueError):
        sts.assume(alice, MinimumSessionTokenSize=size + 1)


def test_threat_25_the_session_is_of_the_role_that_was_decided_on_whatever_has_its_name_by_now(sts: Sts) -> None:
    first = sts.role()
    alice = sts.alice()
    decided_on = sts.domain.read(lambda tx: tx.roles.get(ACCOUNT, "Deploy"))
    sts.domain.call("DeleteRole", {"RoleName": "Deploy"})
    second = sts.role()
    sts.assume(alice, resource=decided_on)
    assert sts.session().entity_id == first["RoleId"] != second["RoleId"]


def test_a_role_of_a_deleted_ones_name_gives_other_sessions(sts: Sts) -> None:
    first = sts.role()
    alice = sts.alice()
    sts.assume(alice)
    sts.domain.call("DeleteRole", {"RoleName": "Deploy"})
    second = sts.role()
    sts.assume(alice)
    assert [session.entity_id for session in sts.mint.sessions] == [first["RoleId"], second["RoleId"]]
