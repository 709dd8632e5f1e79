"""The facts of the resource of a call: its ARN, its owner, its tags, its boundary; a role's trust policy.

Names find things without case, the ARN has the stored case. What does not exist has the ARN that the request spells:
whether it exists shows in a refusal as little as AWS lets it show (the stored path and case of what does).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple

from ostiary.authz import gather
from ostiary.catalogue import service_linked
from ostiary.catalogue.operations import Naming, Target
from ostiary.engine.kinds import PolicyKind
from ostiary.engine.layer import Attached, Layer
from ostiary.engine.request import ANY_RESOURCE
from ostiary.model.arn import Arn, iam_arn, rolesanywhere_arn, sts_arn
from ostiary.model.caller import Caller, CallerKind
from ostiary.model.nouns import (
    Group,
    MfaDevice,
    Named,
    OidcProvider,
    RevocationList,
    Role,
    SamlProvider,
    TrustAnchor,
    User,
    WorkloadProfile,
)
from ostiary.store.contract import Reader

Params = Mapping[str, Any]  # Any: each operation has its own shape


@dataclass(frozen=True, slots=True)
class Resource:
    """What is known of the resource of one permission. `context` holds its own condition keys, in lower case.

    `account` owns it: 12 digits, or `aws`. `trust` is the trust policy of a role that is to be assumed, and None for
    everything else.
    """

    arn: str
    account: str
    context: Mapping[str, str | tuple[str, ...]]
    boundary: str = ""
    trust: Layer | None = None
    trust_ids: Mapping[str, str] = field(default_factory=dict)
    noun: Named | None = None

    @classmethod
    def untagged(cls, arn: str, account: str) -> Resource:
        """Return a resource of which nothing but ARN and owner is known."""
        return cls(arn, account, {ACCOUNT: account})


class Place(NamedTuple):
    """Which resource is meant: enough to look it up, and to remember what was found."""

    account: str
    naming: Naming
    kind: str
    name: str
    path: str = ""
    new_name: str = ""
    region: str = ""


def places(target: Target, params: Params, caller: Caller, region: str) -> Iterator[Place]:
    """Yield which resources the request, which came for *region*, means with *target*: one, but for a list."""
    given = params.get(target.parameter)
    for one in given if isinstance(given, list) else (given,):
        yield _place(target, params, caller, region, "" if one is None else str(one))


def _place(target: Target, params: Params, caller: Caller, region: str, name: str) -> Place:
    if target.naming is Naming.REGIONAL:
        return Place(caller.account, target.naming, target.kind, name, region=region)
    if target.naming is Naming.NAME and not name:
        return _own_user(target, caller)
    if target.naming is Naming.CREDENTIAL_OWNER:
        own = caller.user_name if caller.kind is CallerKind.USER else ""
        credential = str(params.get(target.renamed_by, ""))
        return Place(caller.account, target.naming, target.kind, name or own, new_name=credential)
    if target.naming is Naming.RENAMED:
        return Place(
            caller.account,
            target.naming,
            target.kind,
            name,
            params.get("NewPath", ""),
            params.get(target.renamed_by, ""),
        )
    path = params.get("Path", "/") if target.naming is Naming.SPELLED else ""
    also = params.get(target.renamed_by, "") if target.naming is Naming.TEMPLATE else ""
    return Place(caller.account, target.naming, target.kind, name, path, also)


def _own_user(target: Target, caller: Caller) -> Place:
    """A call that names no user is about the caller's own; other callers have none, and only `*` matches for them."""
    if target.kind == "user" and caller.kind is CallerKind.USER:
        return Place(caller.account, Naming.NAME, "user", caller.user_name)
    if target.kind == "user" and caller.kind is CallerKind.ROOT:
        return Place(caller.account, Naming.ARN, "", caller.entity_arn)
    return Place(caller.account, Naming.NOTHING, "", "")


def spelled(partition: str, meant: Place) -> Resource | None:
    """Return the resource when the request alone tells what it is, or None: it has to be looked up."""
    spell = _SPELLINGS.get(meant.naming)
    return None if spell is None else spell(partition, meant)


def look_up(reader: Reader, partition: str, meant: Place) -> Resource | None:
    """Return the facts of the resource that is meant, as *reader* shows it; None: a role to be assumed is not there."""
    return _LOOK_UPS[meant.naming](reader, partition, meant)


# -- what the request spells ---------------------------------------------------------------------------


def _nothing(_: str, meant: Place) -> Resource:
    return Resource.untagged(ANY_RESOURCE, meant.account)


def _spelled(partition: str, meant: Place) -> Resource:
    spell = sts_arn if meant.kind in _STS_KINDS else iam_arn
    return Resource.untagged(spell(partition, meant.account, f"{meant.kind}{meant.path}{meant.name}"), meant.account)


