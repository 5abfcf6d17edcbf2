"""The forgotten: articles and sites that were removed for good, and what is done so that they stay removed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from duckdb import DuckDBPyConnection

from storage.rows import insert_records


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was removed for good: `kind` 'article' and an article's id, or 'site' and a host with all below it."""

    kind: str
    id: str


class Forgetfulness:
    """Everything that was removed for good, to be asked about what comes in: ids of `articles`, hosts of `sites`."""

    def __init__(self, forgotten: Collection[Forgotten] = ()) -> None:
        self.articles = frozenset(one.id for one in forgotten if one.kind == "article")
        self.sites = frozenset(one.id for one in forgotten if one.kind == "site")

    def covers(self, article_id: str, site: str | None) -> bool:
        """Return whether an article is to stay away, for itself or for its site."""
        return article_id in self.articles or (site is not None and any(is_below(site, one) for one in self.sites))

    def covers_address(self, url: str, article_id: str) -> bool:
        """Return whether what is at a URL is to stay away, the article of that id or its whole site."""
        return article_id in self.articles or any(is_address_of(url, site) for site in self.sites)


def is_below(host: str, site: str) -> bool:
    """Return whether `host` is `site` or a part of it: 'www.news.example' is of 'news.example'."""
    return host == site or host.endswith(f".{site}")


def is_address_of(text: str, site: str) -> bool:
    """Return whether `text` is a URL on a site."""
    try:
        host = urlsplit(text).hostname if "://" in text else None
    except ValueError:
        return False
    return host is not None and is_below(host, site)


def load_forgotten(con: DuckDBPyConnection) -> Forgetfulness:
    """Return what is to stay away."""
    return Forgetfulness({Forgotten(*row) for row in con.execute("SELECT kind, id FROM loom.forgotten").fetchall()})


def write_forgotten(con: DuckDBPyConnection, one: Forgotten, at: datetime) -> None:
    """Record what was removed; once is enough."""
    con.execute("DELETE FROM loom.forgotten WHERE kind = ? AND id = ?", [one.kind, one.id])
    insert_records(con, "forgotten", [one], forgotten_at=[at])
