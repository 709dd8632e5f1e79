"""The table of checks: code, type, message, and the kinds of policy that each is for.

Codes are Access Analyzer's where it has one; the messages are Ostiary's own. docs/reference/findings.md says of each
when it is raised.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ostiary.analysis.checks import (
    actions,
    arns,
    conditions,
    placeholders,
    principals,
    redundancy,
    roles,
    service_keys,
    structure,
)
from ostiary.analysis.checks.hit import Find
from ostiary.analysis.findings import FindingType
from ostiary.engine.conditions import Quantifier
from ostiary.engine.kinds import PolicyKind
from ostiary.model.quotas import Quotas

ERROR, SECURITY, WARNING, SUGGESTION = FindingType

IDENTITY: Final = frozenset({PolicyKind.IDENTITY})
RESOURCE: Final = frozenset({PolicyKind.RESOURCE})
TRUST: Final = frozenset({PolicyKind.TRUST})
SCP: Final = frozenset({PolicyKind.SCP})
RCP: Final = frozenset({PolicyKind.RCP})
ALL: Final = IDENTITY | RESOURCE | TRUST | SCP | RCP
"""The kinds with checks of their own; boundaries and session policies are checked as identity policies, and policies
of VPC endpoints as resource policies that must name resources."""

STANDS_FOR: Final[Mapping[PolicyKind, PolicyKind]] = {
    PolicyKind.BOUNDARY: PolicyKind.IDENTITY,
    PolicyKind.SESSION: PolicyKind.IDENTITY,
    PolicyKind.VPCE: PolicyKind.RESOURCE,
}

QUOTAS: Final = Quotas()
SCP_SIZE: Final = 5_120
RESOURCE_POLICY_SIZES: Final = {
    "AWS::DynamoDB::Table": 20_480,
    "AWS::S3::AccessPoint": 20_480,
    "AWS::S3::Bucket": 20_480,
}
"""Bytes that the policy of a resource may have, by its type, as the services document it."""
OWN_PREFIX: Final = "OST_"
"""How the codes begin that are Ostiary's own."""

JSON_SYNTAX_ERROR: Final = "JSON_SYNTAX_ERROR"
"""The finding of a text that cannot be read; it is then the only one."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check. `{}` in the message is the text that the check shows."""

    code: str
    type: FindingType
    message: str
    find: Find
    kinds: frozenset[PolicyKind] = ALL

    @property
    def is_own(self) -> bool:
        """Whether the code is Ostiary's own."""
        return self.code.startswith(OWN_PREFIX)


