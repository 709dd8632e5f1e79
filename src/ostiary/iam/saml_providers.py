"""SAML identity providers: their metadata, the keys that decrypt their assertions, and their tags.

Who may create or update one decides whose assertions are believed. Names keep their case. A name that is given up and
taken again is the same principal in trust policies: they name a provider by its ARN, at AWS too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from ostiary.authn import saml_keys, saml_metadata
from ostiary.authn.saml_metadata import MetadataError
from ostiary.authz.authorized import Authorized
from ostiary.authz.handler import Handler, Read, Write
from ostiary.iam import find, pages, tags
from ostiary.model.arn import iam_arn
from ostiary.model.errors import InvalidInputError, LimitExceededError
from ostiary.model.nouns import SamlProvider, SealedKey
from ostiary.model.secret import Secret
from ostiary.store.contract import Reader, Transaction
from ostiary.wire import iam_types

KIND: Final = "SAMLProvider"
"""The word for SAML providers in the names of quotas; AWS's is not documented."""

ALLOWED: Final = "Allowed"
REQUIRED: Final = "Required"

PRIVATE_KEYS: Final = 2
"""Most private keys at once, which is what a rotation needs; the service model bounds the list (IAM guide as well)."""

YEARS: Final = 100
"""How long AWS calls a provider valid whose metadata names no end (a recorded answer)."""

# The IAM guide lists these under "Troubleshoot SAML federation". Which error code goes with them is not documented.
NOTHING_TO_DO: Final = (
    "Unable to update identity provider. No updates are defined for metadata or encryption assertion."
)
ADD_AND_REMOVE: Final = (
    "Unable to add and remove private keys in the same request. Set a value for only one of the two parameters."
)
NO_KEY: Final = "Unable to set assertion encryption mode to Required because no private key is provided."
LAST_KEY: Final = "Failed to remove private key."
UNKNOWN_KEY: Final = "Failed to remove private key because the Key ID does not match a private key."
TOO_MANY_KEYS: Final = f"Private key limit of {PRIVATE_KEYS} is reached."
BAD_KEY: Final = "Invalid private key."
BAD_METADATA: Final = "Could not parse metadata"
"""Followed by the reason, which AWS keeps to itself."""


def create_saml_provider(
    call: Authorized[iam_types.CreateSAMLProviderRequest], tx: Transaction
) -> iam_types.CreateSAMLProviderResponse:
    """Create a SAML provider, with at most one private key.

    Raises InvalidInputError for metadata or a key that cannot be used, LimitExceededError beyond a quota.
    """
    params = call.params
    if tx.saml_providers.count(call.account) >= call.quotas.saml_providers:
        raise LimitExceededError(f"Cannot exceed quota for SAMLProvidersPerAccount: {call.quotas.saml_providers}")
    document = params["SAMLMetadataDocument"]
    provider = SamlProvider(
        account=call.account,
        name=params["Name"],
        uuid=_long_id(call, "SAMLSP"),
        created=call.now,
        metadata=document,
        valid_until=_valid_until(call, document),
        assertion_encryption=params.get("AssertionEncryptionMode", ALLOWED),
        tags=tags.given(call, params.get("Tags", ()), KIND),
    )
    if (pem := params.get("AddPrivateKey")) is not None:
        provider = _with_key(call, provider, pem)
    _require_key_if_encrypted(provider)
    tx.saml_providers.add(provider)  # or EntityAlreadyExistsError
    answer: iam_types.CreateSAMLProviderResponse = {"SAMLProviderArn": _arn(call, provider)}
    if provider.tags:
        answer["Tags"] = tags.wire(provider.tags)
    return answer


def get_saml_provider(
    call: Authorized[iam_types.GetSAMLProviderRequest], tx: Reader
) -> iam_types.GetSAMLProviderResponse:
    """Return a SAML provider with its metadata as sent, and its private keys by their ids alone."""
    provider = find.saml_provider(call, tx, call.params["SAMLProviderArn"])
    answer: iam_types.GetSAMLProviderResponse = {
        "SAMLProviderUUID": provider.uuid,
        "SAMLMetadataDocument": provider.metadata,
        "CreateDate": provider.created,
        "Tags": tags.wire(provider.tags),
        "AssertionEncryptionMode": provider.assertion_encryption,
        "PrivateKeyList": [
            {"KeyId": key_id, "Timestamp": key.created} for key_id, key in provider.private_keys.items()
        ],
    }
    if provider.valid_until is not None:
        answer["ValidUntil"] = provider.valid_until
    return answer


