"""The commands `ingest` and `reprocess`: they check, start Prefect, show progress, and print what was found."""

import os
import shlex
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Literal

from rich.console import Console
from rich.table import Table

from extractors.errors import UsageError
from flows.locks import run_lock
from flows.progress import Bar
from flows.settings import Settings
from flows.sources import Sources
from flows.span import Span
from flows.summary import Redone, Replayed, Summary
from flows.temporary_server import prefect_api, start_unless_configured
from storage.database import open_database
from storage.sources import all_sources

# Prefect's own remarks go to its server; on the console they would tear the progress bar.
QUIET = {"PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL", "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}


def ingest_with_prefect(  # noqa: PLR0913 - the command's options, and where it writes
    inputs: list[str],
    settings: Settings,
    *,
    with_sources: bool = False,
    span: Span | None = None,
    out: Console,
    err: Console,
) -> None:
    """Run the flow `ingest` over `inputs`, or the due sources (`with_sources`).

    It runs against the configured Prefect server, or a temporary one where none is. `span` bounds the days that are
    taken of what listings name and archives hold.

    Raises:
        NewsloomError: as `flows.pipeline.run_pipeline`.
    """
    span = span or Span()
    if span.since and span.until and span.since > span.until:
        raise UsageError(f"--since {span.since} is after --until {span.until}: name them the other way round.")
    if with_sources:
        if inputs:
            raise UsageError("either inputs or --sources: run newsloom ingest twice.")
        if span.is_bounded:
            raise UsageError("--since and --until go with inputs: name the sitemap, feed or archive itself.")
        require_sources(settings)
    elif not inputs:
        raise UsageError("nothing to ingest. Name files, folders, globs or URLs: newsloom ingest seeds/")
    # What cannot be used is told before Prefect takes its seconds.
    Sources(inputs, settings, datetime.now(UTC))
    with run_lock(settings.db, settings.wait, partial(_tell, err)):
        with open_database(settings.db, wait=settings.wait):
            """It can be opened, and is up to date."""
        with _prefect("Ingesting", err):
            from flows.ingest import ingest  # noqa: PLC0415 - by now it is there

            summary = ingest(inputs, settings.db, settings.batch_size, settings.wait, span.since, span.until)
    print_summary(summary, out)


def require_sources(settings: Settings) -> None:
    """Raise UsageError where there is nothing that could ever be due."""
    with open_database(settings.db, read_only=True, wait=settings.wait) as con:
        if not all_sources(con):
            raise UsageError(f"{settings.db} has no sources. Add one first: newsloom sources add https://…/feed")


def reprocess_with_prefect(settings: Settings, *, out: Console, err: Console) -> None:
    """Run the flow `reprocess` as `ingest_with_prefect` does its own, unless there is nothing to redo.

    Raises:
        NewsloomError: as `flows.rereading.reread_articles`.
    """
    from flows.redoing import require_database  # noqa: PLC0415 - trafilatura and all: only what reads pays
    from flows.rereading import find_outdated  # noqa: PLC0415 - as above

    require_database(settings)
    with run_lock(settings.db, settings.wait, partial(_tell, err)):
        if not find_outdated(settings):
            note = f"{settings.db}: every article is as this version extracts it."
            out.print(note, markup=False, highlight=False, soft_wrap=True)
            return
        with _prefect("Extracting again", err):
            from flows.reprocess import reprocess  # noqa: PLC0415 - as above

            redone = reprocess(settings.db, settings.batch_size, settings.wait)
    _print_counts(redone, out)


def redo_stored(stage: Literal["claims", "stories"], settings: Settings, *, out: Console, err: Console) -> None:
    """Redo a stage that needs only what the database holds, and for which Prefect is not started.

    Raises:
        NewsloomError: as `flows.retelling.retell_articles` and `flows.replaying.replay_stories`.
    """
    from flows.replaying import replay_stories  # noqa: PLC0415 - as above
    from flows.retelling import retell_articles  # noqa: PLC0415 - as above

    with err.status("Reading again …" if stage == "claims" else "Deciding again …"):
        done = retell_articles(settings) if stage == "claims" else replay_stories(settings)
    _print_counts(done, out)


@contextmanager
def _prefect(doing: str, err: Console) -> Iterator[None]:
    """Have a Prefect server and a progress bar for the time of the block."""
    with ExitStack() as stack:
        for name, value in QUIET.items():
            os.environ.setdefault(name, value)
        server = start_unless_configured()
        err.print("Starting Prefect …" if server else f"Using Prefect at {os.environ['PREFECT_API_URL']}", markup=False)
        from flows.ingest import WATCHER  # noqa: PLC0415 - two seconds, while the server starts

        stack.enter_context(prefect_api(server))
        bar = Bar(err, doing)
        stack.callback(bar.stop)
        token = WATCHER.set(bar)
        stack.callback(WATCHER.reset, token)
        yield


def _tell(err: Console, text: str) -> None:
    err.print(f"newsloom: {text}", markup=False, highlight=False, soft_wrap=True)


def _shortest(path: str) -> str:
    return min(os.path.relpath(path), str(Path(path).absolute()), key=len)


def print_summary(summary: Summary, out: Console) -> None:
    """Print the counts, what to know beside them, and three queries worth running next."""
    _print_counts(summary, out)
    out.print("\nAsk next:", style="bold")
    command = "newsloom" if shutil.which("newsloom") else _shortest(sys.argv[0])
    db = "" if summary.db == Path("news.duckdb") else f" --db {shlex.quote(str(summary.db))}"
    for question, sql in summary.queries():
        out.print(f"\n  {question}", markup=False, highlight=False)
        out.print(f'  {command} sql "{sql}"{db}', style="cyan", markup=False, highlight=False, soft_wrap=True)


def _print_counts(summary: Summary | Redone | Replayed, out: Console) -> None:
    table = Table(show_header=False, box=None)
    table.add_column(style="bold")
    table.add_column(justify="left", overflow="fold")
    for name, value in summary.rows():
        table.add_row(name, value)
    out.print(table)
    for note in summary.notes():
        out.print(f"• {note}", markup=False, highlight=False)
