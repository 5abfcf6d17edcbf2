import re
from pathlib import Path
from typing import Any

import duckdb
import pytest

from extractors.errors import NewsloomError
from storage.dictionary import data_dictionary
from storage.export import export_views
from storage.views import PUBLIC_VIEWS


def test_each_view_becomes_a_file_that_holds_its_rows(desk: Any, tmp_path: Path) -> None:
    desk.store(desk.reading("b", ["One.", "Two."]), desk.reading("a"), copies=[("a", "b"), ("b", "b")])
    folder = tmp_path / 'it\'s ; "odd"' / "☂"
    paths = export_views(desk.con, folder)
    assert [path.name for path in paths] == [f"{view}.parquet" for view in PUBLIC_VIEWS]
    assert sorted(folder.iterdir()) == sorted(paths)
    with duckdb.connect() as other:
        other.execute("SET TimeZone = 'UTC'")
        for view, path in zip(PUBLIC_VIEWS, paths, strict=True):
            described = desk.con.sql(f"FROM {view}")
            exported = other.read_parquet(str(path))
            assert exported.columns == described.columns
            assert exported.types == described.types
            assert exported.fetchall() == desk.ask(f"FROM {view} ORDER BY ALL")


def test_exporting_again_gives_the_same_bytes(desk: Any, tmp_path: Path) -> None:
    desk.store(*(desk.reading(f"a{number}") for number in range(20)))
    first = {path.name: path.read_bytes() for path in export_views(desk.con, tmp_path / "1")}
    again = {path.name: path.read_bytes() for path in export_views(desk.con, tmp_path / "1")}
    assert first == again


def test_a_place_that_cannot_be_written_is_one_clear_line(desk: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    (tmp_path / "folder" / "articles.parquet").mkdir(parents=True)
    for folder in (tmp_path / "file", tmp_path / "folder", tmp_path / "\udcff"):
        with pytest.raises(NewsloomError, match="cannot export"):
            export_views(desk.con, folder)


def test_the_dictionary_lists_every_column_with_type_and_meaning(desk: Any) -> None:
    text = data_dictionary(desk.con)
    assert re.findall(r"^### `(\w+)`$", text, re.MULTILINE) == list(PUBLIC_VIEWS)
    rows = re.findall(r"^\| `(\w+)` \| (\S[^|]*) \| (\S.*) \|$", text, re.MULTILINE)
    columns = [row for view in PUBLIC_VIEWS for row in desk.ask(f"DESCRIBE {view}")]
    assert [(name, kind) for name, kind, _ in rows] == [(name, kind) for name, kind, *_ in columns]
