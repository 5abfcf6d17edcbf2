"""Stories: the same event told otherwise comes together, another event stays apart, whatever the batches."""

import random
from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.fingerprint import fingerprint
from extractors.identity import stable_id
from extractors.records import Article, Fingerprint, StoryMembership
from extractors.similarity import UNIT, TermIndex, weigh
from extractors.stories import WINDOW_DAYS, StoryIndex

GOLDEN = Path(__file__).parents[1] / "golden" / "stories"
SEEDS = Path(__file__).parents[2] / "seeds"
DAY = date(2026, 3, 4)


def article(key: str, text: str, title: str | None = None, language: str | None = "en") -> Article:
    values: dict[str, Any] = dict.fromkeys(field.name for field in fields(Article))
    return Article(**(values | {"article_id": key, "text": text, "title": title, "language": language}))


@cache
def read(folder: str, language: str = "en", pattern: str = "*") -> dict[str, Fingerprint]:
    """Return the fingerprints of a golden folder by name; the first line of a file is its title."""
    made = {}
    for path in sorted((GOLDEN / folder).glob(f"{pattern}.txt")):
        title, text = path.read_text(encoding="utf-8").split("\n", 1)
        made[path.stem] = fingerprint(article(path.stem, text, title, language))
    return made


@cache
def read_seeds() -> dict[str, Fingerprint]:
    return {
        path.stem: fingerprint(article(path.stem, path.read_text(encoding="utf-8"))) for path in sorted(SEEDS.iterdir())
    }


def tell(prints: Iterable[Fingerprint], index: StoryIndex | None = None) -> dict[str, StoryMembership]:
    """Return where each article went, taken one after another."""
    index = index or StoryIndex()
    memberships = {}
    for made in prints:
        index.remove(made.article_id)
        memberships[made.article_id] = index.decide(made)
        index.add(made, memberships[made.article_id].story_id)
    return memberships


def stories(memberships: dict[str, StoryMembership]) -> set[frozenset[str]]:
    ids = {membership.story_id for membership in memberships.values()}
    return {frozenset(key for key, m in memberships.items() if m.story_id == story_id) for story_id in ids}


@pytest.mark.parametrize("order", range(20))
def test_the_seeds_are_one_story_and_other_stories_of_the_company_stay_apart_in_any_order(order: int) -> None:
    seeds, others = read_seeds(), read("same_company")
    prints = [*seeds.values(), *others.values()]
    random.Random(order).shuffle(prints)
    assert stories(tell(prints)) == {frozenset(seeds), *(frozenset([key]) for key in others)}


def test_the_seeds_are_one_story_after_all_the_others_came_first() -> None:
    seeds, others = read_seeds(), read("same_company")
    assert stories(tell([*others.values(), *seeds.values()])) == {
        frozenset(seeds),
        *(frozenset([key]) for key in others),
    }


@pytest.mark.parametrize("order", range(6))
def test_two_events_of_one_kind_are_two_stories(order: int) -> None:
    prints = list(read("near_twins").values())
    random.Random(order).shuffle(prints)
    assert stories(tell(prints)) == {
        frozenset({"andes_first", "andes_second"}),
        frozenset({"island_first", "island_second"}),
    }


@pytest.mark.parametrize(("language", "event"), [("de", "bridge"), ("zh", "dam")])
def test_other_languages_and_scripts_have_stories_too(language: str, event: str) -> None:
    prints = read("languages", language, f"{language}_*")
    found = stories(tell(prints.values()))
    assert len(prints) == 3
    assert frozenset({f"{language}_{event}_first", f"{language}_{event}_second"}) in found
    assert len(found) == 2


def test_a_language_without_a_word_list_has_stories_too() -> None:
    prints = [replace(made, language="xx") for made in read("near_twins").values()]
    assert len(stories(tell(prints))) == 2


def test_articles_are_compared_within_their_language_only() -> None:
    one = read("near_twins")["andes_first"]
    versions = [
        replace(one, article_id=str(number), language=language)
        for number, language in enumerate(["en", "de", None, "en-GB", None])
    ]
    assert stories(tell(versions)) == {frozenset("03"), frozenset("1"), frozenset("24")}


@pytest.mark.parametrize(
    ("days", "together"), [(0, True), (WINDOW_DAYS, True), (WINDOW_DAYS + 1, False), (-WINDOW_DAYS - 1, False)]
)
def test_a_story_is_open_for_some_days_around_its_articles(days: int, together: bool) -> None:
    first, second = (read("near_twins")[key] for key in ("andes_first", "andes_second"))
    dated = [replace(first, published_on=DAY), replace(second, published_on=DAY + timedelta(days))]
    assert (len(stories(tell(dated))) == 1) is together


def test_every_article_keeps_its_story_open_and_a_removed_one_does_not() -> None:
    first, second = (read("near_twins")[key] for key in ("andes_first", "andes_second"))
    index = StoryIndex()
    old, middle = replace(first, published_on=DAY), replace(second, published_on=DAY + timedelta(9))
    late = replace(first, article_id="late", published_on=DAY + timedelta(18))
    tell([old, middle], index)
    assert index.decide(late).story_id == stable_id("story", old.article_id)
    index.remove(middle.article_id)
    assert index.decide(late).story_id == stable_id("story", "late")


