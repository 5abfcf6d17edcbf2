"""Boilerplate that no page alone gives away: each folder of tests/golden/sites is a site, its pages in order.

`NN.html` is a page, `NN.txt` its story and nothing else; `boilerplate.txt` are the blocks that stand on every page.
"""

import json
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import trafilatura

from flows.pipeline import run_pipeline
from flows.settings import Settings
from storage.database import open_database

Contents = Callable[[Path], dict[str, list[tuple[Any, ...]]]]
SITES = sorted((Path(__file__).parents[1] / "golden" / "sites").iterdir())
TAUGHT_BY = 3
SCRIPT = """
import sys
from pathlib import Path
from flows.pipeline import plainly, run_pipeline
from flows.settings import Settings
weaves = 0
def stage(name, batch, work):
    global weaves
    weaves += name == "weave"
    if name == "weave" and weaves > 3:
        print("three batches", flush=True)
        sys.stdin.read()
    return plainly(name, batch, work)
if __name__ == "__main__":
    run_pipeline([sys.argv[1]], Settings(db=Path(sys.argv[2]), batch_size=2, workers=1), stage=stage)
"""


def pages_of(site: Path) -> list[dict[str, str]]:
    return [
        {"url": f"https://{site.name}/{path.stem}", "html": path.read_text(encoding="utf-8")}
        for path in sorted(site.glob("*.html"))
    ]


def write_pages(path: Path, pages: Sequence[dict[str, str]]) -> Path:
    path.write_text("".join(json.dumps(page) + "\n" for page in pages), encoding="utf-8")
    return path


def lines_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def texts_in(db: Path) -> dict[str, list[str]]:
    with open_database(db, read_only=True) as con:
        rows = con.execute("SELECT url, text FROM articles").fetchall()
    return {url.removeprefix("https://"): text.split("\n") for url, text in rows}


def ingest(source: Path, db: Path, **settings: Any) -> Path:
    run_pipeline([str(source)], Settings(db=db, **settings))
    return db


@pytest.fixture(scope="module")
def stream(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the pages of all sites in one file, taking turns."""
    turns = zip(*map(pages_of, SITES), strict=True)
    return write_pages(tmp_path_factory.mktemp("stream") / "pages.jsonl", [page for turn in turns for page in turn])


@pytest.fixture(scope="module")
def whole(stream: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database that one run made of the stream, all in one batch."""
    return ingest(stream, tmp_path_factory.mktemp("whole") / "news.duckdb")


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_trafilatura_keeps_the_boilerplate_of_every_page(site: Path) -> None:
    boilerplate = lines_of(site / "boilerplate.txt")
    for page in pages_of(site):
        for favor_precision in (False, True):
            text = trafilatura.extract(page["html"], favor_precision=favor_precision) or ""
            assert [line for line in boilerplate if line not in text] == []


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_after_the_third_page_the_boilerplate_is_gone_and_every_story_is_whole(site: Path, whole: Path) -> None:
    texts, boilerplate = texts_in(whole), lines_of(site / "boilerplate.txt")
    stories = sorted(site.glob("[0-9]*.txt"))
    assert len(stories) == 15
    for number, story in enumerate(stories, 1):
        text = texts[f"{site.name}/{story.stem}"]
        if number > TAUGHT_BY:
            assert text == lines_of(story)
        else:
            assert sorted(text) == sorted(lines_of(story) + boilerplate)


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_the_database_names_each_learned_block(site: Path, whole: Path) -> None:
    with open_database(whole, read_only=True) as con:
        rows = con.execute(
            """
            SELECT b.text, b.page_count, a.url, b.learned_at = a.first_seen_at
            FROM site_blocks b JOIN articles a USING (article_id) WHERE b.site = ?
            """,
            [site.name],
        ).fetchall()
    third = f"https://{site.name}/{TAUGHT_BY:02}"
    assert sorted(rows) == sorted((line, 15, third, True) for line in lines_of(site / "boilerplate.txt"))


@pytest.mark.parametrize("batch_size", [1, 2, 7])
def test_any_batch_size_learns_the_same(
    stream: Path, tmp_path: Path, whole: Path, contents: Contents, batch_size: int
) -> None:
    assert contents(ingest(stream, tmp_path / "news.duckdb", batch_size=batch_size)) == contents(whole)


def test_a_run_killed_between_two_batches_and_run_again_learns_the_same(
    stream: Path, tmp_path: Path, whole: Path, contents: Contents
) -> None:
    """The kill comes when the fourth batch has been learned from and not been committed."""
    script, db = tmp_path / "run.py", tmp_path / "news.duckdb"
    script.write_text(SCRIPT)
    command: list[str | Path] = [sys.executable, script, stream, db]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "three batches\n"
        process.send_signal(signal.SIGKILL)
    assert contents(ingest(stream, db)) == contents(whole)


def test_other_sites_between_change_nothing(stream: Path, tmp_path: Path, whole: Path) -> None:
    """Each site's pages keep their order among themselves; how the sites take turns is left to chance."""
    queues = [pages_of(site) for site in SITES]
    turns = [queue for queue in queues for _ in queue]
    random.Random(7).shuffle(turns)
    shuffled = write_pages(tmp_path / "pages.jsonl", [queue.pop(0) for queue in turns])
    assert shuffled.read_bytes() != stream.read_bytes()
    assert texts_in(ingest(shuffled, tmp_path / "news.duckdb", batch_size=7)) == texts_in(whole)


def test_neither_revisions_nor_repeats_nor_rejected_pages_teach(tmp_path: Path) -> None:
    """One page over and over, and one that is no article: it takes three different articles to teach."""
    first, second, *_ = pages_of(SITES[0])
    revised = {**first, "html": first["html"].replace("nine-day", "ten-day")}
    empty = {"url": f"https://{SITES[0].name}/empty", "html": "<html><body><nav>Menu</nav></body></html>"}
    db = ingest(
        write_pages(tmp_path / "pages.jsonl", [first, revised, first, empty, second, second, revised]),
        tmp_path / "news.duckdb",
    )
    with open_database(db, read_only=True) as con:
        assert con.execute("SELECT count(*) FROM site_blocks").fetchone() == (0,)
        assert con.execute("SELECT count(*) FROM loom.site_pages").fetchone() == (2,)
