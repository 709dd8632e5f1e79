"""Evaluation bundles: JSON Lines in, JSON Lines out, one result for each bundle, in order (docs/reference/evaluate.md).

Nothing in a bundle ends the process or touches another bundle's result.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO, Final

import msgspec

from ostiary.engine.decide import Layers, decide
from ostiary.engine.request import Request
from ostiary.evaluation.decision import Decision, Matched
from ostiary.evaluation.documents import Entry
from ostiary.evaluation.explanation import Considered, Explanation
from ostiary.evaluation.policies import Policies
from ostiary.evaluation.prose import Paint, told, unpainted
from ostiary.evaluation.question import Question, request_of
from ostiary.model import json
from ostiary.model.errors import InvalidInputError, OstiaryError
from ostiary.model.spans import Position

MAX_LINE: Final = 4 * 1024 * 1024
"""Bytes of one bundle: the largest document that can be read is 128 KiB, and many may bear on one request."""


# -- the shape of a bundle -----------------------------------------------------------------------------


class Named(msgspec.Struct, frozen=True):
    """A policy; the document stays as it is spelled, which is what it is remembered by."""

    name: str
    document: msgspec.Raw


Listed = tuple[Named, ...] | None


class Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`request`. A field that is unknown is refused: a misspelt one must not be ignored."""

    principal: str
    action: str
    resource: str
    context: dict[str, str | tuple[str, ...]]
    resource_account: str | None = None
    role: str | None = None
    user: str | None = None
    wildcard_only_action: bool | None = None


