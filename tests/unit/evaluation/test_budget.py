"""What a simulation costs is counted before it is spent, and bounds the work that is really done (threats.md 19)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from ostiary.engine.decide import Layers, decide_and_tell
from ostiary.engine.kinds import PolicyKind
from ostiary.engine.layer import Attached, Layer
from ostiary.engine.policy import parse
from ostiary.evaluation.budget import MOST_STEPS, Budget, SpentError
from ostiary.evaluation.simulation import Simulation, Simulator, simulate
from ostiary.model.errors import InvalidInputError
from tests.support.engine import MIRA, A
from tests.support.work import opcodes, pure_only

OBJECT = "arn:aws:s3:::vault/x"
ALLOW = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}


def policy(*statements: Mapping[str, Any]) -> Attached:
    text = json.dumps({"Version": "2012-10-17", "Statement": statements})
    return Attached(parse(text, PolicyKind.IDENTITY), "PolicyInputList.1", "IAM Policy")


def simulation(
    *statements: Mapping[str, Any], resources: Sequence[str] = (OBJECT,), context: Mapping[str, Any] | None = None
) -> Simulation:
    return Simulation(
        caller=MIRA,
        account=A,
        layers=Layers(identity=Layer.of([policy(*statements)])),
        resources=tuple(resources),
        context=context or {},
    )


def steps(asked: Simulation, action: str = "s3:GetObject") -> int:
    """Return the steps that the decisions on *action* are counted as."""
    budget = Budget(steps=10**12, characters=10**12)
    simulator = Simulator(asked, budget)
    before = budget.steps
    simulator.answer(action)
    return before - budget.steps


def resources(count: int) -> list[str]:
    return [f"arn:aws:s3:::vault/{number:04}" for number in range(count)]


def about(**more: Any) -> dict[str, Any]:
    return ALLOW | more


def condition(operator: str, *values: str) -> dict[str, Any]:
    return about(Condition={operator: {"aws:referer": values}})


# -- what counts ---------------------------------------------------------------------------------------


def test_threat_19_work_is_counted_by_statements_and_resources() -> None:
    one = steps(simulation(*[ALLOW] * 10))

    assert steps(simulation(*[ALLOW] * 10, resources=resources(50))) == 50 * one
    assert steps(simulation(*[ALLOW] * 1_000, resources=resources(500))) > MOST_STEPS


def test_statements_that_cannot_be_about_the_action_cost_nothing() -> None:
    queues = about(Action="sqs:SendMessage")

    assert steps(simulation(ALLOW, *[queues] * 100)) == steps(simulation(ALLOW))


@pytest.mark.parametrize(
    ("less", "more"),
    [
        (about(Resource=["a*"]), about(Resource=["a*", "b*"])),
        (about(Resource="arn:aws:s3:::v*"), about(Resource="arn:aws:s3:::v?")),
        (about(Resource="arn:aws:s3:::v*"), about(Resource="arn:aws:s3:::${aws:username}")),
        (about(Resource="arn:aws:s3:::v*"), about(Resource="arn:aws:s3:*::v")),
        (about(Resource="arn:aws:s3:::v*"), about(Resource="arn:aws:s3:::v" + "*" * 100)),
        (about(), about(Action=["s3:*", "s3:Get?bject"])),
        (about(), about(Action=["s3:*", "s3:G*"])),
        (about(), condition("StringEquals", "a")),
        (condition("StringEquals", "a"), condition("StringEquals", "a", "b")),
        (condition("StringLike", "a" * 100), condition("StringLike", "?" * 100)),
        (condition("StringLike", "a*"), condition("StringLike", "a" + "*" * 100)),
        (condition("StringEquals", "*" * 100), condition("ArnLike", "*" * 100)),
        (about(), about(Resource="arn:aws:s3:::v") | {"Resource": ["arn:aws:s3:::v"] * 9}),
    ],
)
def test_threat_19_every_entry_of_a_statement_counts(less: Any, more: Any) -> None:
    context = {"aws:referer": "https://example.com/" + "x" * 100}

    assert steps(simulation(less, context=context)) < steps(simulation(more, context=context))


def test_threat_19_every_value_of_the_context_counts_with_each_of_the_policy() -> None:
    statement = condition("ForAnyValue:StringEquals", *map(str, range(100)))
    few = steps(simulation(statement, context={"aws:referer": tuple("ab")}))
    many = steps(simulation(statement, context={"aws:referer": tuple("ab") * 50}))

    assert many > 40 * few > steps(simulation(statement))


# -- what happens at the end ---------------------------------------------------------------------------


def test_too_much_work_is_refused_before_anything_is_decided() -> None:
    asked, budget = simulation(*[ALLOW] * 100, resources=resources(100)), Budget(steps=10_000)

    with pytest.raises(
        SpentError, match=r"steps of matching, and one call may take 10000\. Give fewer resources"
    ) as spent:
        list(simulate(asked, ["s3:GetObject"], budget))

    assert isinstance(spent.value, InvalidInputError)


def test_policies_too_long_to_read_are_refused() -> None:
    with pytest.raises(SpentError, match="shorter policies"):
        Simulator(simulation(about(Sid="x" * 10_000)), Budget(steps=1_000))


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (simulation(*[ALLOW] * 20, resources=resources(20)), "matched statements"),
        (simulation(condition("StringEquals", "a"), resources=resources(20)), "missing keys"),
        (simulation(about(Action="sqs:*"), resources=["arn:aws:s3:::" + "&" * 1_000, *resources(3)]), "names"),
        (simulation(about(Action="sqs:*"), resources=resources(60)), "resources"),
    ],
)
def test_an_answer_that_gets_too_long_is_refused(asked: Simulation, why: str) -> None:
    small = simulation(ALLOW)
    (answer,) = simulate(small, ["s3:GetObject"], Budget())
    most = 4 * answer.length if why != "missing keys" else 3 * answer.length

    with pytest.raises(SpentError, match=rf"longer than {most} characters\. Give fewer resources"):
        list(simulate(asked, ["s3:GetObject"], Budget(characters=most)))


def test_threat_19_nothing_is_decided_any_more_once_the_answer_is_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    decided = 0

    def counting(*arguments: Any) -> Any:
        nonlocal decided
        decided += 1
        return decide_and_tell(*arguments)

    monkeypatch.setattr("ostiary.evaluation.simulation.decide_and_tell", counting)
    with pytest.raises(SpentError):
        list(simulate(simulation(*[ALLOW] * 10, resources=resources(100)), ["s3:GetObject"], Budget(characters=20_000)))

    assert 1 < decided < 10


def test_actions_are_answered_as_far_as_the_budget_goes() -> None:
    asked = simulation(ALLOW, resources=resources(10))
    (first,) = simulate(asked, ["s3:GetObject"], Budget())
    answers = simulate(asked, ["s3:GetObject", "s3:PutObject"], Budget(characters=first.length + 10))

    assert next(answers).action == "s3:GetObject"
    with pytest.raises(SpentError):
        next(answers)


def test_a_refused_expense_takes_nothing() -> None:
    budget = Budget(steps=10, characters=10)

    for spend in (budget.work, budget.write, budget.require_room):
        with pytest.raises(SpentError):
            spend(11)

    assert (budget.steps, budget.characters) == (10, 10)


# -- against the work that is done ---------------------------------------------------------------------

INSTRUCTIONS = 150
"""Instructions of Python in a step, at the most."""


@pytest.mark.parametrize(
    "asked",
    [
        simulation(*[ALLOW] * 100, resources=resources(20)),
        simulation(*[about(Resource="arn:aws:s3:::cellar/*")] * 100, resources=resources(20)),
        simulation(about(Resource=[f"arn:aws:s3:::cellar{n}/*" for n in range(300)]), resources=resources(20)),
        simulation(
            *[about(Resource="arn:aws:s3:::vault/" + "?*" * 50)] * 10, resources=["arn:aws:s3:::vault/" + "x" * 999]
        ),
        simulation(*[about(Resource="arn:aws:s3:::" + "*" * 999)] * 10, resources=resources(20)),
        simulation(*[about(Resource="arn:aws:*:*:*:vault/*")] * 100, resources=resources(20)),
        simulation(*[about(Action=["s3:*", *["s3:?" + "*" * 50] * 9])] * 10, resources=resources(20)),
        simulation(*[about(Resource="arn:aws:s3:::${aws:username}*")] * 100, resources=resources(20)),
        *(
            simulation(condition(f"ForAnyValue:{operator}", *values), context={"aws:referer": given})
            for operator, values, given in (
                ("StringEquals", ["a"] * 100, ("b",) * 100),
                ("StringEqualsIgnoreCase", ["a"] * 100, ("b",) * 100),
                ("StringLike", ["a?" + "b" * 30] * 100, ("a" * 300,) * 10),
                ("StringLike", ["a" + "*b" * 30] * 100, ("a" + "b" * 29 + "b",) * 10),
                ("ArnLike", ["arn:aws:iam::*:user/*"] * 100, (f"arn:aws:iam::{A}:role/x",) * 20),
                ("NumericEquals", ["1"] * 100, ("2",) * 100),
                ("DateEquals", ["2026-01-01T00:00:00Z"] * 100, ("2026-01-02T00:00:00Z",) * 20),
                ("IpAddress", ["192.0.2.0/24"] * 100, ("198.51.100.1",) * 100),
                ("Bool", ["true"] * 100, ("false",) * 100),
                ("BinaryEquals", ["YWFh"] * 100, ("YWFi" * 100,) * 20),
            )
        ),
    ],
)
@pure_only
def test_threat_19_what_is_counted_bounds_what_is_done(asked: Simulation) -> None:
    counted = Budget(steps=10**9, characters=10**12)
    simulator = Simulator(asked, counted)
    before = counted.steps

    done = opcodes(lambda: simulator.answer("s3:GetObject"))

    assert done <= INSTRUCTIONS * (before - counted.steps)
