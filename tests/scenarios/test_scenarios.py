"""Decisions as data: every row of policy-evaluation.md 10 that the engine answers, by its number.

One YAML file per topic. The keys of a row say what it is about: `save` (a document and AWS's message), `pattern` (a
resource that a statement names), `action_pattern`, `condition`, or a whole decision. `<A>` and `<B>` are the accounts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from ostiary.engine import explain, validate
from ostiary.engine.decide import Allow, decide
from ostiary.model.errors import MalformedPolicyDocumentError
from tests.support.engine import CALLERS, TRUST_IDS, A, B, layers, request, verdict

Row = Mapping[str, Any]  # Any: what YAML holds

SAVES = {
    "identity": validate.identity_policy,
    "session": validate.session_policy,
    "trust": validate.trust_policy,
    "resource": validate.resource_policy,
    "endpoint": validate.endpoint_policy,
    "scp": validate.service_control_policy,
    "rcp": validate.resource_control_policy,
}
LAYERS = {
    "identity": "identity",
    "boundary": "boundary",
    "session": "session",
    "trust": "trust",
    "resource": "resource_policy",
    "scp": "scp",
    "rcp": "rcp",
    "vpce": "vpce",
}
"""The layers, and the keys of a row that hold their policies; `scp` and `rcp` are levels of policies."""


def _filled(value: object) -> Any:
    """Return *value* with the accounts put in, everywhere."""
    return json.loads(json.dumps(value).replace("<A>", A).replace("<B>", B))


def _rows(*, having: str | None) -> list[Any]:
    return list(_having(having))


def _having(kind: str | None) -> Iterator[Any]:
    for file in sorted(Path(__file__).parent.glob("*.yaml")):
        for row in _filled(yaml.safe_load(file.read_text())):
            kinds = {"save", "pattern", "action_pattern", "condition"} & row.keys()
            if kinds == ({kind} if kind else set()):
                yield pytest.param(row, id=f"{row['id']} {row['name']} ({file.stem})")


def _context(row: Row) -> Mapping[str, str | tuple[str, ...]]:
    given = row.get("context", {})
    return {key: tuple(value) if isinstance(value, list) else value for key, value in given.items()}


@pytest.mark.parametrize("row", _rows(having="save"))
def test_a_document_is_saved_or_refused_in_the_words_of_aws(row: Row) -> None:
    document = row["document"] if isinstance(row["document"], str) else json.dumps(row["document"])
    save = SAVES[row["save"]]
    if row["message"] is None:
        assert save(document).statements
        return
    with pytest.raises(MalformedPolicyDocumentError) as refused:
        save(document)
    assert refused.value.message == row["message"]


def _allows(row: Row, statement: Mapping[str, object], **asked: Any) -> bool:
    """Return whether an identity policy of one Allow statement allows."""
    entire = {"Effect": "Allow", "Action": "*", "Resource": "*"} | statement
    if "NotAction" in statement:
        del entire["Action"]
    if "NotResource" in statement:
        del entire["Resource"]
    given = layers(row.get("version", "2012-10-17"), identity=[entire])
    return isinstance(decide(request(context=_context(row), **asked), given), Allow)


@pytest.mark.parametrize("row", _rows(having="pattern"))
def test_a_resource_pattern_matches_what_it_should(row: Row) -> None:
    statement = {row.get("element", "Resource"): row["pattern"]}
    for resource in row.get("matches", []):
        assert _allows(row, statement, resource=resource), f"{resource} should match"
    for resource in row.get("misses", []):
        assert not _allows(row, statement, resource=resource), f"{resource} should not match"


@pytest.mark.parametrize("row", _rows(having="action_pattern"))
def test_an_action_pattern_matches_what_it_should(row: Row) -> None:
    statement = {row.get("element", "Action"): row["action_pattern"]}
    for action in row.get("matches", []):
        assert _allows(row, statement, action=action), f"{action} should match"
    for action in row.get("misses", []):
        assert not _allows(row, statement, action=action), f"{action} should not match"


@pytest.mark.parametrize("row", _rows(having="condition"))
def test_a_condition_holds_or_not(row: Row) -> None:
    assert _allows(row, {"Condition": row["condition"]}) is row["holds"]


@pytest.mark.parametrize("row", _rows(having=None))
def test_a_request_is_decided(row: Row) -> None:
    documents = {name: row.get(key, [] if name == "identity" else None) for name, key in LAYERS.items()}
    given = layers(row.get("version", "2012-10-17"), **documents)
    asked = request(
        row["action"],
        row.get("resource", "*"),
        CALLERS[row.get("caller", "mira")],
        _context(row),
        owner=row.get("owner", A),
        wildcard_only=row.get("wildcard_only", False),
        trust_ids=row.get("trust_ids", TRUST_IDS),
        mandatory=row.get("mandatory", False),
    )
    decision = decide(asked, given)
    assert verdict(decision) == row["expect"]
    if "message" in row:
        assert not isinstance(decision, Allow)
        assert explain.access_denied(asked, decision) == row["message"]


ELSEWHERE = {"G17", "S01", "S02", "S03", "S04", "S07", "S08"}
"""Cases that are no decision: the sizes of documents, and what the policy simulator answers."""


def _edge_cases() -> set[str]:
    """Return the numbers of the edge cases that the law lists."""
    law = (Path(__file__).parents[2] / "docs/reference/policy-evaluation.md").read_text()
    section = law.partition("\n## 10.")[2].partition("\n## 11.")[0]
    firsts = [line.split("|")[1].strip() for line in section.splitlines() if line.startswith("| ")]
    return {first for first in firsts if first[:1].isalpha() and first[1:].isdigit()}


def test_every_edge_case_of_the_law_has_a_row() -> None:
    rows = {str(row["id"]) for file in Path(__file__).parent.glob("*.yaml") for row in yaml.safe_load(file.read_text())}
    cases = _edge_cases()
    assert len(cases) > 100
    assert cases - rows == ELSEWHERE
