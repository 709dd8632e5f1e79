"""What a simulation is asked with, checked and read (policy-evaluation.md 9.1).

Pure. What cannot be taken is refused with InvalidInputError, in the words in which AWS's answers were recorded where
they were.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from ostiary.engine import fixed, literals, validate
from ostiary.engine import policy as language
from ostiary.engine.kinds import PolicyKind
from ostiary.engine.layer import Attached, Layer
from ostiary.engine.policy import Policy
from ostiary.engine.request import ANY_RESOURCE, Context, Request, Target
from ostiary.evaluation.budget import Budget, Costs
from ostiary.evaluation.principals import ANONYMOUS, caller_of, is_account
from ostiary.evaluation.question import LEGAL_IN_ACTIONS, derived
from ostiary.evaluation.simulation import BOUNDARY, IDENTITY, RESOURCE, Simulation
from ostiary.model.arn import Arn
from ostiary.model.caller import Caller, CallerKind
from ostiary.model.errors import InvalidInputError, MalformedPolicyDocumentError

# -- policies ------------------------------------------------------------------------------------------


def identity_policies(texts: Sequence[str]) -> tuple[Attached, ...]:
    """Return `PolicyInputList`: each document must be one that could be saved."""
    return tuple(
        _given(text, f"PolicyInputList.{number}", IDENTITY, validate.identity_policy)
        for number, text in enumerate(texts, 1)
    )


def boundary(texts: Sequence[str]) -> Layer | None:
    """Return `PermissionsBoundaryPolicyInputList`, which holds one document or none: nobody has two boundaries."""
    if not texts:
        return None
    if len(texts) > 1:
        raise InvalidInputError("PermissionsBoundaryPolicyInputList may hold only one policy.")
    return Layer.of((_given(texts[0], "PermissionsBoundaryPolicyInputList.1", BOUNDARY, boundary_policy),))


def boundary_policy(text: str) -> Policy:
    """Return *text* as a permissions boundary, which is saved under the rules of identity policies."""
    validate.identity_policy(text)
    return language.parse(text, PolicyKind.BOUNDARY)


def control_policies(levels: Sequence[Sequence[str]]) -> tuple[Layer, ...] | None:
    """Return `OrderedOrganizationPolicyInputList`: levels from the organization's root to the account, or None for no
    organization. A level without policies allows nothing."""
    return tuple(_level(number, texts) for number, texts in enumerate(levels, 1)) or None


def _level(number: int, texts: Sequence[str]) -> Layer:
    name = f"OrderedOrganizationPolicyInputList.{number}.ServiceControlPolicyInputList"
    return Layer.of(
        _given(text, f"{name}.{place}", CONTROL, validate.service_control_policy) for place, text in enumerate(texts, 1)
    )


CONTROL: Final = "Service Control Policy"
"""The type of a policy whose statements no answer shows."""

NOT_A_USER: Final = "Invalid caller - Caller must be an IAM user in this context."


def with_resource_policy(simulation: Simulation, text: str, actions: Iterable[str], budget: Budget) -> Simulation:
    """Return *simulation* with `ResourcePolicy` on every resource.

    It is a trust policy when every action is one of assuming a role. Raises InvalidInputError when the caller is no
    user, when the document is not such a policy, and when it has no statement about one of the resources; SpentError
    when finding that out takes more than *budget* has.
    """
    caller = simulation.caller
    if caller is None or caller.kind is not CallerKind.USER or is_group(caller):
        raise InvalidInputError(NOT_A_USER)
    one_of_each = {action.lower() in fixed.TRUSTED_ACTIONS: action for action in actions}.values()
    costs, resources = Costs(simulation.context), simulation.resources
    budget.work(len(one_of_each) * costs.steps((), resources))
    requests = [simulation.request(action, resource) for action in one_of_each for resource in resources]
    trusts = {fixed.needs_trust(request) for request in requests}
    if len(trusts) > 1:
        raise InvalidInputError(
            "ResourcePolicy cannot be the trust policy of a role and the policy of another resource."
        )
    save = validate.trust_policy if trusts == {True} else validate.resource_policy
    given = _given(text, "ResourcePolicy", RESOURCE, save)
    layer = Layer.of((given,))
    budget.work(len(one_of_each) * costs.steps(layer.sources, resources))
    for request in requests:
        if not _is_about(given.policy, request):
            raise InvalidInputError(f"ResourcePolicy is not applicable to the resource {request.resource}.")
    return replace(simulation, resource_policy=layer)


def _is_about(policy: Policy, request: Request) -> bool:
    """Return whether a statement names the resource, or names none and so means whatever it is attached to."""
    target = Target.of(replace(request, wildcard_only=False))  # what is asked is not about the action
    return any(
        statement.resources is None or statement.resources.apply(target, request.context)
        for statement in policy.statements
    )


def _given(text: str, name: str, kind: str, save: Callable[[str], Policy]) -> Attached:
    try:
        return Attached(save(text), name, kind)
    except MalformedPolicyDocumentError as error:
        raise InvalidInputError(f"Invalid policy {name}: {error.message}") from error


# -- who asks about what -------------------------------------------------------------------------------


class Named(NamedTuple):
    """An entity that an ARN names."""

    account: str
    kind: str
    name: str


ENTITY_KINDS: Final = frozenset({"user", "group", "role"})


def entity(arn: str) -> Named:
    """Return the user, group or role that *arn* names."""
    parsed = Arn.parse(arn)
    if parsed is not None and parsed.service == "iam" and not parsed.region and is_account(parsed.account):
        kind, _, name = parsed.resource.partition("/")
        if kind in ENTITY_KINDS and parsed.partition and all(name.split("/")):
            return Named(parsed.account, kind, name.rpartition("/")[2])
    raise InvalidInputError(f"Invalid Entity Arn: {arn} does not clearly define entity type and name.")


def caller(arn: str) -> Caller:
    """Return whoever *arn* names as a caller: a user, a session of a role, or a member of a group whom nobody knows.

    No entity needs to be there; the ARN stands for its unique id.
    """
    named = entity(arn)
    if named.kind != "group":
        return caller_of(arn)
    return Caller(
        kind=CallerKind.USER,
        account=named.account,
        arn=arn,
        entity_arn=arn,
        entity_id=arn,
        user_id="",
        access_key_id="",
    )


def is_group(caller: Caller) -> bool:
    """Return whether *caller* is an unknown member of a group."""
    return caller.kind is CallerKind.USER and not caller.user_name


def owner(arn: str) -> str:
    """Return the account whose root ARN is given as `ResourceOwner`."""
    parsed = Arn.parse(arn)
    if (
        parsed is None
        or not parsed.partition
        or (parsed.service, parsed.region, parsed.resource) != ("iam", "", "root")
        or not is_account(parsed.account)
    ):
        raise InvalidInputError(f"'{arn}' is not a valid as a Resource Owner.")
    return parsed.account


def actions(names: Sequence[str]) -> tuple[str, ...]:
    """Return `ActionNames`, each written out in full; whether there is such an action does not matter."""
    for name in names:
        service, _, operation = name.partition(":")
        if not service or not operation or not LEGAL_IN_ACTIONS.issuperset(service + operation):
            raise InvalidInputError(f"Invalid action name: {name}")
    return tuple(names)


def resources(arns: Sequence[str]) -> tuple[str, ...]:
    """Return `ResourceArns`, each once: ARNs of things that need not be there, or `*`, which is also the default."""
    for arn in arns:
        parsed = Arn.parse(arn)
        if arn != ANY_RESOURCE and not (parsed and parsed.partition and parsed.service and parsed.resource):
            raise InvalidInputError(f"ResourceNames are not in a valid ARN format: {arn}.")
    return tuple(dict.fromkeys(arns)) or (ANY_RESOURCE,)


HANDLINGS: Final = frozenset(
    {
        "EC2-Classic-InstanceStore",
        "EC2-Classic-EBS",
        "EC2-VPC-InstanceStore",
        "EC2-VPC-InstanceStore-Subnet",
        "EC2-VPC-EBS",
        "EC2-VPC-EBS-Subnet",
    }
)
"""What `ResourceHandlingOption` may say. It changes no decision: each resource is decided by itself."""


def require_handling(option: str) -> None:
    """Raise InvalidInputError unless *option* is a scenario that AWS documents."""
    if option not in HANDLINGS:
        raise InvalidInputError(f"Invalid ResourceHandlingOption: {option}")


# -- context -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entry:
    """One of `ContextEntries`. `type` is AWS's word, `numericList` for example."""

    name: str
    type: str
    values: tuple[str, ...]