ELEMENTS: Final = (
    Check("DATA_TYPE_MISMATCH", ERROR, "This must be {}.", structure.mismatched),
    Check("INVALID_POLICY_ELEMENT", ERROR, "There is no element {}; names have exact case.", structure.unknown),
    Check("MISSING_STATEMENT", ERROR, "The policy has no statement.", structure.missing_statement),
    Check("MISSING_EFFECT", ERROR, "The statement has no Effect.", structure.missing("Effect")),
    Check(
        "MISSING_ACTION", ERROR, "The statement has no Action or NotAction.", structure.missing("Action", "NotAction")
    ),
    Check(
        "MISSING_RESOURCE",
        ERROR,
        "The statement has no Resource or NotResource.",
        structure.missing("Resource", "NotResource"),
        IDENTITY | SCP | RCP | {PolicyKind.VPCE},
    ),
    Check(
        "MISSING_PRINCIPAL",
        ERROR,
        "The statement has no Principal, so it applies to nobody.",
        structure.missing("Principal", "NotPrincipal"),
        RESOURCE | TRUST | RCP,
    ),
    Check("INVALID_EFFECT", ERROR, "Effect must be Allow or Deny, not {}.", structure.invalid_effect),
    Check("INVALID_VERSION", ERROR, "Version must be 2012-10-17, not {}.", structure.invalid_version),
    Check(
        "UNSUPPORTED_SID",
        ERROR,
        "A Sid may hold letters and digits only; this is {}.",
        structure.unsupported_sid,
        ALL - RESOURCE,
    ),
    Check(
        "UNIQUE_SIDS_REQUIRED",
        ERROR,
        "An earlier statement has the Sid {} already.",
        structure.repeated_sid,
        ALL - RESOURCE,
    ),
    Check(
        "UNSUPPORTED_ELEMENT_COMBINATION",
        ERROR,
        "{} cannot stand in one statement.",
        structure.contradictory,
    ),
    Check(
        "MISSING_VERSION",
        WARNING,
        "Without Version the policy has the version 2008-10-17, in which variables are plain text.",
        structure.missing_version,
    ),
    Check(
        "UNIQUE_SIDS_RECOMMENDED",
        WARNING,
        "An earlier statement has the Sid {} already.",
        structure.repeated_sid,
        RESOURCE,
    ),
    Check(
        "POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA",
        WARNING,
        f"A managed policy may have {QUOTAS.policy_size:,} characters without white space; this one has {{}}.",
        structure.size_over(QUOTAS.policy_size),
        IDENTITY,
    ),
    Check(
        "POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA",
        WARNING,
        f"A trust policy may have {QUOTAS.assume_role_policy_size:,} characters without white space, not {{}}.",
        structure.size_over(QUOTAS.assume_role_policy_size),
        TRUST,
    ),
    Check(
        "POLICY_SIZE_EXCEEDS_SCP_QUOTA",
        ERROR,
        f"A service control policy may have {SCP_SIZE:,} characters, white space included; this one has {{}}.",
        structure.size_over(SCP_SIZE, len),
        SCP,
    ),
    Check(
        "POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA",
        WARNING,
        "The policy of an {} bytes, and this one has more.",
        structure.size_over_by_resource(RESOURCE_POLICY_SIZES),
        RESOURCE,
    ),
    Check("EMPTY_SID_VALUE", SUGGESTION, "The Sid is empty; leave it out.", structure.empty_sid),
    Check(
        "EMPTY_ARRAY_ACTION",
        SUGGESTION,
        "{} is an empty list; a policy with one cannot be saved.",
        structure.empty_array("Action", "NotAction"),
    ),
    Check(
        "EMPTY_ARRAY_RESOURCE",
        SUGGESTION,
        "{} is an empty list; a policy with one cannot be saved.",
        structure.empty_array("Resource", "NotResource"),
    ),
    Check(
        "REDUNDANT_STATEMENT",
        SUGGESTION,
        "An earlier statement says the same.",
        structure.redundant_statement,
    ),
)

ACTIONS: Final = (
    Check(
        "INVALID_ACTION",
        ERROR,
        "{} is not an action: one is `*`, or a prefix and a name that its service has.",
        actions.invalid_action,
    ),
    Check("INVALID_SERVICE", ERROR, "No service can have the prefix {!r}.", actions.invalid_service),
    Check("INVALID_SERVICE_IN_ACTION", ERROR, "No service has the prefix of {}?", actions.misspelt_service),
    Check(
        "UNSUPPORTED_ACTION_IN_POLICY",
        ERROR,
        "{}, to whose resource the policy belongs.",
        actions.of_another_service,
        RESOURCE,
    ),
    Check(
        "UNSUPPORTED_ACTION_IN_POLICY",
        ERROR,
        "A trust policy holds only the actions of STS that take part in assuming a role; {} is none.",
        actions.not_assuming,
        TRUST,
    ),
    Check(
        "WILDCARD_IN_SERVICE_NAME",
        SUGGESTION,
        "{} reaches every service; name those that are meant.",
        actions.wildcard_service,
    ),
    Check(
        "REDUNDANT_ACTION",
        SUGGESTION,
        "This entry adds nothing: {}.",
        redundancy.redundant_actions,
    ),
    Check(
        "OST_ACTION_WITHOUT_RESOURCE",
        WARNING,
        "{} has no resource types, so only the resource `*` matches it; this statement never reaches it.",
        actions.without_resource,
        IDENTITY,
    ),
)

