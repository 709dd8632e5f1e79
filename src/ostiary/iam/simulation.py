"""The policy simulator: what policies would decide, and which context keys they ask for. Nothing is carried out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from ostiary.authz.authorized import Authorized
from ostiary.authz.handler import Handler, Read
from ostiary.engine.context_keys import context_keys, distinct
from ostiary.engine.decide import Layers
from ostiary.engine.layer import Attached, Layer, Source
from ostiary.engine.literals import is_digits
from ostiary.engine.request import ANY_RESOURCE
from ostiary.engine.written import span
from ostiary.evaluation import simulation_inputs as inputs
from ostiary.evaluation.budget import Budget, SpentError
from ostiary.evaluation.simulation import Simulated, Simulation, Simulator, Verdict
from ostiary.evaluation.simulation_inputs import Entry
from ostiary.iam import held as policies
from ostiary.iam import pages
from ostiary.iam.held import Entity
from ostiary.model.caller import Caller
from ostiary.model.errors import InvalidInputError, NoSuchEntityError, ValidationError
from ostiary.model.nouns import Role, User
from ostiary.store.contract import Page, Reader
from ostiary.wire import iam_types

Custom: TypeAlias = iam_types.SimulateCustomPolicyRequest
Principal: TypeAlias = iam_types.SimulatePrincipalPolicyRequest
Simulate: TypeAlias = Custom | Principal

# -- operations ----------------------------------------------------------------------------------------


def simulate_custom_policy(call: Authorized[Custom], tx: Reader) -> iam_types.SimulatePolicyResponse:
    """Decide actions on resources by the policies in the call, and say which statements decided: one answer for each
    action."""
    del tx  # everything is in the call
    budget = Budget()
    return _answer(call, _custom(call, budget), budget)


def simulate_principal_policy(call: Authorized[Principal], tx: Reader) -> iam_types.SimulatePolicyResponse:
    """The same, by the policies of a user with its groups, a group or a role, and by those in the call besides."""
    budget = Budget()
    return _answer(call, _principal(call, tx, budget), budget)


def simulate_custom_policy_by_resource(call: Authorized[Custom], tx: Reader) -> iam_types.SimulatePolicyResponse:
    """Answer as AWS did until 2026: once for each action and resource."""
    del tx  # everything is in the call
    budget = Budget()
    return _answer(call, _custom(call, budget), budget, by_resource=True)


def simulate_principal_policy_by_resource(call: Authorized[Principal], tx: Reader) -> iam_types.SimulatePolicyResponse:
    """Answer as AWS did until 2026: once for each action and resource."""
    budget = Budget()
    return _answer(call, _principal(call, tx, budget), budget, by_resource=True)


def get_context_keys_for_custom_policy(
    call: Authorized[iam_types.GetContextKeysForCustomPolicyRequest], tx: Reader
) -> iam_types.GetContextKeysForPolicyResponse:
    """List the context keys that the policies in the call ask for."""
    del tx  # everything is in the call
    return _keys(inputs.identity_policies(call.params["PolicyInputList"]))


def get_context_keys_for_principal_policy(
    call: Authorized[iam_types.GetContextKeysForPrincipalPolicyRequest], tx: Reader
) -> iam_types.GetContextKeysForPolicyResponse:
    """List the context keys that the policies of a principal ask for, and those in the call besides; its boundary's
    are not asked about."""
    entity = _source(call, tx, call.params["PolicySourceArn"])
    given = inputs.identity_policies(call.params.get("PolicyInputList", []))
    return _keys((*(one.attached for one in policies.held(tx, call.partition, entity)), *given))


def _keys(attached: Iterable[Attached]) -> iam_types.GetContextKeysForPolicyResponse:
    texts = dict.fromkeys(one.policy.text for one in attached)
    return {"ContextKeyNames": list(distinct(key for text in texts for key in context_keys(text)))}


# -- what is simulated ---------------------------------------------------------------------------------


def _custom(call: Authorized[Custom], budget: Budget) -> Simulation:
    params = call.params
    layers = Layers(
        identity=Layer.of(inputs.identity_policies(params["PolicyInputList"])),
        boundary=inputs.boundary(params.get("PermissionsBoundaryPolicyInputList", [])),
        scp=inputs.control_policies(
            [
                level.get("ServiceControlPolicyInputList", [])
                for level in params.get("OrderedOrganizationPolicyInputList", [])
            ]
        ),
    )
    return _simulation(call, layers, inputs.caller(params["CallerArn"]) if "CallerArn" in params else None, budget)


def _principal(call: Authorized[Principal], tx: Reader, budget: Budget) -> Simulation:
    params = call.params
    source = params["PolicySourceArn"]
    entity = _source(call, tx, source)
    excluded = policies.exclusions(params.get("PolicyExclusionList", []))
    held = (one.attached for one in policies.held(tx, call.partition, entity) if excluded.spares(one))
    boundary = inputs.boundary(params.get("PermissionsBoundaryPolicyInputList", []))
    if boundary is None and not excluded.boundary:
        boundary = policies.boundary(tx, call.partition, entity)
    layers = Layers(
        identity=Layer.of((*held, *inputs.identity_policies(params.get("PolicyInputList", [])))), boundary=boundary
    )
    return _simulation(call, layers, _caller(params.get("CallerArn", source), source, entity), budget)


def _simulation(
    call: Authorized[Any],  # Any: either request
    layers: Layers,
    caller: Caller | None,
    budget: Budget,
) -> Simulation:
    params: Simulate = call.params
    if (option := params.get("ResourceHandlingOption")) is not None:
        inputs.require_handling(option)
    simulation = Simulation(
        caller=caller,
        account=call.account,
        layers=layers,
        resources=inputs.resources(params.get("ResourceArns", [])),
        owner=inputs.owner(params["ResourceOwner"]) if "ResourceOwner" in params else "",
        context=inputs.context(caller, call.now, map(_entry, params.get("ContextEntries", []))),
    )
    actions = inputs.actions(params["ActionNames"])
    if "ResourcePolicy" not in params:
        return simulation
    return inputs.with_resource_policy(simulation, params["ResourcePolicy"], actions, budget)


def _entry(entry: iam_types.ContextEntry) -> Entry:
    if "ContextKeyName" not in entry or "ContextKeyType" not in entry:
        raise InvalidInputError("Each entry of ContextEntries has ContextKeyName, ContextKeyType and ContextKeyValues.")
    return Entry(entry["ContextKeyName"], entry["ContextKeyType"], tuple(entry.get("ContextKeyValues", [])))


def _source(call: Authorized[object], tx: Reader, arn: str) -> Entity:
    """Return the entity of exactly that ARN. Raises InvalidInputError when it names none of this account, and
    NoSuchEntityError."""
    named = inputs.entity(arn)
    if named.account != call.account:
        raise InvalidInputError(
            f"Invalid Policy Source Arn: caller's account {call.account} does not have access to policies in account "
            f"{named.account}"
        )
    entity = policies.FIND[named.kind](tx, call.account, named.name)
    if entity is None or policies.arn_of(call.partition, entity) != arn:
        raise NoSuchEntityError(f"The {named.kind} with name {named.name} cannot be found.")
    return entity


def _caller(arn: str, source: str, entity: Entity) -> Caller:
    """Return whoever calls in the simulation: *entity* under its unique id, when *arn* is that of the *source*.

    Nobody else is looked up: whoever may simulate one principal learns nothing of another, not even whether it is
    there.
    """
    caller = inputs.caller(arn)
    if arn != source:
        return caller
    match entity:
        case User():
            return replace(caller, entity_id=entity.id, user_id=entity.id)
        case Role():
            return replace(caller, entity_id=entity.id)
        case _:
            return caller


# -- what is answered ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Answered:
    """The answer to one question, by the question's number: those of the first action come first."""

    number: int
    result: iam_types.EvaluationResult


