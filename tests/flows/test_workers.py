"""A document that hangs, crashes or bloats its worker costs one Rejection that says which; all others are read."""

import gzip
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import psutil
import pytest

from extractors.records import RawDocument, Reason, Rejection, Stage
from flows.pipeline import run_pipeline
from flows.settings import MEBIBYTE, Settings
from flows.workers import Workers, open_workers
from storage.database import open_database
from tests.benchmarks.pages import make_pages
from tests.flows.hazards import act, echo, worker_id

LIMITED = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux limits a process's private data")
ENDS = {
    "loop": (Reason.TIMED_OUT, "longer than 2 s"),
    "sleep": (Reason.TIMED_OUT, "longer than 2 s"),
    "segfault": (Reason.CRASHED, "signal 11 (SIGSEGV)"),
    "abort": (Reason.CRASHED, "signal 6 (SIGABRT)"),
    "kill": (Reason.CRASHED, "signal 9 (SIGKILL)"),
    "raise": (Reason.CRASHED, "ValueError: no sense in it"),
    "exit": (Reason.CRASHED, "exit code 3"),
    "unspeakable": (Reason.CRASHED, "pickle"),
    "bloat": (Reason.OUT_OF_MEMORY, "more than 256 MiB"),
    "bloat by steps": (Reason.OUT_OF_MEMORY, "more than 256 MiB"),
}
PARAGRAPHS = (
    "The harbour will be dredged in May, the mayor said on Tuesday, and the work will cost 40 million euros.",
    "Fishermen had asked for it since the storm of last autumn, when two boats ran aground within sight of the pier.",
    "The council votes on the plan next week; a second vote on the new breakwater follows before the summer.",
)


def inputs(count: int) -> list[RawDocument]:
    return [RawDocument(f"input {number}", "7", "", b"", "text", date(2026, 1, 1)) for number in range(count)]


def outcomes(workers: Workers, function: Callable[[Any], Any], items: Sequence[Any]) -> list[Any]:
    return list(workers.submit(function, items, inputs(len(items))).results())


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    settings = Settings(workers=3, document_timeout=2, worker_memory=256 * MEBIBYTE)
    with open_workers(settings) as workers:
        yield workers


@pytest.mark.parametrize(
    "deed", [pytest.param(deed, marks=LIMITED if deed.startswith("bloat") else ()) for deed in ENDS]
)
def test_each_bad_end_costs_its_document_alone_and_is_told_by_its_name(workers: Workers, deed: str) -> None:
    reason, words = ENDS[deed]
    ends = outcomes(workers, act, ["one", deed, "two", "three"])
    assert [ends[0], *ends[2:]] == ["one", "two", "three"]
    assert isinstance(ends[1], Rejection)
    assert (ends[1].source, ends[1].record, ends[1].stage, ends[1].reason) == ("input 1", "7", Stage.EXTRACT, reason)
    assert words in ends[1].detail


def test_many_crashes_in_a_full_queue_take_nothing_else_with_them(workers: Workers) -> None:
    deeds = [("segfault" if number % 5 == 0 else f"deed {number}") for number in range(200)]
    ends = outcomes(workers, act, deeds)
    assert [end for end in ends if not isinstance(end, Rejection)] == [deed for deed in deeds if deed != "segfault"]
    assert {end.detail for end in ends[::5]} == {"its worker was killed by signal 11 (SIGSEGV) while reading it"}


def test_workers_killed_from_outside_are_replaced_and_their_documents_read_again() -> None:
    items = [bytes([number % 251]) * 300_000 for number in range(300)]
    with open_workers(Settings(workers=3)) as workers:
        before = set(outcomes(workers, worker_id, range(50)))
        pending = workers.submit(echo, items, inputs(len(items)))
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        assert list(pending.results()) == items
        assert not before & set(outcomes(workers, worker_id, range(50)))


def test_a_worker_is_replaced_after_its_share_of_documents() -> None:
    with open_workers(Settings(workers=1, documents_a_worker=4)) as workers:
        ids = outcomes(workers, worker_id, range(10))
    assert [len(set(ids[start : start + 4])) for start in (0, 4, 8)] == [1, 1, 1]
    assert len(set(ids)) == 3


