"""From names and texts to values: every kind of shape, and everything that is not one."""

from __future__ import annotations

import time
from typing import Any

import pytest

from ostiary.model.errors import ValidationError
from ostiary.wire import parameters, query
from ostiary.wire.constraints import Unreadable
from ostiary.wire.form import MAX_PARAMETERS
from ostiary.wire.services import build, service
from tests.support.wire_example import MODEL
from tests.support.wire_values import post

DO = build("example", MODEL).operations["Do"]


def read(**texts: str) -> dict[str, Any]:
    return parameters.read(DO.input, {name.replace("__", "."): text for name, text in texts.items()})


def read_iam(body: bytes) -> dict[str, Any]:
    form = query.read_form(post(body + b"&Version=2010-05-08"))
    return query.read_params(query.name_operation(form), form)


def test_nothing_is_read_from_nothing() -> None:
    assert read() == {}


def test_scalars_are_read_as_their_types() -> None:
    assert read(Text="t", Count="-12", Flag="true", When="2026-01-31T12:00:00Z", Data="AAEC") == {
        "Text": "t",
        "Count": -12,
        "Flag": True,
        "When": 1_769_860_800,
        "Data": b"\x00\x01\x02",
    }


def test_a_member_is_found_under_its_name_on_the_wire_only() -> None:
    assert read(Other="x") == {"Renamed": "x"}
    with pytest.raises(ValidationError, match="The parameter Renamed is not recognized"):
        read(Renamed="x")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("2026-01-31T12:00:00.999Z", 1_769_860_800),
        ("2026-01-31T14:00:00+02:00", 1_769_860_800),
        ("1769860800", 1_769_860_800),
        ("1769860800.25", 1_769_860_800),
        ("-1", -1),
    ],
)
def test_a_moment_is_iso_8601_or_seconds(text: str, seconds: int) -> None:
    assert read(When=text) == {"When": seconds}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *(
            ("Count", text)
            for text in ("", "x", "1.5", " 1", "1 ", "+1", "0x10", "1e3", "٣", "2147483648", "9" * 4_000)
        ),
        *(("Flag", text) for text in ("", "1", "yes", "tru", " true")),
        *(
            ("When", text)
            for text in ("", "now", "2026-02-30T00:00:00Z", "2026-01-31", "2026-01-31T12:00:00", "9" * 12)
        ),
        *(("Data", text) for text in ("A", "AA=A", "AA==\n", "é", "A A=")),
    ],
)
def test_a_text_that_spells_no_value_is_kept_as_unreadable(name: str, text: str) -> None:
    value = read(**{name: text})[name]
    assert isinstance(value, Unreadable)
    assert value.text == text


def test_lists_are_read_in_order_of_their_numbers() -> None:
    assert read(Names__member__10="c", Names__member__2="b", Names__member__1="a") == {"Names": ["a", "b", "c"]}
    assert read(NamedItems__item__1="a") == {"NamedItems": ["a"]}
    assert read(Flat__1="1", Flat__2="2") == {"Flat": [1, 2]}
    assert read(Piece__1="a", Piece__2="b") == {"FlatRenamed": ["a", "b"]}


def test_an_empty_list_is_an_empty_text() -> None:
    assert read(Names="", Flat="", Piece="") == {"Names": [], "Flat": [], "FlatRenamed": []}


def test_threat_15_gaps_close_and_a_huge_number_costs_nothing() -> None:
    assert read(Names__member__1000000000="b", Names__member__7="a") == {"Names": ["a", "b"]}


@pytest.mark.parametrize("index", ["0", "01", "-1", "+1", "1.5", "x", "", "٣", "10000000000", "9" * 5_000])
def test_what_is_not_a_number_from_one_is_no_place_in_a_list(index: str) -> None:
    with pytest.raises(ValidationError, match="not recognized"):
        read(**{f"Names__member__{index}": "a"})


def test_maps_are_read_from_their_entries() -> None:
    assert read(Pairs__entry__1__key="a", Pairs__entry__1__value="1") == {"Pairs": {"a": 1}}
    assert read(FlatPairs__1__K="a", FlatPairs__1__V__Name="n") == {"FlatPairs": {"a": {"Name": "n"}}}


def test_a_map_with_a_key_twice_or_without_a_key_is_unreadable() -> None:
    twice = read(
        Pairs__entry__1__key="a", Pairs__entry__1__value="1", Pairs__entry__2__key="a", Pairs__entry__2__value="2"
    )
    keyless = read(Pairs__entry__1__value="1")
    assert isinstance(twice["Pairs"], Unreadable)
    assert isinstance(keyless["Pairs"], Unreadable)


def test_structures_nest() -> None:
    assert read(Inner__Name="a", Inners__member__1__Name="b") == {"Inner": {"Name": "a"}, "Inners": [{"Name": "b"}]}


@pytest.mark.parametrize(
    "name",
    [
        "Tex",
        "text",
        "Text.x",
        "Text.member.1",
        "Names.1",
        "Names.member",
        "Names.member.1.x",
        "Names.item.1",
        "Inner",
        "Inner.Nam",
        "Inners.member.1",
        "Pairs.entry.1.value.x",
        ".Text",
        "Text.",
        "Inner..Name",
        "a" * 100_000,
        "." * 100_000,
    ],
)
def test_what_no_member_explains_is_refused_by_name(name: str) -> None:
    with pytest.raises(ValidationError, match="is not recognized") as refused:
        parameters.read(DO.input, {name: "x", "Text": "t"})
    assert name[:256] in refused.value.message
    assert len(refused.value.message) < 400


def test_a_text_in_the_place_of_a_list_is_refused() -> None:
    with pytest.raises(ValidationError, match="The parameter Names is not recognized"):
        read(Names="a")


def test_an_operation_without_input_takes_no_parameters() -> None:
    assert service("iam").operations["GetAccountSummary"].input is None
    assert read_iam(b"Action=GetAccountSummary") == {}
    with pytest.raises(ValidationError, match="UserName"):
        read_iam(b"Action=GetAccountSummary&UserName=a")


def test_a_misspelt_parameter_is_refused_and_never_left_out() -> None:
    with pytest.raises(ValidationError, match="The parameter PermissionBoundary is not recognized"):
        read_iam(b"Action=CreateUser&UserName=a&PermissionBoundary=arn:aws:iam::123456789012:policy/limit")


def test_the_names_of_a_signature_are_no_parameters() -> None:
    signed = (
        b"&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=c&X-Amz-Date=d&X-Amz-Expires=60&X-Amz-SignedHeaders=host"
        b"&X-Amz-Signature=s&X-Amz-Security-Token=t&x-amz-user-agent=u"
        b"&AWSAccessKeyId=a&SecurityToken=t&Signature=s&SignatureMethod=HmacSHA256&SignatureVersion=2&Timestamp=t&Expires=e"
    )
    assert read_iam(b"Action=GetUser&UserName=a" + signed) == {"UserName": "a"}


def test_threat_15_the_largest_request_is_read_in_bounded_time() -> None:
    inputs = b"&".join(b"PolicyInputList.member.%d=x" % number for number in range(1, MAX_PARAMETERS - 4))
    began = time.process_time()
    params = read_iam(
        b"Action=SimulateCustomPolicy&ActionNames.member.1=iam:GetUser&" + inputs + b"&ResourceArns.member.4000000000=*"
    )
    assert len(params["PolicyInputList"]) == MAX_PARAMETERS - 5
    assert time.process_time() - began < 2
