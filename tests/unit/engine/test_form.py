"""The compiled form is the same engine: what a record promises as Python, it promises as machine code."""

from __future__ import annotations

import dataclasses
import importlib
import os
import pkgutil
from importlib.machinery import EXTENSION_SUFFIXES

import pytest

from ostiary import engine
from ostiary.engine.decide import Allow, Decision, ExplicitDeny, ImplicitDeny
from ostiary.engine.form import FORM
from ostiary.engine.glob import Pieces
from ostiary.engine.kinds import PolicyKind
from ostiary.engine.layer import Attached
from ostiary.engine.literals import Network
from ostiary.engine.policy import parse
from ostiary.engine.variables import Variable
from ostiary.model.arn import Arn
from tests.support.engine import policy_text, request

POLICY = policy_text({"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::vault/${aws:username}/*"})
RECORDS = [
    Allow(()),
    ExplicitDeny(PolicyKind.SCP, (), at_endpoint=True),
    ImplicitDeny(PolicyKind.BOUNDARY),
    Pieces(("a", "b")),
    Variable("aws:username", "nobody"),
    Network(4, 10, 24),
    Arn("aws", "iam", "", "100000000001", "root"),
    Attached(parse(POLICY, PolicyKind.IDENTITY), "p", "user"),
    parse(POLICY, PolicyKind.IDENTITY).statements[0],
]


@pytest.mark.parametrize("name", [module.name for module in pkgutil.iter_modules(engine.__path__)])
def test_every_module_has_the_form_under_test(name: str) -> None:
    file = importlib.import_module(f"{engine.__name__}.{name}").__file__
    assert file is not None
    assert file.endswith(tuple(EXTENSION_SUFFIXES) if FORM == "compiled" else ".py")


def test_the_form_under_test_is_the_one_that_was_asked_for() -> None:
    assert os.environ.get("ENGINE_FORM", "pure") == FORM


def each(record: object) -> str:
    return type(record).__name__


@pytest.mark.parametrize("record", RECORDS, ids=each)
def test_nothing_of_a_record_can_be_changed(record: object) -> None:
    for field in dataclasses.fields(record):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(record, field.name, None)
        with pytest.raises(dataclasses.FrozenInstanceError):
            delattr(record, field.name)


@pytest.mark.parametrize("record", RECORDS, ids=each)
def test_records_are_equal_by_their_fields_and_say_them(record: object) -> None:
    twin = dataclasses.replace(record)
    assert twin is not record
    assert twin == record
    assert hash(twin) == hash(record)
    shown = [f"{field.name}={getattr(record, field.name)!r}" for field in dataclasses.fields(record) if field.repr]
    assert repr(record) == f"{type(record).__name__}({', '.join(shown)})"
    assert type(record).__match_args__ == tuple(field.name for field in dataclasses.fields(record))


def test_records_that_differ_in_one_field_are_not_equal() -> None:
    assert ExplicitDeny(PolicyKind.SCP, ()) != ExplicitDeny(PolicyKind.RCP, ())
    assert ImplicitDeny(PolicyKind.SCP) != ExplicitDeny(PolicyKind.SCP, ())


@pytest.mark.parametrize(
    ("decision", "told"),
    [
        (Allow(()), ("allowed", None)),
        (ExplicitDeny(PolicyKind.SCP, ()), ("explicitDeny", PolicyKind.SCP)),
        (ImplicitDeny(PolicyKind.SESSION), ("implicitDeny", PolicyKind.SESSION)),
    ],
)
def test_a_decision_can_be_told_by_match(decision: Decision, told: tuple[str, PolicyKind | None]) -> None:
    match decision:
        case Allow(statements=()):
            assert told == ("allowed", None)
        case ExplicitDeny(layer, _, at_endpoint=False):
            assert told == ("explicitDeny", layer)
        case ImplicitDeny(layer):
            assert told == ("implicitDeny", layer)


def test_a_request_that_is_changed_is_another_request() -> None:
    asked = request("s3:GetObject")
    other = dataclasses.replace(asked, action="s3:PutObject")
    assert (asked.action, other.action) == ("s3:GetObject", "s3:PutObject")
    assert other.caller is asked.caller
