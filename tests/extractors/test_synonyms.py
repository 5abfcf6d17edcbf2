"""Words and phrases that reports use for one and the same thing."""

from importlib.resources import files

import pytest

from extractors.facts import similarity
from extractors.synonyms import find_phrases, synonyms
from extractors.terms import stem_words
from tests.extractors.test_likeness import fact

LINES = (files("extractors") / "data" / "synonyms.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The match was called off.", "The game was cancelled."),
        ("The trawler overturned near the harbour.", "The boat capsized near the port."),
        ("The pilot was taken into custody.", "The pilot was detained."),
        ("They were set free at no cost.", "They were set free without charge."),
    ],
)
def test_a_paraphrase_in_synonyms_is_the_same_words(one: str, other: str) -> None:
    assert similarity(fact(one), fact(other)) > 0.9


def test_what_only_sounds_alike_is_not() -> None:
    assert similarity(fact("The trawler capsized near Orvane."), fact("The trawler arrived near Orvane.")) < 0.8


def test_the_longest_phrase_wins_and_none_overlaps_another() -> None:
    stems = stem_words(["he", "was", "taken", "into", "custody", "and", "called", "off", "the", "strike"], "en")
    found = find_phrases(stems, range(len(stems)))
    assert [stems[place : place + length] for place, length, _ in found] == [
        stem_words(["taken", "into", "custody"], "en"),
        stem_words(["called", "off"], "en"),
    ]


def test_a_word_stands_in_one_class_only() -> None:
    classes: dict[tuple[str, ...], int] = {}
    for number, line in enumerate(line for line in LINES if not line.startswith("#")):
        for member in {tuple(stem_words(member.split(), "en")) for member in line.split(",")}:
            assert classes.setdefault(member, number) == number, (member, line)


def test_every_class_tells_something() -> None:
    assert min(synonyms().weights.values()) > 0.0
