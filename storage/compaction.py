"""Compaction: the database written anew, so that nothing of deleted rows is left in its file."""

from pathlib import Path

from storage.database import open_database


def compact(path: Path, wait: float = 0.0) -> None:
    """Copy the database at `path` to a new file and put that in its place; the caller holds the run's lock.

    DuckDB only marks the blocks of deleted rows as free: until they are written over, their text is in the file.

    Raises:
        DatabaseBusy: another process held the file for more than `wait` seconds.
        DatabaseError: the file cannot be used, or the disk is full.
    """
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    with open_database(path, wait=wait) as con:
        row = con.execute("SELECT current_database()").fetchone()
        assert row
        file, name = str(new).replace("'", "''"), row[0].replace('"', '""')
        con.execute(f"ATTACH '{file}' AS compacted")
        con.execute(f'COPY FROM DATABASE "{name}" TO compacted')
        # The copy of a view has no comments: the next opening makes views anew.
        con.execute("DELETE FROM compacted.loom.view_digest")
        con.execute("DETACH compacted")
    new.replace(path)
    with open_database(path, wait=wait):
        """Current again."""
