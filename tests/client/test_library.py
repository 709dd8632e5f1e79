"""The library beside a running server, in its data folder: it answers as the server does, and at once."""

from __future__ import annotations

import json

import pytest
from botocore.exceptions import ClientError

from ostiary import StoreAuthorizer
from ostiary.model.errors import NoSuchEntityError
from tests.support.server import ServerInThread


def test_it_reads_what_the_server_has_just_written_and_keeps_it_from_nothing(ostiary: ServerInThread) -> None:
    iam, account = ostiary.client("iam"), ostiary.account
    mira = f"arn:aws:iam::{account}:user/mira"
    document = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}}
    with StoreAuthorizer(ostiary.data_dir) as authorizer:

        def assumes(principal: str) -> bool:
            role = f"arn:aws:iam::{account}:role/kiln"
            return authorizer.decide(principal=principal, action="sts:AssumeRole", resource=role).allowed

        with pytest.raises(NoSuchEntityError):
            assumes(mira)
        iam.create_user(UserName="mira")
        key = iam.create_access_key(UserName="mira")["AccessKey"]
        sts = ostiary.client("sts", key["AccessKeyId"], key["SecretAccessKey"])
        trust = {
            **document,
            "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": account}},
        }
        iam.create_role(RoleName="kiln", AssumeRolePolicyDocument=json.dumps(trust))
        assert not assumes(mira)
        with pytest.raises(ClientError, match="AccessDenied"):
            sts.assume_role(RoleArn=f"arn:aws:iam::{account}:role/kiln", RoleSessionName="monday")
        iam.put_user_policy(UserName="mira", PolicyName="p", PolicyDocument=json.dumps(document))
        assert assumes(mira)
        made = sts.assume_role(RoleArn=f"arn:aws:iam::{account}:role/kiln", RoleSessionName="monday")
        assert not assumes(made["AssumedRoleUser"]["Arn"])
