"""Print what the sentence vector is worth to stories and what it costs, as a markdown table.

    python -m tests.evaluation.story_vector SCORE_PY SET_DIR=DB [SET_DIR=DB ...]

The articles of each DB are taken again in the order in which they came (`story_orders`), as they are and without their
vectors; then terms make four fifths of what they do beside a vector, so that the threshold is lowered to match, and
besides lies where these very sets like it best. Times are CPU times an article: to make the vector and the whole
fingerprint, and to decide about copies and stories, which takes the vector's part in comparing.
"""

import argparse
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from extractors import tracking
from extractors.decisions import Arrival
from extractors.fingerprint import _embed_head, fingerprint
from extractors.records import Article
from extractors.similarity import TERM_PARTS, VECTOR_PARTS
from storage.articles import articles_by_id
from storage.database import open_database
from storage.fingerprints import replay_arrivals
from tests.evaluation.story_baselines import LabelledSet, Quality, Scorer, print_row, read_set
from tests.evaluation.story_orders import take_all

TERMS_SHARE = TERM_PARTS / (TERM_PARTS + VECTOR_PARTS)
# Lower than the matching threshold and higher, as terms alone might need.
SHIFTS = [step / 50 for step in range(-4, 5)]


class Stored(NamedTuple):
    """A labelled set as newsloom stored it."""

    of: LabelledSet
    arrivals: list[Arrival]
    articles: dict[str, Article]


def read_stored(of: LabelledSet) -> Stored:
    with open_database(of.db, read_only=True) as con:
        arrivals = sorted((arrival for arrival, _ in replay_arrivals(con)), key=lambda one: one.number)
        return Stored(of, arrivals, articles_by_id(con, [arrival.fingerprint.article_id for arrival in arrivals]))


def take(stored: Stored, arrivals: Sequence[Arrival], threshold: float, scorer: Scorer) -> tuple[Quality, float]:
    """Return how good the stories are at a threshold, and the milliseconds an article."""
    texts = {key: article.text for key, article in stored.articles.items()}
    tracking.THRESHOLD, began = threshold, time.process_time()
    taken = take_all(arrivals, texts)
    spent = 1000 * (time.process_time() - began) / len(arrivals)
    number_of = {story_id: number for number, story_id in enumerate(dict.fromkeys(taken.story_of.values()))}
    stories = {stored.articles[key].url or "": number_of[story_id] for key, story_id in taken.story_of.items()}
    return scorer.score_stories(stored.of, stories), spent


def time_fingerprints(articles: Iterable[Article]) -> tuple[float, float]:
    """Return the milliseconds an article that its vector takes, and its whole fingerprint."""
    told, spent = list(articles), []
    for make in (lambda one: _embed_head(one.title or "", one.text, one.language), fingerprint):
        for article in told[:10]:  # models are loaded at first use
            make(article)
        began = time.process_time()
        for article in told:
            make(article)
        spent.append(1000 * (time.process_time() - began) / len(told))
    return spent[0], spent[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("score", type=Path)
    parser.add_argument("sets", nargs="+", metavar="SET_DIR=DB")
    given = parser.parse_args()
    scorer = Scorer(given.score)
    sets = [read_stored(read_set(*map(Path, pair.split("=", 1)))) for pair in given.sets]
    names = [stored.of.folder.name for stored in sets]
    heads = [f"{name} {measure}" for name in names for measure in ("P", "R", "B³ F1", "pairwise F1")]
    print(f"| | threshold | {' | '.join(heads)} |\n|{' --- |' * (len(heads) + 2)}")
    own, times = tracking.THRESHOLD, dict[str, list[float]]()
    bare = [
        [replace(one, fingerprint=replace(one.fingerprint, vector=b"")) for one in stored.arrivals] for stored in sets
    ]
    rows = [("terms and vector", own, [stored.arrivals for stored in sets])]
    rows += [("terms alone", (own + shift) * TERMS_SHARE, bare) for shift in SHIFTS]
    for name, threshold, arrivals in rows:
        found = [take(stored, one, threshold, scorer) for stored, one in zip(sets, arrivals, strict=True)]
        print_row(name, f"{threshold:.3f}", [quality for quality, _ in found])
        times.setdefault(name, []).extend(spent for _, spent in found)
    print("\n| ms an article | " + " | ".join(names) + " |\n|" + " --- |" * (len(names) + 1))
    vector, whole = zip(*(time_fingerprints(stored.articles.values()) for stored in sets), strict=True)
    for name, row in (
        ("vector of the fingerprint", vector),
        ("whole fingerprint", whole),
        ("copies and stories, terms and vector", times["terms and vector"]),
        ("copies and stories, terms alone", times["terms alone"][len(sets) * SHIFTS.index(0) :][: len(sets)]),
    ):
        print(f"| {name} | {' | '.join(f'{value:.2f}' for value in row)} |")


if __name__ == "__main__":
    main()
