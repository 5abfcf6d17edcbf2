"""Which articles are stored at other addresses already: an AMP or mobile page, or one whose canonical link says so."""

from collections.abc import Callable

from duckdb import DuckDBPyConnection

from extractors.identity import stable_id, without_tracking
from extractors.records import Article
from extractors.twins import are_twins, canonical_id
from storage.articles import canonical_urls
from storage.revisions import load_aliases


class Twins:
    """The addresses that stored articles name as their own, and those already known to be another's."""

    def __init__(self, con: DuckDBPyConnection) -> None:
        self._aliases = load_aliases(con)
        self._named: dict[str, str] = {}
        for article_id, url in canonical_urls(con):
            self._named.setdefault(stable_id("url", without_tracking(url)), article_id)

    def original_of(
        self, article: Article, is_stored: Callable[[str], bool], text_of: Callable[[str], str]
    ) -> str | None:
        """Return which of the stored articles a new one is at another address; None where it is one of its own.

        A page may name any address as its own: it is a twin only where both texts agree.
        """
        if article.article_id in self._aliases:
            return self._aliases[article.article_id]
        for address in filter(None, (canonical_id(article), article.article_id)):
            found = address if is_stored(address) else self._aliases.get(address, self._named.get(address))
            if found and is_stored(found) and are_twins(text_of(found), article.text):
                self._aliases[article.article_id] = found
                return found
        return None

    def learn(self, article: Article) -> None:
        """Remember the address that a newly stored article names as its own."""
        named = canonical_id(article)
        if named:
            self._named.setdefault(named, article.article_id)
