"""Reading what was written gives what was read: a document has one meaning."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ostiary.engine import document
from ostiary.engine.document import Block, Document, RawStatement

TEXT = st.text('ab*:/${}é"\\', max_size=6)
TEXTS = st.lists(TEXT, max_size=3).map(tuple)
BLOCK = st.dictionaries(st.sampled_from(["k", "aws:x", ""]), TEXTS, max_size=2)
KINDS = st.sampled_from(sorted(document.PRINCIPAL_KINDS))
WHOM = st.none() | TEXT | st.dictionaries(KINDS, TEXTS, max_size=2)
STATEMENT = st.builds(
    RawStatement,
    sid=st.none() | TEXT,
    effect=st.none() | st.sampled_from(["Allow", "Deny", "allow"]),
    principal=WHOM,
    not_principal=WHOM,
    actions=st.none() | TEXTS,
    not_actions=st.none() | TEXTS,
    resources=st.none() | TEXTS,
    not_resources=st.none() | TEXTS,
    condition=st.dictionaries(st.sampled_from(["StringEquals", "Bool", "Foo"]), BLOCK, max_size=2),
)
DOCUMENT = st.builds(
    Document,
    version=st.none() | st.sampled_from(["2012-10-17", "2008-10-17", "x"]),
    id=TEXT,
    statements=st.lists(STATEMENT, max_size=3).map(tuple),
)

NAMES: Mapping[str, str] = {
    "Sid": "sid",
    "Effect": "effect",
    "Principal": "principal",
    "NotPrincipal": "not_principal",
    "Action": "actions",
    "NotAction": "not_actions",
    "Resource": "resources",
    "NotResource": "not_resources",
    "Condition": "condition",
}


def written(policy: Document, *, bare: bool) -> str:
    """Return the JSON of *policy*; *bare*: without brackets around a single value (1.2, rule 2)."""
    statements = [
        {name: value(part, bare) for name, field in NAMES.items() if (part := getattr(statement, field)) is not None}
        for statement in policy.statements
    ]
    version = {} if policy.version is None else {"Version": policy.version}
    listed: Any = statements[0] if bare and len(statements) == 1 else statements
    return json.dumps(version | {"Id": policy.id, "Statement": listed})


def value(part: str | tuple[str, ...] | Block, bare: bool) -> Any:
    if isinstance(part, str):
        return part
    if isinstance(part, Mapping):
        return {key: value(inner, bare) for key, inner in part.items()}
    return part[0] if bare and len(part) == 1 else list(part)


@given(DOCUMENT, st.booleans())
def test_a_document_that_is_written_and_read_is_the_same(policy: Document, bare: bool) -> None:
    assert document.read(written(policy, bare=bare)) == policy


@given(st.sampled_from(["5", "1.50", "-2e3", "true", "false"]))
def test_a_bare_scalar_in_a_condition_is_its_text(literal: str) -> None:
    text = json.dumps({"Statement": {"Condition": {"Op": {"k": ["BARE", literal]}}}}).replace('"BARE"', literal)
    bare, quoted = document.read(text).statements[0].condition["Op"]["k"]
    assert bare == quoted == literal
