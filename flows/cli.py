"""The command `newsloom`: it parses, calls, prints, and turns errors into one clear line and an exit code."""

import os
import sys
from contextlib import suppress
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, CycloptsError, Parameter
from rich.console import Console

from extractors.errors import NewsloomError, UsageError
from flows.interrupts import heeded
from flows.rendering import Format, print_result
from flows.settings import build_settings
from flows.source_command import build_source_app
from flows.story_command import build_story_app
from storage.database import open_database

Db = Annotated[Path, Parameter(name="--db", env_var="NEWSLOOM_DB", help="The DuckDB file.")]
Wait = Annotated[float, Parameter(name="--wait", help="Seconds to wait for a database that another process holds.")]
DEFAULT_DB = Path("news.duckdb")
# How long a reader waits: the writer holds the file only while it commits a batch.
READER_WAIT = 10.0


class _Pipe(Console):
    """A console whose reader may leave early: rich would exit with 1, which is no failure of ours."""

    def on_broken_pipe(self) -> None:
        """Tell `main`."""
        raise BrokenPipeError


out = _Pipe(width=None if sys.stdout.isatty() or "COLUMNS" in os.environ else 160)  # a file or pipe has no width
err = Console(stderr=True)
app = App(
    name="newsloom",
    help="Weave many news reports into one account: copies, stories, claims, origins and conflicts in one DuckDB file.",
    version=lambda: version("newsloom"),
    console=out,
    suppress_keyboard_interrupt=False,  # main says it in a line
    error_console=err,
)


@app.command
def ingest(  # noqa: PLR0913 - each is an option of the command
    *inputs: Annotated[str, Parameter(help="Files, folders, globs, http(s) URLs of pages, feeds and sitemaps.")],
    sources: Annotated[
        bool, Parameter(negative="", help="Instead of inputs: the stored sources that are due.")
    ] = False,
    since: Annotated[
        date | None, Parameter(help="Of what sitemaps and feeds name and archives hold: this day and after (UTC).")
    ] = None,
    until: Annotated[date | None, Parameter(help="As --since: this day and before.")] = None,
    db: Annotated[Path | None, Parameter(env_var="NEWSLOOM_DB", help="The DuckDB file (news.duckdb).")] = None,
    batch_size: Annotated[int | None, Parameter(help="Documents a transaction (256).")] = None,
    wait: Annotated[float | None, Parameter(help="Seconds to wait for a run that holds the database (60).")] = None,
) -> None:
    """Read articles and weave them into the database.

    What was ingested before is passed over, so a run that was interrupted goes on where it stopped.
    """
    from flows.command import ingest_with_prefect  # noqa: PLC0415 - other commands answer without it
    from flows.span import Span  # noqa: PLC0415 - as above

    settings = build_settings(db=db, batch_size=batch_size, wait=wait)
    ingest_with_prefect(list(inputs), settings, with_sources=sources, span=Span(since, until), out=out, err=err)


@app.command
def watch(
    folder: Annotated[Path, Parameter(help="The inbox, with all folders below it.")],
    *,
    db: Annotated[Path | None, Parameter(env_var="NEWSLOOM_DB", help="The DuckDB file (news.duckdb).")] = None,
    batch_size: Annotated[int | None, Parameter(help="Documents a transaction (256).")] = None,
    wait: Annotated[float | None, Parameter(help="Seconds to wait for a run that holds the database (60).")] = None,
) -> None:
    """Ingest each file that arrives in a folder once it is whole, until stopped (SIGTERM, Ctrl-C).

    Files stay where they are. None is taken twice, also after a restart, unless it is written anew.
    """
    from flows.summary import Summary  # noqa: PLC0415 - as above
    from flows.watching import watch_inbox  # noqa: PLC0415 - as above

    def tell(news: Summary | str) -> None:
        if isinstance(news, Summary):
            news = f"{news.run_id}: " + ", ".join(f"{name} {value}" for name, value in news.rows() if value != "0")
        out.print(news, markup=False, highlight=False, soft_wrap=True)

    settings = build_settings(db=db, batch_size=batch_size, wait=wait)
    out.print(f"Watching {folder}. Stop with Ctrl-C.", markup=False, highlight=False, soft_wrap=True)
    with suppress(KeyboardInterrupt):
        watch_inbox(folder, settings, tell)


