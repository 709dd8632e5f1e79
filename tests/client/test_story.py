"""The story that Ostiary is for, told by the unmodified AWS CLI against a running server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.cli import Aws, Keys, Refused
from tests.support.process import Running, serving
from tests.support.server import ServerInThread, server_in_thread

pytestmark = pytest.mark.timeout(300)

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
S3_READ_ONLY = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
MEMBERS = {"Developer": ("A", "B", "C"), "Admin": ("C", "X"), "Tester": ("X", "Y")}
MAY = {"Developer": "iam:ListRoles", "Admin": "iam:ListGroups", "Tester": "iam:ListPolicies"}
COMMANDS = {"iam:ListRoles": "list-roles", "iam:ListGroups": "list-groups", "iam:ListPolicies": "list-policies"}


def document(*statements: dict[str, object]) -> str:
    """Return a policy of the current version."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action: str | list[str], resource: str = "*") -> dict[str, object]:
    return {"Effect": "Allow", "Action": action, "Resource": resource}


@dataclass(frozen=True, slots=True)
class Company:
    """A server with its administrator, and a way to become anybody."""

    admin: Aws
    account: str

    def user(self, name: str) -> Aws:
        """Make a user and return the CLI as that user."""
        self.admin("iam", "create-user", "--user-name", name)
        return self.admin.with_keys(Keys.of(self.admin("iam", "create-access-key", "--user-name", name)["AccessKey"]))

    def attach(self, name: str, policy: str) -> None:
        self.admin("iam", "attach-user-policy", "--user-name", name, "--policy-arn", policy)

    def put(self, name: str, policy: str) -> None:
        self.admin(
            "iam", "put-user-policy", "--user-name", name, "--policy-name", "inline", "--policy-document", policy
        )


def make_administrator(root: Aws) -> Aws:
    """Let root make an administrator and delete its own key, as the tour does."""
    root("iam", "create-user", "--user-name", "admin")
    root("iam", "attach-user-policy", "--user-name", "admin", "--policy-arn", ADMINISTRATOR)
    keys = Keys.of(root("iam", "create-access-key", "--user-name", "admin")["AccessKey"])
    root("iam", "delete-access-key", "--access-key-id", root.keys.access_key_id)
    return root.with_keys(keys)


def root_of(server: Running) -> Aws:
    return Aws(server.endpoint, Keys(server.exports["AWS_ACCESS_KEY_ID"], server.exports["AWS_SECRET_ACCESS_KEY"]))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(tmp_path_factory.mktemp("story") / "data", arguments=("--root-access-key",)) as running:
        yield running


@pytest.fixture(scope="module")
def company(server: Running) -> Company:
    root = root_of(server)
    admin = make_administrator(root)
    with pytest.raises(Refused, match="InvalidClientTokenId"):
        root("sts", "get-caller-identity")
    return Company(admin, admin("sts", "get-caller-identity")["Account"])


def test_alice_has_the_managed_policy_that_was_attached(company: Company) -> None:
    alice = company.user("alice")
    company.attach("alice", S3_READ_ONLY)
    attached = company.admin("iam", "list-attached-user-policies", "--user-name", "alice")["AttachedPolicies"]
    assert attached == [{"PolicyName": "AmazonS3ReadOnlyAccess", "PolicyArn": S3_READ_ONLY}]
    assert alice("sts", "get-caller-identity")["Arn"] == f"arn:aws:iam::{company.account}:user/alice"
    with pytest.raises(Refused, match="AccessDenied"):
        alice("iam", "list-users")


def test_members_have_the_permissions_of_all_their_groups_and_of_no_other(company: Company) -> None:
    people = {name: company.user(name) for name in sorted({n for names in MEMBERS.values() for n in names})}
    for group, names in MEMBERS.items():
        company.admin("iam", "create-group", "--group-name", group)
        made = company.admin(
            "iam", "create-policy", "--policy-name", f"{group}Policy", "--policy-document", document(allow(MAY[group]))
        )
        arn = made["Policy"]["Arn"]
        company.admin("iam", "attach-group-policy", "--group-name", group, "--policy-arn", arn)
        for name in names:
            company.admin("iam", "add-user-to-group", "--group-name", group, "--user-name", name)
    for name, aws in people.items():
        for group, action in MAY.items():
            if name in MEMBERS[group]:
                aws("iam", COMMANDS[action], "--max-items", "1")
            else:
                with pytest.raises(Refused, match=f"because no identity-based policy allows the {action} action"):
                    aws("iam", COMMANDS[action], "--max-items", "1")


def test_a_user_without_policies_is_refused_in_the_words_of_aws(company: Company) -> None:
    nobody = company.user("nobody")
    with pytest.raises(Refused) as refused:
        nobody("iam", "list-users")
    assert str(refused.value) == (
        "An error occurred (AccessDenied) when calling the ListUsers operation: "
        f"User: arn:aws:iam::{company.account}:user/nobody is not authorized to perform: iam:ListUsers "
        f"on resource: arn:aws:iam::{company.account}:user/ "
        "because no identity-based policy allows the iam:ListUsers action"
    )


def test_an_explicit_deny_wins_over_every_allow(company: Company) -> None:
    dora = company.user("dora")
    company.attach("dora", ADMINISTRATOR)
    dora("iam", "list-users")
    company.put("dora", document({"Effect": "Deny", "Action": "iam:List*", "Resource": "*"}))
    with pytest.raises(Refused, match="with an explicit deny in an identity-based policy"):
        dora("iam", "list-users")
    dora("iam", "get-user")


def test_an_application_that_assumes_a_role_works_until_its_credentials_expire(tmp_path: Path) -> None:
    with server_in_thread(tmp_path) as server:
        admin = make_administrator(Aws(server.endpoint, Keys(server.root_access_key_id, server.root_secret)))
        company = Company(admin, server.account)
        application = company.user("application")
        role = f"arn:aws:iam::{server.account}:role/reader"
        trust = document(
            {
                "Effect": "Allow",
                "Action": "sts:AssumeRole",
                "Principal": {"AWS": f"arn:aws:iam::{server.account}:user/application"},
            }
        )
        admin("iam", "create-role", "--role-name", "reader", "--assume-role-policy-document", trust)
        admin(
            *("iam", "put-role-policy", "--role-name", "reader", "--policy-name", "read"),
            *("--policy-document", document(allow("iam:ListUsers"))),
        )
        answer = application(
            *("sts", "assume-role", "--role-arn", role, "--role-session-name", "job-1", "--duration-seconds", "900")
        )
        session = admin.with_keys(Keys.of(answer["Credentials"]))
        assert answer["AssumedRoleUser"]["Arn"] == f"arn:aws:sts::{server.account}:assumed-role/reader/job-1"
        assert session("iam", "list-users")["Users"]
        with pytest.raises(Refused, match="AccessDenied"):
            session("iam", "list-roles")
        _is_there_until(server, session, 900)


def _is_there_until(server: ServerInThread, session: Aws, seconds: int) -> None:
    """Show that *session* works a little before *seconds* have passed and is refused a little after."""
    server.advance(seconds - 60)
    assert session.later(seconds - 60)("iam", "list-users")["Users"]
    server.advance(61)
    with pytest.raises(Refused, match=r"\(ExpiredToken\).*The security token included in the request is expired"):
        session.later(seconds + 1)("iam", "list-users")
