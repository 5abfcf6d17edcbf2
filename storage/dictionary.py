"""The data dictionary: every public view and column with its meaning, from the comments in the database."""

from duckdb import DuckDBPyConnection

from storage.views import PUBLIC_VIEWS


def data_dictionary(con: DuckDBPyConnection) -> str:
    """Return Markdown: for each public view a heading, its meaning, and a table of columns, types and meanings."""
    meanings = dict(con.execute("SELECT view_name, comment FROM duckdb_views() WHERE schema_name = 'main'").fetchall())
    columns = con.execute(
        """
        SELECT table_name, column_name, data_type, comment
        FROM duckdb_columns()
        WHERE schema_name = 'main' AND NOT internal
        ORDER BY column_index
        """
    ).fetchall()
    sections = []
    for view in PUBLIC_VIEWS:
        lines = [f"### `{view}`", "", meanings[view], "", "| column | type | meaning |", "|---|---|---|"]
        lines += [
            f"| `{name}` | {kind} | {_cell(comment)} |" for table, name, kind, comment in columns if table == view
        ]
        sections.append("\n".join(lines))
    return "\n\n".join(sections) + "\n"


def _cell(text: str | None) -> str:
    return (text or "").replace("|", r"\|")
