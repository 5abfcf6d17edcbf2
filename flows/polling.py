"""One poll of a source: a conditional request, what its answer lists, and what that says about the source.

Nothing here fetches: an answer goes in, decisions come out.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from extractors.identity import stable_id, without_tracking
from extractors.listings import Entry, Listing
from extractors.records import Given, Reason
from extractors.rhythm import LONGEST, SHORTEST, USUAL, next_interval, retry_interval
from flows.answers import Failure, Response
from storage.sources import EntryStatus, Poll, Source, SourceEntry, SourceStatus

# After so many tries an article is no longer asked for.
MOST_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Want:
    """An article to be had: what its source says of it, and how often it was asked for before."""

    entry: Entry
    entry_id: str
    attempts: int
    is_changed: bool

    def mark(self, source_id: str, status: EntryStatus) -> SourceEntry:
        """Return what to remember of it."""
        given, attempts = self.entry.given.published_at, self.attempts + 1
        is_hopeless = status is EntryStatus.FAILED and attempts >= MOST_ATTEMPTS
        status = EntryStatus.GIVEN_UP if is_hopeless else status
        return SourceEntry(source_id, self.entry_id, self.entry.url, self.entry.key, status, attempts, given)


def source_id_of(url: str) -> str:
    """Return the id of the source that was added with `url`."""
    return stable_id("source", without_tracking(url))


def new_source(url: str, now: datetime, title: str | None = None, every: float | None = None) -> Source:
    """Return a source that has never been polled."""
    return Source(source_id_of(url), url, title, None, SourceStatus.ACTIVE, every, now)


def conditions(source: Source) -> dict[str, str]:
    """Return the headers that ask for the source only if it has changed (RFC 9110, section 13.1).

    One that failed is asked for as a whole: "as before" (304) would say nothing of what failed.
    """
    headers: dict[str, str] = {}
    if source.failures:
        return headers
    if source.etag:
        headers["If-None-Match"] = source.etag
    if source.last_modified:
        headers["If-Modified-Since"] = source.last_modified
    return headers


def entry_id_of(entry: Entry) -> str:
    """Return the id of what a listing names: that of its article, where it has an address."""
    return stable_id("url", without_tracking(entry.url)) if entry.url else entry.key


def choose_entries(entries: Iterable[Entry], known: dict[str, SourceEntry]) -> list[Want]:
    """Return what to take of what a source names now, or named before and could not be had; each once, in order."""
    wants: dict[str, Want] = {}
    for entry in entries:
        entry_id = entry_id_of(entry)
        before = known.get(entry_id)
        is_changed = before is not None and before.entry_key != entry.key
        if before is None or is_changed:
            wants.setdefault(entry_id, Want(entry, entry_id, 0, is_changed))
    for before in known.values():
        if before.status is EntryStatus.FAILED and before.url and before.entry_id not in wants:
            entry = Entry(before.url, before.entry_key, None, Given(published_at=before.published_at), None)
            wants[before.entry_id] = Want(entry, before.entry_id, before.attempts, is_changed=True)
    return list(wants.values())


def after_answer(source: Source, response: Response, listing: Listing | None, taken: int, now: datetime) -> Source:
    """Return how a source stands that answered with `listing`, `taken` of whose articles are new."""
    hint = max(listing.interval or 0.0 if listing else 0.0, _max_age(response))
    times = [entry.at for entry in listing.entries] if listing else []
    interval = source.every or next_interval(times, hint, now)
    return replace(
        source,
        url=_moved(source, response),
        title=source.title or (listing.title if listing else None),
        kind=listing.kind if listing else "page",
        status=SourceStatus.ACTIVE,
        etag=response.headers.get("etag"),
        last_modified=response.headers.get("last-modified"),
        next_poll_at=now + timedelta(seconds=interval),
        last_try_at=now,
        last_success_at=now,
        last_new_at=now if taken else source.last_new_at,
        failures=0,
        http_status=response.status,
        problem=None,
    )


def after_no_change(source: Source, response: Response, now: datetime) -> Source:
    """Return how a source stands that answered "as before" (304)."""
    waited = (now - source.last_try_at).total_seconds() if source.last_try_at else USUAL
    # As silent as it is, a little longer each time.
    interval = source.every or min(max(waited * 1.2, SHORTEST, _max_age(response)), LONGEST / 4)
    return replace(
        source,
        url=_moved(source, response),
        next_poll_at=now + timedelta(seconds=interval),
        last_try_at=now,
        last_success_at=now,
        http_status=response.status,
    )


def after_failure(source: Source, failure: Failure, now: datetime) -> Source:
    """Return how a source stands that could not be read."""
    failures = source.failures + 1
    is_blocked = failure.reason in {Reason.BLOCKED, Reason.DISALLOWED}
    is_gone = failure.status == 410
    wait = retry_interval(source.source_id, failures, LONGEST if is_blocked else source.every or SHORTEST, failure.wait)
    return replace(
        source,
        status=SourceStatus.GONE if is_gone else SourceStatus.BLOCKED if is_blocked else source.status,
        next_poll_at=None if is_gone else now + timedelta(seconds=wait),
        last_try_at=now,
        failures=failures,
        http_status=failure.status,
        problem=failure.detail,
    )


def poll_of(source: Source, answer: Response | Failure, entries: int, taken: int, now: datetime) -> Poll:
    """Return the record of one poll."""
    if isinstance(answer, Failure):
        is_blocked = answer.reason in {Reason.BLOCKED, Reason.DISALLOWED}
        outcome = "gone" if answer.status == 410 else "blocked" if is_blocked else "failed"
        return Poll(source.source_id, now, outcome, answer.status, 0, 0, answer.detail)
    outcome = "unchanged" if answer.status == 304 else "changed"
    return Poll(source.source_id, now, outcome, answer.status, entries, taken)


def _moved(source: Source, response: Response) -> str:
    return response.moved_to or source.url


def _max_age(response: Response) -> float:
    """Return the seconds for which the answer holds (Cache-Control), a day at most."""
    directives = response.headers.get("cache-control", "").lower().replace(" ", "").split(",")
    ages = [directive[8:] for directive in directives if directive.startswith("max-age=")]
    return min(float(ages[0]), LONGEST) if ages and ages[0].isdecimal() and len(ages[0]) < 10 else 0.0
