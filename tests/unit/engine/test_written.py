"""Where statements stand in the text of their policy."""

from __future__ import annotations

import pytest

from ostiary.engine.layer import Attached, Source
from ostiary.engine.policy import Policy, PolicyKind, parse
from ostiary.engine.written import Span, span

ONE = '{"Version": "2012-10-17",\n "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}'
TWO = """{
  "Version": "2012-10-17",
  "Statement": [
    {"Sid": "One {", "Effect": "Allow", "Action": "*", "Resource": "*"},
    {
      "Effect": "Deny", "Action": "*", "Resource": "*"
    }
  ]
}"""


def spans(text: str) -> list[Span | None]:
    policy = parse(text, PolicyKind.IDENTITY)
    return [span(Source(Attached(policy, "p", "user"), statement)) for statement in policy.statements]


@pytest.mark.parametrize("text", [ONE, TWO])
def test_a_span_holds_exactly_the_statement(text: str) -> None:
    for found in spans(text):
        assert found is not None
        piece = text[found.start.offset : found.end.offset]
        assert piece.startswith("{")
        assert piece.endswith("}")
        assert parse('{"Version": "2012-10-17", "Statement": ' + piece + "}", PolicyKind.IDENTITY)


def test_lines_count_from_one_and_columns_from_zero() -> None:
    assert [(found.start[:2], found.end[:2]) for found in spans(TWO) if found] == [((4, 4), (4, 71)), ((5, 4), (7, 5))]


def test_a_document_that_nobody_may_save_has_no_spans() -> None:
    statement = '{"Effect": "Allow", "Resource": "*", "Action": "s3:GetObject"}'
    assert spans('{"Statement": [' + ",".join([statement] * 1_000) + "]}") == [None] * 1_000


def test_a_policy_without_its_text_has_no_spans() -> None:
    policy = parse(ONE, PolicyKind.IDENTITY)
    bare = Policy(policy.kind, policy.version, policy.id, policy.statements)
    assert span(Source(Attached(bare, "p", "user"), bare.statements[0])) is None
