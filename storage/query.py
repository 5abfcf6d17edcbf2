"""Answers a user's own SQL, which can neither read nor write anything outside the database."""

from dataclasses import dataclass
from typing import Any

import duckdb
from duckdb import DuckDBPyConnection

from extractors.errors import UsageError


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a result: its name and DuckDB type ('VARCHAR', 'TIMESTAMP WITH TIME ZONE', 'VARCHAR[]' …)."""

    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Result:
    """A query's answer: rows of Python values (None for NULL, lists, dates, datetimes in UTC)."""

    columns: tuple[Column, ...]
    rows: list[tuple[Any, ...]]


def run_query(con: DuckDBPyConnection, sql: str) -> Result:
    """Run the user's `sql` on a connection opened for reading, and shut that database off from files for good.

    Raises:
        UsageError: the statement cannot be run; the message is DuckDB's.
    """
    try:
        con.execute("SET enable_external_access = false")
        con.execute(sql)
        if con.description is None:
            return Result((), [])
        columns = tuple(Column(name, str(kind)) for name, kind, *_ in con.description)
        return Result(columns, con.fetchall())
    except (duckdb.FatalException, duckdb.InternalException, duckdb.IOException, duckdb.InterruptException):
        raise  # no fault of the query: whoever opened the database says it
    except (duckdb.Error, ValueError) as error:  # ValueError: a string that is no text
        hint = " Ask SHOW TABLES for the views." if isinstance(error, duckdb.CatalogException) else ""
        raise UsageError(f"the query failed: {_in_one_line(error)}{hint}") from error


def _in_one_line(error: Exception) -> str:
    """Return DuckDB's message without the excerpt of the statement that follows it."""
    return " ".join(str(error).split("\nLINE ", 1)[0].split())
