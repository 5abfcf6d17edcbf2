"""Sources as a file to keep, edit and share: TOML, and OPML as feed readers write it."""

import json
import tomllib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from xml.sax.saxutils import quoteattr

from extractors.errors import UsageError
from extractors.sitemaps import read_opml
from flows.files import printable
from flows.polling import new_source
from flows.sources import check_url
from storage.sources import Source, SourceStatus

FIELDS = ("url", "title", "every", "paused")
# A list of sources is a small file; a larger one is a mistake.
MOST_BYTES = 50 * 1024 * 1024


def read_sources(path: Path, now: datetime) -> list[Source]:
    """Return the sources that a TOML or OPML file names, told apart by what it holds.

    Raises:
        UsageError: the file cannot be read, or is neither.
    """
    try:
        body = path.read_bytes()[:MOST_BYTES]
    except OSError as error:
        raise UsageError(f"{printable(path)}: {error.strerror or error}. Check the path.") from error
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        outline = read_opml(body, "")
        urls = [child.url for child in outline.children] if outline else []
        if not urls:
            raise UsageError(f"{printable(path)} names no feeds: an OPML file has them as <outline xmlUrl=…>.")
        return [new_source(url, now) for url in urls]
    try:
        given = tomllib.loads(body.decode("utf-8-sig")).get("sources", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UsageError(f"{printable(path)}: no TOML: {error}") from error
    if not isinstance(given, list) or not given:
        raise UsageError(f"{printable(path)} names no sources: each is a [[sources]] with its url.")
    return [_source(number, one, path, now) for number, one in enumerate(given, 1)]


def _source(number: int, given: object, path: Path, now: datetime) -> Source:
    where = f"{printable(path)}, source {number}"
    if not isinstance(given, dict) or not isinstance(given.get("url"), str):
        raise UsageError(f"{where}: it has no url.")
    if unknown := sorted(set(given) - set(FIELDS)):
        raise UsageError(f"{where}: {', '.join(unknown)} is none of {', '.join(FIELDS)}.")
    title, every, is_paused = given.get("title"), given.get("every"), given.get("paused", False)
    is_duration = every is None or (isinstance(every, int | float) and every > 0)
    if not (isinstance(title, str | None) and is_duration and isinstance(is_paused, bool)):
        raise UsageError(f"{where}: title is a string, every a number of seconds, paused true or false.")
    source = new_source(check_url(given["url"]), now, title, None if every is None else float(every))
    status = SourceStatus.PAUSED if is_paused else SourceStatus.ACTIVE
    return Source(source.source_id, source.url, source.title, None, status, source.every, now)


def as_toml(sources: Sequence[Source]) -> str:
    """Return sources as the TOML that `read_sources` reads."""
    lines = []
    for source in sources:
        lines += ["[[sources]]", f"url = {_quoted(source.url)}"]
        lines += [f"title = {_quoted(source.title)}"] if source.title else []
        lines += [f"every = {source.every:.15g}"] if source.every else []
        lines += ["paused = true"] if source.status is SourceStatus.PAUSED else []
        lines.append("")
    return "\n".join(lines)


def as_opml(sources: Sequence[Source]) -> str:
    """Return sources as an OPML outline (version 2.0)."""
    outlines = "".join(
        f"    <outline type='rss' text={quoteattr(source.title or source.url)} xmlUrl={quoteattr(source.url)}/>\n"
        for source in sources
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n  <head><title>newsloom</title></head>\n'
    return f"{head}  <body>\n{outlines}  </body>\n</opml>\n"


def _quoted(text: str) -> str:
    """Return a TOML basic string: as JSON's, but that DEL is escaped too and no character is two escapes."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