ARNS: Final = (
    Check("INVALID_ARN_PREFIX", ERROR, "A resource is `*` or begins with `arn:`; this is {}.", arns.invalid_prefix),
    Check(
        "MISSING_ARN_FIELD",
        ERROR,
        "An ARN has six fields, of which partition, service and resource are not empty; this is {}.",
        arns.missing_field,
    ),
    Check("INVALID_PARTITION", ERROR, "There is no partition {}.", arns.invalid_partition),
    Check(
        "INVALID_SERVICE",
        ERROR,
        "The service of an ARN is written in full, without wildcards; this is {!r}.",
        arns.invalid_service,
    ),
    Check("INVALID_ARN_SERVICE_CASE", ERROR, "Services are in lower case; this is {}.", arns.invalid_service_case),
    Check(
        "INVALID_ARN_REGION",
        ERROR,
        "A region holds small letters, digits, hyphens and wildcards; this is {}.",
        arns.invalid_region,
    ),
    Check(
        "INVALID_ARN_ACCOUNT",
        ERROR,
        "An account is 12 digits, `*` or nothing; this is {}.",
        arns.invalid_account,
    ),
    Check("ARN_REGION_NOT_ALLOWED", ERROR, "ARNs of {} have no region.", arns.region_not_allowed),
    Check("ARN_ACCOUNT_NOT_ALLOWED", ERROR, "ARNs of {} have no account.", arns.account_not_allowed),
    Check("MISSING_ARN_REGION", ERROR, "Every ARN of {} has a region, or `*` in its place.", arns.missing_region),
    Check(
        "UNSUPPORTED_RESOURCE_ARN_IN_POLICY",
        ERROR,
        "{}, to whose resource the policy belongs.",
        arns.of_another_service,
        RESOURCE,
    ),
    Check("INVALID_ARN_RESOURCE", ERROR, "IAM has no resources that begin like {}.", arns.invalid_resource),
    Check("REDUNDANT_RESOURCE", SUGGESTION, "This entry adds nothing: {}.", redundancy.redundant_resources),
)

