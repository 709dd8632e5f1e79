"""What a certificate says of a workload."""

from __future__ import annotations

from cryptography import x509

from ostiary.authn.x509_attributes import session_name, source_identity, tags
from tests.support.workload import authority, named, workload

CA = authority("CA")
SPIFFE = "spiffe://example.org/web"
RICH = workload(
    named(C="DE", O="Example", OU="Web", CN="web", serialNumber="7"),
    CA,
    (
        x509.SubjectAlternativeName(
            [
                x509.DNSName("web.example.org"),
                x509.DNSName("www.example.org"),
                x509.UniformResourceIdentifier(SPIFFE),
                x509.DirectoryName(named(O="Alternative", CN="first")),
                x509.DirectoryName(named(CN="second", OU="second")),
            ]
        ),
        False,
    ),
).certificate
SUBJECT = {"x509Subject/C": "DE", "x509Subject/CN": "web", "x509Subject/O": "Example", "x509Subject/OU": "Web"}
NAME = {"x509SAN/Name/CN": "first", "x509SAN/Name/O": "Alternative"}


def test_by_default_everything_known_is_mapped_and_the_first_name_of_each_type_counts() -> None:
    dns_and_uri = {"x509SAN/DNS": "web.example.org", "x509SAN/URI": SPIFFE}
    assert tags(RICH) == {**SUBJECT, "x509Issuer/CN": "CA", **dns_and_uri, **NAME}


def test_rules_choose_what_is_mapped() -> None:
    assert tags(RICH, {"x509Subject": ["CN", "UID"], "x509SAN": ["URI"]}) == {
        "x509Subject/CN": "web",
        "x509SAN/URI": SPIFFE,
    }
    assert tags(RICH, {}) == {}


def test_all_of_a_directory_name_is_written_in_several_ways() -> None:
    assert all(tags(RICH, {"x509SAN": [all_]}) == NAME for all_ in ("Name", "Name/", "Name/*", "*"))
    assert tags(RICH, {"x509SAN": ["Name/CN"]}) == {"x509SAN/Name/CN": "first"}


def test_all_values_of_a_part_of_a_name_count_in_their_order() -> None:
    twice = x509.Name([*named(OU="First"), *named(OU="Second")])
    assert tags(workload(twice, CA).certificate)["x509Subject/OU"] == "First/Second"


def test_a_session_is_named_by_the_serial_number() -> None:
    assert session_name(workload("web", CA, serial=0x1F71C5).certificate) == "1f71c5"
    assert session_name(workload("web", CA, serial=5).certificate) == "05"


def test_the_source_identity_is_the_common_name_with_a_prefix_as_far_as_there_is_room() -> None:
    assert source_identity(RICH) == "CN=web"
    assert source_identity(workload(named(CN="n" * 61), CA).certificate) == f"CN={'n' * 61}"
    assert source_identity(workload(named(CN="n" * 62), CA).certificate) == "n" * 62


def test_without_a_common_name_the_source_identity_is_the_serial_number() -> None:
    assert source_identity(workload(named(O="SPIRE"), CA, serial=291).certificate) == "ID=0123"
    assert source_identity(workload(named(O="SPIRE"), CA, serial=17767).certificate) == "ID=4567"
