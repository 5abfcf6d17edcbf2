"""Brings a database's tables to this version: numbered SQL files, applied in order, each in a transaction."""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from duckdb import DuckDBPyConnection

from extractors.errors import NewerDatabase, NotADatabase
from storage.transactions import transaction


@dataclass(frozen=True, slots=True)
class Migration:
    """One step from a version of the schema to the next: the file `NNNN_name.sql`."""

    version: int
    name: str
    sql: str


@lru_cache(maxsize=1)
def package_migrations() -> tuple[Migration, ...]:
    """Return the migrations that belong to this newsloom, in order."""
    return read_migrations(files("storage") / "migrations")


def read_migrations(folder: Traversable) -> tuple[Migration, ...]:
    """Return the migrations in `folder`, in order of their numbers (1, 2, 3 …, without a gap)."""
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    migrations = tuple(
        Migration(int(name.split("_", 1)[0]), name.removesuffix(".sql"), (folder / name).read_text("utf-8"))
        for name in names
    )
    assert [migration.version for migration in migrations] == list(range(1, len(migrations) + 1)), names
    return migrations


def schema_version(con: DuckDBPyConnection) -> int:
    """Return the number of the last migration applied, 0 for an empty database.

    Raises:
        NotADatabase: the database holds tables, but none of newsloom's.
    """
    tables = set(con.execute("SELECT schema_name || '.' || table_name FROM duckdb_tables()").fetchall())
    if ("loom.migrations",) not in tables:
        if tables:
            raise NotADatabase("the file is a DuckDB database that newsloom did not make: choose another --db")
        return 0
    row = con.execute("SELECT max(version) FROM loom.migrations").fetchone()
    return int(row[0]) if row and row[0] is not None else 0


def check_version(con: DuckDBPyConnection, migrations: tuple[Migration, ...]) -> int:
    """Return the database's schema version, at most the last of `migrations`.

    Raises:
        NotADatabase: the database holds tables, but none of newsloom's.
        NewerDatabase: the database has seen migrations that are not among `migrations`.
    """
    version = schema_version(con)
    if version > len(migrations):
        raise NewerDatabase(
            f"the database has schema version {version} and this newsloom knows up to {len(migrations)}: "
            "upgrade newsloom"
        )
    return version


def migrate(con: DuckDBPyConnection, migrations: tuple[Migration, ...]) -> None:
    """Apply those of `migrations` that the database has not seen.

    Raises:
        NotADatabase: the database holds tables, but none of newsloom's.
        NewerDatabase: the database has seen migrations that are not among `migrations`.
    """
    for migration in migrations[check_version(con, migrations) :]:
        with transaction(con):
            con.execute(migration.sql)
            con.execute("INSERT INTO loom.migrations VALUES (?, ?)", [migration.version, migration.name])
        # Replaying DDL from the write-ahead log has made files unreadable (duckdb#22044): leave none in it.
        con.execute("CHECKPOINT")
