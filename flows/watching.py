"""Watching an inbox: a file is ingested once it is whole, is left where it is, and is never taken twice."""

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from extractors.errors import DatabaseBusy, UsageError
from flows.files import InputFile, find_files, printable
from flows.pipeline import run_pipeline
from flows.settings import Settings
from flows.summary import Summary
from storage.database import open_database
from storage.inbox import Stamp, taken_files, write_taken

# Seconds from look to look, and for how long a file must not have changed before it counts as whole.
LOOK, SETTLED = 1.0, 2.0
# A run takes so many files at most, so that the first of a flood are soon there to be asked about.
MOST_FILES = 1000
# What browsers, mail programs and copiers call a file that is not yet whole.
UNFINISHED = {".part", ".partial", ".tmp", ".temp", ".crdownload", ".download", ".filepart"}


class Inbox:
    """A folder and what is below it; hidden files, and those whose name says that they are unfinished, do not count."""

    def __init__(self, folder: Path, taken: dict[str, Stamp]) -> None:
        self._folder, self._taken = folder, taken
        self._seen: dict[Path, tuple[Stamp, float]] = {}

    def ripe(self, now: float) -> dict[Path, Stamp]:
        """Return the files that are whole and not yet taken; `now` is a clock's time in seconds, which only grows."""
        seen = {}
        for path in self._paths():
            with suppress(OSError):  # gone since
                status = path.stat()
                stamp = Stamp(status.st_size, status.st_mtime_ns)
                before, since = self._seen.get(path, (None, now))
                seen[path] = (stamp, since if stamp == before else now)
        self._seen = seen
        ripe = {path: stamp for path, (stamp, since) in seen.items() if now - since >= SETTLED}
        return {path: stamp for path, stamp in ripe.items() if self._taken.get(printable(path)) != stamp}

    def take(self, files: dict[Path, Stamp]) -> dict[str, Stamp]:
        """Count files as taken, and return them as they are to be remembered."""
        named = {printable(path): stamp for path, stamp in files.items()}
        self._taken |= named
        return named

    def _paths(self) -> list[Path]:
        found = find_files([str(self._folder)])
        paths = [item.path if isinstance(item, InputFile) else Path(item.source) for item in found]
        return [path for path in paths if path.suffix.lower() not in UNFINISHED and not path.name.endswith("~")]


def watch_inbox(folder: Path, settings: Settings, tell: Callable[[Summary | str], None]) -> None:
    """Ingest what arrives in `folder` and below, until KeyboardInterrupt; `tell` hears of each run, and of trouble.

    A file counts as whole when its size and time have not changed for two seconds, so one that is renamed into place is
    taken after these. One that is written anew is taken anew. A file is remembered only after its run: a kill between
    has it read again, which adds nothing.

    Raises:
        UsageError: `folder` is no folder.
        DatabaseError: the database file cannot be used.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder}: no such folder. Make it, or watch another.")
    folder = folder.absolute()
    with open_database(settings.db, wait=settings.wait) as con:
        inbox = Inbox(folder, taken_files(con))
    while True:
        files = dict(list(inbox.ripe(time.monotonic()).items())[:MOST_FILES])
        if files:
            try:
                tell(run_pipeline([str(path) for path in files], settings))
                with open_database(settings.db, wait=settings.wait) as con:
                    write_taken(con, inbox.take(files))
            except (DatabaseBusy, UsageError) as error:  # another run goes first; a file went away: look again
                tell(str(error))
        time.sleep(LOOK)
