"""Stories: the same event told otherwise comes together, another event stays apart."""

import itertools
import random
from dataclasses import replace

import numpy as np
import pytest

from extractors.agglomeration import Span
from extractors.decisions import WINDOW_DAYS
from extractors.fingerprint import fingerprint
from extractors.openarticles import OpenArticles
from extractors.reach import MOST_ARRIVALS
from extractors.similarity import UNIT, WHOLE, Pool, TermIndex, multiply_pairs, weigh
from tests.extractors.newsroom import article, read, read_seeds, tell


@pytest.mark.parametrize("order", range(10))
def test_the_seeds_are_one_story_and_other_stories_of_the_company_stay_apart_in_any_order(order: int) -> None:
    seeds, others = read_seeds(), read("same_company")
    prints = [*seeds.values(), *others.values()]
    random.Random(order).shuffle(prints)
    assert tell(prints).stories() == {frozenset(seeds), *(frozenset([key]) for key in others)}


@pytest.mark.parametrize("order", range(6))
def test_two_events_of_one_kind_are_two_stories(order: int) -> None:
    prints = list(read("near_twins").values())
    random.Random(order).shuffle(prints)
    assert tell(prints).stories() == {
        frozenset({"andes_first", "andes_second"}),
        frozenset({"island_first", "island_second"}),
    }


def test_three_languages_have_their_own_stories_and_no_article_is_compared_across_them() -> None:
    english = read("near_twins")
    prints = [*english.values(), *read("languages", "de", "de_*").values(), *read("languages", "zh", "zh_*").values()]
    prints += [replace(english["andes_first"], article_id="as if German", language="de")]
    found = tell(prints).stories()
    assert frozenset({"de_bridge_first", "de_bridge_second"}) in found
    assert frozenset({"zh_dam_first", "zh_dam_second"}) in found
    assert frozenset({"andes_first", "andes_second"}) in found
    assert frozenset({"as if German"}) in found


def test_a_language_without_a_word_list_has_stories_too() -> None:
    prints = [replace(made, language="xx") for made in read("near_twins").values()]
    assert len(tell(prints).stories()) == 2


def test_articles_are_compared_within_their_language_only() -> None:
    one = read("near_twins")["andes_first"]
    versions = [
        replace(one, article_id=str(number), language=language)
        for number, language in enumerate(["en", "de", None, "en-GB", None])
    ]
    assert tell(versions).stories() == {frozenset("03"), frozenset("1"), frozenset("24")}


@pytest.mark.parametrize("text", ["", "Storm", "🙂", "\ud800"])
def test_texts_of_a_word_or_none_find_a_place(text: str) -> None:
    found = tell([fingerprint(article(key, text)) for key in ("one", "two")])
    assert set(found.story_of) == {"one", "two"}


def test_the_index_multiplies_exactly_what_the_features_say() -> None:
    prints = [*read_seeds().values(), *read("same_company").values()]
    features, index = [weigh(made) for made in prints], TermIndex()
    for feature in features:
        index.append(feature)
    for feature in features:
        weights = dict(zip(feature.terms, feature.weights.tolist(), strict=True))
        expected = [
            sum(w * weights.get(term, 0) for term, w in zip(other.terms, other.weights.tolist(), strict=True))
            for other in features
        ]
        assert index.multiply(feature).tolist() == expected
    assert sum(w * w for w in features[0].weights.tolist()) == pytest.approx(UNIT, rel=0.01)


@pytest.mark.parametrize("threshold", [0.1, 0.32])
def test_candidates_for_a_story_are_all_that_comparing_with_every_article_finds(threshold: float) -> None:
    rng = random.Random(f"{threshold}")
    features = [weigh(made) for made in [*read_seeds().values(), *read("same_company").values()]] * 8
    days: list[int | None] = [rng.choice([None, *range(700_000, 700_030)]) for _ in features]
    arrived = [rng.randrange(700_040, 700_060) for _ in features]
    numbers = [rng.randrange(3 * MOST_ARRIVALS) for _ in features]
    spans = [
        Span(arrived_first=came, arrived_last=came) if day is None else Span(day, day, came, came)
        for day, came in zip(days, arrived, strict=True)
    ]
    stored, products = OpenArticles(WINDOW_DAYS), multiply_pairs(features)
    for i, feature in enumerate(features):
        stored.add(f"{i:03}", feature, spans[i], numbers[i])

    def is_near(i: int, j: int) -> bool:
        one, other = days[i], days[j]
        if one is not None and other is not None:
            return abs(one - other) <= WINDOW_DAYS
        return abs(arrived[i] - arrived[j]) <= WINDOW_DAYS and abs(numbers[i] - numbers[j]) <= MOST_ARRIVALS

    found = 0
    for i, feature in enumerate(features):
        expected = [j for j in range(len(features)) if j != i and is_near(i, j) and products[i, j] >= threshold * WHOLE]
        candidates = stored.resembling(feature, spans[i], numbers[i], threshold)
        assert [int(key) for key, _ in candidates if int(key) != i] == expected
        found += len(expected)
    assert found > len(features)


def test_products_with_a_sum_are_the_sums_of_the_products() -> None:
    features = [weigh(made) for made in [*read_seeds().values(), *read("same_company").values()]]
    pools = [Pool(), Pool()]
    for i, feature in enumerate(features[3:]):
        pools[i % 2].add(feature)
    pools[0].add(features[0])
    pools[0].remove(features[0])
    every, mixed = multiply_pairs(features), multiply_pairs(features[:3], pools)
    parts = [[0], [1], [2], [*range(3, len(features), 2)], [*range(4, len(features), 2)]]
    for (i, one), (j, other) in itertools.permutations(enumerate(parts), 2):
        assert mixed[i, j] == every[np.ix_(one, other)].sum()
    index = TermIndex()
    for feature in features:
        index.append(feature)
    for (i, left), (j, right) in itertools.permutations(enumerate(features), 2):
        assert every[i, j] == 4 * index.multiply(left)[j] + int(left.vector @ right.vector)
