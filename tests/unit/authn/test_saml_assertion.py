"""SAML responses: what is read from a good one, and that nothing else is taken."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from signxml.verifier import VerifyResult

from ostiary.authn import saml_assertion, saml_attributes, saml_signature, saml_xml
from ostiary.authn.saml_assertion import LEEWAY, LONGEST, MOST_AGE, SamlAssertion, roles_claimed, verify
from ostiary.catalogue.services import condition_key
from ostiary.model.errors import (
    ExpiredIdentityTokenError,
    IdpRejectedClaimError,
    InvalidIdentityTokenError,
    OstiaryError,
)
from tests.support.saml import (
    ACCOUNT,
    ASSERTION_ID,
    ATTRIBUTES,
    AUDIENCE,
    ENTITY_ID,
    EXCLUSIVE,
    ISSUED,
    PROVIDER_ARN,
    RECIPIENT,
    RESPONSE_ID,
    ROLE_ARN,
    SAML,
    assertion,
    certificate,
    encoded,
    entities,
    entity,
    metadata,
    moment,
    provider,
    response,
    role,
    said,
    signed,
    signing,
)
from tests.support.saml_vectors import DOCUMENTS, EXPIRED, FORGED, TAKEN, UNTRUSTED, WRAPPED, ordinary

Make = Callable[[], str]


def taken(document: str, **changes: Any) -> SamlAssertion:  # Any: whichever arguments
    usual = {"partition": "aws", "recipients": (RECIPIENT,), "audiences": (AUDIENCE,), "now": ISSUED}
    return verify(encoded(document), changes.pop("provider", provider()), **(usual | changes))


def refused(document: str, error: type[OstiaryError] = InvalidIdentityTokenError, **changes: Any) -> str:
    """Return the words of the refusal."""
    with pytest.raises(error) as raised:
        taken(document, **changes)
    assert type(raised.value) is error
    return raised.value.message


def with_attributes(**aws: list[str]) -> str:
    """Return a response whose assertion has these attributes of AWS's too."""
    return signed(response(assertion(said(**aws))))


def with_others(**others: list[str]) -> str:
    """Return a response whose assertion has further attributes, by their whole names."""
    return signed(response(assertion({**said(), **others})))


# -- what is taken -------------------------------------------------------------------------------------


def test_an_assertion_says_who_is_there_for_which_roles() -> None:
    said = taken(ordinary())
    evidence = said.evidence
    assert (evidence.provider, evidence.issuer, evidence.subject) == (PROVIDER_ARN, ENTITY_ID, "alice")
    assert (evidence.audience, evidence.session_name, evidence.ends) == (RECIPIENT, "alice@example.com", None)
    assert (said.roles, said.evidence.console) == (((ROLE_ARN, PROVIDER_ARN),), None)
    assert said.names(ROLE_ARN)
    assert not said.names(f"{ROLE_ARN}s")


def test_the_condition_keys_are_those_of_aws() -> None:
    # The formula of AWS's API reference: BASE64 ( SHA1 ( issuer + account + "/" + name of the provider ) )
    qualifier = base64.b64encode(hashlib.sha1(f"{ENTITY_ID}{ACCOUNT}/corporate".encode()).digest()).decode()
    evidence = taken(ordinary()).evidence
    assert evidence.claims == {
        "saml:aud": RECIPIENT,
        "saml:doc": f"{ACCOUNT}/corporate",
        "saml:iss": ENTITY_ID,
        "saml:namequalifier": qualifier,
        "saml:sub": "alice",
        "saml:sub_type": "persistent",
    }
    assert evidence.lasting == {"saml:sub", "saml:sub_type", "saml:namequalifier"}


@pytest.mark.parametrize("make", TAKEN.values(), ids=TAKEN)
def test_a_good_response_is_taken(make: Make) -> None:
    assert taken(make()).evidence.subject == "alice"


def test_any_certificate_of_the_metadata_may_have_signed() -> None:
    several = provider(metadata=metadata(["two", "rsa-2048", "one"]))
    for signer in ("one", "two", "rsa-2048"):
        assert taken(signed(response(assertion()), signer=signer), provider=several)


def test_nobody_asks_when_a_certificate_expires() -> None:
    over = entity(role(signing(certificate("one", timedelta(days=1)))))
    assert taken(ordinary(), provider=provider(metadata=over))


