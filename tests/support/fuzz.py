"""Documents that nobody would write, put before everything that reads policies: `make fuzz`.

    python -m tests.support.fuzz --seconds 300 --seed 7

A policy comes from somebody. Whatever it holds, a reader takes it or refuses it with the error that it promises; what
a save has taken, deciding reads as the same policy; and neither takes long. What breaks that is written to
tests/corpus/policies/, where `make test` finds it from then on.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import partial
from itertools import count, islice
from pathlib import Path
from random import Random
from typing import Any, Final

from ostiary.analysis.validate import findings
from ostiary.catalogue.managed import managed_policies
from ostiary.engine import validate
from ostiary.engine.conditions import OPERATOR_NAMES
from ostiary.engine.considered import considered
from ostiary.engine.context_keys import context_keys
from ostiary.engine.decide import Layers, decide
from ostiary.engine.layer import Attached, Layer
from ostiary.engine.policy import Policy, PolicyKind, parse
from ostiary.engine.request import Request
from ostiary.engine.written import span
from ostiary.evaluation import documents
from ostiary.model.errors import MalformedPolicyDocumentError
from tests.support.engine import LEVELLED, A, Context, request, role_session

Json = Any  # what JSON holds

CORPUS: Final = Path(__file__).parent.parent / "corpus" / "policies"
LONGEST_CPU: Final = 0.05
"""Seconds of CPU time that one reader may take for one document."""

LONGEST: Final = 131_072
"""Characters of the longest document that is read at all."""

# -- what is promised ------------------------------------------------------------------------------------

MESSAGES: Final = frozenset(  # policy-evaluation.md 1.11 and 1.12, and what stands in for wordings that are not known
    {
        "Syntax errors in policy.",
        "Syntax error in policy.",
        "Policy document must be version 2012-10-17 or greater.",
        "The policy failed legacy parsing",
        "Statement IDs (SID) in a single policy must be unique.",
        "Policy statement must contain actions.",
        "Resource vendor must be fully qualified and cannot contain regexes.",
        "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
        "Actions/Condition can contain only one colon.",
        "Policy statement must contain resources.",
        "Policy document should not specify a principal.",
        "This policy contains invalid Json",
        "The policy must contain a valid version string",
        "Could not parse the policy: Statement is empty!",
        "The Statement Ids in the policy are not unique",
        "Missing required field Effect",
        "Missing required field Principal",
        "Missing required field Principal cannot be empty!",
        'AssumeRolepolicy contained an invalid principal: "STAR":"*".',
        "AssumeRole policy must not contain NotPrincipal field.",
        "Missing required field Action",
        "AssumeRole policy may only specify STS AssumeRole actions.",
        "Has prohibited field Resource",
        "AssumeRole policy must not contain resources.",
        "A condition block must be present for the Cognito provider",
    }
)
ABOUT: Final = (  # those that are long or quote the document: how they begin and end
    ("Statement IDs (SID) must be alpha-numeric. ", "the regular expression [0-9A-Za-z]*"),
    ("Resource ", ' must be in ARN format or "*".'),
    ('Partition "', '".'),
    ("IAM resource ", " cannot contain region information."),
    ("Resource ", " can not contain region information."),
    ('IAM resource path must either be "*" or start with ', "."),
    ("Vendor ", " is not valid"),
    ("Invalid effect: ", ""),
    ('Invalid principal in policy: "', '"'),
    ("A condition on ", ""),
)


def is_of_aws(message: str) -> bool:
    """Return whether a refused save may say that."""
    return message in MESSAGES or any(message.startswith(start) and message.endswith(end) for start, end in ABOUT)


SAVES: Final[Mapping[str, tuple[PolicyKind, Callable[[str], Policy]]]] = {
    "identity_policy": (PolicyKind.IDENTITY, validate.identity_policy),
    "session_policy": (PolicyKind.SESSION, validate.session_policy),
    "trust_policy": (PolicyKind.TRUST, validate.trust_policy),
    "resource_policy": (PolicyKind.RESOURCE, validate.resource_policy),
    "endpoint_policy": (PolicyKind.VPCE, validate.endpoint_policy),
    "service_control_policy": (PolicyKind.SCP, validate.service_control_policy),
    "resource_control_policy": (PolicyKind.RCP, validate.resource_control_policy),
}


def save(name: str, text: str) -> Policy | None:
    """Return the policy if it may be saved, or None if it is refused as AWS refuses it."""
    try:
        return SAVES[name][1](text)
    except MalformedPolicyDocumentError as error:
        if not is_of_aws(error.message):
            raise AssertionError(f"the message is not one of AWS's: {error.message!r}") from error
        return None


def saved(name: str, text: str) -> None:
    """Save the document; what is taken must be the same policy to those that decide."""
    policy = save(name, text)
    if policy is not None:
        kind = SAVES[name][0]
        assert _said(parse(text, kind)) == _said(policy), "deciding reads another policy than was saved"
        assert _said(stored(text, kind)) == _said(policy), "`evaluate` reads another policy than was saved"


def _said(policy: Policy) -> list[object]:
    """Return what the statements say; the tests of conditions are functions, which only their number can be told of."""
    return [
        (
            replace(statement, conditions=()),
            [one and (one.key, one.name, one.negated, len(one.tests), one.null) for one in statement.conditions],
        )
        for statement in policy.statements
    ]


def stored(text: str, kind: PolicyKind) -> Policy:
    """Read the document as a bundle's; nothing is remembered."""
    return documents.stored.__wrapped__(text, kind)


