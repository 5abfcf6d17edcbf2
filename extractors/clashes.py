"""Clashes: two claims of different publishers that cannot both be right, before they become conflicts of groups."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extractors.account_records import Report
from extractors.facts import Fact


@dataclass(frozen=True, slots=True)
class Witness:
    """A claim with its group, who published it, and when (seconds since 1970, 0 where undated).

    `publisher` tells publishers apart, `name` is what a reader calls this one.
    """

    group_id: str
    fact: Fact
    publisher: str
    name: str
    published: float


@dataclass(frozen=True, slots=True)
class Clash:
    """Two claims that disagree; values are as written, `explanation` is a line for a person."""

    kind: str
    a: Witness
    b: Witness
    value_a: str
    value_b: str
    explanation: str


def call_witnesses(groups: Sequence[tuple[str, Sequence[Fact]]], reports: Mapping[str, Report]) -> list[Witness]:
    """Return the claims of all groups, in order, as witnesses; an article of no known outlet is its own publisher."""
    witnesses = []
    # Where no outlet is known, a report is called by its place among the story's.
    places = {article_id: f"report {place}" for place, article_id in enumerate(reports, 1)}
    for group_id, facts in groups:
        for fact in facts:
            report = reports.get(fact.claim.article_id)
            published = report.published_at.timestamp() if report and report.published_at else 0.0
            outlet = report.outlet if report else None
            publisher = outlet or fact.claim.article_id
            witnesses.append(
                Witness(group_id, fact, publisher, outlet or places.get(fact.claim.article_id, "a report"), published)
            )
    return witnesses
