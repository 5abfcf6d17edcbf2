"""Feeds for a test's server, and a desk that polls them at any hour: all of the pipeline but reading the pages."""

import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from extractors.records import RawDocument, Rejection
from flows.polling import new_source
from flows.settings import Settings
from flows.sources import Batch, DueSources
from storage.database import open_database
from storage.sources import Marks, Source, all_sources, write_marks, write_sources
from storage.transactions import transaction
from tests.flows.webserver import Reply

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
PAGE = "<html><head><title>{0}</title></head><body><article><h1>{0}</h1><p>{1}</p></article></body></html>"
SENTENCE = "The council of {0} said on Monday that it would repair {0} of its bridges before the winter."


def page(name: str) -> Reply:
    """Return an article of its own."""
    return Reply(PAGE.format(f"Bridge {name}", " ".join(SENTENCE.format(f"{name}{n}") for n in range(6))))


def rss(links: Iterable[str], times: Iterable[datetime] = (), extra: str = "") -> Reply:
    """Return a feed of summaries, in the order of `links`."""
    dates = [f"<pubDate>{format_datetime(at)}</pubDate>" for at in times]
    items = [f"<item><title>About {link}</title><link>{link}</link>{{}}</item>" for link in links]
    dates += [""] * (len(items) - len(dates))
    body = "".join(item.format(at) for item, at in zip(items, dates, strict=True))
    return Reply(f'<rss version="2.0"><channel><title>Feed</title>{extra}{body}</channel></rss>', type="text/xml")


@lru_cache(maxsize=1)
def _empty_database() -> bytes:
    """Return a database that was laid out once: each test has its own copy."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "news.duckdb"
        with open_database(path):
            """It is laid out."""
        return path.read_bytes()


class Newsdesk:
    """Polls sources of a database and remembers what they named."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        chosen = {"host_delay": 0.0, "fetch_timeout": 3.0, "allow_private_addresses": True}
        self.settings = Settings(db=folder / "news.duckdb", **{**chosen, **settings})
        self.settings.db.write_bytes(_empty_database())
        self.now = NOON

    def add(self, *urls: str, every: float | None = None) -> None:
        with open_database(self.settings.db) as con:
            write_sources(con, [new_source(url, self.now, every=every) for url in urls])

    def batches(self) -> Iterable[Batch]:
        return filter(None, DueSources(self.settings, lambda: self.now).batches())

    def commit(self, marks: Marks) -> None:
        with open_database(self.settings.db) as con, transaction(con):
            write_marks(con, marks, self.now)

    def poll(self, after: timedelta = timedelta()) -> list[RawDocument | Rejection]:
        """Let time pass, poll what is due, and return what came."""
        self.now += after
        items: list[RawDocument | Rejection] = []
        for batch in self.batches():
            items += batch.items
            self.commit(batch.marks)
        return items

    def source(self) -> Source:
        with open_database(self.settings.db, read_only=True) as con:
            return all_sources(con)[0]

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        with open_database(self.settings.db, read_only=True) as con:
            return con.execute(query).fetchall()


def urls_of(items: Iterable[RawDocument | Rejection]) -> list[str]:
    """Return the addresses of documents, less host and port."""
    return ["/" + str(item.url).split("/", 3)[3] for item in items if isinstance(item, RawDocument)]


def rejections_of(items: Iterable[RawDocument | Rejection]) -> list[Rejection]:
    return [item for item in items if isinstance(item, Rejection)]
