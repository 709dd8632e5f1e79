"""When a user, group, role or policy was last used to access a service: jobs, and their reports.

A report lists the services that the permissions policies of its subject allow, and of each the last attempt of an
entity behind the subject, allowed or not. It knows the attempts that this installation decided itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, TypeAlias, TypedDict

import msgspec

from ostiary.authz import gather
from ostiary.authz.authorized import Authorized
from ostiary.authz.handler import Handler, Read, Write
from ostiary.catalogue import services
from ostiary.engine.kinds import PolicyKind
from ostiary.engine.policy import Policy
from ostiary.iam import background, held, managed, pages, reported
from ostiary.iam.granted import Granted
from ostiary.iam.shapes import ACTIVITY_PERIOD
from ostiary.model.errors import NoSuchEntityError, OstiaryError
from ostiary.model.nouns import AccessJob, AccessUse, Group, Role, User, fold
from ostiary.store.contract import Reader, Relation, Transaction
from ostiary.store.kinds import ACCESS_JOBS
from ostiary.wire import iam_types

ACTION_LEVEL: Final = "ACTION_LEVEL"
SERVICE_LEVEL: Final = "SERVICE_LEVEL"

TRACKED: Final = frozenset({"iam", "sts", "access-analyzer", "cloudtrail"})
"""Services whose actions are told apart: those that are decided here."""

KEPT: Final = 5_000
"""Jobs of an account; the oldest go first. An audit asks for one for each entity, and then for all their answers."""

LIFETIME: Final = 86_400
"""Seconds for which a job is kept at least as long as there is room. AWS does not say how long it keeps one."""

PRUNED_AT_ONCE: Final = 10
CHUNK: Final = 500


# -- what a report holds -------------------------------------------------------------------------------


class Who(msgspec.Struct, frozen=True, array_like=True):
    """An entity behind the subject, as it was called when the report was made."""

    id: str
    type: str
    name: str
    path: str
    arn: str


class Use(msgspec.Struct, frozen=True, array_like=True):
    """The last attempt of one entity; `who` is its place among the report's entities."""

    who: int
    time: int
    region: str


class Service(msgspec.Struct, frozen=True, array_like=True):
    """A service that the subject's policies allow: the last attempts of it, newest first, and those of its actions."""

    namespace: str
    uses: tuple[Use, ...] = ()
    actions: tuple[tuple[str, Use | None], ...] = ()


class Report(msgspec.Struct, frozen=True, array_like=True):
    """What a job comes to."""

    entities: tuple[Who, ...]
    services: tuple[Service, ...]


_ENCODER: Final = msgspec.json.Encoder()
_DECODER: Final = msgspec.json.Decoder(Report)
_EMPTY: Final = Report((), ())


# -- jobs ----------------------------------------------------------------------------------------------


def generate_service_last_accessed_details(
    call: Authorized[iam_types.GenerateServiceLastAccessedDetailsRequest], tx: Transaction
) -> iam_types.GenerateServiceLastAccessedDetailsResponse:
    """Have a report made on the user, group, role or managed policy of that ARN."""
    arn = call.params["Arn"]
    if reported.is_policy(arn):
        managed.find(call, tx, arn)
    else:
        reported.entity(tx, call.partition, call.account, arn)
    _prune(call, tx)
    job = AccessJob(
        account=call.account,
        id=call.mint.uuid(),
        created=call.now,
        owner=call.caller.entity_id,
        arn=arn,
        granularity=call.params.get("Granularity", SERVICE_LEVEL),
    )
    tx.access_jobs.add(job)
    return {"JobId": job.id}


def _prune(call: Authorized[object], tx: Transaction) -> None:
    """Drop some of the jobs that are too old or too many; each job that comes lets more go than itself."""
    beyond = tx.access_jobs.count(call.account) - KEPT
    for number, job in enumerate(tx.access_jobs.page(call.account, limit=PRUNED_AT_ONCE).items):
        if number <= beyond or job.created + LIFETIME < call.now:
            tx.access_jobs.remove(job)


def _job(call: Authorized[object], tx: Reader, id_: str) -> AccessJob:
    """Return the job. Raises NoSuchEntityError, also for one of somebody else. AWS's words for it are not known."""
    job = tx.access_jobs.by_id(id_)
    if job is None or (job.account, job.owner) != (call.account, call.caller.entity_id):
        raise NoSuchEntityError(f"The job with id {id_} cannot be found.")
    if job.completed is None and call.now >= job.created + background.ABANDONED:
        return replace(job, completed=call.now, error="ServiceFailure")
    return job


