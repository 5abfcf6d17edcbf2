"""Open stories: those of the days a batch is about, in memory, as far as its decisions need them.

Which stories are in memory decides nothing: all are there that an article may resemble, each whole. So memory and time
depend on how much is published in a few days, not on how much is stored.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import count

from duckdb import DuckDBPyConnection

from extractors.decisions import Arrival, Decision
from extractors.followers import take_with_followers
from extractors.records import CopyMembership, Fingerprint
from extractors.tracking import StoryTracker
from storage.articles import arrival_days, last_arrival
from storage.fingerprints import load_arrivals, stories_of_days
from storage.rulings import load_rulings
from storage.stories import given_story_ids, stories_of


class OpenStories:
    """The stories articles may belong to, and what each article that comes changes of them."""

    def __init__(self, con: DuckDBPyConnection, window_days: int) -> None:
        self._window_days = window_days
        self._tracker = StoryTracker(window_days, load_rulings(con), given_story_ids(con).__contains__)
        self._numbers = count(last_arrival(con) + 1)
        self._loaded: set[date] = set()  # the days whose stories are here
        self._arrived_on = date.min

    def __contains__(self, article_id: str) -> bool:
        """Return whether an article is in memory."""
        return article_id in self._tracker

    def load(
        self,
        con: DuckDBPyConnection,
        fingerprints: Sequence[Fingerprint],
        arrived_on: date,
        likely: Collection[str] = (),
    ) -> None:
        """Load the stories that articles may belong to which are taken next, on that day; let go of those before.

        Those of the articles `likely` to be copied, of whatever day, are here then, too: better than one by one. To be
        called between transactions: what is let go of must be stored.
        """
        self._arrived_on = arrived_on
        before = arrival_days(con, [made.article_id for made in fingerprints])
        days = [(made.published_on, before.get(made.article_id, arrived_on)) for made in fingerprints]
        needed, near = self._window_of(days)
        self._tracker.close(needed, near)
        self._loaded &= needed
        self._load_days(con, needed, near)
        self._fetch(con, likely)

    def _window_of(self, days: Collection[tuple[date | None, date]]) -> tuple[set[date], set[date]]:
        """Return the days near articles that were published and arrived on `days`, and those near undated ones.

        To an undated article all those are near that arrived when it did, whatever their own days.
        """
        needed = _around((day for pair in days for day in pair if day), self._window_days)
        return needed, _around((arrived for published, arrived in days if published is None), self._window_days)

    def _load_days(self, con: DuckDBPyConnection, needed: set[date], near: set[date]) -> None:
        if near or not needed <= self._loaded:
            self._restore(con, stories_of_days(con, needed - self._loaded, near))
            self._loaded |= needed

    def _restore(self, con: DuckDBPyConnection, story_ids: Iterable[str]) -> None:
        # What is here is here whole.
        missing = [story_id for story_id in story_ids if not self._tracker.holds(story_id)]
        for arrival, story_id in load_arrivals(con, missing):
            if arrival.fingerprint.article_id not in self._tracker:
                self._tracker.restore(arrival, story_id)

    def story_of(self, con: DuckDBPyConnection, article_id: str) -> str:
        """Return the story of an article that is stored or was taken."""
        if article_id in self._tracker:
            return self._tracker.story_of(article_id)
        return stories_of(con, [article_id])[article_id]

    def take(
        self,
        con: DuckDBPyConnection,
        fingerprint: Fingerprint,
        copies: Sequence[CopyMembership],
        *,
        is_known: bool,
        in_place: bool = False,
    ) -> Iterator[Decision]:
        """Find the story of an article, new or `is_known`, and of those whose original changed with it (`copies`).

        A known article arrives anew, but on the day it first did; with `in_place` it keeps its number, too.
        """
        article_id = fingerprint.article_id
        concerned = {name for copy in copies for name in (copy.article_id, copy.copy_set_id)}
        # Nobody can have ruled on an article that is new.
        concerned = concerned.union(self._tracker.partners_of(article_id)) if is_known else concerned - {article_id}
        self._fetch(con, concerned)
        others = [self._tracker.arrival_of(copy.article_id) for copy in copies if copy.article_id != article_id]
        self._load_days(con, *self._window_of([(one.fingerprint.published_on, one.arrived_on) for one in others]))
        arrival = Arrival(fingerprint, self._arrived_on, next(self._numbers))
        if is_known:
            before = self._tracker.arrival_of(article_id)
            number = before.number if in_place else arrival.number
            arrival = Arrival(fingerprint, before.arrived_on, number)
        return take_with_followers(self._tracker, arrival, copies)

    def _fetch(self, con: DuckDBPyConnection, article_ids: Iterable[str]) -> None:
        """Load the stories of those articles that are stored and not here."""
        missing = {article_id for article_id in article_ids if article_id not in self._tracker}
        if missing:
            self._restore(con, set(stories_of(con, missing).values()))


def _around(days: Iterable[date], window_days: int) -> set[date]:
    """Return the days that are at most so many before or after one of `days`."""
    reach = range(-window_days, window_days + 1)
    ordinals = {day.toordinal() + distance for day in days for distance in reach}
    return {date.fromordinal(n) for n in ordinals if date.min.toordinal() <= n <= date.max.toordinal()}