LIST: Final = "List"

READ_AS: Final[Mapping[str, Callable[[str], object]]] = {
    "string": str,
    "numeric": literals.number,
    "boolean": literals.truth,
    "ip": literals.address,
    "binary": literals.octets,
    "date": literals.instant,
}
"""What a value of each type must be readable as, by the engine's own readers; they answer None to what is not."""


def context(caller: Caller | None, now: int, entries: Iterable[Entry]) -> Context:
    """Return the context: what is given, and beside it the keys that follow from *caller* and clock (9.1).

    A type ending in `List` makes a multi-valued key, any other a single value.
    """
    given: dict[str, str | tuple[str, ...]] = {}
    for entry in entries:
        if entry.name.lower() in given:
            raise InvalidInputError(f"Context key {entry.name} is given twice.")
        given[entry.name.lower()] = _value(entry)
    return _derived(caller, now) | given


def _value(entry: Entry) -> str | tuple[str, ...]:
    kind, is_list = entry.type.removesuffix(LIST), entry.type.endswith(LIST)
    if not is_list and len(entry.values) != 1:
        raise InvalidInputError(f"Context key {entry.name} of type {entry.type} must have exactly one value.")
    for value in entry.values:
        if READ_AS[kind](value) is None:
            raise InvalidInputError(f"Context key {entry.name} has a value that is not of type {kind}: {value}")
    return entry.values if is_list else entry.values[0]


CLOCK: Final = frozenset({"aws:currenttime", "aws:epochtime"})
OF_A_MEMBER: Final = frozenset({"aws:principalarn", "aws:userid", "aws:username"})
"""What tells a group's member from the others."""


def _derived(caller: Caller | None, now: int) -> dict[str, str | tuple[str, ...]]:
    known = derived(caller or ANONYMOUS, now)
    if caller is None:
        return {key: value for key, value in known.items() if key in CLOCK}
    return {key: value for key, value in known.items() if not (is_group(caller) and key in OF_A_MEMBER)}