class Given(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`policies`."""

    identity: Listed = None
    resource: msgspec.Raw = msgspec.Raw(b"null")
    permissions_boundary: Listed = None
    session: Listed = None
    scps: tuple[tuple[Named, ...], ...] | None = None
    rcps: tuple[tuple[Named, ...], ...] | None = None
    vpc_endpoint: Listed = None


class Bundle(msgspec.Struct, frozen=True):
    """One line."""

    id: str
    request: Asked
    policies: Given


class OnlyId(msgspec.Struct, frozen=True):
    """What is given back of a bundle that is not one."""

    id: str


_BUNDLE: Final = msgspec.json.Decoder(Bundle)
_ONLY_ID: Final = msgspec.json.Decoder(OnlyId)
_ENCODER: Final = msgspec.json.Encoder()


def read(line: bytes) -> Bundle:
    """Return the bundle in *line*. Raises InvalidInputError.

    Two readers see the line: the strict one refuses what could be read in two ways, the typed one checks the shape
    and keeps the documents as they are spelled.
    """
    if len(line) > MAX_LINE:
        raise InvalidInputError(f"The bundle is longer than {MAX_LINE} bytes")
    try:
        json.read(line.decode(), max_length=MAX_LINE)
        return _BUNDLE.decode(line)
    except UnicodeDecodeError as error:
        raise InvalidInputError("The bundle is not UTF-8") from error
    except (json.JsonError, msgspec.DecodeError) as error:
        raise InvalidInputError(f"Not a bundle: {error}") from error


def _policies(given: Given) -> Policies:
    return Policies(
        identity=_entries(given.identity),
        boundary=_entries(given.permissions_boundary),
        session=_entries(given.session),
        resource=_document(given.resource),
        scps=tuple(map(_entries, given.scps or ())),
        rcps=tuple(map(_entries, given.rcps or ())),
        vpc_endpoint=_entries(given.vpc_endpoint),
    )


def _entries(listed: Listed) -> tuple[Entry, ...]:
    return tuple((policy.name, _document(policy.document) or "null") for policy in listed or ())


def _document(raw: msgspec.Raw) -> str | None:
    """Return the text of a document, which is written out or is a string that holds it; None for null."""
    text = bytes(raw).decode()
    if text == "null":
        return None
    return msgspec.json.decode(text, type=str) if text.startswith('"') else text


# -- answers -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answer:
    """One line of the output, with its end; `failed` says that it holds an error."""

    line: bytes
    failed: bool


def answer(line: bytes, now: int | None = None, *, explain: bool = False) -> Answer:
    """Return the result for the bundle in *line*.

    With *now* (seconds since the epoch) the context gets what follows from principal and clock. *explain* adds every
    statement that was considered. Never raises: what goes wrong is the result.
    """
    id_: str | None = None
    try:
        bundle = read(line)
        id_ = bundle.id
        return _answer({"id": id_, **result(bundle, now, explain=explain)})
    except OstiaryError as error:
        return _error(_id(line) if id_ is None else id_, error.code, error.message)
    except Exception as error:  # whatever the reason, no decision was made and the others still can be
        return _error(id_, "InternalFailure", f"The bundle could not be evaluated: {type(error).__name__}")


def result(bundle: Bundle, now: int | None, *, explain: bool) -> dict[str, object]:
    """Return the decision on *bundle* as the output spells it. Raises OstiaryError when it cannot be decided."""
    request, layers = _asked(bundle, now)
    if explain:
        explanation = Explanation.of(request, layers)
        how: dict[str, object] = {
            "considered": [_considered(one) for one in explanation.considered],
            "absent_keys": explanation.absent_keys,
        }
        return _result(explanation.decision, how)
    return _result(Decision.of(decide(request, layers)), {})


def _result(decision: Decision, how: dict[str, object]) -> dict[str, object]:
    reason: dict[str, object] = {
        "layer": None if decision.layer is None else decision.layer.value,
        "statements": [_statement(statement) for statement in decision.statements],
    }
    return {"decision": decision.outcome.value, "reason": reason | how}


def tell(text: bytes, now: int | None, paint: Paint = unpainted) -> str:
    """Return the decision on the one bundle in *text*, told to a person in lines that *paint* paints.

    Raises OstiaryError.
    """
    return told(Explanation.of(*_asked(read(text), now)), paint)


def _asked(bundle: Bundle, now: int | None) -> tuple[Request, Layers]:
    request = request_of(_question(bundle.request), now)
    return request, _policies(bundle.policies).layers(request)


def _question(asked: Asked) -> Question:
    return Question(
        principal=asked.principal,
        action=asked.action,
        resource=asked.resource,
        context=asked.context,
        resource_account=asked.resource_account,
        role=asked.role,
        user=asked.user,
        wildcard_only_action=asked.wildcard_only_action,
    )


def _statement(matched: Matched) -> dict[str, object]:
    shown: dict[str, object] = {"layer": matched.layer.value, "policy": matched.policy, "index": matched.index}
    return shown | {"sid": matched.sid} if matched.sid else shown


def _considered(one: Considered) -> dict[str, object]:
    """Return a statement with its place in its document, what of it does not fit, and the value that does not."""
    shown = _statement(one.statement) | {"effect": one.statement.effect.value}
    if (span := one.statement.span) is not None:
        shown |= {"start": _position(span.start), "end": _position(span.end)}
    if one.miss is None:
        return shown | {"failed": None}
    return shown | {"failed": str(one.miss), "value": one.miss.value}


def _position(position: Position) -> dict[str, int]:
    return {"line": position.line, "column": position.column}


def _answer(content: Mapping[str, object], *, failed: bool = False) -> Answer:
    return Answer(_ENCODER.encode(content) + b"\n", failed)


def _error(id_: str | None, code: str, message: str) -> Answer:
    return _answer({"id": id_, "error": {"code": code, "message": message}}, failed=True)


def _id(line: bytes) -> str | None:
    """Return the id of a bundle that is not one, if it can be made out."""
    try:
        return _ONLY_ID.decode(line).id
    except (msgspec.DecodeError, RecursionError):
        return None


# -- the stream ----------------------------------------------------------------------------------------


def lines(stream: BinaryIO) -> Iterator[bytes]:
    """Yield each line of *stream* that is not blank. Of a line that is too long no more than its beginning is kept."""
    while line := stream.readline(MAX_LINE + 1):
        rest = line
        while not rest.endswith(b"\n") and (rest := stream.readline(MAX_LINE + 1)):
            pass
        if line.strip():
            yield line