CONDITIONS: Final = (
    Check(
        "INVALID_CONDITION_OPERATOR",
        ERROR,
        "There is no operator {}; names have exact case.",
        conditions.invalid_operator,
    ),
    Check(
        "NULL_WITH_IF_EXISTS",
        ERROR,
        "Null asks whether the key exists, so it cannot end in IfExists.",
        conditions.null_with_if_exists,
    ),
    Check("INVALID_CONDITION_KEY_FORMAT", ERROR, "{} is not a prefix and a name.", conditions.invalid_key_format),
    Check(
        "DUPLICATE_KEYS_WITH_DIFFERENT_CASE",
        ERROR,
        "This operator has {} already, in another case; keys compare without case.",
        conditions.twin_keys,
    ),
    Check("INVALID_GLOBAL_CONDITION_KEY", ERROR, "There is no global key {}.", conditions.unknown_global_key),
    Check("INVALID_SERVICE_CONDITION_KEY", ERROR, "The service has no key {}.", conditions.unknown_service_key),
    Check(
        "UNSUPPORTED_GLOBAL_CONDITION_KEY",
        ERROR,
        "{} is in no request any more; use aws:PrincipalArn.",
        conditions.old_arn_key,
    ),
    Check(
        "MISSING_TAG_KEY_IN_CONDITION",
        ERROR,
        "{} lacks the key of the tag: aws:ResourceTag/Team.",
        conditions.missing_tag_key,
    ),
    Check(
        "INVALID_CONDITION_DATA_TYPE",
        ERROR,
        "The values of {} are of different types of JSON.",
        conditions.mixed_types,
    ),
    Check(
        "INVALID_CONDITION_MULTIPLE_BOOLEAN",
        ERROR,
        "{} has several truth values, of which one is enough.",
        conditions.multiple_boolean,
    ),
    Check(
        "MISSING_QUALIFIER",
        ERROR,
        "{} can have several values; without ForAllValues or ForAnyValue the condition fails for them.",
        conditions.missing_qualifier,
    ),
    Check(
        "INVALID_VPC_FORMAT",
        ERROR,
        "The id of a VPC begins with vpc-; this is {}.",
        conditions.not_named("aws:sourcevpc", "vpc-"),
    ),
    Check(
        "INVALID_VPCE_FORMAT",
        ERROR,
        "The id of a VPC endpoint begins with vpce-; this is {}.",
        conditions.not_named("aws:sourcevpce", "vpce-"),
    ),
    Check(
        "FOR_ALL_VALUES_WITH_SINGLE_VALUED_KEY",
        SECURITY,
        "{} has one value, and ForAllValues holds when it is absent: the statement allows such requests.",
        conditions.for_all_values_of_one,
    ),
    Check(
        "UNSUPPORTED_ACTION_FOR_CONDITION_KEY",
        ERROR,
        "{}, so that the condition is about nothing when it is called.",
        service_keys.unsupported_key,
    ),
    Check(
        "MISSING_PAIRED_CONDITION_KEYS",
        SECURITY,
        "{} alone says little: every VPC may have such addresses. Add a condition on aws:SourceVpc or aws:SourceVpce.",
        conditions.unpaired("aws:vpcsourceip", frozenset({"aws:sourcevpc", "aws:sourcevpce", "aws:sourcevpcarn"})),
    ),
    Check(
        "DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
        SECURITY,
        "The service of {} has no tags that conditions see, so aws:ResourceTag is absent for it.",
        service_keys.untagged_service(allows=False),
    ),
    Check(
        "DENY_NOT_ACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
        SECURITY,
        "NotAction is of many services, and for those without tags that conditions see aws:ResourceTag is absent.",
        service_keys.untagged_beside_not_action(allows=False),
    ),
    Check(
        "ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
        SUGGESTION,
        "The service of {} has no tags that conditions see, so aws:ResourceTag is absent for it.",
        service_keys.untagged_service(allows=True),
    ),
    Check(
        "ALLOW_NOT_ACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
        SUGGESTION,
        "NotAction is of many services, and for those without tags that conditions see aws:ResourceTag is absent.",
        service_keys.untagged_beside_not_action(allows=True),
    ),
    Check("TYPE_MISMATCH_STRING", WARNING, "{} is not base64.", conditions.not_base64),
    Check("TYPE_MISMATCH", WARNING, "{}, a key of another type.", conditions.type_mismatch),
    Check("TYPE_MISMATCH_BOOLEAN", WARNING, "{} is not true or false.", conditions.not_boolean),
    Check("TYPE_MISMATCH_NUMBER", WARNING, "{} is not a number.", conditions.not_number),
    Check("TYPE_MISMATCH_DATE", WARNING, "{} is not a date.", conditions.not_date),
    Check("TYPE_MISMATCH_IP_RANGE", WARNING, "{} is not an address or a range of them.", conditions.not_network),
    Check("INVALID_DATE_VALUE", WARNING, "There is no day {}.", conditions.impossible_date),
    Check(
        "WILDCARD_WITHOUT_LIKE_OPERATOR",
        WARNING,
        "Under this operator `*` and `?` stand for themselves in {}; StringLike has wildcards.",
        conditions.wildcard_without_like,
    ),
    Check(
        "NULL_WITH_QUALIFIER",
        SUGGESTION,
        "{}: a set operator adds nothing to Null.",
        conditions.null_with_qualifier,
    ),
    Check("EMPTY_OBJECT_CONDITION", SUGGESTION, "This is empty; leave it out.", conditions.empty_object),
    Check(
        "EMPTY_ARRAY_CONDITION",
        SUGGESTION,
        "{} has no values to compare with.",
        conditions.empty_array(Quantifier.NONE),
    ),
    Check(
        "EMPTY_ARRAY_CONDITION_IF_EXISTS",
        SUGGESTION,
        "{} has no values to compare with.",
        conditions.empty_array(Quantifier.NONE, if_exists=True),
    ),
    Check(
        "EMPTY_ARRAY_CONDITION_FOR_ALL_VALUES",
        SUGGESTION,
        "{} has no values to compare with.",
        conditions.empty_array(Quantifier.ALL),
    ),
    Check(
        "EMPTY_ARRAY_CONDITION_FOR_ANY_VALUE",
        SUGGESTION,
        "{} has no values to compare with.",
        conditions.empty_array(Quantifier.ANY),
    ),
    Check(
        "IMPROVE_IP_RANGE",
        SUGGESTION,
        "{} has bits beyond its length, which count for nothing.",
        conditions.host_bits,
    ),
    Check(
        "REDUNDANT_CONDITION_VALUE_NUM",
        SUGGESTION,
        "Of several limits of {} the widest alone counts.",
        conditions.redundant_numbers,
    ),
    Check(
        "OST_MFA_BOOL_IF_EXISTS_ALLOW",
        SECURITY,
        "Calls signed with a long-lived key have no aws:MultiFactorAuthPresent, and pass {}; use Bool.",
        conditions.mfa_if_exists,
    ),
    Check(
        "OST_NEGATED_OPERATOR_ABSENT_KEY",
        WARNING,
        "{} holds when the key is absent, and the statement then allows.",
        conditions.negated_and_absent,
    ),
)

