"""Copy sets: which articles are held decides, not the order they came in."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.copies import is_copy
from extractors.copysets import CopySets
from extractors.fingerprint import fingerprint
from extractors.samples import SHARED_SAMPLE, sample_text
from tests.extractors.samples import article
from tests.extractors.shelf import Shelf, fingerprint_of

DAY = date(2026, 3, 1)


def sentence(number: int) -> str:
    """Return a sentence of made-up words: every number another one."""
    source = random.Random(number)
    return " ".join("".join(source.choices("abcdefghijklmnopqrstuvwxyz", k=6)) for _ in range(12)) + "."


def tell(numbers: Iterable[int]) -> str:
    return " ".join(map(sentence, numbers))


def share_sample(text_a: str, text_b: str) -> bool:
    a, b = sample_text(text_a), sample_text(text_b)
    common = set(a.shingles.tolist()) & set(b.shingles.tolist())
    return a.text_hash == b.text_hash or len(common) >= SHARED_SAMPLE * max(1, min(len(a.shingles), len(b.shingles)))


def decide_afresh(texts: dict[str, str], days: dict[str, date | None]) -> dict[str, str]:
    """Return the original of each article by the rule as written, from nothing but the articles."""
    original_of: dict[str, str] = {}
    for key in sorted(texts, key=lambda key: (days[key] or date.max, key)):
        for original in [other for other in original_of if original_of[other] == other]:
            members = [member for member in original_of if original_of[member] == original]
            if all(share_sample(texts[key], texts[member]) for member in members) and is_copy(
                texts[key], texts[original]
            ):
                original_of[key] = original
                break
        else:
            original_of[key] = key
    return original_of


# Stretches of one long text, so that nearly every two overlap more or less, on three days or none.
stretches = st.lists(
    st.tuples(st.integers(0, 12), st.integers(3, 12), st.sampled_from([None, DAY, DAY + timedelta(1)])), max_size=9
)


@given(stretches, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_any_order_of_arrival_gives_the_sets_that_the_rule_gives_at_once(
    reports: list[tuple[int, int, date | None]], source: random.Random
) -> None:
    texts = {str(key): tell(range(start, start + length)) for key, (start, length, _) in enumerate(reports)}
    days = {str(key): day for key, (_, _, day) in enumerate(reports)}
    shelf = Shelf()
    for key in source.sample(sorted(texts), len(texts)):
        shelf.take(key, texts[key], days[key])
    assert shelf.told == decide_afresh(texts, days)


@given(stretches, st.data())
@settings(max_examples=60, deadline=None)
def test_revised_articles_leave_no_trace(reports: list[tuple[int, int, date | None]], data: st.DataObject) -> None:
    shelf, days = Shelf(), dict[str, date | None]()
    for start, length, day in reports:
        key = str(data.draw(st.integers(0, 4)))
        shelf.take(key, tell(range(start, start + length)), day)
        days[key] = day
        assert shelf.told == decide_afresh(shelf.texts, days)


@given(stretches, st.integers(0, 9))
@settings(max_examples=30, deadline=None)
def test_a_restart_anywhere_changes_nothing(reports: list[tuple[int, int, date | None]], cut: int) -> None:
    steady, restarted = Shelf(), Shelf()
    for number, (start, length, day) in enumerate(reports):
        if number == cut:
            restarted.restart()
        for shelf in (steady, restarted):
            shelf.take(str(number), tell(range(start, start + length)), day)
    assert steady.told == restarted.told


def orders(keys: Sequence[str]) -> list[list[str]]:
    return [random.Random(seed).sample(keys, len(keys)) for seed in range(6)]


def test_the_original_is_the_earliest_published_then_the_smallest_id() -> None:
    texts = {key: tell(range(10)) for key in "abcd"}
    days = {"a": None, "b": DAY + timedelta(1), "c": DAY, "d": DAY}
    for order in orders("abcd"):
        shelf = Shelf()
        for key in order:
            shelf.take(key, texts[key], days[key])
        assert shelf.told == dict.fromkeys("abcd", "c")


def test_the_hour_of_publication_decides_before_the_id() -> None:
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    times = {"a": noon, "b": noon - timedelta(hours=6), "c": noon.astimezone(timezone(timedelta(hours=9))), "d": None}
    for order in orders("abcd"):
        sets = CopySets()
        for key in order:
            made = fingerprint(article(tell(range(9)), published_at=times[key], published_on=times[key] and DAY))
            sets.take(replace(made, article_id=key), tell(range(9)), lambda _: tell(range(9)))
        assert {sets.original_of(key) for key in times} == {"b"}


def test_a_chain_does_not_drift_whichever_link_is_the_earliest() -> None:
    links = {"first": tell(range(8)), "middle": tell(range(2, 14)), "last": tell(range(8, 16))}
    assert is_copy(links["first"], links["middle"])
    assert is_copy(links["middle"], links["last"])
    for names in orders(["a", "b", "c"]):
        shelf = Shelf()
        for name, text in zip(names, links.values(), strict=True):
            shelf.take(name, text)
        assert shelf.told[names[0]] != shelf.told[names[2]]


def test_a_text_that_merges_two_others_does_not_make_them_one() -> None:
    for names in orders(["a", "b", "c"]):
        shelf = Shelf()
        for name, numbers in zip(names, (range(8), range(8, 16), range(16)), strict=True):
            shelf.take(name, tell(numbers))
        assert shelf.told[names[0]] != shelf.told[names[1]]
        assert shelf.told[names[2]] in {shelf.told[names[0]], shelf.told[names[1]]}


def test_articles_in_other_languages_are_never_copies() -> None:
    shelf = Shelf()
    for key, language in (("a", "en"), ("b", "de"), ("c", "en-GB")):
        shelf.take(key, tell(range(9)), DAY, language)
    assert shelf.told == {"a": "a", "b": "b", "c": "a"}


def test_what_comes_last_in_the_order_changes_nothing_else() -> None:
    shelf = Shelf()
    for key in "abc":
        shelf.take(key, tell(range(9)), DAY)
    changed = shelf.sets.take(fingerprint_of("d", tell(range(9)), DAY), tell(range(9)), shelf.texts.__getitem__)
    assert [(one.article_id, one.copy_set_id) for one in changed] == [("d", "a")]


def test_a_revised_original_comes_with_the_copies_it_keeps() -> None:
    shelf = Shelf()
    for key in "abc":
        shelf.take(key, tell(range(9)), DAY)
    shelf.told.clear()
    shelf.take("a", tell(range(10)), DAY)
    assert shelf.told == dict.fromkeys("abc", "a")
    shelf.told.clear()
    shelf.take("b", tell(range(10)), DAY)
    assert shelf.told == {"b": "a"}
