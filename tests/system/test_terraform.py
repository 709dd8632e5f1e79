"""Terraform's AWS provider against a running server, with every `aws_iam_*` and `aws_rolesanywhere_*` resource it has.

One configuration (`terraform/`) goes through a life: applied, planned clean, changed in place, imported, destroyed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import boto3
import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from tests.support import certificates, saml
from tests.support.accounts import possessions
from tests.support.process import Running, serving
from tests.support.terraform import Terraform, changes
from tests.support.workload import authority

pytestmark = [pytest.mark.system, pytest.mark.timeout(900)]

CONFIGURATION: Final = Path(__file__).parent / "terraform"

ELSEWHERE: Final[Mapping[str, str]] = {
    "aws_iam_organizations_features": "an account of Ostiary is in no AWS organization",
}
"""Resources of the provider that the configuration has not, with the reason."""

UNCHANGEABLE: Final = {
    "aws_iam_account_alias",
    "aws_iam_group_policy_attachment",
    "aws_iam_role_policy_attachment",
    "aws_iam_user_login_profile",
    "aws_iam_user_policy_attachment",
}
"""Resources of which the provider makes a new one for every change."""

WITHOUT_IMPORT: Final = {
    "aws_iam_group_membership",
    "aws_iam_policy_attachment",
    "aws_iam_security_token_service_preferences",
}
"""Resources that the provider cannot import."""

Values = Mapping[str, Any]  # Any: what Terraform shows as JSON

IMPORTED_BY: Final[Mapping[str, Callable[[Values], str]]] = {
    "aws_iam_group_policies_exclusive": lambda group: group["group_name"],
    "aws_iam_group_policy_attachment": lambda link: f"{link['group']}/{link['policy_arn']}",
    "aws_iam_group_policy_attachments_exclusive": lambda group: group["group_name"],
    "aws_iam_role_policies_exclusive": lambda role: role["role_name"],
    "aws_iam_role_policy_attachment": lambda link: f"{link['role']}/{link['policy_arn']}",
    "aws_iam_role_policy_attachments_exclusive": lambda role: role["role_name"],
    "aws_iam_server_certificate": lambda certificate: certificate["name"],
    "aws_iam_user_group_membership": lambda member: "/".join([member["user"], *member["groups"]]),
    "aws_iam_user_policies_exclusive": lambda user: user["user_name"],
    "aws_iam_user_policy_attachment": lambda link: f"{link['user']}/{link['policy_arn']}",
    "aws_iam_user_policy_attachments_exclusive": lambda user: user["user_name"],
    "aws_iam_user_ssh_key": lambda key: f"{key['username']}:{key['ssh_public_key_id']}:{key['encoding']}",
}
"""By what a resource is imported, where that is not its id."""

INTRUDER: Final = "arn:aws:iam::aws:policy/ReadOnlyAccess"
DOCUMENT: Final = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}'


def iam_client(server: Running) -> Any:  # Any: boto3 makes its clients at run time
    return boto3.client(
        "iam",
        endpoint_url=server.endpoint,
        region_name="us-east-1",
        aws_access_key_id=server.exports["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=server.exports["AWS_SECRET_ACCESS_KEY"],
    )


def keys(server: Running) -> dict[str, str]:
    return {name: value for name, value in server.exports.items() if name.endswith(("_ID", "_KEY"))}


def variables(server: Running) -> dict[str, object]:
    """Return what the configuration asks for."""
    site = certificates.issued("www.example.com", key=certificates.rsa_key(), now=int(time.time()))
    return {
        "endpoint": server.endpoint,
        "authority": authority("CA", ends=3_650 * certificates.DAY).certificate.public_bytes(Encoding.PEM).decode(),
        "certificate": site.pem,
        "private_key": site.private_key,
        "ssh_key": certificates.ssh_text(certificates.rsa_key(2)),
        "saml_metadata": {"first": saml.metadata(("one",)), "later": saml.metadata(("one", "two"))},
    }


def intrude(iam: Any) -> None:
    """Give each principal that Terraform holds exclusively a policy of either kind that it does not know of."""
    for kind, given in (
        ("user", {"UserName": "ada"}),
        ("group", {"GroupName": "developers"}),
        ("role", {"RoleName": "worker"}),
    ):
        getattr(iam, f"put_{kind}_policy")(**given, PolicyName="intruder", PolicyDocument=DOCUMENT)
        getattr(iam, f"attach_{kind}_policy")(**given, PolicyArn=INTRUDER)


def import_blocks(resources: list[dict[str, Any]]) -> str:
    """Return Terraform's words for importing *resources*."""
    return "\n".join(
        f'import {{\n  to = {resource["address"]}\n  id = "{_imported_by(resource)}"\n}}\n' for resource in resources
    )


