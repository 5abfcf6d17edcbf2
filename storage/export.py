"""Writes every public view to a Parquet file."""

from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from extractors.errors import NewsloomError, UsageError
from storage.views import PUBLIC_VIEWS


def export_views(con: DuckDBPyConnection, folder: Path) -> list[Path]:
    """Write each public view to `folder`/<view>.parquet, its rows in order of their columns; return the files.

    Raises:
        UsageError: `folder` is a file.
        NewsloomError: the folder or a file cannot be written.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"cannot export to {folder}, which is a file: name a folder")
    paths = [folder.absolute() / f"{view}.parquet" for view in PUBLIC_VIEWS]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for view, path in zip(PUBLIC_VIEWS, paths, strict=True):
            target = str(path).replace("'", "''")
            con.execute(f"COPY (FROM main.{view} ORDER BY ALL) TO '{target}' (FORMAT parquet, COMPRESSION zstd)")
    except (duckdb.Error, OSError, ValueError) as error:
        raise NewsloomError(f"cannot export to {folder}: {error}") from error
    return paths
