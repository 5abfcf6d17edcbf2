"""Print how far stories and copies depend on the order of arrival: ten shuffles of what a database holds.

    python -m tests.evaluation.story_orders DB [DB ...] [--shuffles N]

The stored articles are taken again by the same code as in a run, from their stored fingerprints and texts: once in the
order in which they came and then shuffled. Stories are compared by the adjusted Rand index (Hubert & Arabie 1985), sets
of copies for equality.
"""

import argparse
import random
import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from math import comb
from pathlib import Path
from typing import NamedTuple

from extractors.copysets import CopySets
from extractors.decisions import Arrival
from extractors.followers import take_with_followers
from extractors.tracking import StoryTracker
from storage.articles import texts_of
from storage.database import open_database
from storage.fingerprints import replay_arrivals


class Taken(NamedTuple):
    """What a stream comes to: the story and the original of each article."""

    story_of: dict[str, str]
    original_of: dict[str, str]


def take_all(arrivals: Sequence[Arrival], texts: Mapping[str, str]) -> Taken:
    """Take articles one after another, as if nothing had been decided of them."""
    tracker, sets = StoryTracker(), CopySets()
    for number, arrival in enumerate(arrivals):
        fingerprint = arrival.fingerprint
        copies = sets.take(fingerprint, texts[fingerprint.article_id], texts.__getitem__)
        for _ in take_with_followers(tracker, replace(arrival, number=number, copy_of=None), copies):
            """The decisions stand in the tracker."""
    return Taken({key: tracker.story_of(key) for key in texts}, {key: sets.original_of(key) for key in texts})


def adjusted_rand_index(one: Mapping[str, str], other: Mapping[str, str]) -> float:
    """Return how far two partitions of the same articles agree: 1 entirely, about 0 by chance."""
    both = _count_pairs((one[key], other[key]) for key in one)
    of_one, of_other = _count_pairs(one.values()), _count_pairs(other.values())
    expected = of_one * of_other / comb(len(one), 2)
    most = (of_one + of_other) / 2
    return (both - expected) / (most - expected) if most != expected else 1.0


def _count_pairs(labels: Iterable[object]) -> int:
    return sum(comb(count, 2) for count in Counter(labels).values())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("databases", nargs="+", type=Path)
    parser.add_argument("--shuffles", type=int, default=10)
    given = parser.parse_args()
    print("| database | articles | shuffles | lowest ARI | mean ARI | equal sets of copies |\n|" + " --- |" * 6)
    for path in given.databases:
        with open_database(path, read_only=True) as con:
            arrivals = sorted((arrival for arrival, _ in replay_arrivals(con)), key=lambda one: one.number)
            texts = texts_of(con, [arrival.fingerprint.article_id for arrival in arrivals])
        came = take_all(arrivals, texts)
        shuffled = [
            take_all(random.Random(seed).sample(arrivals, len(arrivals)), texts) for seed in range(given.shuffles)
        ]
        agreement = [adjusted_rand_index(came.story_of, one.story_of) for one in shuffled]
        equal = sum(one.original_of == came.original_of for one in shuffled)
        print(
            f"| {path.stem} | {len(arrivals)} | {len(shuffled)} | {min(agreement):.3f} "
            f"| {statistics.mean(agreement):.3f} | {equal} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