@app.command
def serve(
    *inputs: Annotated[str, Parameter(help="As `ingest` takes them; none: the sources that are due.")],
    every: Annotated[timedelta | None, Parameter(help="From run to run: 90s, 15m, 1h.")] = None,
    cron: Annotated[str | None, Parameter(help="When runs begin, as cron says it (UTC): '*/15 * * * *'.")] = None,
    db: Annotated[Path | None, Parameter(env_var="NEWSLOOM_DB", help="The DuckDB file (news.duckdb).")] = None,
    batch_size: Annotated[int | None, Parameter(help="Documents a transaction (256).")] = None,
    wait: Annotated[float | None, Parameter(help="Seconds to wait for a run that holds the database (60).")] = None,
) -> None:
    """Ingest now and then on a schedule, until stopped (SIGTERM, Ctrl-C), with Prefect's pages to watch it.

    Runs never overlap: one that would begin beside another is left out, and runs missed are not made up for.
    """
    from flows.serving import Timetable, serve_with_prefect  # noqa: PLC0415 - as above

    settings = build_settings(db=db, batch_size=batch_size, wait=wait)
    serve_with_prefect(list(inputs), settings, Timetable(every, cron), out=out)


@app.command
def reprocess(
    *,
    stage: Annotated[
        Literal["extract", "claims", "stories"], Parameter(help="Which stage's results to redo.")
    ] = "extract",
    db: Annotated[Path | None, Parameter(env_var="NEWSLOOM_DB", help="The DuckDB file (news.duckdb).")] = None,
    batch_size: Annotated[int | None, Parameter(help="Articles a transaction (256).")] = None,
    wait: Annotated[float | None, Parameter(help="Seconds to wait for a run that holds the database (60).")] = None,
) -> None:
    """Redo what an earlier version, or an earlier order of arrival, made of what is stored.

    extract: make anew, from the raw store, the articles that an older version extracted; claims and stories follow.
    A run that was interrupted goes on where it stopped. claims: read claims, figures and credits again from the stored
    texts, where an older version did. stories: decide again, in order of publication, which articles
    are copies and which tell one story; unchanged stories keep their ids, and what a person said holds.
    """
    from flows.command import redo_stored, reprocess_with_prefect  # noqa: PLC0415 - as above

    settings = build_settings(db=db, batch_size=batch_size, wait=wait)
    if stage == "extract":
        reprocess_with_prefect(settings, out=out, err=err)
    else:
        redo_stored(stage, settings, out=out, err=err)


app.command(build_story_app(out))
app.command(build_source_app(out))


@app.command
def sql(
    query: Annotated[str, Parameter(help="One SQL query over the public views.")],
    *,
    db: Db = DEFAULT_DB,
    style: Annotated[Format, Parameter(name="--format", help="How to print the rows.")] = "table",
    wait: Wait = READER_WAIT,
) -> None:
    """Answer a query; the database is opened for reading only."""
    from storage.query import run_query  # noqa: PLC0415 - as above

    with open_database(db, read_only=True, wait=wait) as con:
        result = run_query(con, query)
    if not result.columns:
        raise UsageError('the query asks for nothing. Try: newsloom sql "SELECT * FROM stories"')
    print_result(result, style, out)


