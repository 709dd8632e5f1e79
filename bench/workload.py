"""Three accounts to decide in, made from a seed: a small one, a busy one, and one role with very large policies.

W1 is one user with one policy. W2 is a company: 500 policies, 50 groups, 1,000 users and 200 roles. W3 is a role with
twenty policies of a hundred actions each, as broad managed policies are. Half of the requests of each are allowed;
most of the others nearly are. What is right, says the twin of the engine that is slow and obvious (`tests.reference`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from random import Random
from typing import Final

from bench.account import ACCOUNT, USER_NAME, Asked, Document, Principal, Workload
from ostiary.engine.request import Request
from ostiary.model.caller import Caller, CallerKind, Session, SessionKind
from tests.reference import decide as twin

REGION: Final = "eu-west-1"
TEAMS: Final = 50
TIERS: Final = ("api", "web", "batch", "db")
REGIONS: Final = ("eu-west-1", "eu-north-1", "us-east-1", "ap-south-1")
AGENTS: Final = ("aws-cli/2.31", "Boto3/1.43", "Terraform/1.13", "console/3.0")
ADDRESSES: Final = ("10.4.7.1", "192.168.2.250", "203.0.113.20", "198.51.100.200", "9.9.9.9")
NETWORKS: Final = ("10.0.0.0/8", "192.168.0.0/16", "203.0.113.0/24", "198.51.100.0/25")
VERBS: Final = ("Get", "List", "Describe", "Create", "Put", "Update", "Delete", "Tag")
MANY_NOUNS: Final = tuple(f"{first}{second}" for first in ("", "Shared", "Regional", "Archived") for second in (
    "Alarms", "Backups", "Domains", "Endpoints", "Filters", "Grants", "Hooks", "Imports", "Jobs", "Limits"
))  # fmt: skip

SERVICES: Final[Mapping[str, tuple[str, Sequence[str]]]] = {  # the resource of each, and what its actions are about
    "s3": ("arn:aws:s3:::{name}/{key}", ("Object", "ObjectAcl")),
    "dynamodb": (f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{{name}}", ("Item", "Table")),
    "sqs": (f"arn:aws:sqs:{REGION}:{ACCOUNT}:{{name}}", ("Message", "QueueAttributes")),
    "sns": (f"arn:aws:sns:{REGION}:{ACCOUNT}:{{name}}", ("Topic", "TopicAttributes")),
    "lambda": (f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{{name}}", ("Function", "FunctionCode")),
    "iam": (f"arn:aws:iam::{ACCOUNT}:user/{{name}}", ("User", "UserPolicy")),
    "logs": (f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{{name}}", ("LogGroup", "RetentionPolicy")),
    "secretsmanager": (f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:{{name}}-{{key}}", ("Secret", "SecretValue")),
    "ec2": (f"arn:aws:ec2:{REGION}:{ACCOUNT}:instance/{{name}}", ("Instances", "ConsoleOutput")),
    "ssm": (f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter/{{name}}", ("Parameter", "Parameters")),
    "ecr": (f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/{{name}}", ("Image", "Repository")),
    "states": (f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:{{name}}", ("Execution", "StateMachine")),
    "kinesis": (f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/{{name}}", ("Record", "Stream")),
    "rds": (f"arn:aws:rds:{REGION}:{ACCOUNT}:db:{{name}}", ("DBInstance", "DBSnapshot")),
    "cloudwatch": (f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:{{name}}", ("Alarms", "MetricAlarm")),
    "events": (f"arn:aws:events:{REGION}:{ACCOUNT}:event-bus/{{name}}", ("Events", "EventBus")),
    "ecs": (f"arn:aws:ecs:{REGION}:{ACCOUNT}:cluster/{{name}}", ("Cluster", "ClusterSettings")),
    "codebuild": (f"arn:aws:codebuild:{REGION}:{ACCOUNT}:project/{{name}}", ("Build", "Project")),
    "athena": (f"arn:aws:athena:{REGION}:{ACCOUNT}:workgroup/{{name}}", ("WorkGroup", "QueryExecution")),
    "glue": (f"arn:aws:glue:{REGION}:{ACCOUNT}:job/{{name}}", ("Job", "JobRun")),
}  # fmt: skip
"""No service is here whose resources have policies that must grant as well: identity policies alone decide."""


def caller(principal: Principal) -> Caller:
    """Return who a principal is to the engine."""
    arn, is_user = principal.arn, bool(principal.user_name)
    return Caller(
        kind=CallerKind.USER if is_user else CallerKind.ROLE_SESSION,
        account=ACCOUNT,
        arn=arn if is_user else f"arn:aws:sts::{ACCOUNT}:assumed-role/{arn.rpartition('/')[2]}/bench",
        entity_arn=arn,
        entity_id=arn,
        user_id=arn,
        access_key_id="",
        user_name=principal.user_name,
        session=None
        if is_user
        else Session(kind=SessionKind.ASSUMED_ROLE, account=ACCOUNT, entity_id=arn, name="bench", issued=0, expires=0),
    )


def request(asked: Asked, who: Caller) -> Request:
    """Return the engine's request."""
    return Request(who, asked.action, asked.resource, ACCOUNT, asked.context)


