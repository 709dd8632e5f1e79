"""Run by alembic: applies the steps over the connection that `ostiary.store.migrate` hands in, in its transaction."""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