def test_a_list_of_namespaces_to_be_included_is_obeyed() -> None:
    listed = f'<ec:InclusiveNamespaces xmlns:ec="{EXCLUSIVE}" PrefixList="xs"/>'
    assert "transformed" in refused(
        ordinary().replace(
            f'Transform Algorithm="{EXCLUSIVE}"/>', f'Transform Algorithm="{EXCLUSIVE}">{listed}{listed}</ds:Transform>'
        )
    )
    assert "was changed" in refused(
        ordinary().replace(
            f'Transform Algorithm="{EXCLUSIVE}"/>', f'Transform Algorithm="{EXCLUSIVE}">{listed}</ds:Transform>'
        )
    )


def test_lines_of_base64_may_be_broken_and_nothing_else() -> None:
    sent = encoded(ordinary())
    broken = "\r\n".join(sent[at : at + 76] for at in range(0, len(sent), 76))
    arguments: dict[str, Any] = {"partition": "aws", "recipients": [RECIPIENT], "audiences": [AUDIENCE], "now": ISSUED}
    assert verify(broken, provider(), **arguments) == verify(sent, provider(), **arguments)
    for wrong in (f" {sent}", sent.replace("A", "-", 1), sent[:-1], f"{sent}=", f"{sent}é", ""):
        with pytest.raises(InvalidIdentityTokenError):
            verify(wrong, provider(), **arguments)


def test_the_partition_and_the_provider_make_the_arn() -> None:
    other = taken(ordinary(), partition="aws-cn", provider=provider(name="other")).evidence
    assert other.provider == f"arn:aws-cn:iam::{ACCOUNT}:saml-provider/other"
    assert other.claims["saml:doc"] == f"{ACCOUNT}/other"


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        (' Format="urn:oasis:names:tc:SAML:2.0:nameid-format:transient"', "transient"),
        (
            ' Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"',
            "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
        ),
        ("", "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"),
    ],
)
def test_the_format_of_the_name_is_shortened_as_aws_does(form: str, shown: str) -> None:
    assert taken(signed(response(assertion(name_format=form)))).evidence.claims["saml:sub_type"] == shown


def test_one_of_our_entity_ids_has_to_be_among_the_audiences() -> None:
    ours = "https://ostiary.example.com"
    document = signed(response(assertion(audiences=["urn:example:other", ours])))
    assert taken(document, audiences=[AUDIENCE, ours])
    assert refused(document) == "Response does not contain the required audience."


def test_metadata_with_several_identity_providers_has_certificates_for_each_of_them() -> None:
    listed = "".join(
        entity(role(signing(certificate(key))), name) for name, key in {ENTITY_ID: "one", "urn:b": "two"}.items()
    )
    both = provider(metadata=entities(listed))
    assert taken(ordinary(), provider=both).evidence.issuer == ENTITY_ID
    assert "not made by a certificate" in refused(signed(response(assertion()), signer="two"), provider=both)


# -- what is refused -----------------------------------------------------------------------------------


@pytest.mark.parametrize("make", WRAPPED.values(), ids=WRAPPED)
def test_threat_32_a_signed_part_vouches_for_nothing_around_it(make: Make) -> None:
    assert "xactly one" in refused(make())


@pytest.mark.parametrize(("make", "words"), FORGED.values(), ids=FORGED)
def test_threat_32_only_what_was_signed_as_saml_asks_is_read(make: Make, words: str) -> None:
    assert words in refused(make())


@given(st.data())
def test_threat_32_no_change_to_a_signed_response_changes_what_is_read(data: st.DataObject) -> None:
    before = _SIGNED
    at = data.draw(st.integers(0, len(before) - 1))
    put = data.draw(st.sampled_from(["", *'<>&"/= ax1\n', "<!-- -->", "&amp;", "<saml:NameID>"]))
    taken_out = data.draw(st.integers(0, 3))
    changed = before[:at] + put + before[at + taken_out :]
    try:
        said = taken(changed)
    except OstiaryError:
        return
    assert said == taken(before)


