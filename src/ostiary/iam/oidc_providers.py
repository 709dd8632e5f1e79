"""OpenID Connect identity providers: their issuer, the audiences and certificates that are taken, and their tags.

A provider is its issuer's URL without `https://`: that is its ARN, its name in trust policies and the prefix of its
condition keys. The URL keeps its case and its trailing slash, because the `iss` of a token must be exactly it.

Nothing is fetched here. AWS looks up the thumbprint of the issuer's certificate when a request brings none; Ostiary
does not reach out to whatever address a request names (threat 31), and keeps an empty list: certificates are then
verified like any other, by their authority.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from ostiary.authz.authorized import Authorized
from ostiary.authz.handler import Handler, Read, Write
from ostiary.iam import find, pages, tags
from ostiary.model.arn import iam_arn
from ostiary.model.errors import InvalidInputError, LimitExceededError, ValidationError
from ostiary.model.nouns import OidcProvider
from ostiary.store.contract import Reader, Transaction
from ostiary.wire import iam_types

KIND: Final = "OpenIDConnectProvider"
"""The word for these providers in `tags`."""

SCHEME: Final = "https://"
ISSUER: Final = re.compile(
    r"(?=[^/:]*[A-Za-z0-9])[A-Za-z0-9.-]+(:[0-9]{1,5})?"  # host, and a port
    r"(/(?!\.{1,2}(/|\Z))[A-Za-z0-9._~!$&'()+,;=:@%-]*)*"  # path, without `.` and `..`, and without the wildcard `*`
)
"""What may follow `https://`. AWS refuses a port; whoever runs an identity provider at home often needs one."""

THUMBPRINTS: Final = 5
HEXADECIMAL: Final = re.compile(r"[0-9a-f]{40}")


def create_open_id_connect_provider(
    call: Authorized[iam_types.CreateOpenIDConnectProviderRequest], tx: Transaction
) -> iam_types.CreateOpenIDConnectProviderResponse:
    """Create an OIDC provider; each issuer is there once in an account.

    Raises ValidationError and InvalidInputError for a URL that is no issuer's, LimitExceededError beyond a quota.
    """
    params = call.params
    issuer = _issuer(params["Url"])
    client_ids = _client_ids(call, params.get("ClientIDList", ()))
    thumbprints = _thumbprints(params.get("ThumbprintList", ()))
    if tx.oidc_providers.count(call.account) >= call.quotas.oidc_providers:
        quota = call.quotas.oidc_providers
        raise LimitExceededError(f"Cannot exceed quota for OpenIdConnectProvidersPerAccount: {quota}")
    provider = OidcProvider(
        account=call.account,
        url=issuer,
        created=call.now,
        client_ids=client_ids,
        thumbprints=thumbprints,
        tags=tags.given(call, params.get("Tags", ()), KIND),
    )
    tx.oidc_providers.add(provider)  # or EntityAlreadyExistsError
    answer: iam_types.CreateOpenIDConnectProviderResponse = {"OpenIDConnectProviderArn": _arn(call, provider)}
    if provider.tags:
        answer["Tags"] = tags.wire(provider.tags)
    return answer


def get_open_id_connect_provider(
    call: Authorized[iam_types.GetOpenIDConnectProviderRequest], tx: Reader
) -> iam_types.GetOpenIDConnectProviderResponse:
    """Return an OIDC provider; its URL is shown without `https://`, as AWS shows it."""
    provider = find.oidc_provider(call, tx, call.params["OpenIDConnectProviderArn"])
    return {
        "Url": provider.url,
        "ClientIDList": list(provider.client_ids),
        "ThumbprintList": list(provider.thumbprints),
        "CreateDate": provider.created,
        "Tags": tags.wire(provider.tags),
    }


def list_open_id_connect_providers(
    call: Authorized[object], tx: Reader
) -> iam_types.ListOpenIDConnectProvidersResponse:
    """List the OIDC providers by issuer; AWS has no pages here."""
    providers = pages.every(
        lambda after, limit: tx.oidc_providers.page(call.account, after=after, limit=limit),
        lambda provider: provider.url,
    )
    return {"OpenIDConnectProviderList": [{"Arn": _arn(call, provider)} for provider in providers]}


def delete_open_id_connect_provider(
    call: Authorized[iam_types.DeleteOpenIDConnectProviderRequest], tx: Transaction
) -> Mapping[str, object]:
    """Delete an OIDC provider, also while trust policies name it: they then trust nobody under that name.

    One that is not there is an error. AWS's page calls the operation idempotent; its recorded answers are not.
    """
    tx.oidc_providers.remove(find.oidc_provider(call, tx, call.params["OpenIDConnectProviderArn"]))
    return {}


def _arn(call: Authorized[object], provider: OidcProvider) -> str:
    return iam_arn(call.partition, provider.account, f"oidc-provider/{provider.url}")


def _issuer(url: str) -> str:
    """Return *url* without its scheme. Raises as AWS does for what has none, for another one, and for a query."""
    scheme, separator, rest = url.partition("://")
    if not separator or not scheme or not rest:
        raise ValidationError("Invalid Open ID Connect Provider URL")
    if scheme + separator != SCHEME:
        raise InvalidInputError("Invalid Open ID Connect Provider URL. The URL must begin with https://.")
    if not ISSUER.fullmatch(rest):
        raise InvalidInputError("Invalid Open ID Connect Provider URL.")
    return rest


# -- audiences -----------------------------------------------------------------------------------------


def add_client_id_to_open_id_connect_provider(
    call: Authorized[iam_types.AddClientIDToOpenIDConnectProviderRequest], tx: Transaction
) -> Mapping[str, object]:
    """Take tokens for one more audience; one that is taken already is no error."""
    provider = find.oidc_provider(call, tx, call.params["OpenIDConnectProviderArn"])
    client_ids = _client_ids(call, (*provider.client_ids, call.params["ClientID"]))
    if client_ids != provider.client_ids:
        tx.oidc_providers.replace(replace(provider, client_ids=client_ids))
    return {}


def remove_client_id_from_open_id_connect_provider(
    call: Authorized[iam_types.RemoveClientIDFromOpenIDConnectProviderRequest], tx: Transaction
) -> Mapping[str, object]:
    """Take no more tokens for an audience; one that is not taken is no error."""
    provider = find.oidc_provider(call, tx, call.params["OpenIDConnectProviderArn"])
    client_ids = tuple(known for known in provider.client_ids if known != call.params["ClientID"])
    if client_ids != provider.client_ids:
        tx.oidc_providers.replace(replace(provider, client_ids=client_ids))
    return {}


def _client_ids(call: Authorized[object], given: Iterable[str]) -> tuple[str, ...]:
    """Return the audiences, each once. Raises LimitExceededError beyond the quota."""
    client_ids = tuple(dict.fromkeys(given))
    if len(client_ids) > call.quotas.client_ids_per_oidc_provider:
        quota = call.quotas.client_ids_per_oidc_provider
        raise LimitExceededError(f"Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: {quota}")
    return client_ids


# -- certificates --------------------------------------------------------------------------------------


def update_open_id_connect_provider_thumbprint(
    call: Authorized[iam_types.UpdateOpenIDConnectProviderThumbprintRequest], tx: Transaction
) -> Mapping[str, object]:
    """Replace the thumbprints; an empty list leaves certificates to their authority."""
    provider = find.oidc_provider(call, tx, call.params["OpenIDConnectProviderArn"])
    tx.oidc_providers.replace(replace(provider, thumbprints=_thumbprints(call.params["ThumbprintList"])))
    return {}


def _thumbprints(given: Iterable[str]) -> tuple[str, ...]:
    """Return the thumbprints in lower case, each once. Raises InvalidInputError for more than five (as AWS counts: all
    that were sent, in words that say four), and for one that is not SHA-1 in hexadecimal."""
    thumbprints = [thumbprint.lower() for thumbprint in given]
    if len(thumbprints) > THUMBPRINTS:
        raise InvalidInputError(f"Thumbprint list must contain fewer than {THUMBPRINTS} entries.")
    if not all(map(HEXADECIMAL.fullmatch, thumbprints)):
        # How AWS words this is not documented; the service model asks for 40 characters and no more.
        raise InvalidInputError("Thumbprint must be 40 hexadecimal digits.")
    return tuple(dict.fromkeys(thumbprints))


# -- tags ----------------------------------------------------------------------------------------------


def tag_open_id_connect_provider(
    call: Authorized[iam_types.TagOpenIDConnectProviderRequest], tx: Transaction
) -> Mapping[str, object]:
    """Set tags of an OIDC provider."""
    provider = find.oidc_provider(call, tx, call.params["OpenIDConnectProviderArn"])
    merged = tags.merged(call, provider.tags, call.params["Tags"], KIND, tags.EXACTLY)
    tx.oidc_providers.replace(replace(provider, tags=merged))
    return {}


def untag_open_id_connect_provider(
    call: Authorized[iam_types.UntagOpenIDConnectProviderRequest], tx: Transaction
) -> Mapping[str, object]:
    """Remove tags from an OIDC provider."""
    provider = find.oidc_provider(call, tx, call.params["OpenIDConnectProviderArn"])
    remaining = tags.without(provider.tags, call.params["TagKeys"], tags.EXACTLY)
    tx.oidc_providers.replace(replace(provider, tags=remaining))
    return {}


def list_open_id_connect_provider_tags(
    call: Authorized[iam_types.ListOpenIDConnectProviderTagsRequest], tx: Reader
) -> tags.TagPage:
    """List the tags of an OIDC provider, by key."""
    provider = find.oidc_provider(call, tx, call.params["OpenIDConnectProviderArn"])
    return tags.listed(call, provider.tags, provider.url)


OPERATIONS: Final[Mapping[str, Handler]] = {
    "CreateOpenIDConnectProvider": Write(create_open_id_connect_provider),
    "GetOpenIDConnectProvider": Read(get_open_id_connect_provider),
    "ListOpenIDConnectProviders": Read(list_open_id_connect_providers),
    "DeleteOpenIDConnectProvider": Write(delete_open_id_connect_provider),
    "AddClientIDToOpenIDConnectProvider": Write(add_client_id_to_open_id_connect_provider),
    "RemoveClientIDFromOpenIDConnectProvider": Write(remove_client_id_from_open_id_connect_provider),
    "UpdateOpenIDConnectProviderThumbprint": Write(update_open_id_connect_provider_thumbprint),
    "TagOpenIDConnectProvider": Write(tag_open_id_connect_provider),
    "UntagOpenIDConnectProvider": Write(untag_open_id_connect_provider),
    "ListOpenIDConnectProviderTags": Read(list_open_id_connect_provider_tags),
}
