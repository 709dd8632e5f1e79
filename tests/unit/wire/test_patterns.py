"""Java's patterns in Python's hands: the same answers, in linear time."""

from __future__ import annotations

import re
import time
import unicodedata

import pytest

from ostiary.wire.irregular import NO_PATTERN
from ostiary.wire.patterns import matcher
from ostiary.wire.services import SERVICE_NAMES
from tests.support.wire_values import model

PATTERNS = sorted(
    {shape["pattern"] for name in SERVICE_NAMES for shape in model(name)["shapes"].values() if "pattern" in shape}
    | {NO_PATTERN}
)


def test_word_characters_and_digits_are_ascii() -> None:
    assert matcher(r"[\w]+")("aZ_9")
    assert not matcher(r"[\w]+")("é")
    assert not matcher(r"[\d]+")("٣")


def test_a_final_line_feed_is_part_of_the_text() -> None:
    assert not matcher("^p-[0-9a-zA-Z_]{8,128}$")("p-12345678\n")


def test_letters_separators_and_numbers_are_those_of_unicode() -> None:
    matches = matcher(r"[\p{L}\p{Z}\p{N}_.:/=+\-@]+")
    for code in range(0x110000):
        character = chr(code)
        expected = unicodedata.category(character)[0] in "LZN" or character in "_.:/=+-@"
        assert bool(matches(character)) == expected, hex(code)


def test_the_pattern_of_sts_arns_means_code_points_beyond_the_basic_plane() -> None:
    [pattern] = (p for p in PATTERNS if r"\u10000" in p and p != NO_PATTERN)
    assert matcher(pattern)("\U0001f600")
    assert not matcher(pattern)("\x86")
    assert not matcher(pattern)("￿")


def test_strings_without_a_pattern_hold_what_xml_can_carry() -> None:
    for code in [*range(0xD800), *range(0xE000, 0x11000)]:
        expected = code in {9, 10, 13} or 0x20 <= code <= 0xFFFD or code > 0xFFFF
        assert bool(matcher(NO_PATTERN)(chr(code))) == expected, hex(code)


@pytest.mark.parametrize("pattern", [r"\p{Lu}+", r"[\p{L}]+", r"[\w\p{L}\p{Z}\p{N}_]", r"\P{L}"])
def test_a_pattern_that_cannot_be_carried_over_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="no translation"):
        matcher(pattern)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_threat_19_no_pattern_of_the_models_is_slow_on_hostile_text(pattern: str) -> None:
    matches = matcher(pattern)
    pieces = {
        "/",
        "a",
        "-",
        "a-",
        "/a",
        "//",
        "v1",
        "1",
        ".",
        "v1.",
        "http://",
        "?",
        "#",
        "=",
        "p-",
        " ",
        "o-aaaaaaaaaa/r-aaaa",
    }
    pieces |= {":", ":a", *re.findall(r"[a-z/:-]{2,}", pattern)}
    began = time.process_time()
    for piece in pieces:
        for start in ("", "arn:aws:iam", "arn:aws:rolesanywhere"):
            for end in ("", "!", "\x00", "/", "-"):
                matches(start + piece * (20_000 // len(piece)) + end)
    assert time.process_time() - began < 2