def list_saml_providers(call: Authorized[object], tx: Reader) -> iam_types.ListSAMLProvidersResponse:
    """List the SAML providers by name; AWS has no pages here."""
    return {"SAMLProviderList": [_entry(call, provider) for provider in pages.every(_by_name(call, tx), pages.name)]}


def update_saml_provider(
    call: Authorized[iam_types.UpdateSAMLProviderRequest], tx: Transaction
) -> iam_types.UpdateSAMLProviderResponse:
    """Replace the metadata, change the encryption mode, add a private key or remove one.

    Raises InvalidInputError when the request changes nothing, when it both adds and removes a key, when encryption
    would be required without a key, and for metadata or a key that cannot be used.
    """
    params = call.params
    provider = find.saml_provider(call, tx, params["SAMLProviderArn"])
    if not params.keys() - {"SAMLProviderArn"}:
        raise InvalidInputError(NOTHING_TO_DO)
    if "AddPrivateKey" in params and "RemovePrivateKey" in params:
        raise InvalidInputError(ADD_AND_REMOVE)
    if (document := params.get("SAMLMetadataDocument")) is not None:
        provider = replace(provider, metadata=document, valid_until=_valid_until(call, document))
    mode = params.get("AssertionEncryptionMode", provider.assertion_encryption)
    provider = replace(provider, assertion_encryption=mode)
    if (pem := params.get("AddPrivateKey")) is not None:
        provider = _with_key(call, provider, pem)
    if (key_id := params.get("RemovePrivateKey")) is not None:
        provider = _without_key(provider, key_id)
    _require_key_if_encrypted(provider)
    tx.saml_providers.replace(provider)
    return {"SAMLProviderArn": _arn(call, provider)}


def delete_saml_provider(
    call: Authorized[iam_types.DeleteSAMLProviderRequest], tx: Transaction
) -> Mapping[str, object]:
    """Delete a SAML provider, also while trust policies name it: they then trust nobody under that name."""
    tx.saml_providers.remove(find.saml_provider(call, tx, call.params["SAMLProviderArn"]))
    return {}


def _arn(call: Authorized[object], provider: SamlProvider) -> str:
    return iam_arn(call.partition, provider.account, f"saml-provider/{provider.name}")


def _entry(call: Authorized[object], provider: SamlProvider) -> iam_types.SAMLProviderListEntry:
    entry: iam_types.SAMLProviderListEntry = {"Arn": _arn(call, provider), "CreateDate": provider.created}
    if provider.valid_until is not None:
        entry["ValidUntil"] = provider.valid_until
    return entry


def _by_name(call: Authorized[object], tx: Reader) -> pages.Fetch[SamlProvider]:
    return lambda after, limit: tx.saml_providers.page(call.account, after=after, limit=limit)


def _long_id(call: Authorized[object], prefix: str) -> str:
    """Return an id of the form that the model has for providers and their keys: 22 to 64 capitals and digits.

    AWS's ids of providers begin with `SAMLSP`; how those of keys do is not documented.
    """
    return prefix + call.mint.uuid().replace("-", "").upper()


# -- metadata ------------------------------------------------------------------------------------------


def _valid_until(call: Authorized[object], document: str) -> int:
    """Return until when the metadata is good, which may be over already: AWS keeps it, and takes no assertions then.

    Raises InvalidInputError for what is no metadata, LimitExceededError for too many identity providers or keys.
    """
    try:
        metadata = saml_metadata.read(document)
    except MetadataError as error:
        raise InvalidInputError(f"{BAD_METADATA}: {error}") from error
    if len(metadata.providers) > call.quotas.identity_providers_per_saml_provider:
        quota = call.quotas.identity_providers_per_saml_provider
        raise LimitExceededError(f"Cannot exceed quota for IdentityProvidersPerSAMLProvider: {quota}")
    if metadata.keys > call.quotas.keys_per_saml_provider:
        raise LimitExceededError(f"Cannot exceed quota for KeysPerSAMLProvider: {call.quotas.keys_per_saml_provider}")
    return _years_from(call.now) if metadata.valid_until is None else metadata.valid_until


