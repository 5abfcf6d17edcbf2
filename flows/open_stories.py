"""Open stories: those of the days a batch is about, in memory, as far as its decisions need them.

Which stories are in memory decides nothing: all are there that an article may resemble, each whole. So memory and time
depend on how much is published in a few days, not on how much is stored.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date

from duckdb import DuckDBPyConnection

from extractors.decisions import Arrival, Decision
from extractors.followers import take_with_followers
from extractors.reach import Coming, Reach, find_reach
from extractors.records import CopyMembership, Fingerprint
from extractors.tracking import StoryTracker
from storage.articles import arrivals_of, last_arrival
from storage.fingerprints import articles_arrived, load_arrivals, stories_of_days
from storage.rulings import load_rulings
from storage.stories import given_story_ids, stories_of


class OpenStories:
    """The stories articles may belong to, and what each article that comes changes of them."""

    def __init__(self, con: DuckDBPyConnection, window_days: int) -> None:
        self._window_days = window_days
        self._tracker = StoryTracker(window_days, load_rulings(con), given_story_ids(con).__contains__)
        self._last = last_arrival(con)  # the number of the article that came last
        self._loaded: frozenset[date] = frozenset()  # the days whose stories are here
        self._arrived_on = date.min

    def __contains__(self, article_id: str) -> bool:
        """Return whether an article is in memory."""
        return article_id in self._tracker

    def load(
        self,
        con: DuckDBPyConnection,
        fingerprints: Sequence[Fingerprint],
        arrived_on: date,
        known: Collection[str] = (),
        likely: Collection[str] = (),
    ) -> None:
        """Load the stories that articles may belong to which are taken next, on that day; let go of those before.

        `known` are those of the articles that are stored. The stories of the articles `likely` to be copied, of
        whatever day, are here then, too: better than one by one. To be called between transactions: what is let go of
        must be stored.
        """
        self._arrived_on = arrived_on
        reach = find_reach(self._expect(con, fingerprints, known), self._window_days)
        self._tracker.close(reach)
        self._loaded &= reach.days
        self._load_within(con, reach)
        self._fetch(con, likely)

    def _expect(
        self, con: DuckDBPyConnection, fingerprints: Sequence[Fingerprint], known: Collection[str]
    ) -> Iterator[Coming]:
        """Yield articles as they are to come: a known one on its day, and with a new number or with its own."""
        before = arrivals_of(con, known)
        new = range(self._last + 1, self._last + 1 + len(fingerprints))
        for made in fingerprints:
            number, day = before.get(made.article_id, (new.start, self._arrived_on))
            yield Coming(made.published_on, day, (new, range(number, number + 1)))

    def _load_within(self, con: DuckDBPyConnection, reach: Reach) -> None:
        if not reach.days <= self._loaded:
            self._restore(con, stories_of_days(con, reach.days - self._loaded))
            self._loaded |= reach.days
        undated = articles_arrived(con, reach.undated.days, reach.undated.numbers, dated=False)
        self._fetch(con, undated + articles_arrived(con, reach.dated.days, reach.dated.numbers, dated=True))

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
        # A copy of other days, or of another place in the order of arrival, brings near what is told there.
        others = [self._tracker.arrival_of(copy.article_id) for copy in copies if copy.article_id != article_id]
        coming = [
            Coming(one.fingerprint.published_on, one.arrived_on, (range(one.number, one.number + 1),)) for one in others
        ]
        self._load_within(con, find_reach(coming, self._window_days))
        self._last += 1
        arrival = Arrival(fingerprint, self._arrived_on, self._last)
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
