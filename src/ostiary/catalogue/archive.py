"""Many texts in one compressed file, each of which can be read without the others.

An archive is a gzip file of several members: the first holds the directory, as JSON `{name: bytes of its member}` in
the order of the members that follow. `zcat` shows the whole of it. The same texts give the same archive.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from functools import cached_property
from importlib import resources
from typing import Final

_GZIP: Final = 31
"""zlib's name for "deflate with a gzip header and trailer"; the header that it writes carries no time."""

_HEAD: Final = 65_536
"""How much is read at first: every directory here is smaller, and a larger one is read on."""


class Archive:
    """One archive among the package's data. Nothing is read before it is asked for. Thread-safe."""

    def __init__(self, name: str) -> None:
        self._file = resources.files("ostiary.catalogue").joinpath("data", name)

    @cached_property
    def _members(self) -> Mapping[str, tuple[int, int]]:
        """Where each member begins, and its length."""
        inflater = zlib.decompressobj(_GZIP)
        directory = bytearray()
        start = 0
        with self._file.open("rb") as file:
            while not inflater.eof:
                block = file.read(_HEAD)
                if not block:
                    raise ValueError(f"{self._file.name} ends within its directory")
                directory += inflater.decompress(block)
                start += len(block) - len(inflater.unused_data)
        members: dict[str, tuple[int, int]] = {}
        for name, length in json.loads(directory).items():
            members[name] = (start, length)
            start += length
        return members

    def names(self) -> tuple[str, ...]:
        """Return the names of all texts, in the order of the archive."""
        return tuple(self._members)

    def read(self, name: str) -> bytes:
        """Return the text called *name*. Raises KeyError when there is none, ValueError when the file is damaged."""
        start, length = self._members[name]
        with self._file.open("rb") as file:
            file.seek(start)
            try:
                return zlib.decompress(file.read(length), _GZIP)
            except zlib.error as error:
                raise ValueError(f"{self._file.name} is damaged at {name}") from error


def pack(texts: Mapping[str, bytes]) -> bytes:
    """Return the archive of *texts*; `tools/generate` writes it."""
    members = {name: _member(text) for name, text in texts.items()}
    lengths = {name: len(member) for name, member in members.items()}
    directory = _member(json.dumps(lengths, separators=(",", ":")).encode())
    return b"".join((directory, *members.values()))


def unpack(data: bytes) -> dict[str, bytes]:
    """Return the texts of the archive *data*. Raises ValueError or zlib.error when it is none."""
    directory, rest = _first(data)
    texts = {}
    for name in json.loads(directory):
        texts[name], rest = _first(rest)
    if rest:
        raise ValueError("there is more after the last member of the archive")
    return texts


def _member(text: bytes) -> bytes:
    deflater = zlib.compressobj(9, zlib.DEFLATED, _GZIP)
    return deflater.compress(text) + deflater.flush()


def _first(data: bytes) -> tuple[bytes, bytes]:
    """Return the text of the first member, and what follows it."""
    inflater = zlib.decompressobj(_GZIP)
    text = inflater.decompress(data)
    if not inflater.eof:
        raise ValueError("the archive ends within a member")
    return text, inflater.unused_data
