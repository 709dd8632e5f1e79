"""The twin answers the scenario files by itself, so that an agreement with the engine says something."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
import yaml

from ostiary.engine.request import Request
from tests.reference import agree
from tests.reference.conditions import Bad, instant, number
from tests.reference.decide import ABSENT, FIXED, Verdict, decide
from tests.reference.text import glob, resolve, tokens
from tests.support.engine import CALLERS, ROLE, TRUST_IDS, A, B, request
from tests.support.policies import Case, stream

Row = Mapping[str, Any]  # Any: what YAML holds
SCENARIOS = Path(__file__).parent.parent / "scenarios"
LAYERS = ("identity", "boundary", "session", "trust", "resource", "scp", "rcp", "vpce")


def _rows() -> list[Any]:
    found = []
    for file in sorted(SCENARIOS.glob("*.yaml")):
        rows = yaml.safe_load(file.read_text().replace("<A>", A).replace("<B>", B))
        found += [pytest.param(row, id=f"{file.stem} {row['id']} {row['name']}") for row in rows if "save" not in row]
    return found


def _asked(row: Row, action: str = "s3:GetObject", resource: str = "arn:aws:s3:::vault/x") -> Request:
    context = {key: tuple(value) if isinstance(value, list) else value for key, value in row.get("context", {}).items()}
    return request(
        row.get("action", action),
        row.get("resource", "*" if "action" in row else resource),
        CALLERS[row.get("caller", "mira")],
        context,
        owner=row.get("owner", A),
        wildcard_only=row.get("wildcard_only", False),
        trust_ids=row.get("trust_ids", TRUST_IDS),
        mandatory=row.get("mandatory", False),
    )


def _layers(row: Row, **given: Any) -> dict[str, list[Any]]:
    version = row.get("version", "2012-10-17")
    head = {} if version is None else {"Version": version}
    return {
        name: [
            [agree.read({**head, "Statement": statements}) for statements in given]
            if name in {"scp", "rcp"}
            else agree.read({**head, "Statement": given})
            for given in listed
        ]
        for name, listed in given.items()
        if listed is not None
    }


def _allows(row: Row, statement: Mapping[str, object], asked: Request) -> bool:
    entire = {"Effect": "Allow", **({} if "NotAction" in statement else {"Action": "*"})}
    entire |= {} if "NotResource" in statement else {"Resource": "*"}
    return decide(asked, _layers(row, identity=[entire | statement])).decision == "allow"


@pytest.mark.parametrize("row", _rows())
def test_the_twin_answers_as_the_scenario_says(row: Row) -> None:
    if "pattern" in row:
        statement = {row.get("element", "Resource"): row["pattern"]}
        asked = {
            resource: _asked(row, resource=resource) for resource in row.get("matches", []) + row.get("misses", [])
        }
    elif "action_pattern" in row:
        statement = {row.get("element", "Action"): row["action_pattern"]}
        asked = {action: _asked(row, action) for action in row.get("matches", []) + row.get("misses", [])}
    elif "condition" in row:
        assert _allows(row, {"Condition": row["condition"]}, _asked(row)) is row["holds"]
        return
    else:
        said = decide(_asked(row), _layers(row, **{name: row.get(agree.KEYS.get(name, name)) for name in LAYERS}))
        assert said.layer == FIXED or ", ".join(part for part in said[:2] if part) == row["expect"]
        assert said.layer != FIXED or row["expect"].startswith("implicit deny")
        return
    for named, one in asked.items():
        assert _allows(row, statement, one) is (named in row.get("matches", [])), named


def test_a_glob_is_anchored_at_both_ends() -> None:
    pattern = tokens("a*c?", {}, wildcards=True, variables=False)
    assert glob(pattern, "abbcd")
    assert not glob(pattern, "abbc")
    assert not glob(pattern, "xabbcd")


@pytest.mark.parametrize(
    ("variable", "value"),
    [("K", "v"), ("m", None), ("m, 'd'", None), ("n", None), ("n, 'd'", "d"), ("n, ''", ""), ("k,'d'", None)],
)
def test_a_variable_is_resolved_as_the_table_of_5_3_says(variable: str, value: str | None) -> None:
    assert resolve(variable, {"k": "v", "m": ("v",)}) == value


def test_literals_that_cannot_be_read_are_bad() -> None:
    for text in ("", "+", "5.", ".5", "1e1", "٥", " 5"):
        with pytest.raises(Bad):
            number(text)
    for text in ("", "2031-02-30", "2031-05-01T24:00Z", "2031-05-01Z", "2031-05-01T08:00:00.Z", "-5"):
        with pytest.raises(Bad):
            instant(text)


def test_the_same_seed_makes_the_same_cases() -> None:
    assert list(islice(stream(7), 20)) == list(islice(stream(7), 20))


def test_a_disagreement_is_made_small_and_written_as_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    broad = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    narrow = {"Effect": "Deny", "Action": "iam:*", "Resource": "*", "Condition": {"Null": {"k": "true"}}}
    case = Case({"identity": [{"Statement": [narrow, broad]}], "boundary": [{"Statement": broad}]}, (request(),))
    monkeypatch.setattr(agree, "twin_decide", lambda *_: Verdict("implicit deny", "identity"))
    [(_, found)] = agree.compare(case)
    assert found is not None
    row = json.loads(agree.row(agree.shrunk(found)).removeprefix("- "))
    assert row["expect"] == "implicit deny, identity"
    assert row["identity"] == [[broad]]
    assert "boundary" not in row


def test_layers_that_are_not_there_are_absent() -> None:
    assert agree.engine_verdict(agree.engine_decide(request(), agree.Layers())) == Verdict("implicit deny", "identity")
    assert decide(request(resource=ROLE), {}) == Verdict("implicit deny", "identity")
    assert ABSENT not in decide(request(), {})
