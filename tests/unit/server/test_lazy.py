"""A view that nobody reads is never opened; one that is read shows one revision and is closed."""

from __future__ import annotations

from contextlib import AbstractContextManager
from types import SimpleNamespace
from typing import Any

import pytest

from ostiary.server.lazy import LazyView


class Opening(AbstractContextManager[Any]):
    """A store whose `read` counts."""

    def __init__(self) -> None:
        self.opened = 0
        self.closed: list[object] = []

    def read(self) -> Opening:
        self.opened += 1
        return self

    def __enter__(self) -> Any:
        return SimpleNamespace(revision=self.opened, users="users")

    def __exit__(self, kind: object, *_: object) -> None:
        self.closed.append(kind)


def test_a_view_that_nobody_reads_is_not_opened() -> None:
    store = Opening()
    with LazyView(store):  # type: ignore[arg-type]  # the part of a store that it uses
        pass
    assert (store.opened, store.closed) == (0, [])


def test_all_reads_see_the_revision_of_the_first_and_the_view_is_closed() -> None:
    store = Opening()
    with LazyView(store) as tx:  # type: ignore[arg-type]  # likewise
        assert (tx.revision, tx.users, tx.revision) == (1, "users", 1)
        assert store.closed == []
    assert (store.opened, store.closed) == (1, [None])


def test_an_error_in_between_closes_it_too() -> None:
    store = Opening()
    with pytest.raises(KeyError), LazyView(store) as tx:  # type: ignore[arg-type]  # likewise
        raise KeyError(tx.revision)
    assert store.closed == [KeyError]
