"""What SCPs and RCPs may hold beyond and below identity policies (policy-evaluation.md 1.9, 1.10)."""

from __future__ import annotations

from ostiary.engine import checks
from ostiary.engine.document import Document, RawStatement
from ostiary.engine.kinds import Effect
from ostiary.engine.policy import SYNTAX_ERROR
from ostiary.engine.principals import EVERYONE


def fillable_arns(policy: Document) -> str | None:
    """Refuse a short ARN in an SCP unless its last field ends in `*` (1.9; 11, point 21)."""
    short = (resource for resource in checks.all_resources(policy) if checks.is_short(resource))
    first = next((resource for resource in short if not resource.endswith("*")), None)
    return None if first is None else f'Resource {first} must be in ARN format or "*".'


def only_denies(policy: Document) -> str | None:
    """Refuse an RCP that allows; AWS's wording is not known, nor is it in the checks below."""
    allows = any(statement.effect != Effect.DENY.value for statement in policy.statements)
    return SYNTAX_ERROR if allows else None


def about_everyone(policy: Document) -> str | None:
    """Refuse an RCP whose `Principal` is anything but `*`, in either spelling."""
    if any(statement.not_principal is not None for statement in policy.statements):
        return SYNTAX_ERROR
    if any(statement.principal is None for statement in policy.statements):
        return "Missing required field Principal"
    return None if all(map(_is_about_everyone, policy.statements)) else SYNTAX_ERROR


def _is_about_everyone(statement: RawStatement) -> bool:
    return statement.principal in (EVERYONE, {"AWS": (EVERYONE,)})


def named_actions(policy: Document) -> str | None:
    """Refuse an RCP with `NotAction`, or with an action that names no service."""
    for statement in policy.statements:
        if statement.not_actions is not None:
            return SYNTAX_ERROR
        if any(action.partition(":")[0] == "*" for action in statement.named_actions):
            return "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
    return None
