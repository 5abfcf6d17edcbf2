from pathlib import Path
from typing import Any

import duckdb
import pytest

from storage.database import open_database
from storage.migrations import migrate, package_migrations, read_migrations, schema_version

COLUMNS = """
    SELECT table_name, column_name, data_type, is_nullable FROM duckdb_columns()
    WHERE schema_name IN ('loom', 'main') AND NOT internal ORDER BY ALL
"""
COMMENTS = """
    SELECT view_name, NULL, comment FROM duckdb_views() WHERE schema_name = 'main' AND NOT internal
    UNION ALL
    SELECT table_name, column_name, comment FROM duckdb_columns() WHERE schema_name = 'main' AND NOT internal
    ORDER BY ALL
"""


def schema(path: Path) -> list[tuple[Any, ...]]:
    with open_database(path, read_only=True) as con:
        return con.execute(COLUMNS).fetchall() + con.execute(COMMENTS).fetchall()


def build(path: Path, version: int) -> None:
    """Make the database that the newsloom of an earlier schema version would have left."""
    with duckdb.connect(str(path)) as con:
        migrate(con, package_migrations()[:version])


@pytest.mark.parametrize("version", range(len(package_migrations()) + 1))
@pytest.mark.parametrize("read_only", [False, True], ids=["write", "read"])
def test_every_older_database_becomes_what_a_new_one_is(version: int, read_only: bool, tmp_path: Path) -> None:
    build(tmp_path / "old.duckdb", version)
    with open_database(tmp_path / "old.duckdb", read_only=read_only) as con:
        assert schema_version(con) == len(package_migrations())
    with open_database(tmp_path / "new.duckdb"):
        pass
    assert schema(tmp_path / "old.duckdb") == schema(tmp_path / "new.duckdb")


def steps(folder: Path, *later: str) -> Path:
    """Lay out the package's migrations and `later` ones in a folder."""
    folder.mkdir()
    for migration in package_migrations():
        (folder / f"{migration.name}.sql").write_text(migration.sql)
    for number, sql in enumerate(later, len(package_migrations()) + 1):
        (folder / f"{number:04}_later.sql").write_text(sql)
    return folder


def test_a_later_migration_keeps_the_rows(path: Path, tmp_path: Path) -> None:
    with open_database(path) as con:
        con.execute("INSERT INTO loom.copies VALUES ('a', 'b')")
        later = read_migrations(steps(tmp_path / "steps", "ALTER TABLE loom.copies ADD COLUMN since DATE;"))
        migrate(con, later)
        assert con.execute("SELECT * FROM loom.copies").fetchall() == [("a", "b", None)]
        assert schema_version(con) == len(later)


def test_a_migration_that_fails_leaves_the_version_before_it(path: Path, tmp_path: Path) -> None:
    later = read_migrations(
        steps(
            tmp_path / "steps",
            "ALTER TABLE loom.copies ADD COLUMN since DATE;",
            "ALTER TABLE loom.copies ADD COLUMN until DATE; SELECT * FROM loom.nowhere;",
        )
    )
    with open_database(path) as con:
        with pytest.raises(duckdb.CatalogException):
            migrate(con, later)
        assert schema_version(con) == len(later) - 1
        assert [column for column, *_ in con.execute("DESCRIBE loom.copies").fetchall()][-1] == "since"


def test_migrations_are_numbered_without_a_gap(tmp_path: Path) -> None:
    (steps(tmp_path / "steps") / "0999_far.sql").write_text("SELECT 1;")
    with pytest.raises(AssertionError):
        read_migrations(tmp_path / "steps")


def test_views_of_another_version_are_made_anew(path: Path) -> None:
    with open_database(path):
        pass
    expected = schema(path)
    with duckdb.connect(str(path)) as con:
        con.execute("CREATE OR REPLACE VIEW main.people AS SELECT 1 AS other")
        con.execute("UPDATE loom.view_digest SET digest = 'of other texts'")
    assert schema(path) == expected
