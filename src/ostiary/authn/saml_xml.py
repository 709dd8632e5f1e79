"""XML from strangers, for SAML: the one hardened parser, and how its parts are read (threat 35).

A document has no document type, hence no entities and nothing to fetch; comments and processing instructions are not
in the tree, so that they cannot cut a text short. How much there is to parse is for the caller to bound.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final, Protocol

from lxml import etree

DOCUMENT_TYPE: Final = "<!DOCTYPE"
BYTE_ORDER_MARK: Final = "\ufeff"

_TIME: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})?")


class XmlError(Exception):
    """It is not XML that is taken."""


class Element(Protocol):
    """As much of an element as is looked at."""

    tag: str

    @property
    def attrib(self) -> dict[str, str]: ...
    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[Element]: ...
    def get(self, key: str) -> str | None: ...
    def iter(self, tag: str | None = None) -> Iterator[Element]: ...
    def findall(self, path: str) -> list[Element]: ...
    def itertext(self) -> Iterator[str]: ...


def parser() -> Any:  # Any: lxml is not typed
    """Return a parser that fetches nothing, expands nothing and repairs nothing."""
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
    )


def parsed(text: str) -> Element:
    """Return the root element of *text*. Whatever it says of its encoding, it came as text.

    Raises XmlError when it has a document type or a byte order mark, or is not well-formed.
    """
    if text.startswith(BYTE_ORDER_MARK):
        raise XmlError("it begins with a byte order mark")
    if DOCUMENT_TYPE in text:
        # Before the parser sees it: libxml2 expands entities in attributes even when told to leave entities alone.
        raise XmlError("it has a document type")
    try:
        root: Element = etree.fromstring(text.encode(), parser())
    except (etree.LxmlError, ValueError) as error:
        raise XmlError("it is not well-formed XML") from error
    return root


def namespaces(root: Element) -> set[str]:
    """Return every namespace that is declared in *root* or below, used or not; the empty one where it is undeclared."""
    return {uri for _, (_, uri) in etree.iterwalk(root, events=("start-ns",))}


def seconds(text: str) -> int:
    """Return the time that an `xs:dateTime` spells; without a zone it is UTC (SAML V2.0 Core, 1.3.3).

    Raises ValueError, also for a time that its zone puts outside the years 1 to 9999 of UTC: no answer could show it.
    """
    if not _TIME.fullmatch(text):
        raise ValueError("not an xs:dateTime")
    time = datetime.fromisoformat(text)
    try:
        return int((time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)).timestamp())
    except OverflowError as error:
        raise ValueError("a year that has no seconds") from error
