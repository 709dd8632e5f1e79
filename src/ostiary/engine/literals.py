"""Read the literals of conditions: numbers, instants, truth values, addresses, bytes (policy-evaluation.md 3.7 to 3.9).

Every reader returns None for text that it cannot read. Such a value matches nothing, under a negated operator too.
"""

from __future__ import annotations

import binascii
import ipaddress
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

LONGEST_NUMBER: Final = 1_000
"""Digits beyond which a number is not read: comparing must stay cheap."""
LAST_EPOCH_SECOND: Final = 2**63 - 1
LAST_YEAR: Final = 292_278_993
NANOSECONDS: Final = 1_000_000_000
DAYS_IN_MONTH: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_digits(text: str) -> bool:
    """Return whether *text* is one or more ASCII digits."""
    return text.isascii() and text.isdigit()


def number(text: str) -> Decimal | None:
    """Return an exact decimal: optional sign, digits, optional fraction; no exponent, no blanks (3.7)."""
    whole, point, fraction = text.removeprefix("-" if text.startswith("-") else "+").partition(".")
    if len(text) > LONGEST_NUMBER or not is_digits(whole) or (point and not is_digits(fraction)):
        return None
    return Decimal(text)


def truth(text: str) -> bool | None:
    """Return the truth value that *text* spells, in any case (3.8)."""
    return {"true": True, "false": False}.get(text.lower())


def octets(text: str) -> bytes | None:
    """Return the bytes of base64 *text*."""
    try:
        return binascii.a2b_base64(text, strict_mode=True)
    except ValueError:  # also the error of the codec, and of text that is not ASCII
        return None


# -- addresses -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Network:
    """Addresses with the same leading bits: `version` is 4 or 6, `leading` the address shifted right by `shift`."""

    version: int
    leading: int
    shift: int

    def holds(self, address: Address) -> bool:
        """Return whether *address* is inside; the families never contain one another (3.9)."""
        return self.version == address.version and address.value >> self.shift == self.leading


@dataclass(frozen=True, slots=True)
class Address:
    """One IP address: `version` is 4 or 6."""

    version: int
    value: int


@lru_cache(maxsize=4_096)
def address(text: str) -> Address | None:
    """Return the IP address that *text* spells; zone ids (`fe80::1%eth0`) are not addresses of a policy."""
    try:
        parsed = ipaddress.ip_address(text)
    except ValueError:
        return None
    return None if "%" in text else Address(parsed.version, int(parsed))


def network(text: str) -> Network | None:
    """Return the network of CIDR *text*, or of a bare address; host bits are masked off (3.9; 11, point 13)."""
    base, slash, length = text.partition("/")
    start = address(base)
    if start is None:
        return None
    width = 32 if start.version == 4 else 128
    if slash and not (is_digits(length) and len(length) <= 3 and int(length) <= width):
        return None
    shift = width - int(length) if slash else 0
    return Network(start.version, start.value >> shift, shift)


# -- instants ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Moment:
    """A date as written, each part within its own range; `offset` is the zone's, in seconds east of UTC."""

    year: int
    month: int
    day: int
    hour: int
    minute: int
    second: int
    nanosecond: int
    offset: int


@lru_cache(maxsize=1_024)
def instant(text: str) -> int | None:
    """Return nanoseconds since the epoch for *text*: whole epoch seconds, or an ISO-like date (3.9).

    All that AWS saves as a date is read, but for a day that its month does not have, and a year alone.
    """
    if is_digits(text):
        seconds = _epoch_seconds(text)
        return None if seconds is None else seconds * NANOSECONDS
    moment = _iso_date(text)
    names_month = "-" in text.upper().partition("T")[0].removeprefix("-")
    if moment is None or not names_month or moment.day > _days_in(moment.year, moment.month):
        return None
    clock = moment.hour * 3_600 + moment.minute * 60 + moment.second - moment.offset
    return (_days_since_epoch(moment) * 86_400 + clock) * NANOSECONDS + moment.nanosecond