# -- what is right ---------------------------------------------------------------------------------------


class Judge:
    """Says what is right. Only the statements about a request's service are put before the twin, which is slow: here
    every statement names the actions of one service."""

    def __init__(self, policies: Mapping[str, Document]) -> None:
        self._statements: dict[tuple[str, str], list[Document]] = {}
        for name, document in policies.items():
            for statement in document["Statement"]:
                service = statement["Action"][0].partition(":")[0]
                self._statements.setdefault((name, service), []).append(statement)

    def expected(self, asked: Asked, who: Caller, attached: Sequence[str]) -> str:
        """Return `allow`, `explicit deny` or `implicit deny`."""
        service = asked.action.partition(":")[0]
        statements = [one for name in attached for one in self._statements.get((name, service), ())]
        documents = [_document(statements)] if statements else []
        return twin.decide(request(asked, who), {"identity": documents}).decision


# -- making them -----------------------------------------------------------------------------------------


def _document(statements: Sequence[Document]) -> Document:
    return {"Version": "2012-10-17", "Statement": list(statements)}


class _Maker:
    """Draws policies and requests; the same seed draws the same ones."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def name(self) -> str:
        return f"{self.team()}-{self.random.choice(TIERS)}-{self.random.randrange(40)}"

    def team(self) -> str:
        return f"team{self.random.randrange(TEAMS):02}"

    def resource(self, service: str) -> str:
        return SERVICES[service][0].format(name=self.name(), key=f"part-{self.random.randrange(9)}.csv")

    def action(self, service: str) -> str:
        return f"{service}:{self.random.choice(VERBS)}{self.random.choice(SERVICES[service][1])}"

    def action_pattern(self, service: str) -> str:
        if self.chance(0.08):
            return f"{service}:*"
        return f"{service}:{self.random.choice(VERBS)}*" if self.chance(0.3) else self.action(service)

    def resource_pattern(self, service: str, *, variables: bool) -> str:
        if self.chance(0.1):
            return "*"
        name = f"home-{USER_NAME}" if variables and self.chance(0.13) else self.name_pattern()
        return SERVICES[service][0].format(name=name, key="*")

    def name_pattern(self) -> str:
        if self.chance(0.45):
            return f"{self.team()}-*"
        return f"{self.team()}-{self.random.choice(TIERS)}-*" if self.chance(0.6) else self.name()

    def condition(self) -> Document:
        kinds: Sequence[Callable[[], Document]] = (
            lambda: {"StringEquals": {"aws:RequestedRegion": self.random.sample(REGIONS, 2)}},
            lambda: {"StringLike": {"aws:UserAgent": [self.random.choice(["aws-cli/*", "Boto3/*", "*/1.*"])]}},
            lambda: {"IpAddress": {"aws:SourceIp": self.random.sample(NETWORKS, 2)}},
            lambda: {"Bool": {self.random.choice(["aws:SecureTransport", "aws:MultiFactorAuthPresent"]): "true"}},
        )
        return self.random.choice(kinds)()

    def statement(self, *, deny: float, conditions: float = 0.3, variables: bool = True) -> Document:
        service = self.random.choice(list(SERVICES))
        resources = [
            self.resource_pattern(service, variables=variables) for _ in range(self.random.randint(1, 3))
        ]  # fmt: skip
        found: Document = {
            "Effect": "Deny" if self.chance(deny) else "Allow",
            "Action": sorted({self.action_pattern(service) for _ in range(self.random.randint(1, 6))}),
            "Resource": sorted(set(resources)),
        }
        return found | {"Condition": self.condition()} if self.chance(conditions) else found

    def context(self, principal: Principal) -> dict[str, str]:
        """Return the facts of a request, as the engine has them: keys in lower case."""
        found = {
            "aws:sourceip": self.random.choice(ADDRESSES),
            "aws:securetransport": self.random.choice(("true", "true", "false")),
            "aws:multifactorauthpresent": self.random.choice(("true", "false")),
            "aws:requestedregion": self.random.choice(REGIONS),
            "aws:useragent": self.random.choice(AGENTS),
        }
        return found | {"aws:username": principal.user_name} if principal.user_name else found

    def filled(self, pattern: str, service: str, principal: Principal) -> str:
        """Return a resource that *pattern* matches, or very nearly."""
        if pattern == "*":
            return self.resource(service)
        text = pattern.replace(USER_NAME, principal.user_name or "nobody")
        while "*" in text:
            text = text.replace("*", self.random.choice(("api-3", "db-17", "batch-9", "x", "0")), 1)
        return text

    def asked(self, name: str, principal: Principal, allows: Sequence[Document]) -> Asked:
        """Return a request that most often has the action, and less often the resource, of one of *allows*."""
        service = self.random.choice(list(SERVICES))
        action, resource = self.action(service), self.resource(service)
        if allows and self.chance(0.85):
            statement = self.random.choice(allows)
            action = self.random.choice(statement["Action"])
            service = action.partition(":")[0]
            if "*" in action:
                verb = action.partition(":")[2].rstrip("*") or self.random.choice(VERBS)
                action = f"{service}:{verb}{self.random.choice(SERVICES[service][1])}"
            is_near = self.chance(0.7)
            resource = self.filled(self.random.choice(statement["Resource"]) if is_near else "*", service, principal)
        return Asked(name, action, resource, self.context(principal))


def _workload(
    name: str,
    maker: _Maker,
    policies: Mapping[str, Document],
    principals: Mapping[str, Principal],
    *,
    count: int,
    groups: Mapping[str, tuple[str, ...]] | None = None,
) -> Workload:
    """Return the account with *count* requests of evenly many principals, half of them allowed."""
    account = Workload(name, policies, groups or {}, principals, ())
    judge, names = Judge(policies), list(principals)
    callers = {name: caller(principal) for name, principal in principals.items()}
    room = {True: count // 2, False: count - count // 2}
    found: dict[tuple[str, str, str, str], Asked] = {}
    while any(room.values()):
        who = maker.random.choice(names)
        attached = account.attached(who)
        allows = [one for policy in attached for one in policies[policy]["Statement"] if one["Effect"] == "Allow"]
        asked = maker.asked(who, principals[who], allows)
        key = (who, asked.action, asked.resource, json.dumps(asked.context))
        expected = judge.expected(asked, callers[who], attached)
        if key not in found and room[expected == "allow"]:
            room[expected == "allow"] -= 1
            found[key] = Asked(who, asked.action, asked.resource, asked.context, expected)
    requests = list(found.values())
    maker.random.shuffle(requests)
    return Workload(name, policies, account.groups, principals, tuple(requests))


def _user(name: str, policies: Sequence[str], groups: Sequence[str] = ()) -> Principal:
    return Principal(f"arn:aws:iam::{ACCOUNT}:user/{name}", name, tuple(groups), tuple(policies))


def _role(name: str, policies: Sequence[str]) -> Principal:
    return Principal(f"arn:aws:iam::{ACCOUNT}:role/{name}", "", (), tuple(policies))


def w1() -> Workload:
    """One user with one policy of ten statements, without conditions; one of the statements denies."""
    maker = _Maker(101)
    statements = [maker.statement(deny=float(at == 6), conditions=0, variables=False) for at in range(10)]
    return _workload("W1", maker, {"own": _document(statements)}, {"mira": _user("mira", ["own"])}, count=1_000)


def w2() -> Workload:
    """A company: 500 policies of one to five statements, 50 groups, 1,000 users, 200 roles."""
    maker = _Maker(202)
    draw = maker.random
    sizes = (1, 2, 3, 3, 4, 5)
    policies = {
        f"policy-{number:03}": _document([maker.statement(deny=0.08) for _ in range(draw.choice(sizes))])
        for number in range(500)
    }
    names = list(policies)
    groups = {f"group-{number:02}": tuple(draw.sample(names, draw.randint(3, 6))) for number in range(50)}
    principals: dict[str, Principal] = {}
    for number in range(1_000):
        own, joined = draw.sample(names, draw.randint(0, 3)), draw.sample(list(groups), draw.randint(1, 3))
        principals[f"user-{number:04}"] = _user(f"user-{number:04}", own, joined)
    for number in range(200):
        principals[f"role-{number:03}"] = _role(f"role-{number:03}", draw.sample(names, draw.randint(2, 5)))
    return _workload("W2", maker, policies, principals, count=20_000, groups=groups)


def w3() -> Workload:
    """One role with twenty policies of a hundred actions; half of each is bound to names of resources."""
    maker = _Maker(303)
    draw = maker.random
    policies = {}
    for service, (resource, nouns) in SERVICES.items():
        pool = [f"{service}:{verb}{noun}" for verb in VERBS for noun in MANY_NOUNS]
        own = [f"{service}:{verb}{noun}" for verb in VERBS for noun in nouns]
        actions = draw.sample(own, 8) + [f"{service}:{verb[:3]}Bulk*" for verb in VERBS]
        actions += draw.sample(pool, 100 - len(actions))
        draw.shuffle(actions)
        bound = [resource.format(name=name, key="*") for name in ("team*", "shared-*")]
        policies[f"broad-{service}"] = _document(
            [
                {"Effect": "Allow", "Action": actions[:50], "Resource": ["*"]},
                {"Effect": "Allow", "Action": actions[50:], "Resource": bound},
            ]
        )
    return _workload("W3", maker, policies, {"admin": _role("admin", list(policies))}, count=1_000)


WORKLOADS: Final[Mapping[str, Callable[[], Workload]]] = {"W1": w1, "W2": w2, "W3": w3}


# -- kept between runs: the twin takes its time ----------------------------------------------------------


def files(folder: Path) -> dict[str, Path]:
    """Return a file for each workload in *folder*, written now unless one that was made in the same way is there."""
    made_by = (Path(__file__), *sorted(Path(twin.__file__).parent.glob("*.py")))
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in made_by)).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    return {name: _file(folder / f"{name}-{digest}.json", make) for name, make in WORKLOADS.items()}


def _file(path: Path, make: Callable[[], Workload]) -> Path:
    if not path.exists():
        beside = path.with_suffix(".part")
        beside.write_text(json.dumps(asdict(make())))
        beside.replace(path)
    return path
