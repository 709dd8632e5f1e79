"""The checks of documents that are to be saved, with the messages that AWS sends (policy-evaluation.md 1.11).

Which of them a kind of policy goes through, and in which order, is said in `ostiary.engine.validate`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from ostiary.engine import conditions, literals
from ostiary.engine.conditions import OPERATOR_NAMES
from ostiary.engine.document import Document, RawStatement
from ostiary.engine.kinds import Effect
from ostiary.engine.policy import SYNTAX_ERROR, VERSION, VERSIONS

Check = Callable[[Document], str | None]
"""Returns the message of what is wrong, or None."""


# -- check 1: syntax beyond the shape ------------------------------------------------------------------


def syntax(policy: Document) -> str | None:
    """Check 1, as far as the shape of the document has not been checked in reading it."""
    well_formed = policy.statements and (policy.version is None or policy.version in VERSIONS)
    return None if well_formed and all(map(_is_well_formed, policy.statements)) else SYNTAX_ERROR


def _is_well_formed(statement: RawStatement) -> bool:
    effects = {effect.value.lower() for effect in Effect}
    has_effect = statement.effect is not None and statement.effect.lower() in effects
    return has_effect and not statement.is_contradictory and conditions.are_known(statement.condition)


# -- checks 2 to 5 -------------------------------------------------------------------------------------


def version(policy: Document) -> str | None:
    """Check 2."""
    return None if policy.version == VERSION else "Policy document must be version 2012-10-17 or greater."


def legacy(policy: Document) -> str | None:
    """Check 3: exact case of `Effect`, dates, and the ARNs that AWS's oldest parser takes."""
    failed = any(not _has_exact_effect(s) or not _has_savable_dates(s) for s in policy.statements)
    return "The policy failed legacy parsing" if failed or _has_broken_arn(policy) else None


def _has_exact_effect(statement: RawStatement) -> bool:
    return statement.effect in {effect.value for effect in Effect}


def _has_savable_dates(statement: RawStatement) -> bool:
    return all(
        literals.is_savable_date(value)
        for operator, block in statement.condition.items()
        if block and OPERATOR_NAMES[operator].base.startswith("Date")
        for values in block.values()
        for value in values
    )


def _has_broken_arn(policy: Document) -> bool:
    """Return whether an ARN fails the oldest of AWS's parsers, which stops at the first statement that the checks
    6a to 6c will refuse: recorded answers name that one instead."""
    for statement in policy.statements:
        listed = statement.named_resources
        if any(_form_problem(resource) for resource in listed):
            return False
        if not all(map(_passes_legacy_parser, listed)):
            return True
    return False


def _passes_legacy_parser(resource: str) -> bool:
    fields = resource.split(":", 5)
    if (len(fields) < 6 and "::" in resource) or fields[2:3] == [""]:
        return False
    return len(fields) < 5 or _is_account(fields[4])


def _is_account(field: str) -> bool:
    return field in {"", "*", "aws"} or (len(field) == 12 and literals.is_digits(field))


SID_CHARACTERS: Final = (
    "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*"
)


def sid_characters(policy: Document) -> str | None:
    """Check 3b (1.4)."""
    plain = all(not statement.sid or _is_alphanumeric(statement.sid) for statement in policy.statements)
    return None if plain else SID_CHARACTERS


def _is_alphanumeric(text: str) -> bool:
    return text.isascii() and text.isalnum()


def unique_sids(policy: Document) -> str | None:
    """Check 4."""
    return None if policy.has_unique_sids else "Statement IDs (SID) in a single policy must be unique."


def has_actions(policy: Document) -> str | None:
    """Check 5."""
    complete = all(statement.named_actions for statement in policy.statements)
    return None if complete else "Policy statement must contain actions."


# -- check 6: the form of resources --------------------------------------------------------------------

PARTITIONS: Final = frozenset(
    {"*", "aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc"}
)
"""AWS's partitions, and the wildcard."""

REGIONLESS: Final[Mapping[str, str]] = {
    "iam": "IAM resource {} cannot contain region information.",
    "s3": "Resource {} can not contain region information.",
}

S3_REGIONAL: Final = ("accesspoint/", "accesspoint:")
"""S3 resources that do have a region (1.11, 6e)."""

IAM_PATHS: Final = (
    "user/",
    "federated-user/",
    "role/",
    "group/",
    "instance-profile/",
    "mfa/",
    "server-certificate/",
    "policy/",
    "sms-mfa/",
    "saml-provider/",
    "oidc-provider/",
    "report/",
    "access-report/",
)
"""What the message names; it is AWS's and older than the types below."""

