"""Brings a database to the newest schema (storage.md 10). Called at start, by whoever holds the database."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, column, inspect, select, table

from ostiary.store.contract import StoreRefusedError

HEAD = "0004"
"""The newest migration; a test compares it with the folder. Known here so that an ordinary start loads no alembic."""

_VERSIONS = table("alembic_version", column("version_num"))
FOLDER = Path(__file__).parent / "migrations"


def version(connection: Connection) -> str:
    """Return the migration that the database stands at, or nothing for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.execute(select(_VERSIONS.c.version_num)).scalar_one_or_none() or "")


def require_newest(connection: Connection) -> None:
    """Raise StoreRefusedError unless the database stands at the newest migration."""
    if version(connection) != HEAD:
        raise StoreRefusedError("The database is not of this release; start the server once to bring it up to date.")


def migrate(connection: Connection) -> None:
    """Run what is missing, inside the transaction of *connection*; the caller commits.

    Raises StoreRefusedError for a database that a newer release has written.
    """
    standing = version(connection)
    if standing == HEAD:
        return
    from alembic import command  # noqa: PLC0415  # heavy, and needed at the first start of a release only
    from alembic.config import Config  # noqa: PLC0415  # likewise
    from alembic.script import ScriptDirectory  # noqa: PLC0415  # likewise
    from alembic.util import CommandError  # noqa: PLC0415  # likewise

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    if standing:
        try:
            ScriptDirectory.from_config(config).get_revision(standing)
        except CommandError as error:
            raise StoreRefusedError(
                f"The database was written by a newer release (schema {standing}); this one knows {HEAD}."
            ) from error
    command.upgrade(config, "head")