def get_service_last_accessed_details(
    call: Authorized[iam_types.GetServiceLastAccessedDetailsRequest], tx: Reader
) -> iam_types.GetServiceLastAccessedDetailsResponse:
    """Return how the job stands and, when it is done, a page of its services, by namespace."""
    job = _job(call, tx, call.params["JobId"])
    report = _read(job)
    page = pages.fill_sliced(call, report.services, key=lambda service: service.namespace, filters=(job.id,))
    return {
        "JobType": job.granularity,
        "ServicesLastAccessed": [_service(report, service, job.granularity) for service in page.items],
        **_outcome(job),
        **page.rest,
    }


def get_service_last_accessed_details_with_entities(
    call: Authorized[iam_types.GetServiceLastAccessedDetailsWithEntitiesRequest], tx: Reader
) -> iam_types.GetServiceLastAccessedDetailsWithEntitiesResponse:
    """Return a page of the entities that could have used the service by the subject's policies, the latest first."""
    job, namespace = _job(call, tx, call.params["JobId"]), call.params["ServiceNamespace"]
    reported.require_service(namespace)
    details = _entities(_read(job), namespace)
    page = pages.fill_sliced(call, details, key=_latest_first, filters=(job.id, namespace))
    return {"EntityDetailsList": list(page.items), **_outcome(job), **page.rest}


class Outcome(TypedDict, total=False):
    """How a job stands, as both calls tell it."""

    JobStatus: str
    JobCreationDate: int
    JobCompletionDate: int
    Error: iam_types.ErrorDetails


def _outcome(job: AccessJob) -> Outcome:
    if job.completed is None:
        return {"JobStatus": "IN_PROGRESS", "JobCreationDate": job.created}
    times: Outcome = {"JobCreationDate": job.created, "JobCompletionDate": job.completed}
    if not job.error:
        return {"JobStatus": "COMPLETED", **times}
    error: iam_types.ErrorDetails = {"Code": job.error, "Message": "The report could not be generated."}
    return {"JobStatus": "FAILED", "Error": error, **times}


# -- showing -------------------------------------------------------------------------------------------


def _read(job: AccessJob) -> Report:
    return _DECODER.decode(job.content) if job.content else _EMPTY


def _service(report: Report, service: Service, granularity: str) -> iam_types.ServiceLastAccessed:
    shape: iam_types.ServiceLastAccessed = {
        "ServiceName": services.services().get(service.namespace, service.namespace),
        "ServiceNamespace": service.namespace,
        "TotalAuthenticatedEntities": len(service.uses),
    }
    if service.uses:
        last = service.uses[0]
        shape["LastAuthenticated"] = last.time
        shape["LastAuthenticatedEntity"] = report.entities[last.who].arn
        shape["LastAuthenticatedRegion"] = last.region
    if granularity == ACTION_LEVEL and service.actions:
        shape["TrackedActionsLastAccessed"] = [_action(report, name, use) for name, use in service.actions]
    return shape


def _action(report: Report, name: str, use: Use | None) -> iam_types.TrackedActionLastAccessed:
    if use is None:
        return {"ActionName": name}
    return {
        "ActionName": name,
        "LastAccessedEntity": report.entities[use.who].arn,
        "LastAccessedTime": use.time,
        "LastAccessedRegion": use.region,
    }


def _entities(report: Report, namespace: str) -> Iterator[iam_types.EntityDetails]:
    service = next((one for one in report.services if one.namespace == namespace.lower()), None)
    if service is None:
        return
    times = {use.who: use.time for use in service.uses}
    for place, who in enumerate(report.entities):
        info: iam_types.EntityInfo = {
            "Arn": who.arn,
            "Name": who.name,
            "Type": who.type,
            "Id": who.id,
            "Path": who.path,
        }
        details: iam_types.EntityDetails = {"EntityInfo": info}
        if place in times:
            details["LastAuthenticated"] = times[place]
        yield details


def _latest_first(details: iam_types.EntityDetails) -> str:
    """Return a key that sorts by time, the newest first and who never tried last, then by name."""
    info = details["EntityInfo"]
    return f"{10**12 - details.get('LastAuthenticated', 0):013}{fold(info['Name'])} {info['Type']}"


# -- making --------------------------------------------------------------------------------------------


