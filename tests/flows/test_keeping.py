"""Documents that were lost are kept again when they come again, and the raw store is checked while runs go on."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from flows.cli import verify as verify_command
from flows.forgetting import prune
from flows.pipeline import run_pipeline
from flows.polling import new_source
from flows.rereading import reread_articles
from flows.settings import Settings
from storage import verification
from storage.database import open_database
from storage.raw_store import raw_folder, read_document
from storage.sources import write_sources
from storage.verification import verify_raw
from tests.flows.newsdesk import NOON, page, rss
from tests.flows.webserver import WebServer, serving

Contents = Callable[[Path], dict[str, list[tuple[Any, ...]]]]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(db=tmp_path / "news.duckdb", workers=1, host_delay=0.0, allow_private_addresses=True)


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    path = tmp_path / "reports.jsonl"
    lines = [
        {"url": f"https://news.example/{name}", "text": f"The {name} of Aston opened again on Monday, the mayor said."}
        for name in ("bridge", "harbour", "library")
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


@pytest.fixture
def server() -> Iterator[WebServer]:
    with serving() as server:
        yield server


def lost(settings: Settings) -> int:
    with open_database(settings.db, read_only=True) as con:
        return len(verify_raw(con, raw_folder(settings.db), deep=True))


@pytest.mark.parametrize("harm", ["removed", "cut"])
def test_what_is_lost_is_kept_again_when_it_comes_again(
    settings: Settings, reports: Path, contents: Contents, harm: str
) -> None:
    run_pipeline([str(reports)], settings)
    before = contents(settings.db)
    [segment] = raw_folder(settings.db).iterdir()
    if harm == "removed":
        segment.unlink()
    else:
        with segment.open("r+b") as file:
            file.truncate(1500)
    assert lost(settings) > 0
    again = run_pipeline([str(reports)], settings)
    assert (again.unchanged, lost(settings)) == (3, 0)
    assert contents(settings.db) == before
    with open_database(settings.db) as con:
        con.execute("UPDATE loom.articles SET extractor = 'older/1'")
    redone = reread_articles(settings)
    assert (redone.redone, redone.gone) == (3, 0)
    size = sum(path.stat().st_size for path in raw_folder(settings.db).iterdir())
    run_pipeline([str(reports)], settings)
    assert sum(path.stat().st_size for path in raw_folder(settings.db).iterdir()) <= size, "kept once is enough"


def test_a_page_that_is_lost_is_kept_again_when_it_is_fetched_again(settings: Settings, server: WebServer) -> None:
    server.pages |= {"/a": page("a"), "/feed": rss(["/a"], [NOON])}
    with open_database(settings.db) as con:
        write_sources(con, [new_source(server.url("/feed"), NOON, every=1.0)])
    run_pipeline([], settings, clock=lambda: NOON)
    for segment in raw_folder(settings.db).iterdir():
        segment.unlink()
    run_pipeline([server.url("/a")], settings)
    with open_database(settings.db, read_only=True) as con:
        assert con.execute("SELECT is_kept FROM documents").fetchall() == [(True,)]
        faults = verify_raw(con, raw_folder(settings.db), deep=True)
    assert len(faults) == 1  # the segment of the feed and of robots.txt, which are other answers by now


def test_what_a_person_pruned_is_not_kept_again(settings: Settings, reports: Path) -> None:
    run_pipeline([str(reports)], settings)
    prune(settings, timedelta())
    run_pipeline([str(reports)], settings)
    with open_database(settings.db, read_only=True) as con:
        assert con.execute("SELECT count(*) FROM documents WHERE is_kept").fetchone() == (0,)


def test_the_database_is_free_while_its_raw_store_is_read(
    settings: Settings, reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_pipeline([str(reports)], settings)
    read, written = read_document, []

    def read_beside_a_writer(*arguments: Any) -> object:
        with open_database(settings.db) as con:  # DatabaseBusy where it is still held
            written.append(con.execute("SELECT count(*) FROM articles").fetchone())
        return read(*arguments)

    monkeypatch.setattr(verification, "read_document", read_beside_a_writer)
    verify_command(db=settings.db, raw=True)
    assert written == [(3,)] * 3


def test_what_was_only_moved_meanwhile_is_not_said_to_be_lost(
    settings: Settings, reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_pipeline([str(reports)], settings)
    list_raw, moved = verification.list_raw, list[Path]()

    def list_and_move(con: Any, *, deep: bool) -> verification.RawPlaces:
        places = list_raw(con, deep=deep)
        if not moved:
            moved.extend(path.rename(path.with_name("moved")) for path in raw_folder(settings.db).iterdir())
        else:
            moved[0].rename(raw_folder(settings.db) / next(iter(places.ends)))
        return places

    monkeypatch.setattr(verification, "list_raw", list_and_move)
    verify_command(db=settings.db, raw=True)


@pytest.mark.parametrize("batch_size", [1, 256])
def test_the_same_bytes_are_kept_once_whatever_the_batch(
    settings: Settings, server: WebServer, batch_size: int
) -> None:
    server.pages |= {"/a": page("a"), "/a?utm_source=mail": page("a")}
    settings = settings.model_copy(update={"batch_size": batch_size})
    run_pipeline([server.url("/a"), server.url("/a?utm_source=mail")], settings)
    kinds = Counter[str]()
    for segment in raw_folder(settings.db).iterdir():
        with segment.open("rb") as file:
            kinds.update(record.rec_type for record in ArchiveIterator(file))
    assert (kinds["response"], kinds["revisit"]) == (2, 1)  # of the page and of robots.txt; of the page again
