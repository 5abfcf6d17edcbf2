"""Copies: reprints are found, look-alikes are not, and sets do not drift."""

import random
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.copies import CopyIndex, find_copy, is_copy
from extractors.fingerprint import fingerprint
from extractors.records import Article
from extractors.samples import Samples, sample_of
from tests.extractors.copy_pairs import Pair, pairs

GOLDEN = Path(__file__).parents[1] / "golden" / "copies"
SEEDS = Path(__file__).parents[2] / "seeds"
WORDS = [
    "river",
    "mill",
    "council",
    "vote",
    "rent",
    "soil",
    "school",
    "harbour",
    "engine",
    "minister",
    "treaty",
    "storm",
]


def article(key: str, text: str, language: str | None = "en") -> Article:
    values: dict[str, Any] = dict.fromkeys(field.name for field in fields(Article))
    return Article(**(values | {"article_id": key, "text": text, "language": language}))


def read(folder: str) -> dict[str, str]:
    """Return the texts of a golden folder by name, each without its headline."""
    return {
        path.stem: path.read_text(encoding="utf-8").split("\n", 1)[1] for path in sorted((GOLDEN / folder).iterdir())
    }


def prose(seed: int, length: int) -> list[str]:
    """Return sentences of made-up words: every seed another text."""
    source = random.Random(seed)
    return [f"{' '.join(f'{source.choice(WORDS)}{source.randrange(500)}' for _ in range(12))}." for _ in range(length)]


class Shelf:
    """Articles taken one after another, as a run takes them."""

    def __init__(self) -> None:
        self.index, self.texts, self.sets = CopyIndex(), dict[str, str](), dict[str, str]()

    def take(self, key: str, text: str, language: str | None = "en") -> str:
        made = fingerprint(article(key, text, language))
        self.index.remove(key)
        found = find_copy(made, text, self.index, self.texts.__getitem__) or self.index.name_set(made)
        self.index.add(made, found)
        self.texts[key], self.sets[key] = text, found
        return found


@pytest.mark.parametrize("order", range(6))
def test_trimmed_reheadlined_and_agency_reprints_are_one_set_in_any_order(order: int) -> None:
    texts = read("reprints")
    shelf = Shelf()
    for key in random.Random(order).sample(sorted(texts), len(texts)):
        shelf.take(key, texts[key])
    reprints = {shelf.sets[key] for key in ("original", "trimmed", "reheadlined", "agency")}
    assert len(reprints) == 1
    assert shelf.sets["from_scratch"] == "from_scratch"


@pytest.mark.parametrize("template", ["quake", "earnings", "lottery"])
def test_one_template_with_other_facts_is_no_copy(template: str) -> None:
    texts = read("templates")
    assert not is_copy(texts[f"{template}_a"], texts[f"{template}_b"])


def test_two_reports_that_quote_the_same_statement_at_length_are_no_copies() -> None:
    statement, one, other = prose(1, 9), prose(2, 11), prose(3, 11)
    assert not is_copy(" ".join(one + statement), " ".join(statement + other))


def test_no_two_seeds_are_copies() -> None:
    shelf = Shelf()
    for path in sorted(SEEDS.iterdir()):
        shelf.take(path.stem, path.read_text(encoding="utf-8"))
    assert len(set(shelf.sets.values())) == 5


def test_a_brief_cut_from_a_long_report_is_its_copy_whichever_came_first() -> None:
    long = prose(1, 60)
    full, brief = " ".join(long), " ".join(long[:6])
    for first, second in ((full, brief), (brief, full)):
        shelf = Shelf()
        assert shelf.take("one", first) == shelf.take("two", second)


def test_copies_do_not_chain_from_text_to_text() -> None:
    left, middle, right = prose(1, 10), prose(2, 10), prose(3, 10)
    shelf = Shelf()
    shelf.take("a", " ".join(left + middle))
    shelf.take("b", " ".join(left + middle + right))
    shelf.take("c", " ".join(right))
    assert shelf.sets["a"] == shelf.sets["b"] != shelf.sets["c"]


def test_articles_in_other_languages_are_never_copies() -> None:
    text = " ".join(prose(4, 8))
    shelf = Shelf()
    sets = {shelf.take(str(language), text, language) for language in ("en", "de", None)}
    assert len(sets) == 3
    assert shelf.take("british", text, "en-GB") == shelf.sets["en"]


def test_short_texts_are_copies_when_they_say_the_same_words() -> None:
    shelf = Shelf()
    assert shelf.take("one", "Flood!") == shelf.take("two", "flood")
    assert shelf.take("three", "Fire") == "three"