@app.command
def verify(
    *,
    db: Db = DEFAULT_DB,
    raw: Annotated[bool, Parameter(negative="", help="Read every document of the raw store again.")] = False,
    wait: Wait = READER_WAIT,
) -> None:
    """Check that every row proves itself: spans re-slice exactly, ids and counts hold, the raw store is all there."""
    from storage.raw_store import raw_folder  # noqa: PLC0415 - as above
    from storage.verification import check_raw, list_raw, verify_raw  # noqa: PLC0415 - as above
    from storage.verification import verify as find_faults  # noqa: PLC0415 - as above

    with open_database(db, read_only=True, wait=wait) as con:
        faults, places = find_faults(con), list_raw(con, deep=raw)
    # Reading it all again may take an hour, in which runs go on.
    if lost := check_raw(places, raw_folder(db)):
        with open_database(db, read_only=True, wait=wait) as con:  # it may only have been moved meanwhile
            lost = verify_raw(con, raw_folder(db), deep=raw)
    is_alone = not raw and not raw_folder(db).exists()  # a database may travel without its raw store
    faults += [] if is_alone else lost
    for fault in faults:
        out.print(f"{fault.view} {fault.row_id}: {fault.problem}", markup=False, highlight=False, soft_wrap=True)
    if faults:
        raise NewsloomError(f"{len(faults)} rows do not hold: see above. Ingest into a new --db to rebuild them.")
    out.print(f"{db}: every row holds.", markup=False, highlight=False, soft_wrap=True)
    if is_alone and lost:
        note = f"Its raw store is not here; `reprocess` needs it: {raw_folder(db)}"
        out.print(note, markup=False, highlight=False, soft_wrap=True)


@app.command
def forget(
    what: Annotated[str, Parameter(help="A URL, a site (news.example: with all below it), or an article's id.")],
    *,
    db: Annotated[Path | None, Parameter(env_var="NEWSLOOM_DB", help="The DuckDB file (news.duckdb).")] = None,
    wait: Annotated[float | None, Parameter(help="Seconds to wait for a run that holds the database (60).")] = None,
) -> None:
    """Remove an article or a site everywhere, raw store included; it stays removed, whatever is ingested."""
    from flows.forgetting import forget as clear  # noqa: PLC0415 - as above

    cleared = clear(build_settings(db=db, wait=wait), what)
    removed = f"{cleared.articles} articles, {cleared.documents} raw documents and {cleared.responses} other responses"
    out.print(f"{what}: {removed} removed, for good.", markup=False, highlight=False)


@app.command
def prune(
    *,
    older_than: Annotated[timedelta, Parameter(help="What was kept for longer goes: 90d.")],
    db: Annotated[Path | None, Parameter(env_var="NEWSLOOM_DB", help="The DuckDB file (news.duckdb).")] = None,
    wait: Annotated[float | None, Parameter(help="Seconds to wait for a run that holds the database (60).")] = None,
) -> None:
    """Remove old documents from the raw store; articles stay, and the view `documents` says what is gone."""
    from flows.forgetting import prune as clear  # noqa: PLC0415 - as above

    cleared = clear(build_settings(db=db, wait=wait), older_than)
    removed = f"{cleared.documents} raw documents and {cleared.responses} other responses removed; the articles stay."
    out.print(removed, markup=False, highlight=False)


@app.command
def export(
    folder: Annotated[Path, Parameter(help="Where the Parquet files go; it is made where missing.")],
    *,
    db: Db = DEFAULT_DB,
    wait: Wait = READER_WAIT,
) -> None:
    """Write each public view as a Parquet file."""
    from storage.export import export_views  # noqa: PLC0415 - as above

    with open_database(db, read_only=True, wait=wait) as con:
        paths = export_views(con, folder)
    for path in paths:
        out.print(str(path), markup=False, highlight=False, soft_wrap=True)


def main() -> None:
    """Run the command line; exit 0 done, 1 failed, 2 unusable arguments or database, 3 busy."""
    try:
        with heeded():
            app(exit_on_error=False, print_error=False)
    except NewsloomError as error:
        _exit(str(error), error.exit_code)
    except CycloptsError as error:
        _exit(f"{error} Try: newsloom --help", 2)
    except KeyboardInterrupt:
        _exit("interrupted. What was committed stays; run the same command again to go on.", 1)
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has gone; that is no failure of ours
        sys.exit(0)
    except Exception as error:
        if os.environ.get("NEWSLOOM_DEBUG"):
            raise
        fault = f"{type(error).__name__}: {error}".splitlines()[0]
        _exit(f"{fault}. This is a fault in newsloom; NEWSLOOM_DEBUG=1 shows where. What was committed stays.", 1)


def _exit(message: str, code: int) -> None:
    err.print(f"newsloom: {message}", markup=False, highlight=False, soft_wrap=True)
    sys.exit(code)


if __name__ == "__main__":
    main()
