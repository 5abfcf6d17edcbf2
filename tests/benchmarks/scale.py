"""What one more article costs in a long history, and on days with many articles: two tables and two pictures.

    python -m tests.benchmarks.scale [--sizes N …] [--daily N …] [--reports N] [--folder FOLDER] [--pictures FOLDER]

Databases are filled with made articles (`history.py`); then reports are woven on top of a copy of each by a process of
its own, in batches of 256 as `newsloom ingest` weaves them. The first curve has histories of all `sizes` with the
largest but one number a day of `daily`, the second histories of one size with all numbers of articles a day. Times are
CPU times, which a busy machine disturbs less, in the middle of all batches but the first: that one loads the stories
which are open, and counts as part of the start. Reading the reports is no part of this: it knows no history.
"""

import argparse
import multiprocessing
import resource
import shutil
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from extractors.records import RawDocument, Reading
from flows.settings import MEBIBYTE, Settings
from flows.weaving import Loom
from storage.database import open_database
from tests.benchmarks.chart import draw_chart
from tests.benchmarks.history import Scale, fill_history, print_history, report_on_top

BATCH = 256
PICTURES = Path(__file__).parent / "pictures"
HEADS = (
    *("articles", "a day", "start, s", "copies and stories, ms an article", "whole weave, ms an article"),
    *("peak memory, MiB", "copies found", "reports come to stories of the history"),
)


class Cost(NamedTuple):
    """What weaving took: seconds to start, ms an article to decide and in all (CPU), peak resident memory (bytes)."""

    start: float
    deciding: float
    whole: float
    memory: int
    copies: int
    joined: int


class _Timed(Loom):
    """A loom that adds up how long its decisions take (seconds of CPU), what they look up included."""

    deciding = 0.0

    def _take(self, *given: Any) -> None:
        began = time.process_time()
        super()._take(*given)
        self.deciding += time.process_time() - began

    def _look_up(self, *given: Any) -> Any:
        began = time.process_time()
        found = super()._look_up(*given)
        self.deciding += time.process_time() - began
        return found


def weave_on_top(db: Path, reports: Sequence[tuple[RawDocument, Reading]]) -> Cost:
    """Weave reports into a database, batch by batch."""
    settings, began = Settings(db=db), time.process_time()
    with open_database(db) as con:
        loom = _Timed(con, settings, "scale")
    spent: list[tuple[float, float]] = []
    start = 0.0
    for first in range(0, len(reports), BATCH):
        batch = reports[first : first + BATCH]
        deciding, cpu = loom.deciding, time.process_time()
        loom.weave([raw for raw, _ in batch], [reading for _, reading in batch])
        spent.append((loom.deciding - deciding, time.process_time() - cpu))
        start = start or time.process_time() - began
    deciding, whole = (1000 * statistics.median(times) / BATCH for times in zip(*spent[1:], strict=True))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    with open_database(db, read_only=True) as con:
        copies = _count(con, "SELECT count(*) FROM loom.copies WHERE copy_set_id <> article_id")
        joined = _count(
            con,
            "SELECT count(*) FROM loom.story_members WHERE version <> 'history' AND story_id IN "
            "(SELECT story_id FROM loom.story_members WHERE version = 'history')",
        )
    return Cost(start, deciding, whole, memory, copies, joined)


def _count(con: Any, query: str) -> int:
    return int(con.execute(query).fetchone()[0])


def measure(scale: Scale, reports: int, folder: Path) -> Cost:
    """Weave on top of a history, which is made where the folder does not hold it, in a process of its own."""
    printed = print_history(scale)
    history, db = (folder / f"{name}-{scale.articles}-{scale.daily}.duckdb" for name in ("history", "woven"))
    if not history.exists():
        fill_history(history, scale, printed)
    shutil.copy(history, db)
    on_top = list(report_on_top(reports, scale, printed))
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        cost = pool.apply(weave_on_top, (db, on_top))
    db.unlink()
    return cost


def print_row(scale: Scale, cost: Cost) -> None:
    cells = (f"{scale.articles:,}", f"{scale.daily:,}", f"{cost.start:.0f}", f"{cost.deciding:.1f}")
    more = (f"{cost.whole:.1f}", f"{cost.memory / MEBIBYTE:.0f}", str(cost.copies), str(cost.joined))
    print(f"| {' | '.join([*cells, *more])} |", flush=True)


def draw_curve(title: str, x_label: str, points: Sequence[tuple[float, Cost]]) -> str:
    lines = {
        "copies and stories": [(x, cost.deciding) for x, cost in points],
        "whole weave": [(x, cost.whole) for x, cost in points],
    }
    return draw_chart(title, x_label, "ms", lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--daily", type=int, nargs="+", default=[100, 1000, 10_000])
    parser.add_argument("--dense", type=int, default=100_000, help="articles of the histories of the second curve")
    parser.add_argument("--reports", type=int, default=6 * BATCH)
    parser.add_argument("--folder", type=Path, help="where to keep the histories: a million take 3 GB and some minutes")
    parser.add_argument("--pictures", type=Path, default=PICTURES)
    given = parser.parse_args()
    usual = sorted(given.daily)[-2:][0]
    long = [Scale(size, usual) for size in given.sizes]
    dense = [Scale(given.dense, daily) for daily in given.daily]
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary)
        print(f"| {' | '.join(HEADS)} |\n|{' --- |' * len(HEADS)}", flush=True)
        costs: dict[Scale, Cost] = {}
        for scale in dict.fromkeys([*long, *dense]):
            costs[scale] = measure(scale, given.reports, folder)
            print_row(scale, costs[scale])
    curves = {
        "history": (f"One more article, {usual:,} a day", "articles stored", [(s.articles, costs[s]) for s in long]),
        "density": ("One more article, ever more a day", "articles a day", [(s.daily, costs[s]) for s in dense]),
    }
    for name, (title, label, points) in curves.items():
        (given.pictures / f"{name}.svg").write_text(draw_curve(title, label, points), encoding="utf-8")


if __name__ == "__main__":
    main()
