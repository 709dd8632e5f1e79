"""What one simulation may cost (threats.md 19): steps of matching and characters of the answer, counted before they are
spent.

Counted and not timed, so that the same call is answered alike on every machine. A step is about a microsecond of the
engine in its pure form.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from ostiary.engine import document
from ostiary.engine.document import Document, RawStatement
from ostiary.engine.layer import Layer, Source
from ostiary.engine.request import Context
from ostiary.model.errors import InvalidInputError

MOST_STEPS: Final = 300_000
MOST_CHARACTERS: Final = 4_000_000


class SpentError(InvalidInputError):
    """What is asked costs more than is left. It tells which bound that is, and what to give less of."""


class Budget:
    """What one call has left."""

    def __init__(self, *, steps: int = MOST_STEPS, characters: int = MOST_CHARACTERS) -> None:
        self._most = (steps, characters)
        self.steps = steps
        self.characters = characters

    def work(self, steps: int) -> None:
        """Spend *steps*, or raise SpentError and spend nothing."""
        if steps > self.steps:
            raise SpentError(
                f"What is asked takes {self._most[0] - self.steps + steps} steps of matching, and one call may take "
                f"{self._most[0]}. Give fewer resources, fewer or shorter policies, or fewer context values."
            )
        self.steps -= steps

    def require_room(self, characters: int) -> None:
        """Raise SpentError unless the answer may grow by so many *characters*."""
        if characters > self.characters:
            raise SpentError(
                f"The answer would be longer than {self._most[1]} characters. Give fewer resources, or policies with "
                "fewer statements and condition keys."
            )

    def write(self, characters: int) -> None:
        """Spend *characters*, or raise SpentError and spend nothing."""
        self.require_room(characters)
        self.characters -= characters


# -- steps ---------------------------------------------------------------------------------------------

DECISION: Final = 20
"""Steps of one decision beside those of its statements."""

READING: Final = 4
"""Characters of a policy that are read, checked and located in one step."""

CHARACTERS: Final = 4
"""Characters that a pattern goes over one by one in one step."""

STARS: Final = 4
"""Pieces of a pattern that are searched for in one step."""

COMPARING: Final = 64
"""Characters of two values that are read and compared as a whole in one step."""

LONGEST_ACTION: Final = 128
"""Characters of an action's name (the service model)."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Of trying a statement once: so many `steps`, and `slow` patterns that go over every character of a resource."""

    steps: int
    slow: int


class Costs:
    """Of all statements of some policies, in one context. Upper bounds but for what is always small."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._documents: dict[str, Document] = {}
        self._costs: dict[tuple[str, int], Cost] = {}

    def document(self, text: str) -> Document:
        """Return the policy *text* as written."""
        if text not in self._documents:
            self._documents[text] = document.read(text)
        return self._documents[text]

    def of(self, source: Source) -> Cost:
        """Return the cost of one statement."""
        text, index = source.attached.policy.text, source.statement.index
        if (text, index) not in self._costs:
            self._costs[text, index] = _cost(self.document(text).statements[index], self._context)
        return self._costs[text, index]

    def steps(self, sources: Iterable[Source], resources: Sequence[str]) -> int:
        """Return the steps of deciding on each of *resources* by *sources*."""
        costs = [self.of(source) for source in sources]
        per_resource = DECISION + sum(cost.steps for cost in costs)
        by_length = sum(cost.slow for cost in costs) * sum(map(len, resources)) // CHARACTERS
        return len(resources) * per_resource + by_length


def reading(layers: Iterable[Layer]) -> int:
    """Return the steps of reading the policies of *layers*."""
    return sum(len(one.policy.text) for layer in layers for one in layer.attached) // READING


def _cost(statement: RawStatement, context: Context) -> Cost:
    actions = sum(_of_action(entry) for entry in statement.named_actions if entry != "*")
    principals = [block for block in (statement.principal, statement.not_principal) if isinstance(block, Mapping)]
    named = sum(1 + len(value) // COMPARING for block in principals for values in block.values() for value in values)
    resources = [entry for entry in statement.named_resources if entry != "*"]
    conditions = sum(
        _of_condition(operator, values, context.get(key.lower()))
        for operator, block in statement.condition.items()
        for key, values in block.items()
    )
    return Cost(
        steps=1 + actions + named + sum(1 + entry.count("*") // STARS for entry in resources) + conditions,
        slow=sum(map(_is_slow, resources)),
    )


def _of_action(entry: str) -> int:
    """Return the steps of one entry; those without wildcards are found all at once."""
    if "?" in entry:
        return 1 + LONGEST_ACTION // CHARACTERS
    return 1 + entry.count("*") // STARS if "*" in entry else 0


def _is_slow(entry: str) -> bool:
    """Return whether the pattern is no chain of substrings: the field wildcards of the first five fields, `?`, and
    variables, which are put in for each decision."""
    head = entry.split(":", 5)[:5]
    return "?" in entry or "${" in entry or any("*" in field for field in head)


def _of_condition(operator: str, values: Sequence[str], given: str | tuple[str, ...] | None) -> int:
    """Return the steps of comparing each value of a policy with each of the context."""
    asked = () if given is None else (given,) if isinstance(given, str) else given
    by_field = "arn" in operator.lower()
    slow = [value for value in values if "?" in value or "${" in value or (by_field and "*" in value)]
    stars = sum(value.count("*") // STARS for value in values)
    at_once, one_by_one = _lengths(values, asked) // COMPARING, _lengths(slow, asked) // CHARACTERS
    return 1 + (len(values) + stars) * len(asked) + at_once + one_by_one


def _lengths(values: Sequence[str], asked: Sequence[str]) -> int:
    """Return the characters of both sides when each value meets each."""
    return len(asked) * sum(map(len, values)) + len(values) * sum(map(len, asked))


# -- characters ----------------------------------------------------------------------------------------

PLACE: Final = 280
"""Characters of a matched statement beside the id of its policy: where it stands, in XML."""

RESULT: Final = 260
"""Characters of a decision beside its names and lists."""

DETAIL: Final = 120
"""Characters of what one type of policy says."""

ITEM: Final = 20
"""Characters around an item of a list."""


def length_of_text(text: str) -> int:
    """Return the bytes that *text* takes in an answer."""
    return len(escape(text).encode(errors="surrogatepass"))


def length_of_texts(texts: Iterable[str]) -> int:
    """Return the bytes that a list of *texts* takes."""
    return sum(ITEM + length_of_text(text) for text in texts)


def length_of_sources(sources: Iterable[Source]) -> int:
    """Return the bytes that a list of matched statements takes."""
    return sum(PLACE + len(source.attached.id) for source in sources)
