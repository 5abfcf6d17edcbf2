"""Open articles: those of the days around an article, and which of them resemble it."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extractors.agglomeration import Span, find_near
from extractors.reach import MOST_ARRIVALS
from extractors.similarity import TERM_PARTS, UNIT, VECTOR_PARTS, WHOLE, Features, TermIndex

# Articles are kept by periods of so many days: a decision touches those that reach into its window.
PERIOD_DAYS = 8
# The most a product of two quantised vectors can come to.
_VECTOR_MOST = 1.01 * UNIT

Resemblance = tuple[str, float]


@dataclass(slots=True)
class _Period:
    """The articles of some days, a row each; those that were removed keep their row, without a name."""

    terms: TermIndex
    vectors: list[NDArray[np.int64]]
    article_ids: list[str | None]
    spans: "array[int]"
    numbers: "array[int]"
    reach: Span


class OpenArticles:
    """Articles of one language by the days they belong to, compared exactly.

    The cost of a search is that of the periods that reach into its window, whatever stands in the others: the
    postings of its terms there, some passes over one number an article, and a product of vectors for each article
    that shares enough of them.
    """

    def __init__(self, window_days: int) -> None:
        self._window_days = window_days
        self._periods: dict[tuple[bool, int], _Period] = {}
        self._place_of: dict[str, tuple[tuple[bool, int], int]] = {}

    def add(self, article_id: str, features: Features, span: Span, number: int) -> None:
        """Add an article, the one of this number to arrive; its span has one day of either, or of arrival alone."""
        key = span.is_dated, span.last_day // PERIOD_DAYS
        period = self._periods.get(key)
        if period is None:
            period = self._periods[key] = _Period(TermIndex(), [], [], array("q"), array("q"), Span())
        self._place_of[article_id] = key, len(period.article_ids)
        period.terms.append(features)
        period.vectors.append(features.vector)
        period.article_ids.append(article_id)
        period.spans.extend((span.published_first, span.published_last, span.arrived_first, span.arrived_last))
        period.numbers.append(number)
        period.reach.stretch(span)

    def remove(self, article_id: str) -> None:
        """Forget an article; a period that holds none any more is freed."""
        key, row = self._place_of.pop(article_id)
        period = self._periods[key]
        period.article_ids[row] = None
        if not any(period.article_ids):
            del self._periods[key]

    def resembling(self, features: Features, span: Span, number: int, threshold: float) -> list[Resemblance]:
        """Return (article id, similarity) of the articles near in time that are at least so similar, by id.

        Near is as `find_near` has it for `span` and, where one of the two is undated, `MOST_ARRIVALS` for `number`.
        """
        one = np.array((span.published_first, span.published_last, span.arrived_first, span.arrived_last), np.int64)
        return sorted(
            found
            for key, period in self._periods.items()
            if _reaches(key, period.reach, span, self._window_days)
            for found in self._search(period, features, one, None if key[0] and span.is_dated else number, threshold)
        )

    def _search(
        self, period: _Period, features: Features, one: NDArray[np.int64], number: int | None, threshold: float
    ) -> Iterator[Resemblance]:
        spans = np.frombuffer(period.spans, np.int64).reshape(-1, 4)
        terms = period.terms.multiply(features)
        # Whole numbers, and so is the bound exact: no vector can lift the others over the threshold.
        plausible = TERM_PARTS * terms + VECTOR_PARTS * _VECTOR_MOST >= threshold * WHOLE
        near = find_near(spans, one, self._window_days)
        if number is not None:
            near &= np.abs(np.frombuffer(period.numbers, np.int64) - number) <= MOST_ARRIVALS
        for row in np.flatnonzero(plausible & near).tolist():
            product = TERM_PARTS * int(terms[row]) + VECTOR_PARTS * int(period.vectors[row] @ features.vector)
            if product >= threshold * WHOLE and (article_id := period.article_ids[row]) is not None:
                yield article_id, product / WHOLE


def _reaches(key: tuple[bool, int], reach: Span, span: Span, window_days: int) -> bool:
    """Return whether anything in a period may lie near a span: by publication, or by arrival where one is undated."""
    if key[0] and span.is_dated:
        gap = max(reach.published_first - span.published_last, span.published_first - reach.published_last)
    else:
        gap = max(reach.arrived_first - span.arrived_last, span.arrived_first - reach.arrived_last)
    return gap <= window_days