def _answer(
    call: Authorized[Any],  # Any: either request
    simulation: Simulation,
    budget: Budget,
    *,
    by_resource: bool = False,
) -> iam_types.SimulatePolicyResponse:
    """Answer what one page holds: up to `MaxItems` questions, and no more than *budget* allows. AWS's pages may be
    shorter than `MaxItems`, too.

    The marker is that of a question's number, and good for the same questions only. Raises SpentError when the first
    question of the page alone is too much.
    """
    params: Simulate = call.params
    shown = simulation.resources if by_resource else ("",)
    names = params["ActionNames"]

    def fetch(after: str, limit: int) -> Page[_Answered]:
        start, end = _following(after), len(names) * len(shown)
        asked = (
            (number, names[number // len(shown)], shown[number % len(shown)])
            for number in range(start, min(end, start + limit))
        )
        found = tuple(_results(Simulator(simulation, budget), budget, asked))
        return Page(found, more=start + len(found) < end)

    page = pages.fill(call, fetch, lambda one: _key(one.number), (_asked(params),))
    return {"EvaluationResults": [one.result for one in page.items], **page.rest}


KEY_DIGITS: Final = 8
"""A request has at most 10,000 parameters, which makes at most 25 million questions."""


def _key(number: int) -> str:
    return f"{number:0{KEY_DIGITS}}"


def _following(key: str) -> int:
    """Return the number after the one in *key*; the first, when there is none. Raises ValidationError."""
    if not key:
        return 0
    if len(key) != KEY_DIGITS or not is_digits(key):
        raise ValidationError("Invalid Marker.")
    return int(key) + 1


def _asked(params: Simulate) -> str:
    """Return all that was asked, as text: what tells one simulation from another."""
    return json.dumps(
        {key: value for key, value in params.items() if key not in {"MaxItems", "Marker"}}, sort_keys=True
    )


def _results(simulator: Simulator, budget: Budget, asked: Iterable[tuple[int, str, str]]) -> Iterator[_Answered]:
    """Yield a result for each action and, in the older shape, resource (empty: the newer one), while *budget* lasts."""
    answer: Simulated | None = None
    is_first = True
    for number, action, resource in asked:
        try:
            if answer is None or answer.action != action:
                answer = simulator.answer(action)
            budget.write(answer.length)
        except SpentError:
            if is_first:
                raise
            return
        is_first = False
        yield _Answered(number, _older(answer, resource) if resource else _newer(answer))


def _newer(answer: Simulated) -> iam_types.EvaluationResult:
    return _result(answer, answer.resource_type, answer.overall.missing)


def _older(answer: Simulated, resource: str) -> iam_types.EvaluationResult:
    """Return the result that AWS gave until 2026 for each resource: the same but for its name, and with missing keys on
    top only where there are no resources to tell them of."""
    return _result(answer, resource, answer.overall.missing if _is_about_nothing(answer) else ())


def _is_about_nothing(answer: Simulated) -> bool:
    return answer.each.keys() == {ANY_RESOURCE}


def _result(answer: Simulated, name: str, missing: Sequence[str]) -> iam_types.EvaluationResult:
    overall = answer.overall
    result: iam_types.EvaluationResult = {
        "EvalActionName": answer.action,
        "EvalResourceName": name,
        "EvalDecision": overall.outcome.value,
        "MatchedStatements": _statements(overall.matched),
        "MissingContextValues": list(missing),
    }
    if overall.in_organization is not None:
        result["OrganizationsDecisionDetail"] = {"AllowedByOrganizations": overall.in_organization}
    if overall.in_boundary is not None:
        result["PermissionsBoundaryDecisionDetail"] = {"AllowedByPermissionsBoundary": overall.in_boundary}
    if overall.details is not None:
        result["EvalDecisionDetails"] = _details(overall)
    if not _is_about_nothing(answer):
        result["ResourceSpecificResults"] = [_of_resource(one, verdict) for one, verdict in answer.each.items()]
    return result


def _of_resource(name: str, verdict: Verdict) -> iam_types.ResourceSpecificResult:
    result: iam_types.ResourceSpecificResult = {
        "EvalResourceName": name,
        "EvalResourceDecision": verdict.outcome.value,
        "MatchedStatements": _statements(verdict.matched),
        "MissingContextValues": list(verdict.missing),
    }
    if verdict.details:
        result["EvalDecisionDetails"] = _details(verdict)
    if verdict.in_boundary is not None:
        result["PermissionsBoundaryDecisionDetail"] = {"AllowedByPermissionsBoundary": verdict.in_boundary}
    return result


def _details(verdict: Verdict) -> dict[str, str]:
    return {name: outcome.value for name, outcome in (verdict.details or {}).items()}


def _statements(sources: Iterable[Source]) -> list[iam_types.Statement]:
    return [_statement(source) for source in sources]


def _statement(source: Source) -> iam_types.Statement:
    """Return where a statement stands; without positions when its document holds more values than are looked at."""
    statement: iam_types.Statement = {
        "SourcePolicyId": source.attached.id,
        "SourcePolicyType": source.attached.type,
    }
    if (place := span(source)) is not None:
        # AWS's columns are those after a brace, counted from 1: two more than the brace's own, counted from 0 (9.2).
        # The span ends after the closing brace, which is one of the two.
        statement["StartPosition"] = {"Line": place.start.line, "Column": place.start.column + 2}
        statement["EndPosition"] = {"Line": place.end.line, "Column": place.end.column + 1}
    return statement


OPERATIONS: Final[Mapping[str, Handler]] = {
    "SimulateCustomPolicy": Read(simulate_custom_policy, heavy=True),
    "SimulatePrincipalPolicy": Read(simulate_principal_policy, heavy=True),
    "GetContextKeysForCustomPolicy": Read(get_context_keys_for_custom_policy, heavy=True),
    "GetContextKeysForPrincipalPolicy": Read(get_context_keys_for_principal_policy, heavy=True),
}

BY_RESOURCE: Final[Mapping[str, Handler]] = {
    "SimulateCustomPolicy": Read(simulate_custom_policy_by_resource, heavy=True),
    "SimulatePrincipalPolicy": Read(simulate_principal_policy_by_resource, heavy=True),
}
"""What answers in the older shape, for an installation that is set to it (policy-evaluation.md 11, point 17)."""
