"""Matching, against definitions that are slow and obvious."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from ostiary.engine.glob import FIELD_WILDCARDS, STARS, Token, Wildcard, compile_glob, tokens
from ostiary.engine.policy import PolicyKind
from ostiary.engine.request import Target
from ostiary.engine.resources import Resources
from tests.support.engine import request

CROSSING = {Wildcard.STAR, Wildcard.ANY}


def slow(pattern: tuple[Token, ...], subject: str) -> bool:
    """Try everything: the definition of a glob."""
    if not pattern:
        return not subject
    token, rest = pattern[0], pattern[1:]
    if isinstance(token, str):
        return subject.startswith(token) and slow(rest, subject[len(token) :])
    takes = bool(subject) and (token in CROSSING or subject[0] != ":")
    if token in STARS:
        return slow(rest, subject) or (takes and slow(pattern, subject[1:]))
    return takes and slow(rest, subject[1:])


PATTERN = st.lists(st.sampled_from(["a", "b", ":", "ab", *Wildcard]), max_size=9).map(tuple)
SUBJECT = st.text("ab:", max_size=9)


@given(PATTERN, SUBJECT)
def test_threat_18_a_glob_matches_by_definition(pattern: tuple[Token, ...], subject: str) -> None:
    assert compile_glob(pattern).matches(subject) is slow(pattern, subject)


@given(st.text("ab*", max_size=10), st.text("ab", max_size=10))
@example("*a*ab", "aab")
@example("ab*ba", "aba")
def test_threat_18_a_pattern_of_stars_matches_by_definition(pattern: str, subject: str) -> None:
    assert compile_glob(tokens(pattern)).matches(subject) is slow(tokens(pattern), subject)


def slow_arn(pattern: str, arn: str) -> bool:
    """W2 to W5 and W11, read aloud: fields two to five without case and without colons, but for a star at the end of
    region or account; the sixth with case."""
    fields = pattern.split(":", 5)[1:]
    parsed = [tokens(field.lower(), FIELD_WILDCARDS) for field in fields[:4]]
    freed = [
        (*field[:-1], Wildcard.STAR) if place > 1 and field and field[-1] is Wildcard.FIELD_STAR else field
        for place, field in enumerate(parsed)
    ]
    whole = tuple(token for field in freed for token in (*field, ":")) + tokens(fields[4])
    name = arn.split(":", 5)[5]
    return slow(whole, arn[4 : len(arn) - len(name)].lower() + name)


FIELD = st.text("ab*?", max_size=2)
ARN_PATTERN = st.builds("arn:p:s:{}:{}:{}".format, FIELD, FIELD, st.text("aB:*?", max_size=4))
ARN = st.builds(
    "arn:p:s:{}:{}:{}".format, st.text("ab", max_size=2), st.text("ab", max_size=2), st.text("aB:", max_size=6)
)


@given(ARN_PATTERN, ARN)
@example("arn:p:s:*:b:a", "arn:p:s:a:a:b:a")
def test_an_arn_matches_by_definition(pattern: str, arn: str) -> None:
    entry = Resources.of([pattern], PolicyKind.IDENTITY, negated=False, substitute=True)
    assert entry.apply(Target.of(request(resource=arn)), {}) is slow_arn(pattern, arn)


@given(st.text("a*?${}", max_size=6), st.text("a*?", max_size=4))
def test_what_a_variable_stands_for_is_literal(value: str, subject: str) -> None:
    entry = Resources.of(["arn:aws:s3:::${k}"], PolicyKind.IDENTITY, negated=False, substitute=True)
    target = Target.of(request(resource=f"arn:aws:s3:::{subject}"))
    assert entry.apply(target, {"k": value}) is (value == subject)