PLACEHOLDERS: Final = (
    Check("MISSING_BRACE_IN_VARIABLE", ERROR, "A variable in {} has no closing brace.", placeholders.missing_brace),
    Check(
        "MISSING_QUOTE_IN_VARIABLE",
        ERROR,
        "A default is written ${{key, 'text'}}; this is {}.",
        placeholders.missing_quote,
    ),
    Check("UNSUPPORTED_SPACE_IN_VARIABLE", ERROR, "There is white space in {}.", placeholders.has_space),
    Check("EMPTY_VARIABLE", ERROR, "{} names no key.", placeholders.empty),
    Check(
        "VARIABLE_UNSUPPORTED_IN_ELEMENT",
        ERROR,
        "Nothing is put in for the variable in {}.",
        placeholders.wrong_element,
    ),
    Check(
        "VARIABLE_UNSUPPORTED_IN_VERSION",
        ERROR,
        "In this version the variable in {} is plain text; variables need 2012-10-17.",
        placeholders.wrong_version,
    ),
    Check(
        "INVALID_VARIABLE_FOR_OPERATOR",
        ERROR,
        "{} takes no variables.",
        placeholders.wrong_operator,
    ),
)

PRINCIPALS: Final = (
    Check(
        "UNSUPPORTED_PRINCIPAL",
        ERROR,
        "An identity policy is about whom it is attached to; it has no {}.",
        structure.present("Principal", "NotPrincipal"),
        IDENTITY,
    ),
    Check("INVALID_PRINCIPAL_KEY", ERROR, "There is no kind of principal {} here.", principals.invalid_kind),
    Check("INVALID_PRINCIPAL_FORMAT", ERROR, "{} is not a principal.", principals.invalid_format),
    Check(
        "UNSUPPORTED_WILDCARD_IN_PRINCIPAL",
        ERROR,
        "Only `*` alone is a wildcard here, not {}; a condition on aws:PrincipalArn takes patterns.",
        principals.partial_wildcard,
    ),
    Check(
        "INVALID_SERVICE_PRINCIPAL_FORMAT",
        ERROR,
        "{} is not a service principal, such as lambda.amazonaws.com.",
        principals.invalid_of_kind("Service"),
    ),
    Check(
        "INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY",
        ERROR,
        "{} is not a provider: its ARN, or one of the built-in ones.",
        principals.invalid_of_kind("Federated"),
        TRUST,
    ),
    Check(
        "FEDERATED_PRINCIPAL_NOT_SUPPORTED",
        ERROR,
        "{} is not a SAML provider; other federated principals are for trust policies.",
        principals.invalid_of_kind("Federated"),
        RESOURCE,
    ),
    Check(
        "MISMATCHED_ACTION_FOR_PRINCIPAL",
        ERROR,
        "Identities of this provider assume a role with {}, which the statement does not reach.",
        principals.mismatched_action,
        TRUST,
    ),
    Check(
        "ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL",
        ERROR,
        "A trust policy has no {}.",
        structure.present("NotPrincipal"),
        TRUST,
    ),
    Check(
        "ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE",
        ERROR,
        "The resource of a trust policy is its role; it has no {}.",
        structure.present("Resource", "NotResource"),
        TRUST,
    ),
    Check(
        "ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL",
        ERROR,
        'A trust policy takes {{"AWS": "*"}}, not the bare string {}.',
        principals.bare_everyone,
        TRUST,
    ),
    Check(
        "SCP_SYNTAX_ERROR_PRINCIPAL",
        ERROR,
        "A service control policy has no {}.",
        structure.present("Principal", "NotPrincipal"),
        SCP,
    ),
    Check("RCP_SYNTAX_ERROR_ALLOW", ERROR, "A resource control policy only denies.", structure.effect_allow, RCP),
    Check(
        "RCP_SYNTAX_ERROR_NOTACTION",
        ERROR,
        "A resource control policy has no {}.",
        structure.present("NotAction"),
        RCP,
    ),
    Check(
        "RCP_SYNTAX_ERROR_NOTPRINCIPAL",
        ERROR,
        "A resource control policy has no {}.",
        structure.present("NotPrincipal"),
        RCP,
    ),
    Check(
        "RCP_SYNTAX_ERROR_PRINCIPAL",
        ERROR,
        "The principal of a resource control policy is `*`.",
        principals.not_everyone,
        RCP,
    ),
    Check(
        "RCP_SYNTAX_ERROR_ACTION_WILDCARD",
        ERROR,
        "The actions of a resource control policy have the prefix of a service.",
        actions.without_service,
        RCP,
    ),
    Check(
        "ALLOW_WITH_NOT_PRINCIPAL",
        SECURITY,
        "NotPrincipal allows everybody else, anonymous callers included.",
        principals.allow_with_not_principal,
        RESOURCE,
    ),
    Check(
        "RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL",
        SECURITY,
        "{} acts for anybody unless a condition on aws:SourceArn or aws:SourceAccount says for whom.",
        principals.service_without_source,
        RESOURCE,
    ),
    Check(
        "UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL",
        ERROR,
        "A service that calls as itself has no {}.",
        principals.absent_for_services,
        RESOURCE | TRUST,
    ),
    Check(
        "MISSING_ACTION_FOR_CONDITION_KEY",
        ERROR,
        "A condition on {}, which the statement does not reach.",
        principals.missing_session_action,
        TRUST,
    ),
    Check(
        "MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY",
        ERROR,
        "IAM Roles Anywhere also needs {}.",
        principals.missing_anywhere_action,
        TRUST,
    ),
    Check(
        "SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED",
        WARNING,
        "{} leaves open which repository or which branch is meant.",
        principals.open_repository,
        TRUST,
    ),
    Check(
        "REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY",
        SUGGESTION,
        "{} is a session of a role that the statement names as well.",
        principals.session_beside_role,
        TRUST,
    ),
    Check(
        "CONFIRM_AUDIENCE_CLAIM_TYPE",
        SUGGESTION,
        "A set operator is for several values; see whether the tokens have several in {}.",
        principals.qualified_audience,
        TRUST,
    ),
    Check(
        "MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL",
        SECURITY,
        "Every token of {} will do: no condition is about its audience or subject.",
        principals.open_issuer,
        TRUST,
    ),
    Check(
        "MISSING_GITHUB_REPO_CONDITION_KEY",
        SECURITY,
        "Anybody can get a token of this issuer: a condition on {} must say whose are meant.",
        principals.shared_issuer,
        TRUST,
    ),
    Check(
        "INVALID_ROLE_REFERENCE",
        WARNING,
        "{} is the unique ID of a role; write its ARN.",
        principals.unique_id("AROA"),
        RESOURCE | TRUST,
    ),
    Check(
        "INVALID_USER_REFERENCE",
        WARNING,
        "{} is the unique ID of a user; write its ARN.",
        principals.unique_id("AIDA"),
        RESOURCE | TRUST,
    ),
    Check("EMPTY_OBJECT_PRINCIPAL", SUGGESTION, "{} names nobody.", principals.empty_object),
    Check("EMPTY_ARRAY_PRINCIPAL", SUGGESTION, "{} has no values.", principals.empty_array),
)

ROLES: Final = (
    *(
        Check(
            f"PASS_ROLE_WITH_{form}",
            SECURITY,
            "The statement lets every role be passed to every service; name the roles, or add a condition on "
            "iam:PassedToService.",
            roles.reaching(roles.PASS_ROLE, form),
            IDENTITY,
        )
        for form in roles.FORMS.values()
    ),
    *(
        Check(
            f"CREATE_SLR_WITH_{form}",
            WARNING,
            "The statement lets roles be made for every service; name the service in the resource, or add a "
            "condition on iam:AWSServiceName.",
            roles.reaching(roles.CREATE_LINKED, form),
            IDENTITY,
        )
        for form in roles.FORMS.values()
    ),
)

CHECKS: Final[tuple[Check, ...]] = (
    *ELEMENTS,
    *ACTIONS,
    *ARNS,
    *CONDITIONS,
    *PLACEHOLDERS,
    *PRINCIPALS,
    *ROLES,
)

CODES: Final = frozenset({JSON_SYNTAX_ERROR, *(check.code for check in CHECKS)})
