"""Records in bulk into the tables of schema `loom`, and rows out of them by id.

Rows travel as JSON text: 100,000 strings take 0.07 s, where a bound Python list takes 24 s (DuckDB 1.5 looks for
pandas anew at every value it converts) and 0.7 s at best.
"""

import json
import re
from base64 import b64encode
from collections.abc import Collection, Iterable, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from duckdb import DuckDBPyConnection

# One code point for one code point, so that offsets stay true.
SURROGATE = re.compile("[\ud800-\udfff]")
# Rows of one INSERT: a chunk is held in memory three times.
CHUNK = 10_000
# Rows no further apart than a vector or two are read in one stretch.
STRETCH = 4096
# So few rows DuckDB looks up one by one (its setting `dynamic_or_filter_threshold`), in a fraction of a stretch's time.
FEW = 50


def insert_records(con: DuckDBPyConnection, table: str, records: Sequence[Any], **extra: Sequence[Any]) -> None:
    """Insert one row for each of `records`, dataclasses of one type whose field names are columns of `loom.<table>`.

    `extra` holds further columns, each as long as `records`. Lone surrogates, which UTF-8 and so DuckDB cannot hold,
    become U+FFFD.
    """
    if not records:
        return
    columns = {name: [getattr(record, name) for record in records] for name in field_names(type(records[0]))}
    columns.update((name, list(values)) for name, values in extra.items())
    types = dict(
        con.execute(
            "SELECT column_name, data_type FROM duckdb_columns() WHERE schema_name = 'loom' AND table_name = ?", [table]
        ).fetchall()
    )
    values = ", ".join(
        f"from_base64(unnest(c.{name}))" if types[name] == "BLOB" else f"unnest(c.{name})" for name in columns
    )
    shape = {name: "VARCHAR[]" if types[name] == "BLOB" else f"{types[name]}[]" for name in columns}
    source = "(SELECT from_json_strict(?, ?) AS c)"
    statement = f"INSERT INTO loom.{table} ({', '.join(columns)}) SELECT {values} FROM {source}"  # noqa: S608 - own names
    for start in range(0, len(records), CHUNK):
        chunk = {name: column[start : start + CHUNK] for name, column in columns.items()}
        con.execute(statement, [as_json(chunk), as_json(shape)])


def delete_rows(con: DuckDBPyConnection, table: str, column: str, ids: Collection[str]) -> None:
    """Delete the rows of `loom.<table>` whose `column` is one of `ids`."""
    if ids:
        statement = f"DELETE FROM loom.{table} WHERE {column} IN (FROM loom.ids(?))"  # noqa: S608 - our own names
        con.execute(statement, [as_json(list(ids))])


def replace_records(con: DuckDBPyConnection, table: str, key: Sequence[str], records: Sequence[Any]) -> None:
    """Insert one row for each of `records` in the place of those that are equal in the columns `key` (VARCHAR).

    Of equal records the last counts.
    """
    last = {tuple(getattr(record, name) for name in key): record for record in records}
    if not last:
        return
    same = " AND ".join(f"t.{name} = new.key[{at}]" for at, name in enumerate(key, 1))
    keys = "(SELECT unnest(from_json_strict(?, '[\"VARCHAR[]\"]')) AS key) AS new"
    con.execute(f"DELETE FROM loom.{table} AS t USING {keys} WHERE {same}", [as_json(list(last))])  # noqa: S608 - own names
    insert_records(con, table, list(last.values()))


def select_rows(
    con: DuckDBPyConnection, table: str, columns: str, article_ids: Collection[str]
) -> list[tuple[Any, ...]]:
    """Return `columns` (of r) of the rows of `loom.<table>` that belong to articles, in any order.

    Their places are found in one narrow column first, and only the stretches of the table that hold many are read, and
    the others row by row: in a long history, reading wide columns from end to end would take ten times as long.
    """
    ids = as_json(list(article_ids))
    among = "article_id IN (FROM loom.ids($ids))"
    query = f"SELECT rowid FROM loom.{table} WHERE {among} ORDER BY rowid"  # noqa: S608 - our own names
    select = f"SELECT {columns} FROM loom.{table} AS r WHERE r.rowid"  # noqa: S608 - our own names
    rows: list[tuple[Any, ...]] = []
    lone: list[int] = []
    for stretch in _find_stretches(place for (place,) in con.execute(query, {"ids": ids}).fetchall()):
        if len(stretch) > FEW:
            whole = f"{select} BETWEEN {stretch[0]} AND {stretch[-1]} AND r.{among}"
            rows += con.execute(whole, {"ids": ids}).fetchall()
        else:
            lone += stretch
    for start in range(0, len(lone), FEW):
        few = f"{select} IN (SELECT unnest(from_json_strict(?, '[\"BIGINT\"]')))"
        rows += con.execute(few, [as_json(lone[start : start + FEW])]).fetchall()
    return rows


def _find_stretches(places: Iterable[int]) -> list[list[int]]:
    """Return rising `places` in lists of such as lie no further apart than STRETCH."""
    stretches: list[list[int]] = []
    for place in places:
        if stretches and place - stretches[-1][-1] <= STRETCH:
            stretches[-1].append(place)
        else:
            stretches.append([place])
    return stretches


def as_json(value: Any) -> str:  # noqa: ANN401 - whatever a statement takes: ids, or columns by name
    """Return `value` as a JSON text to bind: bytes in base64, times in ISO 8601, surrogates as U+FFFD.

    `loom.ids(?)` makes a table of a list of ids bound this way.
    """
    return SURROGATE.sub("\ufffd", json.dumps(value, ensure_ascii=False, default=_plain))


def field_names(record: type) -> list[str]:
    """Return the field names of a record, which are its columns."""
    return [field.name for field in fields(record)]


def select_list(record: type, alias: str) -> str:
    """Return the columns of a record as SQL, in the order of its fields: `alias.a, alias.b, …`."""
    return ", ".join(f"{alias}.{name}" for name in field_names(record))


def _plain(value: date | bytes) -> str:
    """Return a value that JSON does not know as text."""
    return b64encode(value).decode("ascii") if isinstance(value, bytes) else value.isoformat()