def _issuer(partition: str, meant: Place) -> Resource:
    host_and_path = meant.name.partition("://")[2] or meant.name
    return Resource.untagged(iam_arn(partition, meant.account, f"{meant.kind}/{host_and_path}"), meant.account)


def _template(partition: str, meant: Place) -> Resource:
    """The role that the service would get; of a service without a template no more is known than the path."""
    template = service_linked.TEMPLATES.get(meant.name)
    name = service_linked.ROLE_PREFIX if template is None else template.role_name(meant.new_name)
    role = f"{meant.kind}{service_linked.PATH}{meant.name}/{name}"
    return Resource.untagged(iam_arn(partition, meant.account, role), meant.account)


def _deletion_task(partition: str, meant: Place) -> Resource:
    """`task/aws-service-role/SERVICE/ROLE/UUID`; an id of another form belongs to no role that anyone has."""
    role = meant.name.removeprefix("task/").rpartition("/")[0]
    return Resource.untagged(iam_arn(partition, meant.account, f"{meant.kind}/{role}"), meant.account)


_SPELLINGS: Final[Mapping[Naming, Callable[[str, Place], Resource]]] = {
    Naming.NOTHING: _nothing,
    Naming.SPELLED: _spelled,
    Naming.ISSUER: _issuer,
    Naming.TEMPLATE: _template,
    Naming.DELETION_TASK: _deletion_task,
}

_STS_KINDS: Final = frozenset({"federated-user"})
"""Resource types whose ARNs are those of STS."""


# -- what is looked up ---------------------------------------------------------------------------------


def _by_name(reader: Reader, partition: str, meant: Place) -> Resource:
    find = _COLLECTIONS.get(meant.kind)
    noun = None if find is None else find(reader, meant.account, meant.name)
    if noun is None:
        return Resource.untagged(iam_arn(partition, meant.account, f"{meant.kind}/{meant.name}"), meant.account)
    return _of_noun(noun, _arn(partition, meant.kind, noun))


def _by_arn(reader: Reader, partition: str, meant: Place) -> Resource:
    """Facts are given of what the account itself has under exactly that ARN: nobody learns of the tags of others."""
    arn = Arn.parse(meant.name)
    if arn is None:
        return Resource.untagged(meant.name, meant.account)
    kind, _, rest = arn.resource.partition("/")
    if kind in _TAGS and meant.name == iam_arn(partition, meant.account, arn.resource):
        tags = _TAGS[kind](reader, meant.account, rest if kind != DEVICE else meant.name)
        return Resource(meant.name, meant.account, _context(meant.account, tags or {}))
    find = _COLLECTIONS.get(kind) if arn.account == meant.account else None
    noun = None if find is None else find(reader, arn.account, rest.rpartition("/")[2])
    if noun is None or _arn(partition, kind, noun) != meant.name:
        return Resource.untagged(meant.name, arn.account or meant.account)
    return _of_noun(noun, meant.name)


def _renamed(reader: Reader, partition: str, meant: Place) -> Resource:
    """The name that is to be given, on the thing that is there: its tags stay what they are."""
    find = _COLLECTIONS.get(meant.kind)
    noun = None if find is None else find(reader, meant.account, meant.name)
    path = meant.path or ("/" if noun is None else noun.path)
    name = meant.new_name or (meant.name if noun is None else noun.name)
    arn = iam_arn(partition, meant.account, f"{meant.kind}{path}{name}")
    return Resource.untagged(arn, meant.account) if noun is None else _of_noun(noun, arn)


def _key_owner(reader: Reader, partition: str, meant: Place) -> Resource:
    """The owner of an access key of this account; a key that is not here has none that anyone could be told of."""
    key = reader.access_keys.by_id(meant.name)
    if key is None or key.account != meant.account:
        return Resource.untagged(ANY_RESOURCE, meant.account)
    if key.owner == key.account:
        return Resource.untagged(iam_arn(partition, meant.account, "root"), meant.account)
    user = reader.users.by_id(key.owner)
    if user is None:
        return Resource.untagged(ANY_RESOURCE, meant.account)
    return _of_noun(user, _arn(partition, "user", user))


def _credential_owner(reader: Reader, partition: str, meant: Place) -> Resource:
    """The user, and beside its facts the service of the credential, which the request names by its id alone."""
    user = _by_name(reader, partition, meant) if meant.name else _nothing(partition, meant)
    credential = reader.service_credentials.by_id(meant.new_name)
    if credential is None or credential.account != meant.account:
        return user
    return replace(user, context={**user.context, CREDENTIAL_SERVICE: credential.service})


def _assumed(reader: Reader, partition: str, meant: Place) -> Resource | None:
    """The role of exactly that ARN with its trust policy; path and case count (8.3, rule 6)."""
    arn = Arn.parse(meant.name)
    role = None if arn is None else reader.roles.get(arn.account, arn.resource.rpartition("/")[2])
    if role is None or _arn(partition, "role", role) != meant.name:
        return None
    trust = Layer.of((Attached(gather.compiled(role.trust, PolicyKind.TRUST), role.name, "trust"),))
    return replace(_of_noun(role, meant.name), trust=trust, trust_ids=role.trust_ids)


