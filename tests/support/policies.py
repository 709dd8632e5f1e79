"""Policies and requests made for one another: most statements nearly match, and by one detail do or do not.

Everything is drawn from one `random.Random`, so that the same makers serve Hypothesis (`cases()`, which shrinks) and
the long run of `make twin`. The request comes first; patterns, principals and conditions are its own words, changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from random import Random
from typing import Any, NamedTuple

from hypothesis import strategies as st

from ostiary.engine.request import Request
from ostiary.model.caller import Caller, CallerKind
from tests.support.engine import CALLERS, CANONICAL, OIDC, ROLE, SAML, A, B, role_session, session

Document = dict[str, Any]  # Any: JSON
Statement = dict[str, Any]
Value = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """Policies by layer, as documents (`scp` and `rcp`: a list of levels), and requests that they are asked about."""

    layers: Mapping[str, list[Any]]
    requests: tuple[Request, ...]


TARGETS: Sequence[tuple[str, str]] = [
    ("s3:GetObject", "arn:aws:s3:::vault/mira/x"),
    ("s3:GetObject", "arn:aws:s3:::vault/red/a*b"),
    ("s3:GetObject", "arn:aws:s3:::vault/*/k"),
    ("s3:PutObject", "arn:aws:s3:::vault/Mira/${x}"),
    ("s3:ListBucket", "arn:aws:s3:::vault"),
    ("s3:GetBucketPolicy", "arn:aws:s3:::vault"),
    ("iam:GetUser", f"arn:aws:iam::{A}:user/mira"),
    ("iam:GetUser", f"arn:aws:iam::{A}:user/ops/mira"),
    ("iam:ListUsers", "*"),
    ("iam:PassRole", ROLE),
    ("sqs:SendMessage", f"arn:aws:sqs:eu-west-1:{A}:mira"),
    ("sqs:SendMessage", f"arn:aws:sqs:eu-west-1:{B}:q"),
    ("logs:GetLogEvents", f"arn:aws:logs:eu-west-1:{A}:log-group:/app:log-stream:1"),
    ("kms:Decrypt", f"arn:aws:kms:eu-west-1:{A}:key/red"),
    ("sns:Publish", f"arn:aws:sns:eu-west-1:{B}:{A}:alarm-7"),
    ("ec2:DeleteTags", f"arn:aws-cn:ec2:eu-west-1:{A}:security-group-rule/sgr-1"),
]
TRUST_TARGETS: Sequence[tuple[str, str]] = [
    ("sts:AssumeRoleWithWebIdentity", ROLE),
    ("sts:AssumeRole", ROLE),
    ("sts:TagSession", ROLE),
    ("sts:AssumeRole", ROLE),
]
FIXED_TARGETS: Sequence[tuple[str, str]] = [
    ("sts:GetCallerIdentity", "*"),
    ("sts:GetSessionToken", "*"),
    ("sts:GetFederationToken", f"arn:aws:sts::{A}:federated-user/f"),
    ("iam:CreatePolicyVersion", "arn:aws:iam::aws:policy/ReadOnlyAccess"),
    ("iam:GetPolicy", "arn:aws:iam::aws:policy/ReadOnlyAccess"),
    ("iam:UpdateRole", f"arn:aws:iam::{A}:role/aws-reserved/kiln"),
    ("iam:PassRole", f"arn:aws:iam::{A}:role/aws-reserved/kiln"),
    ("iam:GetRole", f"arn:aws:iam::{A}:role/aws-reserved/kiln"),
    ("iam:DeleteRole", f"arn:aws:iam::{A}:role/aws-service-role/x.amazonaws.com/kiln"),
    ("kms:DeleteAlias", f"arn:aws:kms:eu-west-1:{A}:alias/aws/s3"),
    ("kms:DeleteAlias", f"arn:aws:kms:eu-west-1:{A}:alias/own"),
    ("s3:GetBucketPolicy", "arn:aws:s3:::vault"),
    ("s3:PutBucketPolicy", "arn:aws:s3:::vault"),
    ("s3:DeleteBucketPolicy", "arn:aws:s3:::vault"),
]
SERVICES = [
    "sns.amazonaws.com",
    "sns.amazonaws.com",
    "sns.eu-west-1.amazonaws.com",
    "SNS.amazonaws.com",
    "sqs.amazonaws.com",
]
OTHER_IDS = {
    "mira of B": "AIDAMIRAOFBXXXXXXXXXX",
    "kiln session, role under /ops/": "AROAKILNOPSXXXXXXXXXX",
    "service-linked role session": "AROAKILNSERVICEXXXXXX",
}
"""Callers who share a name with another one have ids of their own here."""
SINGLE_CALLERS: Mapping[str, Caller] = {
    **{name: replace(caller, entity_id=OTHER_IDS.get(name, caller.entity_id)) for name, caller in CALLERS.items()},
    "kiln session of B": replace(role_session(account=B), entity_id="AROAKILNOFBXXXXXXXXXX"),
    "root, with a task policy": replace(CALLERS["root"], session=session(entity_id=A)),
}
MANY_CALLERS: Sequence[Caller] = [
    *(CALLERS[name] for name in ("mira", "mira", "mira", "kiln session", "kiln session", "federated by mira")),
    *SINGLE_CALLERS.values(),
]
"""The callers, some of them more often than the others."""
SAVED_IDS: Mapping[str, str] = {
    arn: caller.entity_id
    for caller in reversed(MANY_CALLERS)  # who is named twice, is who comes first
    if caller.kind in {CallerKind.USER, CallerKind.ROLE_SESSION}
    for arn in (caller.entity_arn, caller.arn)
}
"""The unique ids of everybody in MANY_CALLERS whom a trust policy may name."""

STRINGS = ["red", "Red", "re", "", "a*b", "axb", "mira", "*", "ß", "SS", "ÄÖ", "äö"]
LOOK_ALIKES = {"ß": "SS", "SS": "ß", "ÄÖ": "äö", "äö": "ÄÖ", "red": "RED", "": "*"}
NUMBERS = ["5", "5.0", "+5", "-5", "05", "4.99", "10", "0", "5.", ".5", "ten", "1e1", " 5", "٥"]
DATES = [
    "2031-05-01T08:00:00Z",
    "2031-05-01t08:00:00z",
    "2031-05-01T10:00:00+02:00",
    "2031-05-01T05:30:00-02:30",
    "2031-05-01T08:00",
    "2031-05-01T08:00:00.000000001Z",
    "1935388800",
    "2031-05-01",
    "2031-05",
    "2031",
    "2031-02-30",
    "2031-5-1",
    "2031-05-01T08",
    "2031-05-01T10:00+02",
    "2031-05-01T10:00:00+2",
    "2031-05-01T08:00:00.0000000001Z",
    "99999-02-29",
    "9999999999999999999",
    "-5",
    "2031-05-01T08:00:60Z",
    "2031-05-01T25:00:00Z",
    "2031-05-01T08:00:00.Z",
    "*",
    "soon",
]
ADDRESSES = [
    "192.0.2.7",
    "192.0.2.7/32",
    "192.0.2.200/24",
    "192.0.2.0/25",
    "192.0.2.8",
    "0.0.0.0/0",
    "2001:DB8::/32",
    "2001:0db8:0::1",
    "2001:db8::2",
    "::/0",
    "192.0.2.0/33",
    "192.0.2.0/255.255.255.0",
    "192.0.2",
    "192.0.2.*",
    "2001:db8::1/129",
]
TRUTHS = ["true", "false", "True", "FALSE", "yes", ""]
BYTES = ["YWI=", "YWI", "YWM=", "Y*==", "", "YWJj"]
ARNS = [
    f"arn:aws:sns:eu-west-1:{A}:alarm-7",
    f"arn:aws:sns:eu-west-1:{A}:alarm-7:sub",
    f"arn:aws:sns:eu-west-1:{B}:alarm-7",
    f"arn:aws:SNS:eu-west-1:{A}:alarm-7",
    f"arn:aws:sns:eu-west-1:{B}:q:{A}:alarm-7",
    ROLE,
    "arn:aws:sns",
    "hello",
    "a:b:c:d:e:f",
]

KEYS: Mapping[str, Sequence[str]] = {
    "aws:PrincipalTag/team": STRINGS,
    "s3:prefix": STRINGS,
    "aws:username": ["mira", "Mira"],
    "aws:MultiFactorAuthAge": NUMBERS,
    "aws:EpochTime": ["1935388800", "2031", "5"],
    "aws:CurrentTime": DATES,
    "aws:SourceIp": ADDRESSES,
    "aws:SecureTransport": TRUTHS,
    "k:blob": BYTES,
    "aws:SourceArn": ARNS,
    "aws:RequestedRegion": ["eu-west-1", "eu-west-1", "eu-west-1:q"],
}
"""The single-valued keys of the requests, and what they hold."""
LISTS: Mapping[str, Sequence[str]] = {
    "aws:TagKeys": STRINGS,
    "k:numbers": NUMBERS,
    "k:addresses": ADDRESSES,
    "k:arns": ARNS,
    "k:dates": DATES,
    "k:truths": TRUTHS,
}
ORDERS = ("Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals")
STRING_OPERATORS = ("Equals", "NotEquals", "EqualsIgnoreCase", "NotEqualsIgnoreCase", "Like", "NotLike")


class Family(NamedTuple):
    """Operators, the single-valued and the multi-valued keys that go with them, and values."""

    operators: Sequence[str]
    single: Sequence[str]
    multiple: Sequence[str]
    values: Sequence[str]


TEXTS = [f"String{name}" for name in STRING_OPERATORS]
ARN_OPERATORS = ["ArnEquals", "ArnNotEquals", "ArnLike", "ArnNotLike"]
TEXT_KEYS = ["aws:PrincipalTag/team", "s3:prefix", "aws:username"]
FAMILIES: Sequence[Family] = [
    Family(TEXTS, TEXT_KEYS, ["aws:TagKeys"], STRINGS),
    Family(TEXTS, ["aws:PrincipalTag/team", "s3:prefix", "aws:SourceArn"], ["aws:TagKeys"], STRINGS),
    Family([f"Numeric{name}" for name in ORDERS], ["aws:MultiFactorAuthAge", "aws:EpochTime"], ["k:numbers"], NUMBERS),
    Family([f"Date{name}" for name in ORDERS], ["aws:CurrentTime", "aws:EpochTime"], ["k:dates"], DATES),
    Family(["IpAddress", "NotIpAddress"], ["aws:SourceIp"], ["k:addresses"], ADDRESSES),
    Family(["Bool"], ["aws:SecureTransport"], ["k:truths"], TRUTHS),
    Family(["BinaryEquals"], ["k:blob"], ["aws:TagKeys"], BYTES),
    Family(ARN_OPERATORS, ["aws:SourceArn"], ["k:arns"], ARNS),
    Family(["Null"], TEXT_KEYS, ["aws:TagKeys", "k:arns"], ["true", "false", "False", "maybe"]),
]
PREFIXES = ("ForAllValues:", "ForAnyValue:")
BROKEN_OPERATORS = ("NullIfExists", "StringGreaterThan", "ForAllValues::StringEquals", "BoolNotEquals", "IfExists")
BROKEN_VARIABLES = (
    "${k,'d'}",
    "${s3:prefix, d}",
    "${s3:prefix, 'd}",
    "${s3:prefix,  'd'}",
    "${nothing}",
    "${s3:prefix",
    "${}",
)


def cases() -> st.SearchStrategy[Case]:
    """Cases for Hypothesis, which chooses every draw and so can make a case smaller."""
    return st.randoms(use_true_random=False).map(case)


def case(random: Random) -> Case:
    """Return policies of some layers, and a request that they nearly fit, with some that differ in one thing."""
    return _Maker(random).case()


def stream(seed: int) -> Iterator[Case]:
    """Return cases without end, the same for the same seed."""
    random = Random(seed)
    while True:
        yield case(random)


def own_layers(caller: Caller) -> frozenset[str]:
    """Return the layers that hang on the caller, and so are only ever given with such a one (7.1)."""
    match caller.kind:
        case CallerKind.USER:
            return frozenset({"identity", "boundary"})
        case CallerKind.ROLE_SESSION | CallerKind.FEDERATED_USER:
            return frozenset({"identity", "boundary", "session"})
        case CallerKind.ROOT if caller.session is not None:
            return frozenset({"session"})
        case _:
            return frozenset()  # root, a service, the bearer of a token, or nobody known


class _Maker:
    """Makes one case: the request first, then policies out of its words."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.request = self.first_request()

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def some(self, make: Callable[[], Any], most: int) -> Any:
        """Return one value or a list: both ways of writing are used."""
        values = [make() for _ in range(self.random.choice([1, 1, *range(1, most + 1)]))]
        return values[0] if len(values) == 1 and self.chance(0.5) else values

    # --- Requests

    def first_request(self) -> Request:
        targets = TRUST_TARGETS if self.chance(0.15) else FIXED_TARGETS if self.chance(0.08) else TARGETS
        action, resource = self.random.choice(targets)
        by_root = targets is FIXED_TARGETS and self.chance(0.3)
        return Request(
            CALLERS["root"] if by_root else self.random.choice(MANY_CALLERS),
            action,
            resource,
            A if self.chance(0.85) else B,
            self.context(),
            wildcard_only=resource == "*",
            trust_ids=self.saved_ids(),
            resource_mandatory=action.startswith("kms:") or self.chance(0.05),
        )

    def saved_ids(self) -> Mapping[str, str]:
        """Return the ids beside the trust policy; some of them name an entity that is gone."""
        return {arn: "AROAGONEXXXXXXXXXXXXX" if self.chance(0.05) else known for arn, known in SAVED_IDS.items()}

    def context(self) -> dict[str, Value]:
        found: dict[str, Value] = {
            key.lower(): self.random.choice(values) for key, values in KEYS.items() if self.chance(0.7)
        }
        for key, values in LISTS.items():
            if self.chance(0.6):
                found[key.lower()] = tuple(self.random.choice(values) for _ in range(self.random.choice([1, 1, 2, 3])))
        return found

    def other_request(self) -> Request:
        """Return the request with one thing changed. The new caller may have the same layers as the first (7.1)."""
        asked = self.request
        about_trust = asked.action in TRUST_ACTIONS
        match self.random.choice(["caller", "target", "resource", "context", "owner"]):
            case "caller":
                like = [caller for caller in MANY_CALLERS if own_layers(caller) == own_layers(asked.caller)]
                return replace(asked, caller=self.random.choice(like))
            case "target" if not about_trust:
                action, resource = self.random.choice(TARGETS)
                return replace(asked, action=action, resource=resource, wildcard_only=resource == "*")
            case "resource" if not about_trust and not asked.wildcard_only:
                return replace(asked, resource=self.near_arn(asked.resource))
            case "owner":
                return replace(asked, owner_account=B if asked.owner_account == A else A)
            case _:
                return replace(asked, context=self.context())

    def near_arn(self, arn: str) -> str:
        """Return another resource: one change in the sixth field."""
        *head, name = arn.split(":", 5)
        return ":".join([*head, self.near(name) or name])

    # --- Words that nearly match

    def near(self, text: str) -> str:
        """Return *text* with one character more, fewer, other, or of the other case."""
        if text in LOOK_ALIKES and self.chance(0.7):
            return LOOK_ALIKES[text]
        place = int(self.random.random() * (len(text) + 1))
        before, here, after = text[:place], text[place : place + 1], text[place + 1 :]
        return before + self.random.choice(["", here.swapcase(), here + "x", here + ":", "/" + here, "q"]) + after

    def wild(self, text: str) -> str:
        """Return *text* with a wildcard in the place of some of it, or beside it."""
        start = int(self.random.random() * (len(text) + 1))
        match self.random.choice(["?", "*", "*", "end", "start", "insert"]):
            case "?":
                return text[:start] + "?" + text[start + 1 :]
            case "end":
                return text[:start] + "*"
            case "start":
                return "*" + text[start:]
            case "insert":
                return text[:start] + self.random.choice("*?") + text[start:]
            case _:
                end = start + int(self.random.random() * 5)
                return text[:start] + "*" + text[end:]

    def variable(self, text: str) -> str:
        """Return *text* with a variable in the place of some of it: often one that brings the same text back."""
        found = {key: value for key, value in self.request.context.items() if isinstance(value, str) and value in text}
        named = [key for key, value in found.items() if value]
        if named and self.chance(0.6):
            key = self.random.choice(named)
            spelling = self.random.choice([key, key.upper(), f"{key}, 'other'"])
            return text.replace(str(found[key]), f"${{{spelling}}}", 1)
        if text and self.chance(0.6):
            start = int(self.random.random() * len(text))
            end = start + 1 + int(self.random.random() * 4)
            key = self.random.choice(["nothing", "aws:username", "aws:PrincipalTag/team", "aws:TagKeys"])
            return f"{text[:start]}${{{key}, '{text[start:end]}'}}{text[end:]}"
        for special in "*?$":
            if special in text and self.chance(0.8):
                return text.replace(special, f"${{{special}}}", 1)
        return text + self.random.choice(BROKEN_VARIABLES)

    def varied(self, text: str) -> str:
        """Return a value or pattern made of *text*."""
        if text in LOOK_ALIKES and self.chance(0.1):
            return LOOK_ALIKES[text]
        draw = self.random.random()
        if draw < 0.4:
            return text
        return self.wild(text) if draw < 0.65 else self.variable(text) if draw < 0.85 else self.near(text)

    # --- Elements

    def action(self) -> str:
        asked = self.request.action
        service, _, name = asked.partition(":")
        match self.random.choice(["star", "service", "same", "same", "wild", "wild", "near", "other", "odd"]):
            case "star":
                return "*"
            case "service":
                return f"{service}:*"
            case "wild":
                return f"{service}:{self.wild(name)}"
            case "near":
                return self.near(asked)
            case "other":
                return self.random.choice(TARGETS)[0]
            case "odd":
                odd = [f"{service}:", f"{service}: ", service, f"*:{name}", f"{service.upper()}:{name.lower()}"]
                odd += [f"{service}*", f"*{name}", f"{service[:1]}*{name[-3:]}"]
                odd += [f"{service}:${{{name}}}", f"{asked}:{name}", f"{service[:-1]}?:{name}", f"{asked} "]
                return self.random.choice(odd)
            case _:
                return asked

    def resource(self) -> str:
        asked = self.request.resource
        if self.chance(0.25) or (asked == "*" and self.chance(0.5)):
            return "*"
        if asked == "*":
            asked = self.random.choice(TARGETS[:8])[1]
        fields = asked.split(":", 5)
        name = fields[5] if len(fields) > 5 else ""
        parts = asked.split(":")
        match self.random.choice(["same", "name", "name", "name", "field", "short", "other", "anything", "cross"]):
            case "cross" if len(parts) > 6:  # one field less, and a star in its place
                place = 1 + int(self.random.random() * 4)
                if not parts[5].isdigit():
                    place = 4  # the account of a policy that can be saved is a number (1.11)
                parts[place : place + 2] = [self.random.choice([parts[place], parts[place][:2], ""]) + "*"]
                return ":".join(parts)
            case "name" | "cross":
                fields[5:] = [self.varied(name)]
            case "field":
                place = 1 + int(self.random.random() * 4)
                field = fields[place]
                changed = ["*", field.upper(), field + "*", self.wild(field), self.near(field), self.variable(field)]
                fields[place] = self.random.choice(changed)
            case "short":
                fields = fields[: 1 + int(self.random.random() * 5)]
                fields[-1] += self.random.choice(["", "", "*", "?"])
            case "other":
                return self.random.choice(TARGETS)[1]
            case "anything":
                return "arn:" + self.wild(asked.removeprefix("arn:"))
        entry = ":".join(fields)
        return entry if ":" in entry else "arn:aws:*"

    def principal(self) -> Any:
        if self.chance(0.2):
            return self.random.choice(["*", {"AWS": "*"}])
        return self.named_principals(1)

    def named_principals(self, fewest: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if self.chance(0.9):
            found["AWS"] = self.some(self.aws_principal, fewest + 2)
        if not found or self.chance(0.7 if self.request.caller.kind is CallerKind.SERVICE else 0.25):
            found["Service"] = self.some(partial(self.random.choice, SERVICES), 2)
        if fewest == 1 and self.chance(0.5 if self.request.caller.provider else 0.05):
            found["Federated"] = self.some(partial(self.random.choice, [OIDC, SAML, SAML + "x"]), 2)
        if fewest == 1 and self.chance(0.5 if self.request.caller.canonical_id else 0.03):
            found["CanonicalUser"] = self.random.choice([CANONICAL, CANONICAL[::-1]])
        return found

    def aws_principal(self) -> str:
        caller = self.request.caller
        if not caller.entity_arn or self.chance(0.25):
            caller = self.random.choice([other for other in MANY_CALLERS if other.entity_arn])
        own = [caller.arn, caller.entity_arn, caller.entity_id]
        account = [caller.account, f"arn:aws:iam::{caller.account}:root"]
        value = self.random.choice([*own, *own, *own, *account])
        return self.near(value) if self.chance(0.05) else value

    def condition(self) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for _ in range(self.random.choice([1, 1, 1, 2, 3])):
            family = self.random.choice(FAMILIES)
            operator = self.random.choice(family.operators)
            of_list = self.chance(0.3)
            key = self.random.choice(family.multiple if of_list else family.single)
            if self.chance(0.06):
                key = self.random.choice([*KEYS, *LISTS])
            if of_list != self.chance(0.07):
                operator = self.random.choice(PREFIXES) + operator
            if operator[-4:] != "Null" and self.chance(0.2):
                operator += "IfExists"
            if self.chance(0.02):
                operator = self.random.choice([operator.lower(), operator.upper(), *BROKEN_OPERATORS])
            block = found.setdefault(operator, {})
            if key.lower() not in {other.lower() for other in block}:
                spelling = self.random.choice([key, key, key.lower(), key.upper()])
                block[spelling] = [] if self.chance(0.01) else self.some(partial(self.value, key, family.values), 3)
        return found

    def value(self, key: str, values: Sequence[str]) -> Any:
        """Return what a condition compares with: often what the request holds, changed or not."""
        held = self.request.context.get(key.lower(), self.random.choice(values))
        text = self.random.choice(held) if isinstance(held, tuple) else held
        if values is STRINGS or values is ARNS:
            return self.varied(text if self.chance(0.7) else self.random.choice(values))
        if self.chance(0.04):
            return self.variable(text)
        text = text if self.chance(0.3) and values[0] not in {"true"} else self.random.choice(values)
        bare = {"true": True, "false": False, "5": 5, "5.0": 5.0, "4.99": 4.99, "-5": -5}
        return bare[text] if text in bare and self.chance(0.4) else text

    # --- Statements, documents, layers

    def statement(self, kind: str, *, effect: str) -> Statement:
        found: Statement = {"Effect": effect}
        if kind in {"resource", "trust", "vpce"}:
            if effect == "Deny" and kind != "trust" and self.chance(0.3):
                found["NotPrincipal"] = self.named_principals(2)
            elif kind == "trust" or self.chance(0.97):
                found["Principal"] = self.principal()
        if kind == "rcp":
            found["Principal"] = "*"
        negated = kind != "rcp" and self.chance(0.12)
        found["NotAction" if negated else "Action"] = self.some(self.action, 2 if negated else 3)
        if kind not in {"trust", "resource"} or (kind == "resource" and self.chance(0.9)):
            found["NotResource" if self.chance(0.12) else "Resource"] = self.some(self.resource, 3)
        if self.chance(0.5 if effect == "Deny" else 0.35):
            found["Condition"] = self.condition()
        if self.chance(0.2):
            found["Sid"] = self.random.choice(["", f"S{int(self.random.random() * 1_000_000)}"])
        keys = list(found)
        return {key: found[key] for key in (reversed(keys) if self.chance(0.2) else keys)}

    def broad(self, kind: str) -> Statement:
        """Return an Allow that is out of the way, so that the other statements and layers decide."""
        found: Statement = {"Effect": "Allow", "Action": "*", "Resource": "*"}
        if kind in {"resource", "trust", "vpce", "rcp"}:
            found["Principal"] = self.random.choice(["*", {"AWS": "*"}]) if kind != "rcp" else "*"
        if kind == "trust":
            del found["Resource"]
            found["Action"] = "sts:*"
        return found

    def document(self, kind: str, *, deny: float, broad: float) -> Document:
        statements = [
            self.statement(kind, effect="Deny" if self.chance(deny) else "Allow")
            for _ in range(self.random.choice([1, 1, 2, 3]))
        ]
        if self.chance(broad):
            statements.append(self.broad(kind))
        version = (
            self.random.choice([{"Version": "2008-10-17"}, {}]) if self.chance(0.12) else {"Version": "2012-10-17"}
        )
        alone = len(statements) == 1 and self.chance(0.5)
        return {**version, "Statement": statements[0] if alone else statements}

    def documents(self, kind: str, *, deny: float, broad: float, most: int = 2) -> list[Document]:
        return [self.document(kind, deny=deny, broad=broad) for _ in range(1 + int(self.random.random() * most))]

    def levels(self, kind: str) -> list[list[Document]]:
        depth = 1 + int(self.random.random() * 3)
        if kind == "rcp":  # the full-access policy is attached everywhere (7.2)
            full = {"Version": "2012-10-17", "Statement": [self.broad(kind)]}
            return [[full, *self.documents(kind, deny=1, broad=0, most=1)] for _ in range(depth)]
        found = [self.documents(kind, deny=0.35, broad=0.75) for _ in range(depth)]
        return [*found, []] if self.chance(0.03) else found

    def layers(self) -> dict[str, list[Any]]:
        own = own_layers(self.request.caller)
        found: dict[str, list[Any]] = {}
        if "identity" in own:
            found["identity"] = self.documents("identity", deny=0.15, broad=0.45) if self.chance(0.9) else []
        if "boundary" in own and self.chance(0.35):
            found["boundary"] = self.documents("boundary", deny=0.15, broad=0.3, most=1) if self.chance(0.97) else []
        if "session" in own and self.chance(0.5):
            found["session"] = self.documents("session", deny=0.15, broad=0.25)
        if self.request.action in TRUST_ACTIONS:
            found["trust"] = self.documents("trust", deny=0.15, broad=0.1, most=1)
        elif self.chance(0.45):
            found["resource"] = self.documents("resource", deny=0.3, broad=0.05)
        for kind, share in (("scp", 0.2), ("rcp", 0.15)):
            if self.chance(share):
                found[kind] = self.levels(kind)
        if self.chance(0.15):
            found["vpce"] = self.documents("vpce", deny=0.25, broad=0.5, most=1)
        return found

    def case(self) -> Case:
        return Case(self.layers(), (self.request, *(self.other_request() for _ in range(3))))


TRUST_ACTIONS = frozenset(action for action, _ in TRUST_TARGETS)
