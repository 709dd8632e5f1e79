"""Who calls with a certificate: a workload, for whom the service principal of Roles Anywhere assumes a role.

The certificate is verified against the trust anchor that the call names, and the profile says which roles may be asked
for; whether the role trusts the anchor, and what the certificate says, is for the role's trust policy (user guide of
IAM Roles Anywhere, "Trust model").
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from cryptography import x509

from ostiary.authn import x509_anchors, x509_attributes, x509_signature, x509_trust
from ostiary.authn.identity import Identity, KnownRefusedError
from ostiary.authn.x509_signature import SERVICE, Shown
from ostiary.model.arn import Arn, rolesanywhere_arn
from ostiary.model.caller import Caller, CallerKind
from ostiary.model.errors import AccessDeniedError, OstiaryError, ValidationError
from ostiary.model.evidence import Evidence
from ostiary.model.http import HttpRequest
from ostiary.model.nouns import RevocationList, TrustAnchor, WorkloadProfile
from ostiary.store.contract import Grounds, Reader
from ostiary.store.memo import Memo, Memory, Remembered
from ostiary.wire.constraints import require_valid
from ostiary.wire.services import ListOf, Structure, service

Params = Mapping[str, Any]  # Any: values of every shape

PRINCIPAL: Final = "rolesanywhere.amazonaws.com"


@dataclass(frozen=True, slots=True)
class Authority:
    """A trust anchor with its certificates and the revocation lists of them that count, read."""

    anchor: TrustAnchor
    certificates: tuple[x509.Certificate, ...]
    lists: tuple[x509.CertificateRevocationList, ...]


class Workloads:
    """Tells which workload calls. Thread-safe."""

    def __init__(self, memo: Memo, partition: str) -> None:
        self._memo = memo
        self._partition = partition

    def identify(self, http: HttpRequest, params: Params, now: int, memory: Memory | None = None) -> Identity:
        """Return the service that calls for the workload whose certificate signed *http*, with what it vouches for.
        With *memory* it is asked instead of the own memo.

        Raises what `x509_signature.verified` does, and AccessDeniedError unless the anchor vouches for the certificate;
        KnownRefusedError when it does, and revocation, anchor, profile or role stand against it.
        """
        shown = x509_signature.verified(http, now)
        memory = memory or self._memo
        authority = self._authority(memory, params["trustAnchorArn"], shown)
        known, anchor = authority.value, authority.value.anchor
        path = x509_trust.require_path(shown.leaf, shown.intermediates, known.certificates, now)
        caller = _caller(shown.leaf, self._arn(anchor), anchor.account)
        try:
            x509_trust.require_unrevoked(path, known.lists)
            if not anchor.enabled:
                raise AccessDeniedError("The trust anchor is disabled.")
            profile = self._profile(memory, params["profileArn"], anchor)
            _require_offered(profile.value, params)
            assert caller.evidence is not None
            evidence = _in_session(caller.evidence, shown.leaf, profile.value, params)
        except OstiaryError as error:
            grounds = Grounds(authority.revision, authority.tokens)
            raise KnownRefusedError(Identity(caller, shown.region, "", grounds), error) from None
        grounds = Grounds(min(authority.revision, profile.revision), authority.tokens | profile.tokens)
        return Identity(replace(caller, evidence=evidence), shown.region, "", grounds)

    def _authority(self, memory: Memory, text: str, shown: Shown) -> Remembered[Authority]:
        """Return the authority of the anchor that is named. A stranger does not learn that there is none."""
        account, id_ = self._parts(text, "trust-anchor", shown.region)
        try:
            return memory.get(
                ("authn.trust-anchor", account, shown.region, id_),
                lambda reader: _read_authority(reader, account, shown.region, id_),
            )
        except _UnknownError:
            raise AccessDeniedError(x509_trust.UNTRUSTED) from None

    def _profile(self, memory: Memory, text: str, anchor: TrustAnchor) -> Remembered[WorkloadProfile]:
        account, id_ = self._parts(text, "profile", anchor.region)
        if account != anchor.account:
            raise AccessDeniedError(NO_PROFILE)
        try:
            return memory.get(
                ("authn.workload-profile", account, anchor.region, id_),
                lambda reader: _read_profile(reader, account, anchor.region, id_),
            )
        except _UnknownError:
            raise AccessDeniedError(NO_PROFILE) from None

    def _parts(self, text: str, kind: str, region: str) -> tuple[str, str]:
        """Return account and id of the ARN *text*. Raises ValidationError for another kind, partition or region."""
        arn = Arn.parse(text)
        if arn is None or (arn.partition, arn.service, arn.region) != (self._partition, SERVICE, region):
            raise ValidationError(f"The ARN of the {kind} is not one of the region that the request is signed for.")
        found, _, id_ = arn.resource.partition("/")
        if found != kind or not id_ or not arn.account:
            raise ValidationError(f"The ARN is not that of a {kind}.")
        return arn.account, id_

    def _arn(self, anchor: TrustAnchor) -> str:
        return rolesanywhere_arn(self._partition, anchor.region, anchor.account, f"trust-anchor/{anchor.id}")


class _UnknownError(Exception):
    """There is none. What is raised no memory keeps: strangers cannot fill it."""


def _read_authority(reader: Reader, account: str, region: str, id_: str) -> Authority:
    anchor = reader.trust_anchors.get(account, id_, parent=region)
    if anchor is None:
        raise _UnknownError
    certificates = x509_anchors.bundle(anchor.certificates)
    lists = tuple(_crl(one, certificates) for one in lists_of(reader, anchor) if one.enabled)
    return Authority(anchor, certificates, lists)


def lists_of(reader: Reader, anchor: TrustAnchor) -> tuple[RevocationList, ...]:
    """Return all revocation lists of *anchor*, whatever the quota is."""
    number = reader.revocation_lists.count(anchor.account, parent=anchor.id)
    return reader.revocation_lists.page(anchor.account, parent=anchor.id, limit=max(number, 1)).items


def _crl(kept: RevocationList, certificates: tuple[x509.Certificate, ...]) -> x509.CertificateRevocationList:
    return x509_anchors.revocation_list(base64.b64decode(kept.data), certificates)


def _read_profile(reader: Reader, account: str, region: str, id_: str) -> WorkloadProfile:
    profile = reader.workload_profiles.get(account, id_, parent=region)
    if profile is None:
        raise _UnknownError
    return profile


def _require_offered(profile: WorkloadProfile, params: Params) -> None:
    if not profile.enabled:
        raise AccessDeniedError("The profile is disabled.")
    if params["roleArn"] not in profile.roles:
        raise AccessDeniedError("Requested Role isn't one of those listed in the Profile.")
    if params.get("roleSessionName") and not profile.names_sessions:
        raise AccessDeniedError("Not authorized to set roleSessionName.")
    if profile.wants_properties and not params.get("instanceProperties"):
        raise ValidationError("The profile requires instanceProperties.")


def _caller(leaf: x509.Certificate, anchor: str, account: str) -> Caller:
    """Return the service on behalf of the workload: nothing of the session yet."""
    subject, issuer = leaf.subject.rfc4514_string(), leaf.issuer.rfc4514_string()
    names = {key: value for key, value in x509_attributes.tags(leaf).items() if key.startswith(x509_attributes.NAMES)}
    told = {"x509Issuer": issuer, "x509SerialNumber": x509_attributes.session_name(leaf), **names}
    return Caller(
        kind=CallerKind.SERVICE,
        account=account,
        arn=PRINCIPAL,
        entity_arn="",
        entity_id="",
        user_id="",
        access_key_id="",
        user_name=subject,
        evidence=Evidence(provider=anchor, issuer=issuer, subject=subject, audience="", told=told),
        source_arn=anchor,
        source_account=account,
    )


def _in_session(evidence: Evidence, leaf: x509.Certificate, profile: WorkloadProfile, params: Params) -> Evidence:
    """Return *evidence* with what it gives the session. Raises ValidationError for what AssumeRole would not take:
    names may hold what a source identity may not."""
    said = x509_attributes.tags(leaf, profile.mappings)
    found = replace(
        evidence,
        tags={key: value for key, value in said.items() if _is_tag(key, value)},
        source_identity=x509_attributes.source_identity(leaf),
        session_name=params.get("roleSessionName") or x509_attributes.session_name(leaf),
    )
    require_valid(_ASSUME_ROLE, {"RoleArn": params["roleArn"], **found.asked}, echo=True)
    return found


def _is_tag(key: str, value: str) -> bool:
    """Return whether a session may have such a tag; what it may not have is left out, and no condition sees it (user
    guide, "Trust policy")."""
    try:
        require_valid(_TAG, {"Key": key, "Value": value})
    except ValidationError:
        return False
    return True


def _shapes() -> tuple[Structure, Structure]:
    """Return what AssumeRole takes, and what it takes for a tag."""
    taken = service("sts").operations["AssumeRole"].input
    assert taken is not None
    tags = next(member.shape for member in taken.members if member.name == "Tags")
    assert isinstance(tags, ListOf)
    assert isinstance(tags.item, Structure)
    return taken, tags.item


_ASSUME_ROLE, _TAG = _shapes()

NO_PROFILE: Final = "There is no such profile beside the trust anchor."
