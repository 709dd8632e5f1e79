"""For each code of `ostiary.analysis.table`: a document that has the finding, and one near it that has not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ostiary.engine.kinds import PolicyKind

ACCOUNT = "111122223333"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
USER = f"arn:aws:iam::{ACCOUNT}:user/a"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/a"
GITHUB = f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"
OWN_ISSUER = f"arn:aws:iam::{ACCOUNT}:oidc-provider/id.example.org"
SAML = f"arn:aws:iam::{ACCOUNT}:saml-provider/a"
WEB_IDENTITY = "sts:AssumeRoleWithWebIdentity"

Elements = Mapping[str, Any]  # Any: what JSON holds

# A sound statement of each kind, in which a row changes what it is about.
SOUND: Mapping[PolicyKind, Elements] = {
    PolicyKind.IDENTITY: {"Effect": "Allow", "Action": "iam:GetUser", "Resource": USER},
    PolicyKind.TRUST: {"Effect": "Allow", "Principal": {"AWS": ROOT}, "Action": "sts:AssumeRole"},
    PolicyKind.RESOURCE: {
        "Effect": "Allow",
        "Principal": {"AWS": ROOT},
        "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::b/*",
    },
    PolicyKind.SCP: {"Effect": "Deny", "Action": "iam:GetUser", "Resource": "*"},
    PolicyKind.RCP: {"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"},
}


def policy(*statements: Elements, kind: PolicyKind = PolicyKind.IDENTITY, **top: object) -> str:
    """Return a policy of the sound statement of its kind with the elements of each of *statements* put in; None takes
    an element out."""
    written = [without_none({**SOUND[kind], **elements}) for elements in statements]
    return json.dumps(without_none({"Version": "2012-10-17", "Statement": written, **top}))


def without_none(elements: Elements) -> Elements:
    return {name: value for name, value in elements.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Row:
    """`found` has the finding and no other, `quiet` has it not; `resource_type` is that of what has the policy."""

    found: str
    quiet: str
    kind: PolicyKind = PolicyKind.IDENTITY
    resource_type: str = ""


def one(found: Elements, quiet: Elements, kind: PolicyKind = PolicyKind.IDENTITY) -> Row:
    """Return the row of two policies of one statement."""
    return Row(policy(found, kind=kind), policy(quiet, kind=kind), kind)


def when(operator: str, key: str, value: object, **more: object) -> Elements:
    """Return a condition, beside other elements."""
    return {"Condition": {operator: {key: value}}, **more}


TRUST, RESOURCE, SCP, RCP = PolicyKind.TRUST, PolicyKind.RESOURCE, PolicyKind.SCP, PolicyKind.RCP
FEDERATED = {"Principal": {"Federated": OWN_ISSUER}, "Action": WEB_IDENTITY}
BY_GITHUB = {"Principal": {"Federated": GITHUB}, "Action": WEB_IDENTITY}
GITHUB_KEYS = "token.actions.githubusercontent.com"
ANYWHERE = {"Service": "rolesanywhere.amazonaws.com"}
BUCKET = "AWS::S3::Bucket"
TAGGED = when("StringEquals", "aws:ResourceTag/Team", "a")
UNTAGGED = "health:*"

ROWS: Mapping[str, Row] = {
    "JSON_SYNTAX_ERROR": Row('{"Version": "2012-10-17",}', policy({})),
    "DATA_TYPE_MISMATCH": one({"Action": ["iam:GetUser", 1]}, {"Action": ["iam:GetUser"]}),
    "INVALID_POLICY_ELEMENT": one({"action": "iam:GetUser"}, {}),
    "MISSING_STATEMENT": Row(policy(), policy({})),
    "MISSING_EFFECT": one({"Effect": None}, {}),
    "MISSING_ACTION": one({"Action": None}, {"Action": None, "NotAction": "*"}),
    "MISSING_RESOURCE": one({"Resource": None}, {"Resource": None, "NotResource": USER}),
    "MISSING_PRINCIPAL": one({"Principal": None}, {}, TRUST),
    "INVALID_EFFECT": one({"Effect": "allow"}, {}),
    "INVALID_VERSION": Row(policy({}, Version="2008-10-17"), policy({})),
    "UNSUPPORTED_SID": one({"Sid": "read-all"}, {"Sid": "ReadAll1"}),
    "UNIQUE_SIDS_REQUIRED": Row(
        policy({"Sid": "A"}, {"Sid": "A", "Effect": "Deny"}), policy({"Sid": "A"}, {"Sid": "B", "Effect": "Deny"})
    ),
    "UNSUPPORTED_ELEMENT_COMBINATION": one({"NotAction": "s3:GetObject"}, {}),
    "MISSING_VERSION": Row(policy({}, Version=None), policy({})),
    "UNIQUE_SIDS_RECOMMENDED": Row(
        policy({"Sid": "A"}, {"Sid": "A", "Effect": "Deny"}, kind=RESOURCE),
        policy({"Sid": "A"}, {"Sid": "B", "Effect": "Deny"}, kind=RESOURCE),
        RESOURCE,
    ),
    "POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA": Row(policy({}, Id="x" * 6_100), policy({}, Id=" " * 6_100)),
    "POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA": Row(
        policy({}, kind=TRUST, Id="x" * 2_000), policy({}, kind=TRUST, Id=" " * 2_000), TRUST
    ),
    "POLICY_SIZE_EXCEEDS_SCP_QUOTA": Row(policy({}, kind=SCP, Id=" " * 5_100), policy({}, kind=SCP), SCP),
    "POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA": Row(
        policy({}, kind=RESOURCE, Id=" " * 20_400), policy({}, kind=RESOURCE, Id=" " * 20_200), RESOURCE, BUCKET
    ),
    "EMPTY_SID_VALUE": one({"Sid": ""}, {"Sid": "A"}),
    "EMPTY_ARRAY_ACTION": one({"Action": []}, {}),
    "EMPTY_ARRAY_RESOURCE": one({"Resource": [None]}, {}),
    "REDUNDANT_STATEMENT": Row(policy({}, {"Sid": "A"}), policy({}, {"Effect": "Deny"})),
    "INVALID_ACTION": one({"Action": "iam:GetUsre"}, {"Action": "pottery:Fire"}),
    "INVALID_SERVICE": one({"Action": "x y:z"}, {"Action": "x-y:z"}),
    "UNSUPPORTED_ACTION_IN_POLICY": one({"Action": "sts:GetCallerIdentity"}, {"Action": "sts:Assume*"}, TRUST),
    "INVALID_SERVICE_IN_ACTION": one({"Action": "lamdba:Invoke*"}, {"Action": "lamdbaa:Invoke*"}),
    "WILDCARD_IN_SERVICE_NAME": one({"Action": "*:List*"}, {"Action": "iam:List*"}),
    "REDUNDANT_ACTION": one({"Action": ["iam:Get*", "iam:getuser"]}, {"Action": ["iam:Get*", "iam:ListUsers"]}),
    "OST_ACTION_WITHOUT_RESOURCE": one({"Action": "iam:ListUsers"}, {"Action": "iam:ListUsers", "Resource": "*"}),
    "INVALID_ARN_PREFIX": one({"Resource": "user/a"}, {}),
    "MISSING_ARN_FIELD": one({"Resource": "arn:aws:sqs"}, {"Resource": "arn:aws:sqs:::q"}),
    "INVALID_PARTITION": one({"Resource": "arn:amazon:sqs:*::q"}, {"Resource": "arn:aws-cn:sqs:*::q"}),
    "INVALID_ARN_SERVICE_CASE": one({"Resource": "arn:aws:SQS:*::q"}, {"Resource": "arn:aws:sqs:*::q"}),
    "INVALID_ARN_REGION": one({"Resource": "arn:aws:sqs:EU West::q"}, {"Resource": "arn:aws:sqs:eu-west-*::q"}),
    "INVALID_ARN_ACCOUNT": one({"Resource": "arn:aws:sqs:*:123:q"}, {"Resource": f"arn:aws:sqs:*:{ACCOUNT}:q"}),
    "ARN_ACCOUNT_NOT_ALLOWED": one(
        {"Resource": f"arn:aws:route53::{ACCOUNT}:hostedzone/Z"}, {"Resource": "arn:aws:route53:::hostedzone/Z"}
    ),
    "MISSING_ARN_REGION": one(
        {"Resource": f"arn:aws:sqs::{ACCOUNT}:q"}, {"Resource": f"arn:aws:sqs:${{aws:RequestedRegion}}:{ACCOUNT}:q"}
    ),
    "UNSUPPORTED_RESOURCE_ARN_IN_POLICY": Row(
        policy({"Resource": "arn:aws:sqs:*:*:q"}, kind=RESOURCE), policy({}, kind=RESOURCE), RESOURCE, BUCKET
    ),
    "ARN_REGION_NOT_ALLOWED": one(
        {"Resource": "arn:aws:s3:eu-west-1::b"}, {"Resource": "arn:aws:s3:eu-west-1::accesspoint/a"}
    ),
    "INVALID_ARN_RESOURCE": one({"Resource": f"arn:aws:iam::{ACCOUNT}:u*"}, {}),
    "REDUNDANT_RESOURCE": one(
        {"Resource": ["arn:aws:s3:::b-*", "arn:aws:s3:::b-*/*"]}, {"Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"]}
    ),
    "INVALID_CONDITION_OPERATOR": one(
        when("stringEquals", "aws:PrincipalType", "User"), when("StringEquals", "aws:PrincipalType", "User")
    ),
    "NULL_WITH_IF_EXISTS": one(when("NullIfExists", "aws:SourceIp", "true"), when("Null", "aws:SourceIp", "true")),
    "INVALID_CONDITION_KEY_FORMAT": one(
        when("StringEquals", "username", "a"), when("StringEquals", "pottery:Clay", "a")
    ),
    "DUPLICATE_KEYS_WITH_DIFFERENT_CASE": one(
        {"Condition": {"StringEquals": {"aws:username": "a", "aws:UserName": "b"}}},
        {"Condition": {"StringEquals": {"aws:username": "a"}, "StringLike": {"aws:UserName": "b"}}},
    ),
    "INVALID_GLOBAL_CONDITION_KEY": one(
        when("StringEquals", "aws:Clay", "a"), when("StringEquals", "aws:PrincipalTag/Clay", "a")
    ),
    "INVALID_SERVICE_CONDITION_KEY": one(
        when("StringEquals", "iam:Clay", "a"), when("StringEquals", "iam:PassedToService", "a")
    ),
    "UNSUPPORTED_GLOBAL_CONDITION_KEY": one(
        when("ArnLike", "aws:ARN", ROLE), when("ArnLike", "aws:PrincipalArn", ROLE)
    ),
    "MISSING_TAG_KEY_IN_CONDITION": one(
        when("StringEquals", "aws:ResourceTag/", "a"), when("StringEquals", "aws:ResourceTag/Clay", "a")
    ),
    "INVALID_CONDITION_DATA_TYPE": one(
        when("StringEquals", "aws:username", ["a", 1]), when("StringEquals", "aws:username", ["a", "1"])
    ),
    "INVALID_CONDITION_MULTIPLE_BOOLEAN": one(
        when("Bool", "aws:SecureTransport", ["true", "false"]), when("Bool", "aws:SecureTransport", ["true"])
    ),
    "MISSING_QUALIFIER": one(
        when("StringEquals", "aws:TagKeys", "a"), when("ForAnyValue:StringEquals", "aws:TagKeys", "a")
    ),
    "INVALID_VPC_FORMAT": one(when("StringEquals", "aws:SourceVpc", "a"), when("StringLike", "aws:SourceVpc", "*")),
    "INVALID_VPCE_FORMAT": one(
        when("StringEquals", "aws:SourceVpce", "vpc-1"), when("StringEquals", "aws:SourceVpce", "vpce-1")
    ),
    "FOR_ALL_VALUES_WITH_SINGLE_VALUED_KEY": one(
        when("ForAllValues:StringEquals", "aws:username", "a"),
        {"Condition": {"ForAllValues:StringEquals": {"aws:username": "a"}, "Null": {"aws:username": "false"}}},
    ),
    "UNSUPPORTED_ACTION_FOR_CONDITION_KEY": one(
        when("StringEquals", "iam:PassedToService", "ec2.amazonaws.com"),
        when("StringEquals", "iam:PassedToService", "ec2.amazonaws.com", Action=["iam:Get*", "iam:PassRole"]),
    ),
    "MISSING_PAIRED_CONDITION_KEYS": one(
        when("IpAddress", "aws:VpcSourceIp", "10.0.0.0/8"),
        {"Condition": {"IpAddress": {"aws:VpcSourceIp": "10.0.0.0/8"}, "StringEquals": {"aws:SourceVpc": "vpc-1"}}},
    ),
    "DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE": one(
        {**TAGGED, "Effect": "Deny", "Action": UNTAGGED, "Resource": "*"},
        {**TAGGED, "Effect": "Deny", "Action": "ec2:StartInstances", "Resource": "*"},
    ),
    "DENY_NOT_ACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE": one(
        {**TAGGED, "Effect": "Deny", "Action": None, "NotAction": "iam:*"},
        {"Effect": "Deny", "Action": None, "NotAction": "iam:*"},
    ),
    "ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE": one(
        {**TAGGED, "Action": UNTAGGED, "Resource": "*"}, {**TAGGED, "Action": "ec2:StartInstances", "Resource": "*"}
    ),
    "ALLOW_NOT_ACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE": one(
        {**TAGGED, "Action": None, "NotAction": ["iam:*", "sts:*"]}, {"Action": None, "NotAction": "iam:*"}
    ),
    "TYPE_MISMATCH_STRING": one(
        when("BinaryEquals", "pottery:Clay", "a!"), when("BinaryEquals", "pottery:Clay", "YQ==")
    ),
    "TYPE_MISMATCH": one(
        when("StringEquals", "aws:SourceIp", "10.0.0.1"), when("IpAddress", "aws:SourceIp", "10.0.0.1")
    ),
    "TYPE_MISMATCH_BOOLEAN": one(
        when("Bool", "aws:SecureTransport", "yes"), when("Bool", "aws:SecureTransport", "TRUE")
    ),
    "TYPE_MISMATCH_NUMBER": one(
        when("NumericLessThan", "aws:MultiFactorAuthAge", "1h"), when("NumericLessThan", "aws:MultiFactorAuthAge", 3600)
    ),
    "TYPE_MISMATCH_DATE": one(
        when("DateLessThan", "aws:CurrentTime", "soon"), when("DateLessThan", "aws:CurrentTime", "2030-01-01T00:00:00Z")
    ),
    "TYPE_MISMATCH_IP_RANGE": one(
        when("IpAddress", "aws:SourceIp", "10.0.0.0/33"), when("IpAddress", "aws:SourceIp", "10.0.0.0/8")
    ),
    "INVALID_DATE_VALUE": one(
        when("DateLessThan", "aws:CurrentTime", "2030-02-30T00:00:00Z"),
        when("DateLessThan", "aws:CurrentTime", "2028-02-29T00:00:00Z"),
    ),
    "WILDCARD_WITHOUT_LIKE_OPERATOR": one(
        when("StringEquals", "aws:username", "a*"), when("StringEquals", "aws:username", "a${*}")
    ),
    "NULL_WITH_QUALIFIER": one(when("ForAnyValue:Null", "aws:TagKeys", "true"), when("Null", "aws:TagKeys", "true")),
    "EMPTY_OBJECT_CONDITION": one({"Condition": {}}, when("Null", "aws:TagKeys", "true")),
    "EMPTY_ARRAY_CONDITION": one(when("StringEquals", "aws:username", []), when("StringEquals", "aws:username", "a")),
    "EMPTY_ARRAY_CONDITION_IF_EXISTS": one(
        when("StringEqualsIfExists", "aws:username", []), when("StringEqualsIfExists", "aws:username", "a")
    ),
    "EMPTY_ARRAY_CONDITION_FOR_ALL_VALUES": one(
        when("ForAllValues:StringEquals", "aws:TagKeys", []), when("ForAllValues:StringEquals", "aws:TagKeys", "a")
    ),
    "EMPTY_ARRAY_CONDITION_FOR_ANY_VALUE": one(
        when("ForAnyValue:StringEquals", "aws:TagKeys", []), when("ForAnyValue:StringEquals", "aws:TagKeys", "a")
    ),
    "IMPROVE_IP_RANGE": one(
        when("IpAddress", "aws:SourceIp", "10.0.0.1/8"), when("IpAddress", "aws:SourceIp", "10.0.0.0/8")
    ),
    "REDUNDANT_CONDITION_VALUE_NUM": one(
        when("NumericLessThan", "aws:MultiFactorAuthAge", ["1", "2"]),
        when("NumericEquals", "aws:MultiFactorAuthAge", ["1", "2"]),
    ),
    "OST_MFA_BOOL_IF_EXISTS_ALLOW": one(
        when("BoolIfExists", "aws:MultiFactorAuthPresent", "true"),
        when("BoolIfExists", "aws:MultiFactorAuthPresent", "false", Effect="Deny"),
    ),
    "OST_NEGATED_OPERATOR_ABSENT_KEY": one(
        when("StringNotEquals", "aws:SourceVpc", "vpc-1"),
        when("StringNotEquals", "aws:SourceVpc", "vpc-1", Effect="Deny"),
    ),
    "MISSING_BRACE_IN_VARIABLE": one({"Resource": USER + "${aws:username"}, {"Resource": USER + "${aws:username}"}),
    "MISSING_QUOTE_IN_VARIABLE": one(
        {"Resource": USER + "${aws:username, 'a}"}, {"Resource": USER + "${aws:username, 'a'}"}
    ),
    "UNSUPPORTED_SPACE_IN_VARIABLE": one(
        {"Resource": USER + "${aws: username}"}, {"Resource": USER + "${aws:username, 'a b'}"}
    ),
    "EMPTY_VARIABLE": one({"Resource": USER + "${}"}, {"Resource": USER + "${*}"}),
    "VARIABLE_UNSUPPORTED_IN_ELEMENT": one({"Action": "iam:${aws:username}"}, {"Resource": USER + "${aws:username}"}),
    "VARIABLE_UNSUPPORTED_IN_VERSION": Row(
        policy({"Resource": "arn:aws:s3:::b/${aws:username}"}, kind=RESOURCE, Version="2008-10-17"),
        policy({"Resource": "arn:aws:s3:::b/${aws:username}"}, kind=RESOURCE),
        RESOURCE,
    ),
    "INVALID_VARIABLE_FOR_OPERATOR": one(
        when("IpAddress", "aws:SourceIp", "${aws:SourceIp}"), when("StringLike", "aws:username", "${aws:username}")
    ),
    "UNSUPPORTED_PRINCIPAL": one({"Principal": {"AWS": ROOT}}, {}),
    "INVALID_PRINCIPAL_KEY": one({"Principal": {"aws": ROOT}}, {}, TRUST),
    "INVALID_PRINCIPAL_FORMAT": one(
        {"Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:group/a"}}, {"Principal": {"AWS": ROLE}}, TRUST
    ),
    "UNSUPPORTED_WILDCARD_IN_PRINCIPAL": one(
        {"Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:role/*"}}, {"Principal": {"AWS": "*"}}, TRUST
    ),
    "INVALID_SERVICE_PRINCIPAL_FORMAT": one(
        {"Principal": {"Service": "lambda"}}, {"Principal": {"Service": "lambda.amazonaws.com"}}, TRUST
    ),
    "INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY": one(
        {"Principal": {"Federated": "id.example.org"}, "Action": WEB_IDENTITY},
        {**FEDERATED, **when("StringEquals", "id.example.org:aud", "a")},
        TRUST,
    ),
    "FEDERATED_PRINCIPAL_NOT_SUPPORTED": one(
        {"Principal": {"Federated": OWN_ISSUER}}, {"Principal": {"Federated": SAML}}, RESOURCE
    ),
    "MISMATCHED_ACTION_FOR_PRINCIPAL": one(
        {"Principal": {"Federated": SAML}, "Action": "sts:AssumeRole"},
        {"Principal": {"Federated": SAML}, "Action": "sts:AssumeRoleWithSAML"},
        TRUST,
    ),
    "ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL": one(
        {"Principal": None, "NotPrincipal": {"AWS": ROOT}, "Effect": "Deny"}, {}, TRUST
    ),
    "ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE": one({"Resource": "*"}, {}, TRUST),
    "ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL": one({"Principal": "*"}, {"Principal": {"AWS": "*"}}, TRUST),
    "SCP_SYNTAX_ERROR_PRINCIPAL": one({"Principal": "*"}, {}, SCP),
    "RCP_SYNTAX_ERROR_ALLOW": one({"Effect": "Allow"}, {}, RCP),
    "RCP_SYNTAX_ERROR_NOTACTION": one({"Action": None, "NotAction": "s3:GetObject"}, {}, RCP),
    "RCP_SYNTAX_ERROR_NOTPRINCIPAL": one({"Principal": None, "NotPrincipal": "*"}, {}, RCP),
    "RCP_SYNTAX_ERROR_PRINCIPAL": one({"Principal": {"AWS": ROOT}}, {"Principal": {"AWS": "*"}}, RCP),
    "RCP_SYNTAX_ERROR_ACTION_WILDCARD": one({"Action": "*"}, {"Action": "s3:*"}, RCP),
    "ALLOW_WITH_NOT_PRINCIPAL": one(
        {"Principal": None, "NotPrincipal": {"AWS": ROOT}},
        {"Principal": None, "NotPrincipal": {"AWS": ROOT}, "Effect": "Deny"},
        RESOURCE,
    ),
    "RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL": one(
        {"Principal": {"Service": "logs.amazonaws.com"}},
        when("StringEquals", "aws:SourceAccount", ACCOUNT, Principal={"Service": "logs.amazonaws.com"}),
        RESOURCE,
    ),
    "UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL": one(
        when("StringEquals", "aws:PrincipalOrgID", "o-1", Principal={"Service": "ec2.amazonaws.com"}),
        when("StringEquals", "aws:PrincipalOrgID", "o-1", Principal={"AWS": ROOT, "Service": "ec2.amazonaws.com"}),
        TRUST,
    ),
    "MISSING_ACTION_FOR_CONDITION_KEY": one(
        when("StringEquals", "aws:RequestTag/Team", "a"),
        when("StringEquals", "aws:RequestTag/Team", "a", Action=["sts:AssumeRole", "sts:TagSession"]),
        TRUST,
    ),
    "MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY": one(
        {"Principal": ANYWHERE, "Action": ["sts:AssumeRole", "sts:TagSession"]},
        {"Principal": ANYWHERE, "Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]},
        TRUST,
    ),
    "SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED": one(
        when("StringLike", f"{GITHUB_KEYS}:sub", "repo:o/*:ref:refs/heads/main", **BY_GITHUB),
        when("StringLike", f"{GITHUB_KEYS}:sub", "repo:o/r:ref:refs/heads/*", **BY_GITHUB),
        TRUST,
    ),
    "REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY": one(
        {"Principal": {"AWS": [ROLE, f"arn:aws:sts::{ACCOUNT}:assumed-role/a/s"]}},
        {"Principal": {"AWS": [ROLE, f"arn:aws:sts::{ACCOUNT}:assumed-role/b/s"]}},
        TRUST,
    ),
    "CONFIRM_AUDIENCE_CLAIM_TYPE": one(
        when("ForAnyValue:StringEquals", "id.example.org:aud", "a", **FEDERATED),
        when("StringEquals", "id.example.org:aud", "a", **FEDERATED),
        TRUST,
    ),
    "MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL": one(
        FEDERATED, {**FEDERATED, **when("StringEquals", "id.example.org:sub", "a")}, TRUST
    ),
    "MISSING_GITHUB_REPO_CONDITION_KEY": one(
        when(
            "StringEquals",
            "token.actions.githubusercontent.com:aud",
            "a",
            Principal={"Federated": GITHUB},
            Action=WEB_IDENTITY,
        ),
        when(
            "StringLike",
            "token.actions.githubusercontent.com:sub",
            "repo:o/r:*",
            Principal={"Federated": GITHUB},
            Action=WEB_IDENTITY,
        ),
        TRUST,
    ),
    "INVALID_ROLE_REFERENCE": one({"Principal": {"AWS": "AROAABCDEFGHIJKLMNOPQ"}}, {"Principal": {"AWS": ROLE}}, TRUST),
    "INVALID_USER_REFERENCE": one({"Principal": {"AWS": "AIDAABCDEFGHIJKLMNOPQ"}}, {"Principal": {"AWS": USER}}, TRUST),
    "EMPTY_OBJECT_PRINCIPAL": one({"Principal": {}}, {}, TRUST),
    "EMPTY_ARRAY_PRINCIPAL": one({"Principal": {"AWS": []}}, {}, TRUST),
}

PASS, LINKED = "iam:PassRole", "iam:CreateServiceLinkedRole"
TO_SERVICE = when("StringEquals", "iam:PassedToService", "lambda.amazonaws.com")
NAMED_SERVICE = when("StringLike", "iam:AWSServiceName", "a.amazonaws.com")
STAR, NOT_RESOURCE = {"Resource": "*"}, {"Resource": None, "NotResource": USER}
FORMS: Mapping[str, Elements] = {  # the ending of a code, and a statement that has it; `Action` is put in where None
    "STAR_IN_RESOURCE": STAR,
    "STAR_IN_ACTION_AND_RESOURCE": {"Action": "star", **STAR},
    "STAR_IN_RESOURCE_AND_NOT_ACTION": {"Action": None, "NotAction": "not", **STAR},
    "NOT_RESOURCE": NOT_RESOURCE,
    "STAR_IN_ACTION_AND_NOT_RESOURCE": {"Action": "star", **NOT_RESOURCE},
    "NOT_ACTION_AND_NOT_RESOURCE": {"Action": None, "NotAction": "not", **NOT_RESOURCE},
}


def role_rows(prefix: str, action: str, other: str, safe: Elements) -> Mapping[str, Row]:
    """Return the rows of an action that is reached in six forms; `NotAction` leaves *other* out."""
    spelled = {"star": action[:-1] + "*", "not": [other]}
    rows = {}
    for form, elements in FORMS.items():
        written = {
            name: spelled.get(value, value) if isinstance(value, str) else value for name, value in elements.items()
        }
        statement = {"Action": action, **written}
        rows[f"{prefix}_{form}"] = one(statement, {**statement, **safe})
    return rows


ROLE_ROWS: Mapping[str, Row] = {
    **role_rows("PASS_ROLE_WITH", PASS, LINKED, TO_SERVICE),
    **role_rows("CREATE_SLR_WITH", LINKED, PASS, NAMED_SERVICE),
}