def decided(text: str, kind: PolicyKind) -> None:
    """Decide, and explain, by the document alone."""
    policy = parse(text, kind)
    layer = Layer.of([Attached(policy, "p", "none")])
    given: dict[str, Any] = {kind.value: (layer,) if kind in LEVELLED else layer}
    layers = Layers(**given)
    for asked in ASKED:
        decide(asked, layers)
        found, _ = considered(asked, layers)
        for source, _ in found:
            span(source)


def _asked(action: str, resource: str) -> Request:
    long = "a" * 200
    context: Context = {
        "aws:username": "*",
        "aws:userid": long,
        "aws:sourceip": "fe80::1",
        "aws:currenttime": "2031-05-01T08:00:00Z",
        "aws:principalarn": f"arn:aws:iam::{A}:role/{long}",
        "aws:tagkeys": ("", "a", long),
        "s3:prefix": "${aws:username}",
    }
    return request(action, resource, role_session(), context)


ASKED: Final = (
    _asked("s3:GetObject", f"arn:aws:s3:::vault/{'a:' * 50}b"),
    _asked("iam:PassRole", f"arn:aws:iam::{A}:role/{'a*' * 50}"),
    _asked("sts:AssumeRole", f"arn:aws:iam::{A}:role/kiln"),
    _asked("ec2:DescribeInstances", "*"),
)

Reader = Callable[[str], object]


def _tolerant(read: Callable[[str, PolicyKind], object]) -> Callable[[str, PolicyKind], object]:
    def reader(text: str, kind: PolicyKind) -> None:
        try:
            read(text, kind)
        except MalformedPolicyDocumentError:  # the one error that these may end in, whatever it says
            return

    return reader


def _all_kinds(verb: str, read: Callable[[str, PolicyKind], object]) -> dict[str, Reader]:
    return {f"{verb} {kind.value}": partial(_as, kind, read) for kind in PolicyKind}


def _as(kind: PolicyKind, read: Callable[[str, PolicyKind], object], text: str) -> None:
    read(text, kind)


READERS: Final[Mapping[str, Reader]] = {
    **{f"save as {name}": partial(save, name) for name in SAVES},
    **_all_kinds("decide by", _tolerant(decided)),
    **_all_kinds("evaluate by", _tolerant(stored)),
    **_all_kinds("analyse", findings),
    "name the context keys": context_keys,
}
"""Everything that reads a document. None of them raises an error here: what it may refuse, it has refused."""

CHECKS: Final[Mapping[str, Reader]] = {
    **READERS,
    **{f"save as {name}": partial(saved, name) for name in SAVES},
}
"""The same with everything compared that can be."""


# -- documents -------------------------------------------------------------------------------------------

