"""A view of the store that is opened when something is first read: half of STS reads nothing."""

from __future__ import annotations

from types import TracebackType
from typing import Any, cast

from ostiary.store.contract import Reader, Store


class LazyView:
    """A context manager that gives a `Reader`. All reads see one revision, that of the first."""

    __slots__ = ("_opened", "_store")

    def __init__(self, store: Store) -> None:
        self._store = store
        self._opened: tuple[Any, Reader] | None = None  # Any: the store's own context manager

    def __enter__(self) -> Reader:
        return cast(Reader, _Reader(self))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._opened is not None:
            self._opened[0].__exit__(kind, error, trace)

    def open(self) -> Reader:
        """Return the view, opened now or before."""
        if self._opened is None:
            view = self._store.read()
            self._opened = (view, view.__enter__())
        return self._opened[1]


class _Reader:
    """Has whatever the opened view has."""

    __slots__ = ("_view",)

    def __init__(self, view: LazyView) -> None:
        self._view = view

    def __getattr__(self, name: str) -> Any:  # Any: the attribute of a `Reader` of that name
        return getattr(self._view.open(), name)
