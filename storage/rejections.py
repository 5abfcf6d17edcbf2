"""Rejections: the inputs that could not be used, as things stand now."""

from collections.abc import Sequence
from datetime import datetime

from duckdb import DuckDBPyConnection

from extractors.records import Rejection
from storage.rows import as_json, insert_records


def write_rejections(
    con: DuckDBPyConnection, rejections: Sequence[Rejection], rejected_at: datetime, run_id: str
) -> None:
    """Record `rejections`, the last of each source and record, in place of what was known of the same input."""
    last = {(rejection.source, rejection.record): rejection for rejection in rejections}
    clear_rejections(con, list(last))
    insert_records(
        con, "rejections", list(last.values()), rejected_at=[rejected_at] * len(last), run_id=[run_id] * len(last)
    )


def clear_rejections(con: DuckDBPyConnection, inputs: Sequence[tuple[str, str | None]]) -> None:
    """Forget what is known of `inputs`, pairs of source and record: they are used now."""
    if not inputs:
        return
    con.execute(
        """
        DELETE FROM loom.rejections AS r
        USING (SELECT unnest(from_json_strict(?, '["VARCHAR[]"]')) AS pair) AS used
        WHERE r.source = used.pair[1] AND r.record IS NOT DISTINCT FROM used.pair[2]
        """,
        [as_json(list(inputs))],
    )