_SIGNED = ordinary()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"<x/>", "not over what it stands in"),
        (assertion(identifier="_other").encode(), "not over what it stands in"),
        (assertion(issuer="https://other.example.com").encode(), "of another issuer"),
    ],
    ids=["nothing", "something", "another assertion", "an assertion of another issuer"],
)
def test_threat_32_what_verification_returns_is_asked_again(
    content: bytes, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = etree.fromstring(content) if content else None

    class Fooled:
        def verify(self, *_: object, **__: object) -> VerifyResult:
            return VerifyResult(content, root, root, b"")

    monkeypatch.setattr(saml_signature, "XMLVerifier", Fooled)
    assert words in refused(ordinary())


@pytest.mark.parametrize(("make", "words"), UNTRUSTED.values(), ids=UNTRUSTED)
def test_threat_33_only_what_the_provider_signed_for_us_is_taken(make: Make, words: str) -> None:
    assert words in refused(make())


@pytest.mark.parametrize("make", EXPIRED.values(), ids=EXPIRED)
def test_threat_33_each_bound_in_time_ends_it(make: Make) -> None:
    assert "redeemed within 5 minutes" in refused(make(), ExpiredIdentityTokenError)


def test_threat_33_a_provider_that_requires_encryption_takes_nothing_else() -> None:
    assert "requires encrypted" in refused(ordinary(), provider=provider(assertion_encryption="Required"))
    assert taken(ordinary(), provider=provider(assertion_encryption="Allowed"))


def test_threat_33_metadata_is_good_until_it_says() -> None:
    assert "has expired" in refused(ordinary(), provider=provider(valid_until=ISSUED))
    assert taken(ordinary(), provider=provider(valid_until=ISSUED + 1))


def test_an_assertion_is_good_for_five_minutes_and_clocks_may_differ_by_one() -> None:
    document = signed(response(assertion().replace(moment(ISSUED + 300), moment(ISSUED + 3_600))))
    last = ISSUED + MOST_AGE + LEEWAY - 1
    assert taken(document, now=last)
    refused(document, ExpiredIdentityTokenError, now=last + 1)
    assert taken(document, now=ISSUED - LEEWAY)
    assert "not valid yet" in refused(document, now=ISSUED - LEEWAY - 1)


def test_an_assertion_is_not_good_before_its_conditions_say_so() -> None:
    document = signed(response(assertion().replace(moment(ISSUED - 5), moment(ISSUED + 100))))
    assert taken(document, now=ISSUED + 100 - LEEWAY)
    assert "not valid yet" in refused(document, now=ISSUED + 100 - LEEWAY - 1)


def test_a_session_ends_when_the_identity_provider_says_so() -> None:
    end = ISSUED + 7_200
    assert taken(signed(response(assertion(session=f' SessionNotOnOrAfter="{moment(end)}"')))).evidence.ends == end


def test_threat_34_an_assertion_is_known_by_its_id_and_issuer_until_it_is_refused_anyway() -> None:
    evidence = taken(ordinary()).evidence
    assert evidence.once == f"{ASSERTION_ID} {ENTITY_ID}"
    assert taken(ordinary(), now=evidence.once_until - 1)
    refused(ordinary(), ExpiredIdentityTokenError, now=evidence.once_until)


def test_threat_34_the_same_assertion_signed_again_is_the_same() -> None:
    again = signed(response(assertion(name_id="bob")), RESPONSE_ID)
    assert taken(again).evidence.once == taken(ordinary()).evidence.once


def test_threat_34_an_assertion_needs_an_id_that_is_one() -> None:
    assert "an ID is none" in refused(signed(response(assertion(identifier="a 1")), "a 1"))


@pytest.mark.parametrize(("make", "words"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_threat_35_only_plain_documents_are_taken(make: Make, words: str) -> None:
    assert words in refused(make())


@pytest.mark.parametrize("name", [name for name, (_, words) in DOCUMENTS.items() if words == "a document type"])
def test_threat_35_no_parser_ever_sees_a_document_type(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_parser() -> None:
        raise AssertionError("parsed")

    make, words = DOCUMENTS[name]
    document = make()
    monkeypatch.setattr(saml_xml, "parser", no_parser)
    assert words in refused(document)


def test_threat_35_a_response_has_a_hundred_thousand_characters_at_most() -> None:
    fitting = f"{ordinary()}{' ' * 100_000}"[: LONGEST * 3 // 4]
    assert len(encoded(fitting)) == LONGEST
    assert taken(fitting)
    assert "more than 100000 characters" in refused(f"{fitting} ")


def test_threat_35_bytes_that_are_not_utf_8_are_refused() -> None:
    sent = base64.b64encode(ordinary().encode().replace(b">alice<", b">\xe9lice<")).decode()
    with pytest.raises(InvalidIdentityTokenError, match="not UTF-8"):
        verify(sent, provider(), partition="aws", recipients=[RECIPIENT], audiences=[AUDIENCE], now=ISSUED)


@pytest.mark.parametrize("status", ["Responder", "Requester", "AuthnFailed", ""])
def test_a_failure_that_the_identity_provider_reports_is_its_refusal(status: str) -> None:
    for content in ("", assertion()):
        assert "authentication failed" in refused(response(content, status=status), IdpRejectedClaimError)


def test_a_response_has_one_status() -> None:
    document = ordinary()
    begin, end = document.index("<samlp:Status>"), document.index("</samlp:Status>") + len("</samlp:Status>")
    assert "exactly one status" in refused(document[:begin] + document[end:])


def test_metadata_that_cannot_be_read_vouches_for_nobody() -> None:
    assert "metadata cannot be read" in refused(ordinary(), provider=provider(metadata="<x/>"))


# -- attributes ----------------------------------------------------------------------------------------


def test_a_role_and_its_provider_come_in_either_order_and_only_once() -> None:
    other = "arn:aws:iam::210987654321:role/path/other"
    theirs = "arn:aws:iam::210987654321:saml-provider/theirs"
    said = taken(
        with_attributes(Role=[f"{PROVIDER_ARN},{ROLE_ARN}", f" {other} , {theirs}\n", f"{ROLE_ARN},{PROVIDER_ARN}"])
    )
    assert said.roles == ((ROLE_ARN, PROVIDER_ARN), (other, theirs))
    assert said.names(ROLE_ARN)
    assert not said.names(other)


@pytest.mark.parametrize(
    "value",
    [
        "",
        ROLE_ARN,
        f"{ROLE_ARN},{ROLE_ARN}",
        f"{PROVIDER_ARN},{PROVIDER_ARN}",
        f"{ROLE_ARN},{PROVIDER_ARN},{ROLE_ARN}",
        f"{ROLE_ARN};{PROVIDER_ARN}",
        f"arn:aws:iam::{ACCOUNT}:role/,{PROVIDER_ARN}",
        f"arn:aws:sts::{ACCOUNT}:role/x,{PROVIDER_ARN}",
        f"{ROLE_ARN},arn:aws:iam::{ACCOUNT}:user/x",
    ],
)
def test_a_role_attribute_holds_pairs_of_arns(value: str) -> None:
    assert "value of the Role attribute" in refused(with_attributes(Role=[f"{ROLE_ARN},{PROVIDER_ARN}", value]))


def test_an_assertion_names_a_role_and_a_session() -> None:
    assert "no Role attribute" in refused(with_attributes(Role=[]))
    attributes = said()
    del attributes[f"{ATTRIBUTES}RoleSessionName"]
    assert refused(signed(response(assertion(attributes)))) == "RoleSessionName is required in AuthnResponse."


@pytest.mark.parametrize("name", ["", "a", "a" * 65, "a b", "é" * 3, "a/b"])
def test_a_session_name_has_the_form_that_aws_asks_for(name: str) -> None:
    assert "RoleSessionName in AuthnResponse must match" in refused(with_attributes(RoleSessionName=[name]))


def test_a_source_identity_may_be_given() -> None:
    assert taken(with_attributes(SourceIdentity=["alice"])).evidence.source_identity == "alice"
    for wrong in ("", "a", "aws:alice", "AWS:alice", "a b"):
        assert "Source Identity must match" in refused(with_attributes(SourceIdentity=[wrong]))


@pytest.mark.parametrize("value", ["900", "43200"])
def test_a_duration_for_the_console_may_be_given(value: str) -> None:
    assert taken(with_attributes(SessionDuration=[value])).evidence.console == int(value)


@pytest.mark.parametrize("value", ["", "899", "43201", "-900", "9e2", "900.0", "٩٠٠", "9" * 5_000])
def test_a_duration_is_a_number_in_the_range_of_aws(value: str) -> None:
    assert "SessionDuration is not" in refused(with_attributes(SessionDuration=[value]))


def test_session_tags_come_from_attributes() -> None:
    tags = {f"{ATTRIBUTES}PrincipalTag:Cost Center": ["a=b"], f"{ATTRIBUTES}PrincipalTag:Empty": [""]}
    evidence = taken(with_others(**tags, **{f"{ATTRIBUTES}TransitiveTagKeys": ["Empty", "Cost Center"]})).evidence
    assert evidence.tags == {"Cost Center": "a=b", "Empty": ""}
    assert evidence.transitive_keys == ("Empty", "Cost Center")


@pytest.mark.parametrize(
    "tags",
    [
        {"": ["x"]},
        {"k" * 129: ["x"]},
        {"a*": ["x"]},
        {"a": ["x" * 257]},
        {"a": ["*"]},
        {f"a{n}": ["x"] for n in range(51)},
    ],
    ids=["no key", "long key", "key with a star", "long value", "value with a star", "many"],
)
def test_session_tags_have_the_form_that_assume_role_asks_for(tags: dict[str, list[str]]) -> None:
    named = {f"{ATTRIBUTES}PrincipalTag:{key}": values for key, values in tags.items()}
    assert "session tags are not valid" in refused(with_others(**named))


@pytest.mark.parametrize("name", ["RoleSessionName", "SourceIdentity", "SessionDuration", "PrincipalTag:a"])
def test_what_has_one_value_has_not_two(name: str) -> None:
    for values in ([], ["900", "900"]):
        assert "exactly one value" in refused(with_attributes(**{name: values}))


def test_attributes_are_known_by_their_whole_names() -> None:
    others = {
        "Role": ["x"],
        f"{ATTRIBUTES}role": ["x"],
        f"{ATTRIBUTES}sourceidentity": ["x y"],
        "SourceIdentity": ["x"],
    }
    assert taken(with_others(**others)) == taken(ordinary())


def test_attributes_of_several_statements_and_of_the_same_name_are_one() -> None:
    more = "".join(
        f'<saml:AttributeStatement><saml:Attribute Name="cn"><saml:AttributeValue>{name}</saml:AttributeValue>'
        "</saml:Attribute></saml:AttributeStatement>"
        for name in ("Alice", "A. Liddell")
    )
    document = signed(response(assertion().replace("</saml:Assertion>", f"{more}</saml:Assertion>")))
    assert taken(document).evidence.claims["saml:cn"] == ("Alice", "A. Liddell")


def test_a_value_is_a_text_or_a_name() -> None:
    name = "urn:oid:1.3.6.1.4.1.5923.1.1.1.10"
    claims = taken(with_others(**{name: [f'<x:NameID xmlns:x="{SAML}">abc</x:NameID>', "def"]})).evidence.claims
    assert claims["saml:edupersontargetedid"] == ("abc", "def")
    assert f"attribute {name} is not a text" in refused(with_others(**{name: ["a<x xmlns='urn:x'>b</x>"]}))


@pytest.mark.parametrize("key", saml_attributes.KEYS, ids=lambda key: key.name)
def test_directory_attributes_become_condition_keys_by_each_of_their_names(key: saml_attributes.Key) -> None:
    known = condition_key(key.name)
    assert known is not None
    assert key.multi == known.multi
    for name in key.attributes:
        assert taken(with_others(**{name: ["x"]})).evidence.claims[key.name] == (("x",) if key.multi else "x")
    values = {name: ["x", "y", "x"] for name in key.attributes}
    if key.multi:
        assert taken(with_others(**values)).evidence.claims[key.name] == ("x", "y")
    else:
        assert f"more than one value for {key.name}" in refused(with_others(**values))


def test_no_attribute_becomes_two_condition_keys_or_one_that_is_said_otherwise() -> None:
    names = [name for key in saml_attributes.KEYS for name in key.attributes]
    assert len(set(names)) == len(names)
    assert not {key.name for key in saml_attributes.KEYS} & taken(ordinary()).evidence.claims.keys()


# -- for the browser -----------------------------------------------------------------------------------


def test_the_roles_that_a_response_claims_can_be_seen_before_it_is_verified() -> None:
    assert roles_claimed(encoded(response(assertion()))) == ((ROLE_ARN, PROVIDER_ARN),)
    assert roles_claimed(encoded(response(""))) == ()
    for wrong in ("x", encoded(ordinary().replace(">alice<", "><!-- --><")), encoded(with_attributes(Role=["x"]))):
        with pytest.raises(InvalidIdentityTokenError):
            roles_claimed(wrong)


def test_what_asks_for_session_tags_is_the_model_of_assume_role() -> None:
    shape = saml_assertion._session_tags()
    assert [member.name for member in shape.members] == ["Tags", "TransitiveTagKeys"]
