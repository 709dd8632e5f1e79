"""The reader that keeps places reads what the strict reader reads, and says where."""

from __future__ import annotations

import json as stdlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostiary.model import json, spans
from ostiary.model.spans import Node, Position, SpanError, Step

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
DOCUMENTS = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=5), inner))
FRAGMENTS = st.lists(
    st.sampled_from(
        (*'{}[],:"-0 1\n\\é٣', '"a"', '"b"', ".5", "e9", "true", "nul", "null", "NaN", "-Infinity", '"a":1', "[1,2]")
    )
    | st.sampled_from(("\\u00e9", "\\ud800", "\ud800", "\x00", "9" * 4301))
    | st.text(max_size=3),
    max_size=14,
).map("".join)


def read_both(text: str) -> None:
    """Assert that both readers return the same, or that both refuse."""
    try:
        strict = json.read(text)
    except json.JsonError:
        with pytest.raises(SpanError) as refused:
            spans.read(text)
        assert 0 <= refused.value.start <= len(text)
        return
    node = spans.read(text)
    assert repr(spans.plain(node)) == repr(strict)


@given(FRAGMENTS | st.text())
def test_the_same_texts_are_refused(text: str) -> None:
    read_both(text)


@given(DOCUMENTS, st.sampled_from([None, 1]), st.booleans())
def test_the_same_values_are_read(value: object, indent: int | None, ascii_only: bool) -> None:
    read_both(stdlib.dumps(value, indent=indent, ensure_ascii=ascii_only))


@given(DOCUMENTS, st.data())
def test_a_document_that_lost_a_character_is_read_or_refused_alike(value: object, data: st.DataObject) -> None:
    text = stdlib.dumps(value)
    at = data.draw(st.integers(0, len(text) - 1))
    read_both(text[:at] + text[at + 1 :])


@pytest.mark.parametrize("depth", [64, 65, 5000])
def test_depth_is_bounded_alike(depth: int) -> None:
    read_both("[" * depth + "]" * depth)


def every(node: Node) -> list[Node]:
    value = node.value
    if isinstance(value, dict):
        inner = [part for member in value.values() for part in (member.key, *every(member.value))]
    else:
        inner = [part for item in value for part in every(item)] if isinstance(value, tuple) else []
    return [node, *inner]


@given(DOCUMENTS)
def test_every_value_stands_where_it_is_said_to_stand(value: object) -> None:
    text = stdlib.dumps(value, indent=1)
    for node in every(spans.read(text)):
        assert repr(stdlib.loads(text[node.start : node.end])) == repr(spans.plain(node))


@given(DOCUMENTS)
def test_every_path_leads_to_its_value(value: object) -> None:
    root = spans.read(stdlib.dumps(value))
    for node in every(root):
        found = spans.plain(root)
        for kind, at in node.path:
            found = at if kind == "key" else found[at]  # type: ignore[index]  # a path of this very document
        assert repr(found) == repr(spans.plain(node))


def test_paths_tell_keys_from_values() -> None:
    members = spans.read('{"a": [true]}').value
    assert isinstance(members, dict)
    assert members["a"].key.path == (Step("key", "a"),)
    items = members["a"].value.value
    assert isinstance(items, tuple)
    assert items[0].path == (Step("value", "a"), Step("index", 0))


def test_positions_count_lines_from_one_and_columns_from_zero_in_code_points() -> None:
    lines = spans.Lines("é😀x\n\nab")
    assert lines.position(0) == Position(1, 0, 0)
    assert lines.position(2) == Position(1, 2, 2)
    assert lines.position(4) == Position(2, 0, 4)
    assert lines.position(7) == Position(3, 2, 7)


def test_the_place_of_an_error_is_told() -> None:
    with pytest.raises(SpanError) as refused:
        spans.read('{"a": 1, "a": 2}')
    assert refused.value.start == 9


def test_the_number_of_values_is_bounded() -> None:
    assert len(every(spans.read("[" + ",".join("1" * (spans.MAX_VALUES - 1)) + "]"))) == spans.MAX_VALUES
    with pytest.raises(SpanError, match="more than 5500 values"):
        spans.read("[" + ",".join("1" * spans.MAX_VALUES) + "]")
