from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from duckdb import DuckDBPyConnection

from extractors.errors import UsageError
from storage.database import open_database
from storage.query import Column, run_query


@pytest.fixture
def con(started: Path) -> Iterator[DuckDBPyConnection]:
    with open_database(started, read_only=True) as con:
        yield con


def test_columns_come_with_types_and_rows_with_python_values(con: DuckDBPyConnection) -> None:
    sql = """
        SELECT 1::BIGINT AS n, NULL::VARCHAR AS "odd ""name", ['a', NULL] AS l, DATE '2026-01-02' AS d,
               TIMESTAMPTZ '2026-01-02 03:04:05+02' AS t, 0.5::DOUBLE AS x, true AS b
    """
    result = run_query(con, sql)
    assert [(column.name, column.type) for column in result.columns] == [
        ("n", "BIGINT"), ('odd "name', "VARCHAR"), ("l", "VARCHAR[]"), ("d", "DATE"),
        ("t", "TIMESTAMP WITH TIME ZONE"), ("x", "DOUBLE"), ("b", "BOOLEAN"),
    ]  # fmt: skip
    moment = datetime(2026, 1, 2, 1, 4, 5, tzinfo=UTC)
    assert result.rows == [(1, None, ["a", None], date(2026, 1, 2), moment, 0.5, True)]


def test_times_beyond_pythons_come_as_text(con: DuckDBPyConnection) -> None:
    assert run_query(con, "SELECT TIMESTAMPTZ '20000-01-01 00:00:00+00'").rows == [("20000-01-01 00:00:00+00",)]


def test_no_rows_still_have_columns(con: DuckDBPyConnection) -> None:
    result = run_query(con, "SELECT story_id FROM stories")
    assert (result.columns, result.rows) == ((Column("story_id", "VARCHAR"),), [])


@pytest.mark.parametrize("sql", ["", ";", "-- only a comment"])
def test_nothing_asked_is_nothing_answered(con: DuckDBPyConnection, sql: str) -> None:
    result = run_query(con, sql)
    assert (result.columns, result.rows) == ((), [])


@pytest.mark.parametrize(
    "sql",
    [
        "SELEC 1",
        "SELECT nothing FROM articles",
        "SELECT * FROM nowhere",
        "SELECT CAST('x' AS INTEGER)",
        "SELECT ?",
        "SELECT '\ud800'",
        "DELETE FROM loom.articles",
        "CREATE TABLE t (a INTEGER)",
        "COPY (SELECT 1) TO 'out.csv'",
        "SELECT * FROM read_csv('/etc/passwd')",
        "ATTACH 'other.duckdb'",
        "SET enable_external_access = true",
        "INSTALL httpfs",
    ],
)
def test_what_cannot_or_must_not_be_run_is_one_clear_line(con: DuckDBPyConnection, sql: str) -> None:
    with pytest.raises(UsageError) as caught:
        run_query(con, sql)
    assert str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_error_names_what_it_is_about(con: DuckDBPyConnection) -> None:
    with pytest.raises(UsageError, match=r"headlin.*headline"):
        run_query(con, "SELECT headlin FROM stories")


def test_an_unknown_table_points_to_the_views(con: DuckDBPyConnection) -> None:
    with pytest.raises(UsageError, match="SHOW TABLES"):
        run_query(con, "SELECT * FROM article")
    assert ("articles",) in run_query(con, "SHOW TABLES").rows


def test_views_answer_across_each_other(desk: Any) -> None:
    desk.store(desk.reading("a", ["One.", "Two."]))
    sql = "SELECT s.headline, count(*) FROM stories s JOIN claims c USING (story_id) GROUP BY ALL"
    assert run_query(desk.con, sql).rows == [("Headline of s", 2)]