def is_savable_date(text: str) -> bool:
    """Return whether AWS saves *text* as the value of a Date operator (1.11, notes)."""
    return _epoch_seconds(text) is not None if is_digits(text) else _iso_date(text) is not None


def _epoch_seconds(text: str) -> int | None:
    """Return the number that *text*, all digits, spells, if it is one of 64 bits."""
    digits = text.lstrip("0") or "0"
    if len(digits) > len(str(LAST_EPOCH_SECOND)) or int(digits) > LAST_EPOCH_SECOND:
        return None
    return int(digits)


def _iso_date(text: str) -> Moment | None:
    """Return the parts of `[-]Y[-M[-D]][T[h[:m[:s[.f]]][zone]]]`; parts that are left out are the first possible.

    The laxness is AWS's: single digits and dates that stop early are saved. None: a part is wrong or out of range.
    """
    day, mark, clock = text.replace("t", "T", 1).partition("T")
    if not mark and "-" not in text:
        return None
    date, time = _date(day), _time(clock)
    return None if date is None or time is None else Moment(*date, *time)


def _date(text: str) -> tuple[int, int, int] | None:
    """Return year, month and day."""
    negative = text.startswith("-")
    fields = text.removeprefix("-").split("-")
    year = _part(fields[0], 0, LAST_YEAR, digits=9)
    month, day = (_part(field, 1, most) for field, most in zip((*fields[1:], "1", "1")[:2], (12, 31), strict=True))
    if len(fields) > 3 or year is None or month is None or day is None:
        return None
    return -year if negative else year, month, day


def _time(text: str) -> tuple[int, int, int, int, int] | None:
    """Return hour, minute, second, nanosecond and the zone's offset; the time may stop early."""
    clock, offset = _zone(text)
    if not clock:
        return (0, 0, 0, 0, offset) if offset is not None else None
    whole, point, fraction = clock.partition(".")
    fields = whole.split(":")
    hour, minute, second = (
        _part(field, 0, most) for field, most in zip((*fields, "0", "0")[:3], (23, 59, 59), strict=True)
    )
    if len(fields) > 3 or offset is None or hour is None or minute is None or second is None:
        return None
    if point and (len(fields) < 3 or not is_digits(fraction) or len(fraction) > 9):
        return None
    return hour, minute, second, int(fraction.ljust(9, "0")) if point else 0, offset


def _zone(text: str) -> tuple[str, int | None]:
    """Cut the zone off: `Z`, `+hh[:mm]`, `-hh[:mm]`, or nothing, which is UTC. None: the zone cannot be read."""
    if text[-1:] in {"Z", "z"}:
        return text[:-1], 0
    for sign, direction in (("+", 1), ("-", -1)):
        clock, found, zone = text.partition(sign)
        if found:
            hour, colon, minute = zone.partition(":")
            hours, minutes = _part(hour, 0, 23), _part(minute, 0, 59) if colon else 0
            if hours is None or minutes is None or len(hour) != 2 or (colon and len(minute) != 2):
                return clock, None
            return clock, direction * (hours * 3_600 + minutes * 60)
    return text, 0


def _part(text: str, least: int, most: int, *, digits: int = 2) -> int | None:
    if not is_digits(text) or len(text) > digits:
        return None
    value = int(text)
    return value if least <= value <= most else None


def _days_in(year: int, month: int) -> int:
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return DAYS_IN_MONTH[month - 1] + leap


def _days_since_epoch(moment: Moment) -> int:
    """Count days in the Gregorian calendar, carried on in both directions; `datetime` ends at the year 9999."""
    year = moment.year - 1
    before = year * 365 + year // 4 - year // 100 + year // 400
    months = sum(_days_in(moment.year, month) for month in range(1, moment.month))
    return before + months + moment.day - 1 - 719_162
