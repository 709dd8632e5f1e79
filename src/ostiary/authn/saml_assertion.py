"""Verify what a SAML identity provider says of its user: the response that AssumeRoleWithSAML and `/saml` are given.

One door, one profile: SAML V2.0's web browser single sign-on, begun by the identity provider (Profiles, 4.1), and
narrower where the standard leaves a choice (threats 32 to 35). What the response itself says can only refuse it;
everything that is believed is read from what `saml_signature.verified` returns.

AWS says in its guide what a response must hold, and the words of some refusals ("Troubleshoot SAML federation"); how
it verifies is not documented.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from ostiary.authn import saml_attributes, saml_metadata, saml_signature, saml_xml
from ostiary.authn.saml_attributes import Attributes, ClaimError, text
from ostiary.authn.saml_metadata import IdentityProvider, MetadataError
from ostiary.authn.saml_signature import ASSERTION, SignatureError
from ostiary.authn.saml_xml import Element, XmlError
from ostiary.model.arn import Arn, iam_arn
from ostiary.model.errors import (
    ExpiredIdentityTokenError,
    IdpRejectedClaimError,
    InvalidIdentityTokenError,
    OstiaryError,
    ValidationError,
)
from ostiary.model.evidence import Evidence
from ostiary.model.nouns import SamlProvider
from ostiary.wire.constraints import require_valid
from ostiary.wire.services import Structure, service

LONGEST: Final = 100_000
"""Characters of a response, in base64 (the service model's `SAMLAssertionType`)."""

AUDIENCE: Final = "urn:amazon:webservices"
"""The audience of an assertion for AWS, and for us unless another one is configured."""

MOST_AGE: Final = 300
"""AWS: "Token must be redeemed within 5 minutes of issuance"."""

LEEWAY: Final = 60
"""Seconds by which the clock of an identity provider may be off, either way. AWS's are not documented."""

REQUIRED: Final = "Required"

Roles = tuple[tuple[str, str], ...]
"""Pairs of a role's ARN and a SAML provider's."""

_P: Final = "{urn:oasis:names:tc:SAML:2.0:protocol}"
_A: Final = "{urn:oasis:names:tc:SAML:2.0:assertion}"
_SUCCESS: Final = "urn:oasis:names:tc:SAML:2.0:status:Success"
_BEARER: Final = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
_ENTITY: Final = "urn:oasis:names:tc:SAML:2.0:nameid-format:entity"
_UNSPECIFIED: Final = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"
_FORMAT: Final = "urn:oasis:names:tc:SAML:2.0:nameid-format:"
"""AWS takes this off the format of a name id: `transient`."""

_UNDERSTOOD: Final = frozenset({f"{_A}AudienceRestriction", f"{_A}OneTimeUse", f"{_A}ProxyRestriction"})
"""Conditions; every assertion is taken only once, and none is passed on. Others make it invalid (Core, 2.5.1.1)."""

_ATTRIBUTES: Final = frozenset({"ID", "Version", "IssueInstant", "Destination", "Consent", "InResponseTo"})
_PARTS: Final = (f"{_A}Issuer", saml_signature.SIGNATURE, f"{_P}Extensions", f"{_P}Status", ASSERTION)
"""Attributes and parts of a response, in their order (Core, 3.2.2)."""

_DECLARATION: Final = re.compile(
    r"<\?xml[ \t\r\n]+version=([\"'])1\.0\1"
    r"([ \t\r\n]+encoding=([\"'])[Uu][Tt][Ff]-8\3)?"
    r"([ \t\r\n]+standalone=([\"'])(yes|no)\5)?[ \t\r\n]*\?>"
)
_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:.+", re.DOTALL)
_XML_ID: Final = re.compile(r"[A-Za-z_][A-Za-z0-9._-]{0,255}")
_NAME: Final = re.compile(r"[a-zA-Z_0-9+=,.@-]{2,64}")
_DURATION: Final = re.compile(r"[0-9]{1,6}")
SHORTEST_SESSION: Final = 900
LONGEST_SESSION: Final = 43_200
LONGEST_NAME_ID: Final = 1_024
"""Characters; a persistent one has 256 at most (Core, 8.3.7), and what is kept of it has to fit a session token."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SamlAssertion:
    """A verified assertion.

    `evidence` holds what AssumeRoleWithSAML answers. `roles` are the pairs of role and provider that its Role attribute
    names: of any account and provider.
    """

    evidence: Evidence
    roles: Roles

    def names(self, role: str) -> bool:
        """Return whether the provider that made this lets its user have the role with that ARN."""
        return (role, self.evidence.provider) in self.roles


def verify(
    response: str,
    provider: SamlProvider,
    *,
    partition: str,
    recipients: Collection[str],
    audiences: Collection[str],
    now: int,
) -> SamlAssertion:
    """Return what *response*, in base64 as sent, says, once *provider* is known to have said it, to us, and just now.

    *recipients* are the URLs that responses are sent to, *audiences* our entity ids. Whoever grants something for the
    answer marks `evidence.once` as used in the same transaction: nothing is remembered here.

    Raises ExpiredIdentityTokenError for what was good once, IdpRejectedClaimError when the identity provider reports a
    failure, and InvalidIdentityTokenError, which says what is wrong, for everything else.
    """
    root = _response(response)
    _require_success(root)
    _require_usable(provider, now)
    try:
        _require_addressed(root, recipients)
        issuer = _issuer(root, provider)
        assertion = saml_signature.verified(root, issuer.certificates)
        _require_form(root)
        return _Reader(assertion, provider, issuer.entity_id, partition).read(recipients, audiences, now)
    except SignatureError as error:
        raise InvalidIdentityTokenError(f"Response signature invalid: {error}.") from error
    except ClaimError as error:
        raise InvalidIdentityTokenError(f"SAML response invalid: {error}.") from error


def roles_claimed(response: str) -> Roles:
    """Return the roles and providers that *response*, in base64, names: said by nobody yet.

    For the browser's endpoint, which is not told whose response it is: each provider that is named may be looked up and
    asked for by `verify`. Raises InvalidIdentityTokenError.
    """
    try:
        return tuple(dict.fromkeys(pair for each in _response(response).iter(ASSERTION) for pair in _roles_of(each)))
    except ClaimError as error:
        raise InvalidIdentityTokenError(f"SAML response invalid: {error}.") from error


def _roles_of(assertion: Element) -> Roles:
    return _roles(saml_attributes.read(assertion))


# -- the document --------------------------------------------------------------------------------------


def _response(response: str) -> Element:
    """Return the root of the document, which has nothing in it that two readers could see differently."""
    document = _document(response)
    declaration = _DECLARATION.match(document)
    content = document[declaration.end() :] if declaration else document
    if "<!" in content or "<?" in content:
        # No text can have these but in the markup that they begin: document types, comments, CDATA and instructions.
        raise _invalid("it holds a document type, a comment, CDATA or a processing instruction")
    try:
        root = saml_xml.parsed(document)
    except XmlError as error:
        raise _invalid(str(error)) from error
    if not all(_ABSOLUTE.fullmatch(uri) for uri in saml_xml.namespaces(root)):
        raise _invalid("it has a relative namespace")  # which cannot be canonicalized (Canonical XML 1.0, 1.3)
    if root.tag != f"{_P}Response" or root.get("Version") != "2.0":
        raise _invalid("it is not a Response of SAML 2.0")
    return root


def _document(response: str) -> str:
    if len(response) > LONGEST:
        raise _invalid(f"it has more than {LONGEST} characters")
    try:
        # Some identity providers break the lines, as MIME does; nothing else is passed over.
        return base64.b64decode(response.replace("\r", "").replace("\n", ""), validate=True).decode()
    except (binascii.Error, ValueError) as error:
        raise _invalid("it is not UTF-8 in base64") from error


def _require_success(root: Element) -> None:
    codes = root.findall(f"{_P}Status/{_P}StatusCode")
    if len(codes) != 1:
        raise _invalid("it does not have exactly one status")
    if codes[0].get("Value") != _SUCCESS:
        raise IdpRejectedClaimError("The identity provider reported that authentication failed.")


def _require_usable(provider: SamlProvider, now: int) -> None:
    if provider.valid_until is not None and now >= provider.valid_until:
        raise InvalidIdentityTokenError("The metadata of the specified provider has expired.")
    if provider.assertion_encryption == REQUIRED:
        raise InvalidIdentityTokenError(
            "The specified provider requires encrypted assertions, which Ostiary does not take yet."
        )


def _require_addressed(root: Element, recipients: Collection[str]) -> None:
    """Refuse by what the response says of itself, signed or not; the assertion is asked all of it again."""
    if any(_is_encrypted(element) for element in root.iter()):
        # Whoever knows our key can encrypt something: decrypted first, it would be an unsigned assertion (threat 33).
        raise ClaimError("it is encrypted, which Ostiary does not take yet")
    if root.get("InResponseTo") is not None:
        raise ClaimError("it answers a request, and none was made (InResponseTo)")
    if (destination := root.get("Destination")) is not None and destination not in recipients:
        raise ClaimError("it was sent to somebody else (Destination)")


def _require_form(root: Element) -> None:
    """Refuse what the schema of a response has not, signed or not: other verifiers do."""
    parts = [element.tag for element in root]
    if parts != [part for part in _PARTS if part in parts]:
        raise ClaimError("it has parts that a response has not, or in another order")
    if not _ATTRIBUTES.issuperset(root.attrib) or _time(root, "IssueInstant") is None:
        raise ClaimError("it has attributes that a response has not, or no IssueInstant")
    _id(root)


def _id(element: Element) -> str:
    identifier = element.get(saml_signature.ID) or ""
    if not _XML_ID.fullmatch(identifier):
        raise ClaimError("an ID is none, or is longer than 256 characters")
    return identifier


def _is_encrypted(element: Element) -> bool:
    namespace, _, name = element.tag.rpartition("}")
    return name.startswith("Encrypted") or namespace.startswith("{http://www.w3.org/2001/04/xmlenc#")


def _issuer(root: Element, provider: SamlProvider) -> IdentityProvider:
    """Return the identity provider that the response says it is from, among those of *provider*'s metadata."""
    assertion = _one(root, ASSERTION)
    issuer = _name_of_issuer(assertion)
    if any(text(other, "its issuer") != issuer for other in root.findall(f"{_A}Issuer")):
        raise ClaimError("the assertion is of another issuer than the response")
    try:
        known = saml_metadata.read(provider.metadata).providers
    except MetadataError as error:
        raise ClaimError(f"the provider's metadata cannot be read: {error}") from error
    for each in known:
        if each.entity_id == issuer:
            return each
    raise InvalidIdentityTokenError("Issuer not present in specified provider.")


def _name_of_issuer(assertion: Element) -> str:
    issuer = _one(assertion, f"{_A}Issuer")
    if issuer.get("Format") not in {None, _ENTITY}:
        raise ClaimError("its issuer is not an entity id")
    return text(issuer, "its issuer")


def _one(element: Element, path: str) -> Element:
    found = element.findall(path)
    if len(found) != 1:
        raise ClaimError(f"it does not have exactly one {path.rpartition('}')[2]}")
    return found[0]


def _invalid(reason: str) -> OstiaryError:
    return InvalidIdentityTokenError(f"SAML response invalid: {reason}.")


# -- the assertion -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Bounds:
    """When an assertion may be used: not before `earliest`, and before `latest`; a session ends by `session`."""

    earliest: tuple[int, ...]
    latest: tuple[int, ...]
    session: int | None


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads a verified assertion of *issuer*, by which *provider* vouches."""

    assertion: Element
    provider: SamlProvider
    issuer: str
    partition: str

    def read(self, recipients: Collection[str], audiences: Collection[str], now: int) -> SamlAssertion:
        """Return what it says, or raise ClaimError or an OstiaryError."""
        if self.assertion.get("Version") != "2.0" or _name_of_issuer(self.assertion) != self.issuer:
            raise ClaimError("the assertion is not of SAML 2.0, or of another issuer")
        confirmation = self._confirmation(recipients)
        conditions = _one(self.assertion, f"{_A}Conditions")
        _require_audience(conditions, audiences)
        bounds = self._bounds(conditions, confirmation)
        _require_now(bounds, now)
        attributes = saml_attributes.read(self.assertion)
        subject, subject_type = self._subject()
        own = {
            "saml:aud": confirmation.get("Recipient") or "",
            "saml:doc": f"{self.provider.account}/{self.provider.name}",
            "saml:iss": self.issuer,
            "saml:namequalifier": _name_qualifier(self.issuer, self.provider),
            "saml:sub": subject,
            "saml:sub_type": subject_type,
        }
        tags, transitive_keys = _tags(attributes)
        evidence = Evidence(
            provider=iam_arn(self.partition, self.provider.account, f"saml-provider/{self.provider.name}"),
            issuer=self.issuer,
            subject=subject,
            audience=own["saml:aud"],
            claims=saml_attributes.claims(attributes) | own,
            lasting=frozenset({"saml:namequalifier", "saml:sub", "saml:sub_type"}),
            tags=tags,
            transitive_keys=transitive_keys,
            source_identity=_source_identity(attributes),
            session_name=_session_name(attributes),
            ends=bounds.session,
            console=_duration(attributes),
            once=f"{_id(self.assertion)} {self.issuer}",
            once_until=min(bounds.latest),
        )
        return SamlAssertion(evidence=evidence, roles=_roles(attributes))

    def _subject(self) -> tuple[str, str]:
        """Return the name of the subject, and the format of that name as AWS shortens it."""
        name = _one(self.assertion, f"{_A}Subject/{_A}NameID")
        subject = text(name, "the NameID")
        if not subject or len(subject) > LONGEST_NAME_ID:
            raise ClaimError(f"the NameID does not have 1 to {LONGEST_NAME_ID} characters")
        return subject, (name.get("Format") or _UNSPECIFIED).removeprefix(_FORMAT)

    def _confirmation(self, recipients: Collection[str]) -> Element:
        """Return the data of the one confirmation: whoever bears the assertion, and sends it to us."""
        confirmation = _one(self.assertion, f"{_A}Subject/{_A}SubjectConfirmation")
        if confirmation.get("Method") != _BEARER:
            raise ClaimError("its subject is not confirmed as the bearer")
        data = _one(confirmation, f"{_A}SubjectConfirmationData")
        if data.get("Recipient") not in recipients:
            raise ClaimError("it is for somebody else (Recipient)")
        if data.get("InResponseTo") is not None:
            raise ClaimError("it answers a request, and none was made (InResponseTo)")
        if data.get("NotBefore") is not None:
            raise ClaimError("the confirmation of a bearer has a NotBefore")  # Profiles, 4.1.4.2
        return data

    def _bounds(self, conditions: Element, confirmation: Element) -> _Bounds:
        issued = _time(self.assertion, "IssueInstant")
        until = _time(confirmation, "NotOnOrAfter")
        if issued is None or until is None:
            raise ClaimError("it lacks an IssueInstant, or the NotOnOrAfter of its confirmation")
        session = _time(_one(self.assertion, f"{_A}AuthnStatement"), "SessionNotOnOrAfter")
        condition = _time(conditions, "NotOnOrAfter")
        return _Bounds(
            earliest=tuple(t - LEEWAY for t in (issued, _time(conditions, "NotBefore")) if t is not None),
            latest=(
                *(t + LEEWAY for t in (issued + MOST_AGE, until, condition) if t is not None),
                *(() if session is None else (session,)),  # without leeway: there would be nothing left to grant
            ),
            session=session,
        )


def _time(element: Element, name: str) -> int | None:
    value = element.get(name)
    try:
        return None if value is None else saml_xml.seconds(value)
    except ValueError as error:
        raise ClaimError(f"{name} is not a time") from error


def _require_now(bounds: _Bounds, now: int) -> None:
    if now >= min(bounds.latest):
        raise ExpiredIdentityTokenError(
            f"Token must be redeemed within {MOST_AGE // 60} minutes of issuance, and before any of its bounds in time."
        )
    if now < max(bounds.earliest):
        raise ClaimError("it is not valid yet (IssueInstant, NotBefore)")


def _require_audience(conditions: Element, audiences: Collection[str]) -> None:
    """Raise unless each restriction names one of *audiences*, there is one, and no other condition is to be met."""
    if any(condition.tag not in _UNDERSTOOD for condition in conditions):
        raise ClaimError("it has a condition that is not understood")
    restrictions = conditions.findall(f"{_A}AudienceRestriction")
    for restriction in restrictions:
        named = {text(audience, "an audience") for audience in restriction.findall(f"{_A}Audience")}
        if not named & set(audiences):
            raise InvalidIdentityTokenError("Response does not contain the required audience.")
    if not restrictions:
        raise InvalidIdentityTokenError("Response does not contain the required audience.")


def _name_qualifier(issuer: str, provider: SamlProvider) -> str:
    """Return what makes a subject unique among all providers, as AWS's API reference computes it."""
    named = f"{issuer}{provider.account}/{provider.name}".encode()
    return base64.b64encode(hashlib.sha1(named, usedforsecurity=False).digest()).decode()


# -- the attributes that AWS defines -------------------------------------------------------------------


def _roles(attributes: Attributes) -> Roles:
    values = attributes.get(saml_attributes.ROLE, ())
    if not values:
        raise ClaimError("it has no Role attribute")
    return tuple(dict.fromkeys(_pair(value) for value in values))


def _pair(value: str) -> tuple[str, str]:
    """Return role and provider of a value, which has them in either order."""
    named = {_kind(arn): arn for arn in (part.strip(saml_attributes.SPACE) for part in value.split(","))}
    if named.keys() != {"role", "saml-provider"} or value.count(",") != 1:
        raise ClaimError("a value of the Role attribute is not the ARN of a role and the ARN of a SAML provider")
    return named["role"], named["saml-provider"]


def _kind(text: str) -> str:
    arn = Arn.parse(text)
    if arn is None or arn.service != "iam":
        return ""
    kind, _, name = arn.resource.partition("/")
    return kind if name else ""


def _session_name(attributes: Attributes) -> str:
    name = saml_attributes.one(attributes, saml_attributes.ROLE_SESSION_NAME)
    if name is None:
        raise InvalidIdentityTokenError("RoleSessionName is required in AuthnResponse.")
    if not _NAME.fullmatch(name):
        raise InvalidIdentityTokenError(f"RoleSessionName in AuthnResponse must match {_NAME.pattern}")
    return name


def _source_identity(attributes: Attributes) -> str:
    name = saml_attributes.one(attributes, saml_attributes.SOURCE_IDENTITY)
    if name is not None and (not _NAME.fullmatch(name) or name.lower().startswith("aws:")):
        raise InvalidIdentityTokenError(f'Source Identity must match {_NAME.pattern} and not begin with "aws:"')
    return name or ""


def _duration(attributes: Attributes) -> int | None:
    value = saml_attributes.one(attributes, saml_attributes.SESSION_DURATION)
    if value is None:
        return None
    if not _DURATION.fullmatch(value) or not SHORTEST_SESSION <= int(value) <= LONGEST_SESSION:
        raise ClaimError(f"SessionDuration is not a number of seconds from {SHORTEST_SESSION} to {LONGEST_SESSION}")
    return int(value)


def _tags(attributes: Attributes) -> tuple[Mapping[str, str], tuple[str, ...]]:
    """Return the session tags, and which of them are transitive: of the form that AssumeRole asks for."""
    prefix = saml_attributes.PRINCIPAL_TAG
    tags = {
        name.removeprefix(prefix): saml_attributes.one(attributes, name) or ""
        for name in attributes
        if name.startswith(prefix)
    }
    transitive_keys = tuple(dict.fromkeys(attributes.get(saml_attributes.TRANSITIVE_TAG_KEYS, ())))
    listed = [{"Key": key, "Value": value} for key, value in tags.items()]
    try:
        require_valid(_session_tags(), {"Tags": listed, "TransitiveTagKeys": list(transitive_keys)}, echo=False)
    except ValidationError as error:
        raise ClaimError(f"its session tags are not valid: {error.message}") from error
    return tags, transitive_keys


def _session_tags() -> Structure:
    """Return what AssumeRole's model says of session tags; AssumeRoleWithSAML's has none of them."""
    model = service("sts").operations["AssumeRole"].input
    assert model is not None
    members = tuple(member for member in model.members if member.name in {"Tags", "TransitiveTagKeys"})
    return Structure(name=model.name, members=members, union=False, sensitive=False)