def _regional(reader: Reader, partition: str, meant: Place) -> Resource:
    """A resource of Roles Anywhere by its id, or by an ARN that says the same; of others nothing is told."""
    kind, name = meant.kind, meant.name or "*"
    arn = Arn.parse(name)
    if arn is not None:
        kind, _, name = arn.resource.partition("/")
    own = rolesanywhere_arn(partition, meant.region, meant.account, f"{kind}/{name}")
    if arn is not None and meant.name != own:
        return Resource.untagged(meant.name, arn.account or meant.account)
    found = _REGIONAL[kind](reader, name) if kind in _REGIONAL else None
    if found is None or (found.account, found.region) != (meant.account, meant.region):
        return Resource.untagged(own, meant.account)
    return Resource(own, meant.account, _context(meant.account, found.tags))


_REGIONAL: Final[Mapping[str, Callable[[Reader, str], TrustAnchor | WorkloadProfile | RevocationList | None]]] = {
    "trust-anchor": lambda reader, id_: reader.trust_anchors.by_id(id_),
    "profile": lambda reader, id_: reader.workload_profiles.by_id(id_),
    "crl": lambda reader, id_: reader.revocation_lists.by_id(id_),
}

_LOOK_UPS: Final[Mapping[Naming, Callable[[Reader, str, Place], Resource | None]]] = {
    Naming.NAME: _by_name,
    Naming.ARN: _by_arn,
    Naming.RENAMED: _renamed,
    Naming.KEY_OWNER: _key_owner,
    Naming.CREDENTIAL_OWNER: _credential_owner,
    Naming.ASSUMED: _assumed,
    Naming.REGIONAL: _regional,
}

_COLLECTIONS: Final[Mapping[str, Callable[[Reader, str, str], Named | None]]] = {
    "user": lambda reader, account, name: reader.users.get(account, name),
    "group": lambda reader, account, name: reader.groups.get(account, name),
    "role": lambda reader, account, name: reader.roles.get(account, name),
    "policy": lambda reader, account, name: reader.policies.get(account, name),
    "instance-profile": lambda reader, account, name: reader.instance_profiles.get(account, name),
    "server-certificate": lambda reader, account, name: reader.server_certificates.get(account, name),
}
"""Where the things of each resource type are kept; those of other types are known by their ARN alone."""

DEVICE: Final = "mfa"

_TAGS: Final[Mapping[str, Callable[[Reader, str, str], Mapping[str, str] | None]]] = {
    "saml-provider": lambda reader, account, name: _tags_of(reader.saml_providers.get(account, name)),
    "oidc-provider": lambda reader, account, url: _tags_of(reader.oidc_providers.get(account, url)),
    DEVICE: lambda reader, account, serial: _tags_of(reader.mfa_devices.get(account, serial)),
}
"""The tags of the things of a resource type, by all that follows the type in their ARN; of a device by the ARN itself,
which is its serial number."""


def _tags_of(noun: SamlProvider | OidcProvider | MfaDevice | None) -> Mapping[str, str] | None:
    return None if noun is None else noun.tags


def _arn(partition: str, kind: str, noun: Named) -> str:
    return iam_arn(partition, noun.account, f"{kind}{noun.path}{noun.name}")


def _of_noun(noun: Named, arn: str) -> Resource:
    tags: Mapping[str, str] = {} if isinstance(noun, Group) else noun.tags
    boundary = noun.boundary if isinstance(noun, User | Role) else ""
    return Resource(arn, noun.account, _context(noun.account, tags), boundary, noun=noun)


ACCOUNT: Final = "aws:resourceaccount"
CREDENTIAL_SERVICE: Final = "iam:servicespecificcredentialservicename"


def _context(account: str, tags: Mapping[str, str]) -> Mapping[str, str | tuple[str, ...]]:
    """Return the condition keys of a resource; IAM has a second name for each tag (policy-evaluation.md 6.3).

    Some resources can have tags whose keys differ only in case, which are one condition key. It then has all their
    values, and no operator for a single value holds: a condition matches "either, but not both" (IAM guide,
    `aws:ResourceTag`). Nobody makes a tag say something else by adding another one beside it.
    """
    values: dict[str, tuple[str, ...]] = {}
    for key, value in tags.items():
        values[key.lower()] = (*values.get(key.lower(), ()), value)
    context: dict[str, str | tuple[str, ...]] = {ACCOUNT: account}
    for key, found in values.items():
        known = found[0] if len(found) == 1 else found
        context[f"aws:resourcetag/{key}"] = context[f"iam:resourcetag/{key}"] = known
    return context
