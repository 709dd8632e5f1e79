"""The literals of conditions."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostiary.engine import literals


@pytest.mark.parametrize("text", ["", "+", "1.", ".5", "1e3", "0x1", " 1", "1 ", "1_0", "١", "--1", "NaN", "1" * 1_001])
def test_what_is_no_decimal_is_not_read(text: str) -> None:
    assert literals.number(text) is None


def test_decimals_are_exact() -> None:
    assert literals.number("+0.10") == literals.number("0.1")
    small, large = literals.number("9007199254740993"), literals.number("9007199254740992.9999999999")
    assert small is not None
    assert large is not None
    assert small > large
    assert literals.number("-1") < small  # type: ignore[operator]  # -1 is a number


@given(st.datetimes(timezones=st.just(dt.UTC)))
def test_dates_agree_with_the_calendar(moment: dt.datetime) -> None:
    since = moment - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    expected = (since.days * 86_400 + since.seconds) * literals.NANOSECONDS + since.microseconds * 1_000
    assert literals.instant(moment.isoformat().replace("+00:00", "Z")) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "T",
        "2031-00",
        "2031-13",
        "2031-01-00",
        "2031-01-32",
        "2031-02-29",
        "2031-1-1-1",
        "2031-01-01T24",
        "2031-01-01T00:60",
        "2031-01-01T00:00:60",
        "2031-01-01T00:00:00.1234567890",
        "2031-01-01T00:00:00.",
        "2031-01-01T00:00.5",
        "2031-01-01T00:00:00+1",
        "2031-01-01T00:00:00+24:00",
        "2031-01-01T00:00:00+00:60",
        "2031-01-01T00:00:00ZZ",
        "2031/01/01",
        "2031-01-01 00:00",
        "300000000-01",
        "9223372036854775808",
        "9" * 5_000,
        "1.5",
    ],
)
def test_what_is_no_instant_is_not_read(text: str) -> None:
    assert literals.instant(text) is None
    assert literals.is_savable_date(text) is (text == "2031-02-29")


def test_days_that_a_month_does_not_have_are_saved_and_not_read() -> None:
    assert literals.is_savable_date("2031-02-31")
    assert literals.instant("2031-02-31") is None
    assert literals.instant("2032-02-29") is not None


@pytest.mark.parametrize(
    "text", ["", "1.2.3", "192.0.2.7/", "192.0.2.7/-1", "01.2.3.4", "fe80::1%eth0", "1.2.3.4/0x8", "::/129"]
)
def test_what_is_no_network_is_not_read(text: str) -> None:
    assert literals.network(text) is None


@pytest.mark.parametrize(("text", "value"), [("TRUE", True), ("False", False), ("yes", None), ("", None), ("1", None)])
def test_truth_is_spelled_out(text: str, value: bool | None) -> None:
    assert literals.truth(text) is value


@pytest.mark.parametrize("text", ["-5", "2031T07", "-2031T07:00Z"])
def test_a_year_alone_is_saved_and_not_read(text: str) -> None:
    assert literals.is_savable_date(text)
    assert literals.instant(text) is None


def test_years_before_the_first_are_read() -> None:
    before, after = literals.instant("-0001-12"), literals.instant("0000-01")
    assert before is not None
    assert after is not None
    assert before < after