def _years_from(now: int) -> int:
    """Return the same day a century later; the 29th of February may be missing then."""
    day = datetime.fromtimestamp(now, UTC)
    if (day.month, day.day) == (2, 29):
        day = day.replace(day=28)
    return int(day.replace(year=day.year + YEARS).timestamp())


# -- private keys --------------------------------------------------------------------------------------


def _with_key(call: Authorized[object], provider: SamlProvider, pem: str) -> SamlProvider:
    """Return *provider* with one more private key, sealed for it alone."""
    secret = Secret(pem)
    if not saml_keys.is_usable(secret):
        raise InvalidInputError(BAD_KEY)
    if len(provider.private_keys) >= PRIVATE_KEYS:
        raise LimitExceededError(TOO_MANY_KEYS)
    key_id = _long_id(call, "SAMLPK")
    sealed = call.mint.seal(call.account, f"{provider.uuid}/{key_id}", secret)
    return replace(provider, private_keys={**provider.private_keys, key_id: SealedKey(created=call.now, sealed=sealed)})


def _without_key(provider: SamlProvider, key_id: str) -> SamlProvider:
    """Return *provider* without that key. InvalidInput for one that it has not: NoSuchEntity would mean itself."""
    if key_id not in provider.private_keys:
        raise InvalidInputError(UNKNOWN_KEY)
    remaining = {known: key for known, key in provider.private_keys.items() if known != key_id}
    if not remaining and provider.assertion_encryption == REQUIRED:
        raise InvalidInputError(LAST_KEY)
    return replace(provider, private_keys=remaining)


def _require_key_if_encrypted(provider: SamlProvider) -> None:
    if provider.assertion_encryption == REQUIRED and not provider.private_keys:
        raise InvalidInputError(NO_KEY)


# -- tags ----------------------------------------------------------------------------------------------


def tag_saml_provider(call: Authorized[iam_types.TagSAMLProviderRequest], tx: Transaction) -> Mapping[str, object]:
    """Set tags of a SAML provider."""
    provider = find.saml_provider(call, tx, call.params["SAMLProviderArn"])
    merged = tags.merged(call, provider.tags, call.params["Tags"], KIND, tags.EXACTLY)
    tx.saml_providers.replace(replace(provider, tags=merged))
    return {}


def untag_saml_provider(call: Authorized[iam_types.UntagSAMLProviderRequest], tx: Transaction) -> Mapping[str, object]:
    """Remove tags from a SAML provider."""
    provider = find.saml_provider(call, tx, call.params["SAMLProviderArn"])
    remaining = tags.without(provider.tags, call.params["TagKeys"], tags.EXACTLY)
    tx.saml_providers.replace(replace(provider, tags=remaining))
    return {}


def list_saml_provider_tags(call: Authorized[iam_types.ListSAMLProviderTagsRequest], tx: Reader) -> tags.TagPage:
    """List the tags of a SAML provider, by key."""
    provider = find.saml_provider(call, tx, call.params["SAMLProviderArn"])
    return tags.listed(call, provider.tags, provider.uuid)


OPERATIONS: Final[Mapping[str, Handler]] = {
    "CreateSAMLProvider": Write(create_saml_provider),
    "GetSAMLProvider": Read(get_saml_provider),
    "ListSAMLProviders": Read(list_saml_providers),
    "UpdateSAMLProvider": Write(update_saml_provider),
    "DeleteSAMLProvider": Write(delete_saml_provider),
    "TagSAMLProvider": Write(tag_saml_provider),
    "UntagSAMLProvider": Write(untag_saml_provider),
    "ListSAMLProviderTags": Read(list_saml_provider_tags),
}