NEWER_IAM_PATHS: Final = ("assumed-role/", "delegation-request/")


def resources(policy: Document) -> str | None:
    """Check 6."""
    problems = (
        _resource_problem(resource)
        for statement in policy.statements
        for resource in sorted(statement.named_resources)  # the one that recorded answers name
    )
    return next((problem for problem in problems if problem is not None), None)


def _resource_problem(resource: str) -> str | None:
    """Return the message of the first of the checks 6a to 6f that *resource* fails."""
    if (problem := _form_problem(resource)) is not None or resource.count(":") < 5:
        return problem
    fields = resource.split(":", 5)
    return _region_problem(resource, fields) or (_iam_path_problem(fields[5]) if fields[2] == "iam" else None)


def _form_problem(resource: str) -> str | None:
    """Return the message of the first of the checks 6a to 6c that *resource* fails."""
    if resource == "*":
        return None
    if ":" not in resource:
        return f'Resource {resource} must be in ARN format or "*".'
    fields = resource.split(":", 5)
    if fields[1] not in PARTITIONS:
        return _partition_problem(resource)
    service = fields[2] if len(fields) > 2 else "*"
    if "*" in service or "?" in service:
        return "Resource vendor must be fully qualified and cannot contain regexes."
    return None


def _partition_problem(resource: str) -> str:
    """Show the ARN as AWS does: fields that are not there as `*`."""
    partition, *rest = resource.split(":")[1:]
    if rest in ([], [""]):
        rest = ["*"]
    shown = [*rest[:3], *["*"] * (3 - len(rest)), ":".join(rest[3:]) if len(rest) > 3 else "*"]
    return f'Partition "{partition}" is not valid for resource "arn:{partition}:{":".join(shown)}".'


def _region_problem(resource: str, fields: list[str]) -> str | None:
    service, region, name = fields[2], fields[3], fields[5]
    if not region or service not in REGIONLESS or (service == "s3" and name.startswith(S3_REGIONAL)):
        return None
    return REGIONLESS[service].format(resource)


def _iam_path_problem(name: str) -> str | None:
    if name == "*" or name.startswith((*IAM_PATHS, *NEWER_IAM_PATHS)):
        return None
    return f'IAM resource path must either be "*" or start with {", ".join(IAM_PATHS)}.'


# -- checks 7 to 9 -------------------------------------------------------------------------------------


def actions(policy: Document) -> str | None:
    """Check 7."""
    problems = (_action_problem(action) for statement in policy.statements for action in statement.named_actions)
    return next((problem for problem in problems if problem is not None), None)


def _action_problem(action: str) -> str | None:
    """Return the message of the first of the checks 7a to 7c that *action* fails."""
    vendor, *rest = action.split(":")
    if not rest and vendor != "*":
        return "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
    if len(rest) > 1:
        return "Actions/Condition can contain only one colon."
    if vendor != "*" and not _is_vendor(vendor):
        return f"Vendor {vendor} is not valid"
    return None


def _is_vendor(text: str) -> bool:
    return _is_alphanumeric(text.replace("-", "a").replace(".", "a"))


def has_resources(policy: Document) -> str | None:
    """Check 8."""
    complete = all(statement.named_resources for statement in policy.statements)
    return None if complete else "Policy statement must contain resources."


def no_principal(policy: Document) -> str | None:
    """Check 9."""
    named = any(s.principal is not None or s.not_principal is not None for s in policy.statements)
    return "Policy document should not specify a principal." if named else None


def all_resources(policy: Document) -> Iterator[str]:
    """Return every entry of `Resource` and `NotResource`, in order."""
    return (resource for statement in policy.statements for resource in statement.named_resources)


def full_arns(policy: Document) -> str | None:
    """Refuse short ARNs, which session policies and RCPs may not hold (1.9); AWS's wording for this is not known."""
    first = next((resource for resource in all_resources(policy) if is_short(resource)), None)
    return None if first is None else f'Resource {first} must be in ARN format or "*".'


def is_short(resource: str) -> bool:
    """Return whether *resource* is an ARN of fewer than six fields."""
    return resource != "*" and resource.count(":") < 5


def no_empty_resources(policy: Document) -> str | None:
    """Refuse an empty list, where the element may be left out altogether."""
    empty = any(() in {statement.resources, statement.not_resources} for statement in policy.statements)
    return "Policy statement must contain resources." if empty else None
