"""Service-specific credentials: a secret shown once, two for each service and user, and nobody else's."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from ostiary.iam.service_credentials import DAY, PASSWORD, SERVICES
from ostiary.model.errors import DeleteConflictError, LimitExceededError, NoSuchEntityError, ValidationError
from ostiary.model.secret import Secret
from tests.support.domain import ACCOUNT, NOW, OTHER_ACCOUNT, Domain, as_role_session, as_user, root

ALICE = {"UserName": "alice"}
GIT, KEYSPACES, BEDROCK = "codecommit.amazonaws.com", "cassandra.amazonaws.com", "bedrock.amazonaws.com"


@pytest.fixture
def alice(domain: Domain) -> dict[str, Any]:
    user: dict[str, Any] = domain.call("CreateUser", ALICE)["User"]
    return user


def create(domain: Domain, service: str = GIT, user: str = "alice", **more: int) -> dict[str, Any]:
    params = {"UserName": user, "ServiceName": service, **more}
    made: dict[str, Any] = domain.call("CreateServiceSpecificCredential", params)["ServiceSpecificCredential"]
    return made


def listed(domain: Domain, **params: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = domain.call("ListServiceSpecificCredentials", params)["ServiceSpecificCredentials"]
    return found


def hash_of(domain: Domain, made: dict[str, Any]) -> str:
    kept = domain.read(lambda tx: tx.service_credentials.by_id(made["ServiceSpecificCredentialId"]))
    assert kept is not None
    return kept.hash


@pytest.mark.usefixtures("alice")
def test_a_password_is_shown_when_it_is_made_and_never_again(domain: Domain) -> None:
    made = create(domain, user="ALICE")
    assert len(made.pop("ServicePassword")) == 40
    assert made == {
        "UserName": "alice",
        "Status": "Active",
        "ServiceUserName": f"alice-at-{ACCOUNT}",
        "CreateDate": NOW,
        "ServiceSpecificCredentialId": made["ServiceSpecificCredentialId"],
        "ServiceName": GIT,
    }
    assert made["ServiceSpecificCredentialId"].startswith("ACCA")
    assert listed(domain, **ALICE) == [made]


@pytest.mark.usefixtures("alice")
@pytest.mark.parametrize(
    ("service", "beginning"), [(service, prefix) for service, prefix in SERVICES.items() if prefix != PASSWORD]
)
def test_an_api_key_tells_its_service_and_carries_its_name(domain: Domain, service: str, beginning: str) -> None:
    made = create(domain, service, CredentialAgeDays=3)
    key = made.pop("ServiceCredentialSecret")
    name, _, secret = base64.b64decode(key.removeprefix(beginning)).decode().partition(":")
    assert (name, len(secret)) == (f"alice-at-{ACCOUNT}", 40)
    assert made["ServiceCredentialAlias"] == name
    assert made["ExpirationDate"] == NOW + 3 * DAY
    assert "ServiceUserName" not in made
    assert listed(domain, **ALICE) == [made]


@pytest.mark.usefixtures("alice")
def test_threat_40_only_the_digest_of_a_secret_is_kept(domain: Domain) -> None:
    for made, member in (
        (create(domain), "ServicePassword"),
        (create(domain, BEDROCK), "ServiceCredentialSecret"),
    ):
        kept = domain.read(lambda tx, id_=made["ServiceSpecificCredentialId"]: tx.service_credentials.by_id(id_))
        assert made[member] not in repr(kept)
        assert Secret(made[member]).has_digest(hash_of(domain, made))


@pytest.mark.usefixtures("alice")
def test_a_third_credential_for_a_service_is_refused(domain: Domain) -> None:
    names = [create(domain)["ServiceUserName"] for _ in range(2)]
    assert names == [f"alice-at-{ACCOUNT}", f"alice+1-at-{ACCOUNT}"]
    message = "Cannot exceed quota for ServiceSpecificCredentialsPerUser: 2"
    params = {**ALICE, "ServiceName": GIT}
    domain.refuses("CreateServiceSpecificCredential", params, LimitExceededError, message)
    create(domain, KEYSPACES)


@pytest.mark.usefixtures("alice")
def test_a_name_that_is_free_again_is_given_again(domain: Domain) -> None:
    first, _ = create(domain), create(domain)
    params = {**ALICE, "ServiceSpecificCredentialId": first["ServiceSpecificCredentialId"]}
    assert domain.call("DeleteServiceSpecificCredential", params) == {}
    assert create(domain)["ServiceUserName"] == first["ServiceUserName"]


@pytest.mark.usefixtures("alice")
@pytest.mark.parametrize("service", ["nonexistentservice.amazonaws.com", "lambda.amazonaws.com", GIT.upper(), ""])
def test_other_services_take_no_credentials(domain: Domain, service: str) -> None:
    message = f"No such service {service} is supported for Service Specific Credentials"
    params = {**ALICE, "ServiceName": service}
    domain.refuses("CreateServiceSpecificCredential", params, NoSuchEntityError, message)
    domain.refuses("ListServiceSpecificCredentials", params, NoSuchEntityError, message)


def test_the_user_is_looked_for_before_the_service(domain: Domain) -> None:
    message = "The user with name nobody cannot be found."
    params = {"UserName": "nobody", "ServiceName": "none"}
    domain.refuses("CreateServiceSpecificCredential", params, NoSuchEntityError, message)


@pytest.mark.usefixtures("alice")
def test_a_password_has_no_age(domain: Domain) -> None:
    message = f"CredentialAgeDays is not supported for service {GIT}"
    params = {**ALICE, "ServiceName": GIT, "CredentialAgeDays": 1}
    domain.refuses("CreateServiceSpecificCredential", params, ValidationError, message)


@pytest.mark.usefixtures("alice")
def test_a_key_whose_time_is_over_is_expired_whatever_its_status(domain: Domain) -> None:
    made = create(domain, BEDROCK, CredentialAgeDays=1)
    domain.now = NOW + DAY - 1
    assert listed(domain, **ALICE)[0]["Status"] == "Active"
    domain.now = NOW + DAY
    assert listed(domain, **ALICE)[0]["Status"] == "Expired"
    params = {**ALICE, "ServiceSpecificCredentialId": made["ServiceSpecificCredentialId"], "Status": "Active"}
    domain.call("UpdateServiceSpecificCredential", params)
    assert listed(domain, **ALICE)[0]["Status"] == "Expired"


# -- changes -------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("alice")
def test_a_credential_is_switched_off_and_on(domain: Domain) -> None:
    params = {**ALICE, "ServiceSpecificCredentialId": create(domain)["ServiceSpecificCredentialId"]}
    for status in ("Inactive", "Active"):
        assert domain.call("UpdateServiceSpecificCredential", {**params, "Status": status}) == {}
        assert listed(domain, **ALICE)[0]["Status"] == status
    with pytest.raises(ValidationError):
        domain.call("UpdateServiceSpecificCredential", {**params, "Status": "Expired"})


@pytest.mark.usefixtures("alice")
@pytest.mark.parametrize(("service", "member"), [(GIT, "ServicePassword"), (BEDROCK, "ServiceCredentialSecret")])
def test_a_reset_makes_a_new_secret_and_nothing_else(domain: Domain, service: str, member: str) -> None:
    made = create(domain, service)
    params = {**ALICE, "ServiceSpecificCredentialId": made["ServiceSpecificCredentialId"]}
    domain.call("UpdateServiceSpecificCredential", {**params, "Status": "Inactive"})
    reset = domain.call("ResetServiceSpecificCredential", params)["ServiceSpecificCredential"]
    old, new = made.pop(member), reset.pop(member)
    assert reset == {**made, "Status": "Inactive"}
    assert Secret(new).has_digest(hash_of(domain, made))
    assert not Secret(old).has_digest(hash_of(domain, made))


@pytest.mark.usefixtures("alice")
@pytest.mark.parametrize("operation", ["Update", "Reset", "Delete"])
def test_a_credential_of_somebody_else_is_not_found(domain: Domain, operation: str) -> None:
    domain.users("bob")
    theirs = create(domain, user="bob")["ServiceSpecificCredentialId"]
    for id_ in (theirs, "satisfiesregexbutstillinvalid"):
        for named in (ALICE, {}):
            params = {**named, "ServiceSpecificCredentialId": id_, "Status": "Inactive"}
            message = f"No such credential {id_} exists"
            domain.refuses(f"{operation}ServiceSpecificCredential", params, NoSuchEntityError, message)


def test_without_a_name_it_is_about_the_caller(domain: Domain, alice: dict[str, Any]) -> None:
    made = create(domain)
    params = {"ServiceSpecificCredentialId": made["ServiceSpecificCredentialId"]}
    caller = as_user(alice)
    domain.call("ResetServiceSpecificCredential", params, caller=caller)
    domain.call("UpdateServiceSpecificCredential", {**params, "Status": "Inactive"}, caller=caller)
    answer = domain.call("ListServiceSpecificCredentials", caller=caller)
    assert [found["Status"] for found in answer["ServiceSpecificCredentials"]] == ["Inactive"]
    domain.call("DeleteServiceSpecificCredential", params, caller=caller)
    assert listed(domain, **ALICE) == listed(domain) == []
    message = "Must specify userName when calling with non-User credentials"
    domain.refuses("ResetServiceSpecificCredential", params, ValidationError, message, caller=as_role_session())


@pytest.mark.usefixtures("alice")
def test_a_user_with_a_credential_cannot_be_deleted(domain: Domain) -> None:
    made = create(domain)
    message = "Cannot delete entity, must remove referenced objects first."
    domain.refuses("DeleteUser", ALICE, DeleteConflictError, message)
    params = {**ALICE, "ServiceSpecificCredentialId": made["ServiceSpecificCredentialId"]}
    domain.call("DeleteServiceSpecificCredential", params)
    domain.call("DeleteUser", ALICE)


# -- lists ---------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("alice")
def test_a_list_is_of_one_service_or_of_all(domain: Domain) -> None:
    create(domain, GIT)
    create(domain, BEDROCK)
    assert [one["ServiceName"] for one in listed(domain, **ALICE, ServiceName=BEDROCK)] == [BEDROCK]
    assert listed(domain, **ALICE, ServiceName=KEYSPACES) == []
    assert len(listed(domain, **ALICE)) == 2


@pytest.mark.usefixtures("alice")
def test_all_users_are_listed_by_name_and_in_pages(domain: Domain) -> None:
    domain.users("Bob", "carol", "dave")
    domain.call("CreateUser", ALICE, caller=root(OTHER_ACCOUNT))
    domain.call("CreateServiceSpecificCredential", {**ALICE, "ServiceName": GIT}, caller=root(OTHER_ACCOUNT))
    for user in ("dave", "Bob", "alice", "Bob"):
        create(domain, user=user)
    create(domain, BEDROCK)
    for size, expected in (
        (1, [["alice"], ["Bob"], ["Bob"], ["dave"]]),
        (2, [["alice", "Bob"], ["Bob", "dave"]]),
        (4, [["alice", "Bob", "Bob", "dave"]]),
    ):
        params = {"AllUsers": True, "ServiceName": GIT}
        found = domain.pages("ListServiceSpecificCredentials", "ServiceSpecificCredentials", params, size=size)
        assert [[one["UserName"] for one in page] for page in found] == expected
    assert len(listed(domain, AllUsers=True)) == 5


def test_names_that_begin_alike_are_listed_in_the_order_of_users(domain: Domain) -> None:
    names = ["a", "a+b", "a,b", "a-b", "a.b", "a1", "A=b", "ab"]
    domain.users(*names)
    for name in names:
        create(domain, user=name)
    expected = [user["UserName"] for user in domain.call("ListUsers")["Users"]]
    for size in (1, 3):
        found = domain.pages(
            "ListServiceSpecificCredentials", "ServiceSpecificCredentials", {"AllUsers": True}, size=size
        )
        assert [one["UserName"] for page in found for one in page] == expected


@pytest.mark.usefixtures("alice")
@pytest.mark.parametrize("new", ["AA", "zoe"])
def test_the_list_of_a_user_goes_on_under_its_new_name(domain: Domain, new: str) -> None:
    made = sorted(create(domain, service)["ServiceSpecificCredentialId"] for service in (GIT, KEYSPACES, BEDROCK))
    marker = domain.call("ListServiceSpecificCredentials", {**ALICE, "MaxItems": 1})["Marker"]
    domain.call("UpdateUser", {**ALICE, "NewUserName": new})
    rest = domain.call("ListServiceSpecificCredentials", {"UserName": new, "Marker": marker})
    assert [one["ServiceSpecificCredentialId"] for one in rest["ServiceSpecificCredentials"]] == made[1:]


def test_a_list_goes_on_though_the_user_at_its_marker_is_gone(domain: Domain) -> None:
    domain.users("a", "b", "c")
    made = [create(domain, user=user) for user in ("a", "b", "c")]
    params = {"AllUsers": True, "MaxItems": 2}
    marker = domain.call("ListServiceSpecificCredentials", params)["Marker"]
    id_ = made[1]["ServiceSpecificCredentialId"]
    domain.call("DeleteServiceSpecificCredential", {"UserName": "b", "ServiceSpecificCredentialId": id_})
    domain.call("DeleteUser", {"UserName": "b"})
    rest = domain.call("ListServiceSpecificCredentials", {**params, "Marker": marker})
    assert [one["UserName"] for one in rest["ServiceSpecificCredentials"]] == ["c"]


@pytest.mark.usefixtures("alice")
def test_a_user_and_all_users_exclude_each_other(domain: Domain) -> None:
    message = "UserName cannot be specified together with AllUsers"
    domain.refuses("ListServiceSpecificCredentials", {**ALICE, "AllUsers": True}, ValidationError, message)
