"""One transaction: all of what is written inside it, or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import duckdb
from duckdb import DuckDBPyConnection


@contextmanager
def transaction(con: DuckDBPyConnection) -> Iterator[DuckDBPyConnection]:
    """Commit what the body writes when it ends, undo all of it when it raises."""
    con.begin()
    try:
        yield con
        con.commit()
    except BaseException:
        # An interrupt may end the transaction by itself, and what ended it is what the caller must hear of.
        with suppress(duckdb.Error):
            con.rollback()
        raise