def _complete(tx: Reader, partition: str, job: AccessJob, now: int) -> AccessJob:
    """Return *job* with its answer, or with the code of what was in its way: the subject may be gone by now."""
    try:
        report = _report(tx, partition, job, now - ACTIVITY_PERIOD)
    except (OstiaryError, gather.UnreadablePolicyError) as error:
        return replace(job, completed=now, error=getattr(error, "code", "ServiceFailure"))
    return replace(job, completed=now, content=_ENCODER.encode(report).decode())


def _report(tx: Reader, partition: str, job: AccessJob, since: int) -> Report:
    policies, entities = _subject(tx, partition, job)
    granted = Granted(policies)
    ids = [entity.id for entity in entities]
    known = {id_: place for place, id_ in enumerate(ids)}
    by_service: dict[str, list[Use]] = {}
    by_action: dict[tuple[str, str], Use] = {}
    for use in _uses(tx, ids, since, actions=False):
        by_service.setdefault(use.service, []).append(Use(known[use.principal], use.time, use.region))
    if job.granularity == ACTION_LEVEL:
        for use in sorted(_uses(tx, ids, since, actions=True), key=lambda use: use.time):
            by_action[use.service, use.action] = Use(known[use.principal], use.time, use.region)
    return Report(
        tuple(_who(partition, entity) for entity in entities),
        tuple(
            Service(
                namespace,
                tuple(sorted(by_service.get(namespace, ()), key=lambda use: -use.time)),
                tuple((name, by_action.get((namespace, name))) for name in _tracked(job, granted, namespace)),
            )
            for namespace in granted.services()
        ),
    )


def _tracked(job: AccessJob, granted: Granted, namespace: str) -> Iterator[str]:
    if job.granularity == ACTION_LEVEL and namespace in TRACKED:
        yield from granted.actions(namespace)


def _uses(tx: Reader, ids: Sequence[str], since: int, *, actions: bool) -> Iterator[AccessUse]:
    for start in range(0, len(ids), CHUNK):
        found = tx.access_uses(ids[start : start + CHUNK], actions=actions)
        yield from (use for use in found if use.time >= since)


Principal: TypeAlias = User | Role

TYPES: Final[Mapping[type[Principal], str]] = {User: "USER", Role: "ROLE"}


def _who(partition: str, entity: Principal) -> Who:
    return Who(entity.id, TYPES[type(entity)], entity.name, entity.path, held.arn_of(partition, entity))


def _subject(tx: Reader, partition: str, job: AccessJob) -> tuple[Sequence[Policy], Sequence[Principal]]:
    """Return the policies of the job's subject, and the users and roles that can use them.

    Raises NoSuchEntityError, and what the policies raise when they cannot be read.
    """
    if not reported.is_policy(job.arn):
        entity = reported.entity(tx, partition, job.account, job.arn)
        policies = [one.attached.policy for one in held.held(tx, partition, entity)]
        return policies, _members(tx, entity) if isinstance(entity, Group) else [entity]
    policy = gather.managed_policy(tx, partition, job.account, job.arn, PolicyKind.IDENTITY)
    if policy is None:
        raise NoSuchEntityError(f"Policy {job.arn} was not found.")
    return [policy.policy], list({entity.id: entity for entity in _holders(tx, job.account, job.arn)}.values())


def _holders(tx: Reader, account: str, arn: str) -> Iterator[Principal]:
    """Yield the users and roles that have the policy *arn*, users also by their groups; some more than once."""
    attachment = Relation.ATTACHMENT
    yield from pages.every(
        lambda after, limit: tx.users.linked(account, attachment, target=arn, after=after, limit=limit), pages.name
    )
    yield from pages.every(
        lambda after, limit: tx.roles.linked(account, attachment, target=arn, after=after, limit=limit), pages.name
    )
    groups = pages.every(
        lambda after, limit: tx.groups.linked(account, attachment, target=arn, after=after, limit=limit), pages.name
    )
    for group in groups:
        yield from _members(tx, group)


def _members(tx: Reader, group: Group) -> list[Principal]:
    return list(
        pages.every(
            lambda after, limit: tx.users.linked(
                group.account, Relation.MEMBER, source=group.id, after=after, limit=limit
            ),
            pages.name,
        )
    )


REPORT: Final = background.Report(ACCESS_JOBS, lambda job: job.completed is None, _complete)

OPERATIONS: Final[Mapping[str, Handler]] = {
    "GenerateServiceLastAccessedDetails": Write(generate_service_last_accessed_details),
    "GetServiceLastAccessedDetails": Read(get_service_last_accessed_details),
    "GetServiceLastAccessedDetailsWithEntities": Read(get_service_last_accessed_details_with_entities),
}
