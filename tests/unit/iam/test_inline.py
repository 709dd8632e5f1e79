"""Inline policies of the three kinds of holder."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from ostiary.model.errors import LimitExceededError, MalformedPolicyDocumentError, NoSuchEntityError
from tests.support.domain import ALLOW_ALL, TRUST_EC2, Domain

DENY_ALL = ALLOW_ALL.replace("Allow", "Deny")


@dataclass(frozen=True)
class Kind:
    """How the operations of one kind of holder are spelled, and how long its policies may be in all."""

    name: str
    quota: int

    def params(self, **more: object) -> dict[str, object]:
        return {f"{self.name}Name": "holder", **more}

    def put(self, domain: Domain, name: str = "own", document: str = ALLOW_ALL) -> None:
        domain.call(f"Put{self.name}Policy", self.params(PolicyName=name, PolicyDocument=document))

    def document(self, domain: Domain, name: str = "own") -> object:
        return domain.call(f"Get{self.name}Policy", self.params(PolicyName=name))["PolicyDocument"]

    def create(self, domain: Domain) -> None:
        trust = {"AssumeRolePolicyDocument": TRUST_EC2} if self.name == "Role" else {}
        domain.call(f"Create{self.name}", self.params(**trust))


KINDS = [Kind("User", 2_048), Kind("Group", 5_120), Kind("Role", 10_240)]


@pytest.fixture(params=KINDS, ids=lambda kind: kind.name)
def kind(request: pytest.FixtureRequest, domain: Domain) -> Kind:
    """A kind of holder; `holder` of that kind exists."""
    made: Kind = request.param
    made.create(domain)
    return made


def of_size(size: int) -> str:
    """Return a valid policy of *size* characters."""
    sid = "a" * (size - len(ALLOW_ALL) - len('"Sid":"",'))
    return ALLOW_ALL.replace('{"Effect"', f'{{"Sid":"{sid}","Effect"')


def test_an_inline_policy_comes_back_as_it_was_sent(domain: Domain, kind: Kind) -> None:
    document = f"  {ALLOW_ALL}\n"
    kind.put(domain, document=document)
    answer = domain.call(f"Get{kind.name}Policy", kind.params(PolicyName="own"))
    assert answer == {f"{kind.name}Name": "holder", "PolicyName": "own", "PolicyDocument": document}


def test_a_policy_put_again_replaces_the_first(domain: Domain, kind: Kind) -> None:
    kind.put(domain)
    kind.put(domain, document=DENY_ALL)
    assert kind.document(domain) == DENY_ALL
    assert domain.call(f"List{kind.name}Policies", kind.params())["PolicyNames"] == ["own"]


def test_names_of_inline_policies_tell_case_apart(domain: Domain, kind: Kind) -> None:
    kind.put(domain, "own")
    kind.put(domain, "OWN", DENY_ALL)
    assert (kind.document(domain, "own"), kind.document(domain, "OWN")) == (ALLOW_ALL, DENY_ALL)


def test_inline_policies_are_listed_in_pages(domain: Domain, kind: Kind) -> None:  # the thirty, 14
    for name in ("c", "a", "e", "b", "d"):
        kind.put(domain, name)
    pages = domain.pages(f"List{kind.name}Policies", "PolicyNames", kind.params(), size=2)
    assert pages == [["a", "b"], ["c", "d"], ["e"]]


def test_inline_policies_are_refused_beyond_the_total_of_the_kind(domain: Domain, kind: Kind) -> None:  # the thirty, 17
    kind.put(domain, "one", of_size(kind.quota - 500) + " \n" * 400)
    kind.put(domain, "two", of_size(500))
    domain.refuses(
        f"Put{kind.name}Policy",
        kind.params(PolicyName="two", PolicyDocument=of_size(501)),
        LimitExceededError,
        f"Maximum policy size of {kind.quota} bytes exceeded for {kind.name.lower()} holder",
    )
    assert kind.document(domain, "two") == of_size(500)
    kind.put(domain, "one", of_size(kind.quota - 600))  # what is replaced does not count
    kind.put(domain, "two", of_size(600))


def test_a_document_that_is_no_identity_policy_is_refused(domain: Domain, kind: Kind) -> None:
    domain.refuses(
        f"Put{kind.name}Policy",
        kind.params(PolicyName="own", PolicyDocument="{"),
        MalformedPolicyDocumentError,
        "Syntax errors in policy.",
    )


def test_a_deleted_policy_is_gone(domain: Domain, kind: Kind) -> None:
    kind.put(domain)
    domain.call(f"Delete{kind.name}Policy", kind.params(PolicyName="own"))
    for operation in (f"Get{kind.name}Policy", f"Delete{kind.name}Policy"):
        message = f"The {kind.name.lower()} policy with name own cannot be found."
        domain.refuses(operation, kind.params(PolicyName="own"), NoSuchEntityError, message)


@pytest.mark.parametrize("kind_without_holder", KINDS, ids=lambda kind: kind.name)
def test_a_holder_that_is_not_there_is_named_in_the_refusal(domain: Domain, kind_without_holder: Kind) -> None:
    kind = kind_without_holder
    message = f"The {kind.name.lower()} with name holder cannot be found."
    for operation, more in (
        (f"Put{kind.name}Policy", {"PolicyName": "own", "PolicyDocument": ALLOW_ALL}),
        (f"Get{kind.name}Policy", {"PolicyName": "own"}),
        (f"Delete{kind.name}Policy", {"PolicyName": "own"}),
        (f"List{kind.name}Policies", {}),
    ):
        domain.refuses(operation, kind.params(**more), NoSuchEntityError, message)


def test_many_small_policies_are_all_counted(domain: Domain) -> None:
    kind = KINDS[2]
    kind.create(domain)
    for number in range(kind.quota // len(ALLOW_ALL)):
        kind.put(domain, f"p{number}")
    domain.refuses(
        "PutRolePolicy",
        kind.params(PolicyName="more", PolicyDocument=ALLOW_ALL),
        LimitExceededError,
        f"Maximum policy size of {kind.quota} bytes exceeded for role holder",
    )