@pytest.mark.parametrize("undated", [0, 1])
def test_an_undated_article_matches_any_day(undated: int) -> None:
    pair = [replace(read("near_twins")[key], published_on=DAY) for key in ("andes_first", "andes_second")]
    pair[undated] = replace(pair[undated], published_on=None)
    assert len(stories(tell(pair))) == 1


def test_a_new_story_is_named_after_its_first_article() -> None:
    made = read("near_twins")["andes_first"]
    assert StoryIndex().decide(made) == StoryMembership("andes_first", stable_id("story", "andes_first"), 1.0)


def test_of_two_stories_as_like_the_smaller_id_is_taken_whichever_was_stored_first() -> None:
    made = read("near_twins")["andes_first"]
    for order in (("a", "b"), ("b", "a")):
        index = StoryIndex()
        for story_id in order:
            index.add(replace(made, article_id=f"in {story_id}"), story_id)
        assert index.decide(made).story_id == "a"


def test_a_revision_that_tells_another_event_does_not_take_the_name_of_the_story_it_left() -> None:
    first, second = (read("near_twins")[key] for key in ("andes_first", "andes_second"))
    revised = replace(read("near_twins")["island_first"], article_id=first.article_id)
    index = StoryIndex()
    before = tell([first, second], index)
    after = tell([revised], index)
    assert after[first.article_id].story_id != before[first.article_id].story_id


def test_the_similarity_is_the_average_over_the_members_left_in_the_story() -> None:
    prints = list(read_seeds().values())
    index = StoryIndex()
    for made in prints[:4]:
        index.add(made, "story")
    index.remove(prints[1].article_id)
    features = [weigh(made) for made in prints]

    def compare(one: int, other: int) -> float:
        weights = dict(zip(features[one].terms, features[one].weights.tolist(), strict=True))
        pairs = zip(features[other].terms, features[other].weights.tolist(), strict=True)
        terms: int = sum(weight * weights.get(term, 0) for term, weight in pairs)
        return (4 * terms + int(features[one].vector @ features[other].vector)) / (5 * UNIT)

    expected = sum(compare(4, member) for member in (0, 2, 3)) / 3
    decided = index.decide(prints[4])
    assert decided.story_id == "story"
    assert decided.similarity == pytest.approx(expected, abs=1e-6)


def test_the_similarity_of_a_member_says_how_like_the_story_it_is() -> None:
    prints = list(read_seeds().values())
    told = tell(prints)
    similarities = [told[made.article_id].similarity for made in prints]
    assert similarities[0] == 1.0
    assert all(0.3 < similarity < 0.9 for similarity in similarities[1:])


@pytest.mark.parametrize("text", ["", "Storm", "🙂", "\ud800"])
def test_texts_of_a_word_or_none_find_a_place(text: str) -> None:
    told = tell([fingerprint(article(key, text)) for key in ("one", "two")])
    assert len(told) == 2


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


@cache
def scraps() -> tuple[Fingerprint, ...]:
    """Return pieces of all the samples: many that belong together, of several days and languages."""
    texts = [path.read_text(encoding="utf-8") for path in [*sorted(SEEDS.iterdir()), *sorted(GOLDEN.glob("*/*.txt"))]]
    pieces = [(text[start : start + 700], number) for number, text in enumerate(texts) for start in (0, 700)]
    made = []
    for key, (piece, number) in enumerate(pieces):
        day = DAY + timedelta(3 * (key % 9)) if key % 4 else None
        made.append(
            replace(fingerprint(article(str(key), piece, None, "en" if number % 5 else "de")), published_on=day)
        )
    return tuple(made)


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_any_split_into_batches_with_a_restart_between_them_gives_the_same_stories(data: st.DataObject) -> None:
    """An article that comes again is a revision: its row moves to the end of what is stored."""
    keys = data.draw(st.lists(st.integers(0, 14), max_size=40))
    contents = data.draw(st.lists(st.integers(0, len(scraps()) - 1), min_size=len(keys), max_size=len(keys)))
    cuts = data.draw(st.sets(st.integers(1, 40), max_size=5))
    arrivals = [replace(scraps()[c], article_id=str(key)) for key, c in zip(keys, contents, strict=True)]
    whole, index = list[StoryMembership](), StoryIndex()
    split, stored = list[StoryMembership](), dict[str, tuple[Fingerprint, str]]()
    restarted = StoryIndex()
    for number, made in enumerate(arrivals):
        whole.append(tell([made], index)[made.article_id])
        if number in cuts:
            restarted = StoryIndex()
            for known, story_id in stored.values():
                restarted.add(known, story_id)
        split.append(tell([made], restarted)[made.article_id])
        stored.pop(made.article_id, None)
        stored[made.article_id] = made, split[-1].story_id
    assert whole == split
