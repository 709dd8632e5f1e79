"""Archives: what is packed is read again, one text at a time; and the package's data is what its provenance says."""

from __future__ import annotations

import gzip
import hashlib
import json
from importlib import resources

import pytest

from ostiary.catalogue import archive
from ostiary.catalogue.archive import Archive

DATA = resources.files("ostiary.catalogue") / "data"
TEXTS = {"one": b"first", "empty": b"", "two": b"second" * 1_000}


def test_what_is_packed_is_unpacked_again() -> None:
    assert archive.unpack(archive.pack(TEXTS)) == TEXTS


def test_the_same_texts_give_the_same_bytes() -> None:
    assert archive.pack(TEXTS) == archive.pack(dict(TEXTS))


def test_an_archive_is_a_gzip_file_that_any_tool_reads() -> None:
    assert gzip.decompress(archive.pack(TEXTS)).endswith(b"".join(TEXTS.values()))


@pytest.mark.parametrize("cut", [1, 40, -1])
def test_a_cut_archive_is_refused(cut: int) -> None:
    with pytest.raises(ValueError):
        archive.unpack(archive.pack(TEXTS)[:cut])


def test_something_after_the_last_text_is_refused() -> None:
    with pytest.raises(ValueError, match="more after"):
        archive.unpack(archive.pack(TEXTS) + b"x")


def test_a_text_that_is_not_there_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        Archive("services.gz").read("service/nothing")


@pytest.mark.parametrize("name", ["services.gz", "managed.gz"])
def test_each_text_is_read_alone_as_it_is_in_the_whole(name: str) -> None:
    whole = archive.unpack((DATA / name).read_bytes())
    one = Archive(name)
    assert one.names() == tuple(whole)
    last = list(whole)[-1]
    assert one.read(last) == whole[last]


@pytest.mark.parametrize("name", ["services.gz", "managed.gz"])
def test_the_data_is_what_its_provenance_says(name: str) -> None:
    provenance = json.loads((DATA / "provenance.json").read_text())["files"][name]
    texts = archive.unpack((DATA / name).read_bytes())
    assert hashlib.sha256(b"\n".join(texts.values())).hexdigest() == provenance["sha256_of_the_texts"]


def test_no_description_of_aws_is_in_the_data() -> None:
    texts = archive.unpack((DATA / "services.gz").read_bytes())
    assert not any(b"Grants permission" in text or b"Filters access" in text for text in texts.values())
