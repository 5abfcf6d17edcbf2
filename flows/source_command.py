"""The commands `newsloom sources …`: which feeds, sitemaps and pages are polled, and how each stands."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from rich.console import Console

from extractors.errors import UsageError
from flows.rendering import Format, print_result
from flows.settings import Settings, build_settings
from storage.database import open_database
from storage.query import run_query
from storage.sources import Source, SourceStatus, all_sources, remove_sources, write_sources
from storage.transactions import transaction

Db = Annotated[Path | None, Parameter(name="--db", env_var="NEWSLOOM_DB", help="The DuckDB file (news.duckdb).")]
Wait = Annotated[float | None, Parameter(name="--wait", help="Seconds to wait for a run that holds the database (60).")]
Names = Annotated[str, Parameter(help="Their URLs or ids.")]
SHOWN = """
    SELECT source_id, title, url, kind, health, last_success_at, last_new_at, next_poll_at, failures, problem
    FROM source_health ORDER BY title, url
"""


def build_source_app(out: Console) -> App:
    """Return the commands, which print on `out`."""
    app = App(
        name="sources", help="Say what is polled by `newsloom ingest --sources`, and see how it stands.", console=out
    )

    @app.command
    def add(
        *urls: Annotated[str, Parameter(help="Feeds, sitemaps, lists of addresses or pages (http, https).")],
        title: Annotated[str | None, Parameter(help="What to call it, else what it calls itself.")] = None,
        every: Annotated[float | None, Parameter(help="Seconds between two polls, else by its own rhythm.")] = None,
        db: Db = None,
        wait: Wait = None,
    ) -> None:
        """Add sources; those that are there already stay as they are."""
        from flows.polling import new_source  # noqa: PLC0415 - other commands answer without it
        from flows.sources import check_url  # noqa: PLC0415 - as above

        if every is not None and every <= 0:
            raise UsageError("--every is a number of seconds above 0.")
        now = datetime.now(UTC)
        _add([new_source(check_url(url), now, title, every) for url in urls], build_settings(db=db, wait=wait), out)

    @app.command(name="list")
    def show(
        *,
        db: Db = None,
        style: Annotated[Format, Parameter(name="--format", help="How to print the rows.")] = "table",
        wait: Wait = None,
    ) -> None:
        """Show how each source stands; `newsloom sql "SELECT * FROM source_health"` tells more."""
        settings = build_settings(db=db, wait=wait)
        with open_database(settings.db, read_only=True, wait=settings.wait) as con:
            print_result(run_query(con, SHOWN), style, out)

    @app.command
    def pause(*names: Names, db: Db = None, wait: Wait = None) -> None:
        """Ask for sources no more until they are resumed."""
        _change(names, SourceStatus.PAUSED, build_settings(db=db, wait=wait), out)

    @app.command
    def resume(*names: Names, db: Db = None, wait: Wait = None) -> None:
        """Ask for sources again that were paused, blocked or gone; they are due at once."""
        _change(names, SourceStatus.ACTIVE, build_settings(db=db, wait=wait), out)

    @app.command
    def remove(*names: Names, db: Db = None, wait: Wait = None) -> None:
        """Forget sources; their articles stay."""
        settings = build_settings(db=db, wait=wait)
        with open_database(settings.db, wait=settings.wait) as con:
            chosen = _find(all_sources(con), names)
            with transaction(con):
                remove_sources(con, [source.source_id for source in chosen])
        for source in chosen:
            out.print(f"removed: {source.url}", markup=False, highlight=False, soft_wrap=True)

    @app.command
    def check(
        *urls: Annotated[str, Parameter(help="Addresses, whether they are sources or not.")],
    ) -> None:
        """Ask for addresses now and say what they are; nothing is stored."""
        from flows.checking import check_addresses  # noqa: PLC0415 - as above
        from flows.sources import check_url  # noqa: PLC0415 - as above

        for line in check_addresses([check_url(url) for url in urls], build_settings()):
            out.print(line, markup=False, highlight=False, soft_wrap=True)

    _add_file_commands(app, out)
    return app


def _add_file_commands(app: App, out: Console) -> None:
    @app.command(name="import")
    def take_in(file: Annotated[Path, Parameter(help="TOML or OPML.")], *, db: Db = None, wait: Wait = None) -> None:
        """Add the sources that a file names."""
        from flows.source_files import read_sources  # noqa: PLC0415 - as above

        _add(read_sources(file, datetime.now(UTC)), build_settings(db=db, wait=wait), out)

    @app.command
    def export(
        file: Annotated[Path, Parameter(help="*.opml, else TOML.")], *, db: Db = None, wait: Wait = None
    ) -> None:
        """Write all sources to a file that `import` reads."""
        from flows.source_files import as_opml, as_toml  # noqa: PLC0415 - as above

        settings = build_settings(db=db, wait=wait)
        with open_database(settings.db, read_only=True, wait=settings.wait) as con:
            sources = all_sources(con)
        try:
            file.write_text((as_opml if file.suffix == ".opml" else as_toml)(sources), encoding="utf-8")
        except OSError as error:
            raise UsageError(f"{file}: {error.strerror or error}. Choose another file.") from error
        out.print(f"{file}: {len(sources)} sources", markup=False, highlight=False, soft_wrap=True)


def _add(sources: Sequence[Source], settings: Settings, out: Console) -> None:
    if not sources:
        raise UsageError("nothing to add. Name feeds, sitemaps or pages: newsloom sources add https://…/feed")
    with open_database(settings.db, wait=settings.wait) as con:
        known = {source.source_id for source in all_sources(con)}
        new = {source.source_id: source for source in sources if source.source_id not in known}
        with transaction(con):
            write_sources(con, list(new.values()))
    for source in new.values():
        out.print(f"added: {source.url}", markup=False, highlight=False, soft_wrap=True)
    if len(new) < len(sources):
        out.print(f"{len(sources) - len(new)} were there already.", markup=False, highlight=False)


def _change(names: Sequence[str], status: SourceStatus, settings: Settings, out: Console) -> None:
    with open_database(settings.db, wait=settings.wait) as con:
        chosen = _find(all_sources(con), names)
        with transaction(con):
            write_sources(con, [replace(source, status=status, next_poll_at=None) for source in chosen])
    for source in chosen:
        out.print(f"{status}: {source.url}", markup=False, highlight=False, soft_wrap=True)


def _find(sources: Sequence[Source], names: Sequence[str]) -> list[Source]:
    """Return the sources that are named by URL or id.

    Raises:
        UsageError: one of the names is none of theirs.
    """
    by_name = {source.source_id: source for source in sources} | {source.url: source for source in sources}
    if not names:
        raise UsageError("name the sources by URL or id: newsloom sources list")
    if unknown := [name for name in names if name not in by_name]:
        raise UsageError(f"{unknown[0]} is no source. See them all: newsloom sources list")
    return list(dict.fromkeys(by_name[name] for name in names))