OWN: Final[Sequence[Json]] = [
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": ["sts:AssumeRole", "sts:TagSession"],
                "Principal": {"AWS": [A, f"arn:aws:iam::{A}:user/mira"], "Service": "ec2.amazonaws.com"},
                "Condition": {"StringLike": {"aws:userid": "*${aws:username}*"}, "Bool": {"aws:SecureTransport": True}},
            }
        ],
    },
    {
        "Version": "2012-10-17",
        "Id": "own",
        "Statement": {
            "Sid": "1",
            "Effect": "Deny",
            "NotPrincipal": {"AWS": f"arn:aws:iam::{A}:role/kiln", "CanonicalUser": "ab" * 32},
            "NotAction": "s3:*",
            "Resource": ["arn:aws:s3:::vault", "arn:aws:s3:::vault/${aws:username, 'nobody'}/*"],
            "Condition": {
                "ForAnyValue:StringEqualsIgnoreCase": {"aws:TagKeys": ["a", "ß"]},
                "NumericLessThan": {"s3:max-keys": 10, "s3:object-size": 1.5},
                "DateGreaterThan": {"aws:CurrentTime": "2031-05-01T08:00:00Z"},
                "NotIpAddress": {"aws:SourceIp": ["10.0.0.0/8", "2001:db8::/32"]},
                "ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{A}:role/*"},
                "Null": {"aws:TokenIssueTime": "false"},
            },
        },
    },
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"},
            {"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": ["sts:*"], "NotResource": "arn:aws:iam::*:role/x"},
        ],
    },
]
"""Policies of the kinds that AWS publishes no managed ones of."""

TEXTS: Final = [
    *["", " ", "*", "?", "**", "a*a*a*a*b", "?*?*?*b", ":", "::::::", "*:*", "s3:", ":x", "s3:Get Object", "s3::x"],
    *["${", "${}", "${aws:username", "${aws:username, 'x'}", "${aws:username,'x'}", "${${aws:username}}", "${*}", "}"],
    *["arn", "arn:", "arn:aws:s3", "arn:*:*:*:*:*", "arn:aws:s3:::", "arn:aws::::x", "arn:aws:iam:r:1:user/x", "arn:"],
    *["Allow", "allow", "Deny", "DENY", "2012-10-17", "2008-10-17", "2012-10-18", "STAR", "root", A, "AIDA", "AROA*"],
    *[
        "\x00",
        "\ud800",
        "\udfff\ud800",
        "\u2028",
        "\ufeff",
        "٣",
        "İ",
        "ß",
        "ﬁ",
        "😀",
        "\\",
        '"',
        "\r\n",
        "é",
        "e\u0301",
    ],
    *["NaN", "1e400", "-0", "+5", "5.", "9" * 5_000, "true", "TRUE", "null", "0.0.0.0/0", "::/129", "fe80::1%eth0"],
    *["2031-05-01", "292278994-01-01", "-1-1-1T", "2031-05-01T08:00:00+99:99", "T", "t", "-", "9999999999999999999"],
    *[
        "ForAllValues:",
        "ForAnyValue:Null",
        "NullIfExists",
        "StringEqualsIfExists",
        "stringlike",
        "BinaryEquals",
        "QQ==",
    ],
]
VALUES: Final[Sequence[Json]] = [
    *[
        None,
        True,
        False,
        0,
        -0.0,
        1.10,
        1e300,
        10**30,
        [],
        {},
        [[]],
        [None],
        [{}],
        {"": ""},
        {"AWS": []},
        {"AWS": None},
    ],
    *[
        {"AWS": {"AWS": "*"}},
        [1, "1"],
        ["*", "*"],
        {"StringEquals": []},
        {"StringEquals": {"k": None}},
        {"Null": {"k": 1}},
    ],
]
KEYS: Final = [
    *["Version", "Id", "Statement", "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource"],
    *["NotResource", "Condition", "AWS", "Service", "Federated", "CanonicalUser", "action", "Extra", "", "*"],
    *["StringLike", "ForAllValues:ArnNotLikeIfExists", "NumericEquals", "DateLessThan", "IpAddress", "BinaryEquals"],
]
OPERATORS: Final = sorted(OPERATOR_NAMES)
TOKENS: Final = [
    *[
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        '"',
        "\\",
        "\\u",
        "\\ud800",
        "\\u0000",
        "\\ud83d\\ude00",
        "null",
        "NaN",
        "-Infinity",
    ],
    *[
        "1e400",
        "-0",
        "01",
        "1.",
        "9" * 5_000,
        "1" + "0" * 400 + "e-400",
        "\ufeff",
        "\x00",
        "\x7f",
        "/**/",
        "'",
        "\ud800",
    ],
    *[
        "[" * 70,
        '{"a":' * 70,
        "[" * 60_000,
        '{"":' * 30_000,
        " " * 2_000,
        "\n",
        "\t",
        "\x0b",
        "\xa0",
        '"Effect":"Deny",',
    ],
]


