"""Results as text: each format says all there is, and JSON is JSON."""

import io
import json

import pytest
from rich.console import Console

from flows.rendering import Format, print_result
from storage.query import Column, Result

VALUES = (float("nan"), float("inf"), b"ab", {1: [None, 2.5]}, "a|b\n<script>", [1, "x"])
RESULT = Result(tuple(Column("v", "VARCHAR") for _ in VALUES), [VALUES])


def render(style: Format, width: int = 200) -> str:
    out = io.StringIO()
    print_result(RESULT, style, Console(file=out, width=width))
    return out.getvalue()


def test_json_keeps_every_column_and_is_valid() -> None:
    def refuse(name: str) -> None:
        raise AssertionError(name)

    (row,) = json.loads(render("json"), parse_constant=refuse)
    assert list(row) == ["v", "v_2", "v_3", "v_4", "v_5", "v_6"]
    assert row["v"] == "nan"
    assert row["v_3"] == "6162"
    assert row["v_4"] == {"1": [None, 2.5]}


def test_markdown_keeps_a_row_on_its_line_and_markup_harmless() -> None:
    lines = render("markdown").splitlines()
    assert len(lines) == 3
    assert "a\\|b &lt;script>" in lines[2]


def test_a_table_too_wide_for_the_console_becomes_a_line_a_value() -> None:
    assert "row 1" in render("table", width=40)
    assert "row 1" not in render("table", width=200)


@pytest.mark.parametrize("style", ["table", "csv", "json", "markdown"])
def test_no_rows_are_no_failure(style: Format) -> None:
    out = io.StringIO()
    print_result(Result((Column("v", "VARCHAR"),), []), style, Console(file=out))
    assert out.getvalue()