def _imported_by(resource: dict[str, Any]) -> str:
    values = resource["values"]
    by = IMPORTED_BY.get(resource["type"])
    return str(by(values) if by else values["id"])


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Running]:
    with serving(tmp_path / "data", arguments=("--root-access-key",)) as running:
        yield running


def test_terraform_applies_plans_clean_changes_in_place_imports_and_destroys(server: Running, tmp_path: Path) -> None:
    iam = iam_client(server)
    terraform = Terraform.new(tmp_path / "work", CONFIGURATION, variables(server), keys(server))

    outputs = terraform.apply()
    assert outputs == {
        "account": outputs["account"],
        "may": {"iam:GetUser": True, "iam:DeleteUser": False},
        "members": ["ada", "ben"],
        "people": ["ada", "ben", "cy"],
    }
    assert all(possessions(iam).values())
    role = iam.get_role(RoleName="worker")["Role"]
    assert (role["MaxSessionDuration"], role["Description"]) == (3600, "Does the work: first")
    terraform.assert_clean()

    made = terraform.resources()
    assert {resource["type"] for resource in made} | ELSEWHERE.keys() == terraform.offered("resource_schemas")
    assert {source["type"] for source in terraform.resources("data")} >= terraform.offered("data_source_schemas")

    intrude(iam)
    planned = changes(terraform.plan("-var", "later=true"))
    assert {actions for actions in planned.values() if "read" not in actions} == {("update",), ("no-op",)}
    types = {resource["address"]: resource["type"] for resource in made}
    updated = {types[address] for address, actions in planned.items() if actions == ("update",)}
    assert updated == set(types.values()) - UNCHANGEABLE
    terraform.apply("-var", "later=true")
    terraform.assert_clean("-var", "later=true")
    assert iam.list_user_policies(UserName="ada")["PolicyNames"] == ["inline"]
    assert INTRUDER not in [
        policy["PolicyArn"] for policy in iam.list_attached_user_policies(UserName="ada")["AttachedPolicies"]
    ]
    assert iam.get_account_summary()["SummaryMap"]["GlobalEndpointTokenVersion"] == 1

    known = [resource for resource in terraform.resources() if resource["type"] not in WITHOUT_IMPORT]
    terraform("state", "rm", *(resource["address"] for resource in known))
    blocks = terraform.folder / "imports.tf"
    blocks.write_text(import_blocks(known))
    imported = changes(terraform.plan("-var", "later=true"), of_imports=True)
    assert imported == {resource["address"]: ("no-op",) for resource in known}
    terraform.apply("-var", "later=true")
    blocks.unlink()
    terraform.assert_clean("-var", "later=true")

    terraform("destroy", "-auto-approve", "-input=false", "-var", "later=true")
    assert not any(possessions(iam).values()), possessions(iam)


def test_an_organization_is_refused_to_terraform_as_aws_refuses_it(server: Running, tmp_path: Path) -> None:
    only = tmp_path / "only"
    only.mkdir()
    main = (CONFIGURATION / "main.tf").read_text()
    resource = 'resource "aws_iam_organizations_features" "this" { enabled_features = ["RootSessions"] }\n'
    (only / "main.tf").write_text(f"{main}\n{resource}")
    terraform = Terraform.new(tmp_path / "work", only, {"endpoint": server.endpoint}, keys(server))
    said = terraform("apply", "-auto-approve", "-input=false", expect=1)
    assert "OrganizationNotFoundException" in said