class Maker:
    """Draws documents; the same seed draws the same ones."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._published = managed_policies()

    def text(self) -> str:
        """Return a document: a policy that was changed a little or a lot, seldom what is none at all."""
        draw = self._random
        if draw.random() < 0.05:
            return draw.randbytes(draw.randrange(200)).decode("utf-8", "surrogateescape")
        value = self._base()
        change = self._changed if draw.random() < 0.4 else self._within_form
        for _ in range(draw.choice((0, 1, 1, 2, 3, 8))):
            value = change(value)
        text = json.dumps(value, ensure_ascii=draw.random() < 0.5, indent=draw.choice((None, None, 2)))
        for _ in range(draw.choice((0, 0, 0, 0, 1, 2))):
            text = self._spoiled(text)
        return text

    def _base(self) -> Json:
        draw = self._random
        if draw.random() < 0.4:
            return deepcopy(draw.choice(OWN))
        return json.loads(draw.choice(self._published).document)

    # -- changes of the value that leave it a policy

    def _within_form(self, value: Json) -> Json:
        """Return *value* with a further resource, action, condition or statement; it is changed itself."""
        draw = self._random
        listed = value["Statement"] if isinstance(value["Statement"], list) else [value["Statement"]]
        value["Statement"] = listed
        statement = draw.choice(listed)
        changes: Sequence[Callable[[], object]] = (
            lambda: self._append(statement, "Resource", self._pattern()),
            lambda: self._append(statement, "Action", draw.choice(("s3:", "sts:", "*", "")) + self._pattern()),
            lambda: statement.setdefault("Condition", {}).update(self._condition()),
            lambda: statement.setdefault("Condition", {}).update(self._condition()),
            lambda: statement.update(Sid=draw.choice(TEXTS)),
            lambda: statement.update(Effect=draw.choice(("Allow", "Deny"))),
            lambda: statement.update(Principal={draw.choice(("AWS", "Service", "Federated")): draw.choice(TEXTS)}),
            lambda: listed.extend(deepcopy(listed) * draw.choice((1, 1, 9)) if len(listed) < 50 else []),
        )
        draw.choice(changes)()
        return value

    def _append(self, statement: Json, element: str, entry: str) -> None:
        name = f"Not{element}" if f"Not{element}" in statement else element
        held = statement.get(name, [])
        statement[name] = [*(held if isinstance(held, list) else [held]), entry]

    def _condition(self) -> Json:
        draw = self._random
        operator, key = draw.choice(OPERATORS), draw.choice(("aws:username", "aws:TagKeys", "aws:SourceIp", "k", ""))
        values = [draw.choice((self._pattern(), *draw.sample(TEXTS, 3))) for _ in range(draw.choice((0, 1, 1, 3, 200)))]
        return {operator: {key: values}}

    # -- changes of the value into anything

    def _changed(self, value: Json) -> Json:
        """Return *value* with a change somewhere in it; it may be changed itself."""
        draw = self._random
        if isinstance(value, dict) and value and draw.random() < 0.85:
            key = draw.choice(list(value))
            if draw.random() < 0.15:
                value[draw.choice([*KEYS, *TEXTS])] = value.pop(key) if draw.random() < 0.5 else deepcopy(value[key])
            elif draw.random() < 0.1:
                del value[key]
            else:
                value[key] = self._changed(value[key])
            return value
        if isinstance(value, list) and value and draw.random() < 0.85:
            place = draw.randrange(len(value))
            value[place] = self._changed(value[place])
            return value
        return self._instead(value)

    def _instead(self, value: Json) -> Json:
        """Return something in the place of *value*."""
        draw = self._random
        makers: Sequence[Callable[[], Json]] = (
            lambda: draw.choice(TEXTS),
            lambda: deepcopy(draw.choice(VALUES)),
            lambda: [value],
            lambda: [value] * self._times(value, (2, 50, 1_000)),
            lambda: {draw.choice(KEYS): value},
            lambda: value[0] if isinstance(value, list) and value else value,
            lambda: self._longer(value),
            self._pattern,
            lambda: deepcopy(draw.choice(OWN)["Statement"]),
        )
        return draw.choice(makers)()

    def _longer(self, value: Json) -> Json:
        draw = self._random
        text = value if isinstance(value, str) else draw.choice(TEXTS)
        place = draw.randrange(len(text) + 1)
        added = draw.choice(TEXTS)
        return text[:place] + added * self._times(added, (1, 1, 3, 400)) + text[place:]

    def _times(self, value: Json, choices: Sequence[int]) -> int:
        """Return how often to repeat *value*: no more than there is room for in a document."""
        return max(1, min(self._random.choice(choices), LONGEST // (len(json.dumps(value)) + 1)))

    def _pattern(self) -> str:
        draw = self._random
        start = draw.choice(("", "s3:", "iam:", "arn:aws:s3:::", "arn:aws:sqs:*:*:", f"arn:aws:iam::{A}:role/"))
        unit = "".join(draw.choice(("*", "?", "a", ":", "${aws:username}", "ab")) for _ in range(draw.randint(1, 4)))
        return start + unit * draw.choice((1, 10, 500)) + draw.choice(("", "b", "*"))

    # -- changes of the text

    def _spoiled(self, text: str) -> str:
        draw = self._random
        start = draw.randrange(len(text) + 1)
        end = min(len(text), start + draw.choice((0, 0, 1, 3, 40)))
        slices: Sequence[Callable[[], str]] = (
            lambda: text[:start],
            lambda: text[:start] + text[end:],
            lambda: text[:start] + draw.choice(TOKENS) + text[end:],
            lambda: text[:end] + text[start:],
            lambda: text + text[start:end] + draw.choice(TOKENS),
            lambda: self._twice(text),
        )
        return draw.choice(slices)()

    def _twice(self, text: str) -> str:
        """Return *text* with one of its keys there twice."""
        draw = self._random
        brace = draw.choice([at for at, character in enumerate(text) if character == "{"] or [0])
        key = json.dumps(draw.choice(KEYS))
        return f"{text[: brace + 1]}{key}: {json.dumps(draw.choice(TEXTS))},{text[brace + 1 :]}"


def made(seed: int) -> Iterator[str]:
    """Yield documents without end."""
    maker = Maker(seed)
    return (maker.text() for _ in count())


# -- the corpus ------------------------------------------------------------------------------------------


def corpus() -> dict[str, str]:
    """Return the documents that are kept, by name; a lone surrogate is kept as well."""
    return {path.stem: path.read_bytes().decode("utf-8", "surrogatepass") for path in sorted(CORPUS.glob("*.txt"))}


def keep(text: str) -> Path:
    """Write *text* to the corpus."""
    content = text.encode("utf-8", "surrogatepass")
    path = CORPUS / f"found-{hashlib.sha256(content).hexdigest()[:12]}.txt"
    path.write_bytes(content)
    return path


# -- looking for more ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Problem:
    """A document that a reader did not read as promised."""

    reader: str
    what: str


def problems(text: str) -> Iterator[Problem]:
    """Yield what is wrong with the reading of *text*, in other ways than being slow."""
    for name, read in CHECKS.items():
        try:
            read(text)
        except Exception as error:  # finding them is what this is for
            yield Problem(name, f"{type(error).__name__}: {str(error)[:200]}")


def slow(text: str) -> Iterator[Problem]:
    """Yield the readers that take longer than they may, three times in a row: a busy machine is not a slow reader."""
    for name, read in READERS.items():
        tries = (_taken(read, text) for _ in range(3))
        if all(once > LONGEST_CPU for once in tries):
            yield Problem(name, f"over {LONGEST_CPU * 1_000:.0f} ms, three times")


def _taken(read: Reader, text: str) -> float:
    start = time.thread_time()
    read(text)
    return time.thread_time() - start


def main() -> None:
    """Make documents until the time is over or the count is reached, and keep those that are not read as promised."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--count", type=int, default=sys.maxsize)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    end, seen, found = time.monotonic() + options.seconds, 0, Counter[str]()
    print(f"seed {options.seed}")
    for text in islice(made(options.seed), options.count):
        if time.monotonic() > end:
            break
        seen += 1
        wrong = list(problems(text)) or list(slow(text))
        kinds = {f"{problem.reader}: {problem.what.partition(':')[0]}" for problem in wrong}
        if not kinds <= found.keys():
            print(f"{keep(text)}: " + "; ".join(f"{problem.reader}: {problem.what}" for problem in wrong))
        found.update(kinds)
    print(f"{seen} documents, {sum(found.values())} problems")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