@pytest.mark.parametrize("text", ["", "\n", "🙂 — 🙂", "\0"])
def test_a_text_without_words_is_a_copy_of_nothing(text: str) -> None:
    shelf = Shelf()
    assert shelf.take("one", text) != shelf.take("two", text)


def test_a_copy_in_a_script_without_spaces_is_found() -> None:
    text = "暴雨致水库溢流，两万人连夜转移，目前没有人员伤亡报告。通报说，蓄水量在六小时内上涨了四米。"
    assert is_copy(text, "本报讯：" + text)
    assert not is_copy(text, "地铁新线周末开通，连接两座机场，列车最高时速一百六十公里，票价为十二元。")


def test_a_removed_article_is_found_no_more_and_its_set_lives_on() -> None:
    text = " ".join(prose(5, 10))
    shelf = Shelf()
    shelf.take("one", text)
    shelf.take("two", text)
    revised = " ".join(prose(6, 10))
    assert shelf.take("one", revised) not in {"one", shelf.sets["two"]}
    assert shelf.take("three", text) == shelf.sets["two"]
    assert shelf.take("four", revised) == shelf.sets["one"]


def test_candidates_hold_every_copy_among_many_texts() -> None:
    shelf = Shelf()
    texts = {str(seed): prose(seed, 20) for seed in range(300)}
    for key, sentences in texts.items():
        shelf.take(key, " ".join(sentences))
    assert len(set(shelf.sets.values())) == 300
    for key, sentences in texts.items():
        trimmed = article("new", " ".join(sentences[4:12]))
        assert shelf.index.candidates(fingerprint(trimmed)) == [key]


def test_the_pair_decision_is_right_on_three_hundred_pairs() -> None:
    made = pairs()
    found = {pair: _finds(pair) for pair in made}
    right = sum(pair.is_copy for pair in made if found[pair])
    assert (len(made), sum(pair.is_copy for pair in made)) == (300, 150)
    assert right >= 0.97 * sum(found.values()), [pair[:2] for pair in made if found[pair] > pair.is_copy]
    assert right >= 0.97 * 150, [pair[:2] for pair in made if found[pair] < pair.is_copy]


def _finds(pair: Pair) -> bool:
    shelf = Shelf()
    return shelf.take("one", pair.text_a) == shelf.take("two", pair.text_b)


def test_candidates_hold_what_comparing_all_texts_finds() -> None:
    texts = sorted({text for pair in pairs() for text in (pair.text_a, pair.text_b)})
    samples, prints = Samples(), [fingerprint(article(str(key), text)) for key, text in enumerate(texts)]
    samples.add(prints)
    copies = [
        (made, str(key))
        for made, text in random.Random(7).sample(list(zip(prints, texts, strict=True)), 60)
        for key, other in enumerate(texts)
        if is_copy(text, other)
    ]
    assert len(copies) > 150
    found = sum(key in samples.find(sample_of(made)) for made, key in copies)
    assert found >= 0.99 * len(copies)


@given(st.text(max_size=200), st.text(max_size=200))
@settings(max_examples=100, deadline=None)
def test_being_a_copy_is_mutual(text_a: str, text_b: str) -> None:
    assert is_copy(text_a, text_b) == is_copy(text_b, text_a)
    assert is_copy(text_a, f"{text_a} ") == is_copy(text_a, text_a)


@given(st.lists(st.tuples(st.integers(0, 11), st.integers(0, 5), st.integers(0, 7)), max_size=14), st.data())
@settings(max_examples=40, deadline=None)
def test_decisions_are_the_same_after_a_restart_anywhere(
    arrivals: list[tuple[int, int, int]], data: st.DataObject
) -> None:
    """An arrival is (article, text, sentences cut); one that comes again is revised and moves to the end."""
    cut = data.draw(st.integers(0, len(arrivals)))
    steady, restarted = Shelf(), Shelf()
    for number, (key, text, trimmed) in enumerate(arrivals):
        if number == cut:
            stored = restarted
            restarted = Shelf()
            restarted.texts, restarted.sets = stored.texts, stored.sets
            for known, text_known in stored.texts.items():
                restarted.index.add(fingerprint(article(known, text_known)), stored.sets[known])
        for shelf in (steady, restarted):
            shelf.texts.pop(str(key), None)
            shelf.take(str(key), " ".join(prose(text, 8)[trimmed // 2 :]))
    assert steady.sets == restarted.sets
