"""Forgetting and pruning: articles or sites removed for good, and raw documents that have been kept long enough."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version

from duckdb import DuckDBPyConnection

from extractors.copysets import CopySets
from extractors.errors import UsageError
from extractors.identity import article_id
from extractors.records import CopyMembership
from extractors.twins import canonical_id
from flows.accounting import account_for
from flows.locks import run_lock
from flows.pipeline import name_run, recorded
from flows.settings import Settings
from flows.traces import find_traces, speaks_of_addresses, speaks_of_site
from storage.articles import articles_by_id, articles_named, texts_of
from storage.compaction import compact
from storage.copies import copies_of, write_copies
from storage.database import open_database
from storage.documents import Document, located_documents, write_documents
from storage.fingerprints import load_fingerprints
from storage.forgotten import Forgotten, is_address_of, is_below, write_forgotten
from storage.raw_store import RawStore, open_store, raw_folder, remove_segments
from storage.removal import addresses_of, remove_everywhere, remove_mentions
from storage.responses import stored_responses
from storage.revisions import load_aliases
from storage.runs import start_run
from storage.site_blocks import forget_sites
from storage.stories import stories_of
from storage.transactions import transaction


@dataclass(frozen=True, slots=True)
class Cleared:
    """What was removed: articles from the database, documents and other responses from the raw store."""

    articles: int
    documents: int
    responses: int


def forget(settings: Settings, what: str) -> Cleared:
    """Remove an article (by its URL or id) or a site (by its host) everywhere, for good.

    Its copies are compared with each other anew, stories, claim groups and conflicts of what remains follow, and the
    raw store's segments are written anew without it. Killed at any moment, all of it has happened or nothing; what is
    left of old segments the next run removes.

    Raises:
        UsageError: it is no URL, no host and no article's id.
        DatabaseBusy: another run, or another program, holds the database.
        DatabaseError: there is no database, or its file cannot be used.
    """
    with _opened(settings, "forget") as (con, store, now):
        one, ids = _find(con, what)
        stories = list(dict.fromkeys(stories_of(con, ids).values()))
        gone = [document for document in located_documents(con) if document.article_id in ids]
        # Its other addresses stay away with it, or the next look at one of them would bring it back.
        twins = _find_twins(con, ids)
        # What was asked for and became no article is at no other address than the one that is named.
        addresses = [*addresses_of(con, {one.id, *ids, *twins}), *([what.strip()] if "://" in what else [])]
        speaks = speaks_of_site(one.id) if one.kind == "site" else speaks_of_addresses(addresses)
        mentioned = find_traces(stored_responses(con), raw_folder(settings.db), speaks, settings.document_bytes)
        with transaction(con):
            obsolete = store.rewrite(con, gone, now, mentioned)
            write_copies(con, _decide_copies(con, ids))
            remove_everywhere(con, ids)
            if one.kind == "site":
                forget_sites(con, one.id)
                remove_mentions(con, lambda source: is_address_of(source, one.id))
            else:
                meant = {one.id, *twins}
                remove_mentions(con, lambda source: "://" in source and article_id(source, "") in meant)
            account_for(con, stories)
            for forgotten in (one, *(Forgotten("article", alias) for alias in twins)):
                write_forgotten(con, forgotten, now)
    remove_segments(raw_folder(settings.db), obsolete)
    return Cleared(len(ids), len(gone), len(mentioned))


def _decide_copies(con: DuckDBPyConnection, gone: Collection[str]) -> list[CopyMembership]:
    """Return what the copies of articles that go are copies of now, or themselves.

    They are decided among themselves, so that each stays in its story; beside all that is stored, a replay decides.
    """
    decided = []
    for copies in copies_of(con, gone).values():
        sets, texts = CopySets(), texts_of(con, copies)
        for made in load_fingerprints(con, copies).values():
            sets.take(made, texts[made.article_id], texts.__getitem__)
        decided += [CopyMembership(key, sets.original_of(key)) for key in copies]
    return decided


def prune(settings: Settings, older_than: timedelta) -> Cleared:
    """Remove from the raw store what it has had for longer than `older_than`; the articles stay.

    Raises:
        UsageError: the time is negative.
        DatabaseBusy: another run, or another program, holds the database.
        DatabaseError: there is no database, or its file cannot be used.
    """
    if older_than < timedelta():
        raise UsageError("--older-than takes a time: --older-than 90d")
    with _opened(settings, "prune") as (con, store, now):
        gone = [one for one in located_documents(con) if one.stored_at is None or one.stored_at <= now - older_than]
        responses = [one for one in stored_responses(con) if one.stored_at <= now - older_than]
        with transaction(con):
            obsolete = store.rewrite(con, gone, now, responses)
            write_documents(
                con,
                [
                    Document(one.document_id, one.article_id, None, None, None, one.extractor, one.stored_at, now)
                    for one in gone
                ],
            )
    remove_segments(raw_folder(settings.db), obsolete)
    return Cleared(0, len(gone), len(responses))


@contextmanager
def _opened(settings: Settings, command: str) -> Iterator[tuple[DuckDBPyConnection, RawStore, datetime]]:
    """Open the database for a run of its own, which may write to the raw store."""
    with open_database(settings.db, read_only=True, wait=settings.wait):
        """There is one: opening it to write would make one."""
    now = datetime.now(UTC)
    run_id = name_run(now)
    with run_lock(settings.db, settings.wait):
        with open_database(settings.db, wait=settings.wait) as con:
            start_run(con, run_id, version("newsloom"), [command], now)
            store = open_store(con, raw_folder(settings.db), run_id, settings.raw_segment_bytes)
        with recorded(run_id, settings), open_database(settings.db, wait=settings.wait) as con:
            yield con, store, now
        if command == "forget":  # nor is it to be read in what the file no longer uses
            compact(settings.db, settings.wait)


def _find_twins(con: DuckDBPyConnection, ids: Collection[str]) -> list[str]:
    """Return the ids that articles have, or would have, at their other addresses, unless another article has it."""
    stored = {article for article, _, _ in articles_named(con)}
    named = {canonical_id(article) for article in articles_by_id(con, ids).values()}
    seen = {alias for alias, original in load_aliases(con).items() if original in ids}
    return sorted(filter(None, (named | seen) - stored))


def _find(con: DuckDBPyConnection, what: str) -> tuple[Forgotten, Collection[str]]:
    """Return what is to be forgotten, and the stored articles that it covers."""
    what = what.strip()
    if "://" in what:
        key = article_id(what, "")
        key = load_aliases(con).get(key, key)
        return Forgotten("article", key), {stored for stored, _, _ in articles_named(con) if stored == key}
    if any(stored == what for stored, _, _ in articles_named(con)):
        return Forgotten("article", what), {what}
    host = what.lower().strip(".").removeprefix("www.")
    if "." not in host or any(character in host for character in "/ @:"):
        raise UsageError(f"{what}: name a URL, a site (news.example) or the id of an article that is here")
    covered = {
        stored
        for stored, site, url in articles_named(con)
        if (site and is_below(site, host)) or (url and is_address_of(url, host))
    }
    return Forgotten("site", host), covered
