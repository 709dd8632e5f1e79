"""Terraform's AWS provider against a running server: apply, a clean second plan, import, destroy."""

from __future__ import annotations

from pathlib import Path

import boto3
import pytest

from tests.support.process import serving
from tests.support.terraform import Terraform, provider_mirror

pytestmark = [pytest.mark.system, pytest.mark.timeout(600)]

PROVIDER = """
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "endpoint" { type = string }

provider "aws" {
  region                      = "us-east-1"
  skip_region_validation      = true
  skip_metadata_api_check     = true
  endpoints {
    iam = var.endpoint
    sts = var.endpoint
  }
}
"""

ACCOUNT = """
data "aws_caller_identity" "me" {}

resource "aws_iam_account_alias" "this" { account_alias = "ostiary-terraform" }

resource "aws_iam_user" "people" {
  for_each = toset(["ada", "ben", "cy"])
  name     = each.key
  path     = "/people/"
  tags     = { team = "core", owner = each.key }
}

resource "aws_iam_access_key" "ada" { user = aws_iam_user.people["ada"].name }

resource "aws_iam_group" "developers" {
  name = "developers"
  path = "/teams/"
}

resource "aws_iam_group_membership" "developers" {
  name  = "developers"
  group = aws_iam_group.developers.name
  users = [aws_iam_user.people["ada"].name, aws_iam_user.people["ben"].name]
}

resource "aws_iam_group" "testers" { name = "testers" }

resource "aws_iam_user_group_membership" "cy" {
  user   = aws_iam_user.people["cy"].name
  groups = [aws_iam_group.testers.name]
}

data "aws_iam_policy_document" "read" {
  statement {
    actions   = ["iam:Get*", "iam:List*"]
    resources = ["*"]
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_iam_policy" "read" {
  name        = "read"
  path        = "/teams/"
  description = "Look at everything"
  policy      = data.aws_iam_policy_document.read.json
  tags        = { kind = "read" }
}

resource "aws_iam_group_policy_attachment" "read" {
  group      = aws_iam_group.developers.name
  policy_arn = aws_iam_policy.read.arn
}

resource "aws_iam_group_policy" "inline" {
  name   = "inline"
  group  = aws_iam_group.developers.name
  policy = data.aws_iam_policy_document.read.json
}

resource "aws_iam_user_policy_attachment" "aws_managed" {
  user       = aws_iam_user.people["ada"].name
  policy_arn = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
}

resource "aws_iam_user_policy" "inline" {
  name   = "inline"
  user   = aws_iam_user.people["ben"].name
  policy = data.aws_iam_policy_document.read.json
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = [aws_iam_user.people["ada"].arn]
    }
    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "worker" {
  name                 = "worker"
  path                 = "/machines/"
  description          = "Does the work"
  max_session_duration = 7200
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = aws_iam_policy.read.arn
  tags                 = { kind = "worker" }
}

resource "aws_iam_role_policy" "inline" {
  name   = "inline"
  role   = aws_iam_role.worker.id
  policy = data.aws_iam_policy_document.read.json
}

resource "aws_iam_role_policy_attachment" "read" {
  role       = aws_iam_role.worker.name
  policy_arn = aws_iam_policy.read.arn
}

resource "aws_iam_instance_profile" "worker" {
  name = "worker"
  role = aws_iam_role.worker.name
  tags = { kind = "worker" }
}

output "account" { value = data.aws_caller_identity.me.account_id }
"""

ADOPTED = """
resource "aws_iam_user" "adopted" {
  name = "made-elsewhere"
  path = "/"
}
"""


def test_terraform_applies_plans_clean_imports_and_destroys(tmp_path: Path) -> None:
    provider_mirror()
    with serving(tmp_path / "data", arguments=("--root-access-key",)) as server:
        keys = {name: value for name, value in server.exports.items() if name.endswith(("_ID", "_KEY"))}
        terraform = Terraform.new(tmp_path / "work", PROVIDER + ACCOUNT, {**keys, "TF_VAR_endpoint": server.endpoint})
        iam = boto3.client(
            "iam",
            endpoint_url=server.endpoint,
            region_name="us-east-1",
            aws_access_key_id=keys["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=keys["AWS_SECRET_ACCESS_KEY"],
        )
        terraform("apply", "-auto-approve", "-input=false")
        assert [user["UserName"] for user in iam.get_group(GroupName="developers")["Users"]] == ["ada", "ben"]
        assert [user["UserName"] for user in iam.get_group(GroupName="testers")["Users"]] == ["cy"]
        assert iam.list_account_aliases()["AccountAliases"] == ["ostiary-terraform"]
        role = iam.get_role(RoleName="worker")["Role"]
        assert (role["MaxSessionDuration"], role["Description"]) == (7200, "Does the work")

        terraform("plan", "-detailed-exitcode", "-input=false")  # status 2 would say that something differs

        iam.create_user(UserName="made-elsewhere")
        (terraform.folder / "adopted.tf").write_text(ADOPTED)
        terraform("import", "-input=false", "aws_iam_user.adopted", "made-elsewhere")
        terraform("plan", "-detailed-exitcode", "-input=false")

        terraform("destroy", "-auto-approve", "-input=false")
        assert iam.list_users()["Users"] == []
        assert iam.list_groups()["Groups"] == []
        assert iam.list_roles()["Roles"] == []
        assert iam.list_policies(Scope="Local")["Policies"] == []
        assert iam.list_account_aliases()["AccountAliases"] == []
