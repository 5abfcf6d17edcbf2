"""Results of queries as a table on the console, CSV, JSON or Markdown."""

import csv
import io
import json
import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal

from rich.console import Console
from rich.table import Table
from rich.text import Text

from storage.query import Result

Format = Literal["table", "csv", "json", "markdown"]
# A column narrower than this (characters) folds words into pieces.
READABLE = 16
NUMBERS = ("INT", "INTEGER", "DOUBLE", "FLOAT", "DECIMAL")


def print_result(result: Result, style: Format, console: Console) -> None:
    """Print a query's result on `console` in one of the formats."""
    if style == "table":
        texts = [[_as_text(value, "—") for value in row] for row in result.rows]
        fits = _narrowest(result, texts) <= console.width
        console.print(_as_table(result, texts) if fits else _as_records(result, texts))
        console.print(f"{len(result.rows):,} row{'' if len(result.rows) == 1 else 's'}", style="dim")
        return
    renderers: dict[str, Callable[[Result], str]] = {"csv": _as_csv, "json": _as_json, "markdown": _as_markdown}
    # Neither wrapped nor coloured: another program reads it.
    console.file.write(renderers[style](result))


def print_results(results: Mapping[str, Result], style: Literal["table", "json", "markdown"], console: Console) -> None:
    """Print several results on `console`, each under its heading; as JSON, one object that holds them."""
    if style == "json":
        told = {heading: _as_rows(result) for heading, result in results.items()}
        console.file.write(json.dumps(told, ensure_ascii=False, indent=2, allow_nan=False) + "\n")
        return
    for heading, result in results.items():
        if style == "table":
            console.print(heading, style="bold")
        else:
            console.file.write(f"## {heading}\n\n")
        print_result(result, style, console)
        console.file.write("\n")


def _narrowest(result: Result, texts: Sequence[Sequence[str]]) -> int:
    """Return how wide a table must be for no cell to be folded into a column too narrow to read."""
    widths = [
        max(len(column.name), min(READABLE, max((len(row[i]) for row in texts), default=0)))
        for i, column in enumerate(result.columns)
    ]
    return sum(width + 3 for width in widths) + 1


def _as_table(result: Result, texts: Sequence[Sequence[str]]) -> Table:
    table = Table(header_style="bold")
    for column in result.columns:
        justify: Literal["left", "right"] = "right" if column.type.rstrip("(),0123456789").endswith(NUMBERS) else "left"
        table.add_column(Text(column.name), justify=justify, overflow="fold", min_width=len(column.name))
    for row in texts:
        table.add_row(*map(Text, row))
    return table


def _as_records(result: Result, texts: Sequence[Sequence[str]]) -> Table:
    """Return one line a value, for rows of more columns than fit beside each other."""
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    for number, row in enumerate(texts, 1):
        table.add_row(Text(f"row {number}", style="dim"), "")
        for column, text in zip(result.columns, row, strict=True):
            table.add_row(Text(column.name), Text(text))
    return table


def _as_csv(result: Result) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(column.name for column in result.columns)
    writer.writerows([_as_text(value, "") for value in row] for row in result.rows)
    return out.getvalue()


def _as_json(result: Result) -> str:
    return json.dumps(_as_rows(result), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _as_rows(result: Result) -> list[dict[str, Any]]:
    names = _distinct([column.name for column in result.columns])
    return [dict(zip(names, map(_as_plain, row), strict=True)) for row in result.rows]


def _distinct(names: Sequence[str]) -> list[str]:
    """Return the names as keys of an object: a second "a" becomes "a_2", and no column is lost."""
    taken: Counter[str] = Counter()
    keys = []
    for name in names:
        taken[name] += 1
        keys.append(name if taken[name] == 1 else f"{name}_{taken[name]}")
    return keys


def _as_markdown(result: Result) -> str:
    def line(cells: Sequence[str]) -> str:
        return f"| {' | '.join(cells)} |\n"

    def cell(value: Any) -> str:  # noqa: ANN401 - a cell is any value
        return _as_text(value, "").replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")

    header = line([cell(column.name) for column in result.columns]) + line(["---"] * len(result.columns))
    return header + "".join(line([cell(value) for value in row]) for row in result.rows)


def _as_text(value: Any, null: str) -> str:  # noqa: ANN401 - a cell is any value
    if value is None:
        return null
    if isinstance(value, str):
        return value
    if isinstance(value, list | dict | bytes):
        plain = _as_plain(value)
        return plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False)
    if isinstance(value, datetime | date):
        return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _as_plain(value: Any) -> Any:  # noqa: ANN401 - what JSON has a type for
    """Return `value` as JSON can hold it: times in ISO 8601, bytes in hexadecimal, no NaN, keys as text."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, list | tuple):
        return [_as_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(_as_plain(key)): _as_plain(item) for key, item in value.items()}
    if isinstance(value, bytes):
        return value.hex()
    return value.isoformat() if isinstance(value, datetime | date) else str(value)
