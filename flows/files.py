"""Files, folders and globs, found in a fixed order; what cannot be read is a Rejection, never an exception."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from glob import glob, has_magic
from pathlib import Path

from extractors.errors import UsageError
from extractors.records import Reason, Rejection, Stage

FORMATS = {
    ".txt": "text",
    ".md": "text",
    ".html": "html",
    ".htm": "html",
    ".json": "json",
    ".jsonl": "jsonl",
    ".warc": "warc",
}


# Device and inode: what a folder is, whatever path leads to it.
Identity = tuple[int, int]


@dataclass(frozen=True, slots=True)
class InputFile:
    """One regular file to read: its path, the format its name tells, whether it is gzipped, its size in bytes."""

    path: Path
    format: str
    is_gzipped: bool
    size: int

    @property
    def source(self) -> str:
        """The path as text that can be stored, whatever bytes the name holds."""
        return printable(self.path)


def printable(path: Path | str) -> str:
    """Return a path as valid Unicode; bytes that are no UTF-8 become escapes."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def find_files(inputs: list[str]) -> list[InputFile | Rejection]:
    """Return every file behind `inputs` (files, folders, globs), sorted by name within each.

    Hidden files and folders are passed over inside a folder, never when they are named themselves.

    Raises:
        UsageError: a path does not exist, or a glob matches nothing.
    """
    found: list[InputFile | Rejection] = []
    for given in inputs:
        for path in _expand(given):
            found.extend(_walk(path))
    return found


def _expand(given: str) -> list[Path]:
    if not given:
        raise UsageError("an input is empty. Name files, folders, globs or URLs.")
    path = Path(given)
    if os.path.lexists(path):
        return [path]
    if has_magic(given):
        matches = sorted(glob(given, recursive=True))  # noqa: PTH207 - Path.glob takes no absolute pattern
        if matches:
            return [Path(match) for match in matches]
        raise UsageError(f"{printable(given)}: no file matches this pattern. Check it, or name a folder.")
    raise UsageError(f"{printable(given)}: no such file or folder. Check the path.")


def _walk(top: Path) -> Iterator[InputFile | Rejection]:
    """Yield what is at and below `top` in the order of names; a stack of our own, for folders nest without limit."""
    waiting: list[tuple[Path, tuple[Identity, ...]]] = [(top, ())]
    while waiting:
        path, above = waiting.pop()
        # Path.is_dir() raises where a folder may be listed but not entered; this answers.
        if not os.path.isdir(path):  # noqa: PTH112 - see above
            yield _look_at(path)
            continue
        try:
            status = path.stat()
            names = sorted(os.listdir(path), reverse=True)  # noqa: PTH208 - names are sorted before paths are built
        except OSError as error:
            yield reject_file(path, error)
            continue
        identity = (status.st_dev, status.st_ino)
        if identity in above:
            detail = "a symbolic link leads back to a folder above it"
            yield Rejection(printable(path), None, Stage.SOURCE, Reason.SYMLINK_LOOP, detail)
            continue
        waiting.extend((path / name, (*above, identity)) for name in names if not name.startswith("."))


def _look_at(path: Path) -> InputFile | Rejection:
    source = printable(path)
    try:
        status = path.stat()
    except OSError as error:
        return reject_file(path, error)
    if not stat.S_ISREG(status.st_mode):
        detail = "neither a file nor a folder (a pipe, a socket or a device)"
        return Rejection(source, None, Stage.SOURCE, Reason.NOT_A_FILE, detail)
    suffixes = [suffix.lower() for suffix in path.suffixes]
    is_gzipped = bool(suffixes) and suffixes[-1] == ".gz"
    if is_gzipped:
        suffixes.pop()
    known = FORMATS.get(suffixes[-1]) if suffixes else None
    if known is None:
        detail = f"files read are {', '.join(FORMATS)}, each also .gz"
        return Rejection(source, None, Stage.SOURCE, Reason.UNSUPPORTED_TYPE, detail)
    return InputFile(path, known, is_gzipped, status.st_size)


def reject_file(path: Path, error: OSError) -> Rejection:
    """Turn the operating system's answer about `path` into a Rejection."""
    # ELOOP by its number: the text differs between systems.
    if isinstance(error, FileNotFoundError):
        reason, detail = Reason.VANISHED, "the file was there and is gone, or a link points nowhere"
    elif error.errno == 40 or "symbolic links" in (error.strerror or ""):
        reason, detail = Reason.SYMLINK_LOOP, "symbolic links lead in a circle"
    else:
        reason, detail = Reason.UNREADABLE, error.strerror or str(error)
    return Rejection(printable(path), None, Stage.SOURCE, reason, detail)