def test_what_needs_no_work_passes_through(workers: Workers) -> None:
    rejection = Rejection("input 1", None, Stage.SOURCE, Reason.EMPTY, "nothing in it")
    pending = workers.submit(act, [None, rejection, "one"], inputs(3))
    assert len(pending) == 3
    assert list(pending.results()) == [None, rejection, "one"]


def test_leaving_ends_every_worker_whatever_it_does() -> None:
    with open_workers(Settings(workers=2)) as workers:
        ids = set(outcomes(workers, worker_id, range(20)))
        workers.submit(act, ["loop"] * 20, inputs(20))
    assert not any(map(psutil.pid_exists, ids))


# A worker that has started when nobody waits for it any more.
LATE = """
from flows.worker_process import _CONTEXT, _Process, _serve
ours, theirs = _CONTEXT.Pipe()
ours.close()
process = _Process(target=_serve, args=(theirs, 1 << 30), name="newsloom-worker")
process.start()
process.join()
print(process.exitcode)
"""


def test_a_worker_whose_caller_has_ended_ends_without_a_word() -> None:
    late = subprocess.run([sys.executable, "-c", LATE], capture_output=True, text=True, check=True)
    assert (late.stdout, late.stderr) == ("0\n", "")


@LIMITED
def test_bad_pages_leave_the_articles_beside_them_as_they_were(tmp_path: Path) -> None:
    """Run the pipeline on a folder with and without pages that hang, bloat, nest and swell."""
    good, mixed = tmp_path / "good", tmp_path / "mixed"
    for folder in (good, mixed):
        folder.mkdir()
        for number, (_, html) in enumerate(make_pages(12)):
            (folder / f"{number:02}.html").write_bytes(html)
    write_bad_pages(mixed)
    settings = Settings(workers=2, document_timeout=15, worker_memory=384 * MEBIBYTE, batch_size=8)
    for folder in (good, mixed):
        run_pipeline([str(folder)], settings.model_copy(update={"db": folder.with_suffix(".duckdb")}))
    assert articles_of_numbered_pages(mixed) == articles_of_numbered_pages(good)
    with open_database(mixed.with_suffix(".duckdb"), read_only=True) as con:
        rows = con.execute("SELECT source, reason, detail FROM rejections").fetchall()
        nested = con.execute("SELECT text FROM articles WHERE source LIKE '%nested.html'").fetchall()
    assert {Path(source).name: reason for source, reason, _ in rows} == {
        "hangs.html": "timed_out",
        "swollen.html": "out_of_memory",
        "too_large.html": "too_large",
        "zeros.html.gz": "too_large",
        "spaces.jsonl.gz": "too_large",
    }
    assert len(rows) == 5
    # What is nested beyond measure is no less readable for that.
    assert nested == [("\n".join(PARAGRAPHS),)]


def write_bad_pages(folder: Path) -> None:
    # Each bold word makes trafilatura look at all the others again.
    (folder / "hangs.html").write_text(page("<p>" + "<b>word</b> " * 60_000 + "</p>"))
    # An element takes forty times the memory of its tag.
    (folder / "swollen.html").write_text(page("<br>" * (19 * MEBIBYTE // 4)))
    (folder / "nested.html").write_text(page("<div>" * 100_000 + "".join(map("<p>{}</p>".format, PARAGRAPHS))))
    (folder / "too_large.html").write_text(page(" " * 20 * MEBIBYTE))
    (folder / "zeros.html.gz").write_bytes(gzip.compress(bytes(100 * MEBIBYTE), 1))
    (folder / "spaces.jsonl.gz").write_bytes(gzip.compress(b" " * 100 * MEBIBYTE, 1))


def page(body: str) -> str:
    return f"<html><head><title>The harbour</title></head><body><article>{body}</article></body></html>"


def articles_of_numbered_pages(folder: Path) -> list[tuple[Any, ...]]:
    with open_database(folder.with_suffix(".duckdb"), read_only=True) as con:
        query = "SELECT a.* EXCLUDE (first_seen_at, source), c.* FROM articles a LEFT JOIN claims c USING (article_id)"
        return con.execute(f"{query} WHERE regexp_matches(source, '[0-9]+.html$') ORDER BY ALL").fetchall()
