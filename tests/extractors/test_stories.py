"""Stories: the same event told otherwise comes together, another event stays apart."""

import itertools
import random
from dataclasses import replace

import numpy as np
import pytest

from extractors.fingerprint import fingerprint
from extractors.similarity import UNIT, Pool, TermIndex, multiply_pairs, weigh
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
