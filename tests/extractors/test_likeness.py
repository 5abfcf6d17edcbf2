"""How likely two claims state one fact, and what keeps them apart."""

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.accounts import facts_of
from extractors.facts import Fact, are_opposite, fact_of, similarity
from extractors.groups import SAME_FACT, contradict
from extractors.likeness import FEATURES, features_of, likeness, swap_names
from extractors.posts import find_posts, posts_differ
from extractors.quantities import find_quantities
from extractors.sentence_parts import find_clauses
from tests.extractors.samples import article, sentence_claims


def fact(text: str) -> Fact:
    told = article(text)
    claims = sentence_claims(told)
    return facts_of(claims, find_quantities(told, claims))[0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The dam at Teller was finished in 1961.", "Teller's dam, finished in 1961, has never leaked."),
        ("Nimbo is recalling 86,000 strollers.", "Some 86,000 strollers must go back to Nimbo."),
        ("The museum will open its new wing on 12 March.", "The wing of the museum opens on March 12."),
        ("Rescuers pulled 340 miners from the pit.", "In all 340 miners were rescued."),
    ],
)
def test_a_shared_figure_or_date_makes_a_paraphrase_likely(one: str, other: str) -> None:
    assert likeness(fact(one), fact(other)) > 0.0
    assert not contradict(fact(one), fact(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The mill in Tarvik will close in May.", "Schools in Tarvik teach four languages."),
        ("Carla Voss praised her players.", "Carla Voss grew up near the ground."),
    ],
)
def test_a_shared_name_alone_does_not(one: str, other: str) -> None:
    assert likeness(fact(one), fact(other)) < SAME_FACT


def test_what_is_negated_turns_a_claim_round_and_what_is_negated_elsewhere_does_not() -> None:
    approved = fact("The Teller council approved the dam.")
    assert are_opposite(fact("The Teller council did not approve the dam."), approved)
    assert not are_opposite(fact("The Teller council approved the dam without reading the report."), approved)


def test_the_same_words_of_other_names_are_another_fact() -> None:
    assert swap_names(fact("Jane Roe resigned on Monday."), fact("Iris Moss resigned on Monday."))
    assert not swap_names(fact("Jane Roe resigned on Monday."), fact("Roe resigned on Monday."))


def test_words_in_one_sentence_of_each_report_tell_more_than_words_all_over_them() -> None:
    def first(text: str) -> Fact:
        told = article(text)
        claims = sentence_claims(told)
        return facts_of(claims, find_quantities(told, claims))[0]

    one, other = "The funeral of the mayor is on Monday.", "On Monday a funeral of the mayor is held."
    elsewhere = " The mayor wanted no funeral. Her funeral cost nothing. No funeral was ever so quiet."
    assert likeness(first(one), first(other)) > likeness(first(one + elsewhere), first(other + elsewhere))


WORDS = st.sampled_from(["Teller", "dam", "council", "approved", "not", "1961", "12 March", "$3 million", "40%", "it"])


@given(st.lists(WORDS, min_size=1, max_size=9).map(" ".join), st.lists(WORDS, min_size=1, max_size=9).map(" ".join))
def test_likeness_is_the_same_either_way_and_its_features_are_bounded(one: str, other: str) -> None:
    left, right = fact(one), fact(other)
    assert likeness(left, right) == pytest.approx(likeness(right, left))
    values = features_of(left, right)
    assert len(values) == len(FEATURES)
    assert all(-1e-9 <= value <= 1.0 + 1e-9 for value in values)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The bank's finance director, Greta Moll, pleaded guilty.", ("Greta Moll", "finance director")),
        ("Greta Moll, the bank's head of risk, pleaded guilty.", ("Greta Moll", "head of risk")),
        ("Transport minister Ansgar Pell resigned.", ("Ansgar Pell", "Transport minister")),
        ("Greta Moll, chief financial officer of Halden, resigned.", ("Greta Moll", "chief financial officer")),
    ],
)
def test_a_post_is_found_on_either_side_of_a_name(text: str, expected: tuple[str, str]) -> None:
    (post,) = find_posts(text)
    assert (post.holder, post.written) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The former finance director, Greta Moll, pleaded guilty.",
        "Greta Moll, a director, pleaded guilty.",
        "Greta Moll and the head of risk pleaded guilty.",
        "Greta Moll, who was the mayor's finance director when he took office, left.",
    ],
)
def test_a_past_post_one_over_nothing_and_somebody_elses_are_none(text: str) -> None:
    assert find_posts(text) == ()


def test_who_is_in_charge_of_two_fields_holds_two_posts_and_of_one_field_one() -> None:
    (finance,), (risk,) = (
        find_posts("Greta Moll, finance director, left."),
        find_posts("Greta Moll, head of risk, left."),
    )
    (led,) = find_posts("Greta Moll, head of finance, left.")
    assert posts_differ(finance, risk)
    assert not posts_differ(finance, led)


def clauses(text: str) -> list[str]:
    return [text[start:end] for start, end in find_clauses(text, 0, len(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The portrait vanished in a fire in 1931 and was discovered in an attic last spring.",
            ["The portrait vanished in a fire in 1931", "was discovered in an attic last spring"],
        ),
        (
            "The jury heard from Greta Moll, who admitted her own part last year.",
            ["The jury heard from Greta Moll", "admitted her own part last year"],
        ),
        (
            "Bray levelled from the spot, Aske struck in the last minute and Torrance added a third in added time.",
            ["Bray levelled from the spot", "Aske struck in the last minute", "Torrance added a third in added time"],
        ),
        (
            "The picture, which dates from 1883, can be seen from 12 March.",
            ["dates from 1883", "can be seen from 12 March"],
        ),
        (
            "Roe paid a bill of 24,000 euros for the villa, months before she was awarded a contract in Teller.",
            ["Roe paid a bill of 24,000 euros for the villa", "she was awarded a contract in Teller"],
        ),
        (
            "A painting found in an attic in Teller has been sold to the museum for a record sum of money.",
            ["A painting found in an attic in Teller"],
        ),
        ("The trawler sank shortly before noon.", []),
        ("The council approved the dam on Monday.", []),
        ("If the council approves the dam, work will begin in the spring of next year.", []),
        ("“We approved it,” she said, and the meeting went on until the evening.", []),
    ],
)
def test_a_compound_sentence_has_clauses(text: str, expected: list[str]) -> None:
    assert clauses(text) == expected


@given(st.text(max_size=300))
def test_clauses_lie_in_their_sentence_in_order(text: str) -> None:
    found = list(find_clauses(text, 0, len(text)))
    assert all(0 <= start < end <= len(text) for start, end in found)
    assert found == sorted(found)


@pytest.mark.parametrize(
    "bait", ["and was ", ", who ", "Ab Cd, ", "the ", "x’s ", "director of ", "A, finance ", "12 March "]
)
def test_bait_costs_little_time(bait: str) -> None:
    started = time.process_time()
    text = bait * 4000
    find_posts(text)
    clauses(text)
    fact(text)
    assert time.process_time() - started < 2.0


@given(st.text(st.sampled_from("aZéßŉﬃİ1٣-’' .$%\n\0"), min_size=1, max_size=120), st.integers(1, 60))
def test_any_text_is_a_fact_that_is_like_itself(text: str, times: int) -> None:
    claim = fact("The mill closed.").claim
    made = fact_of(replace(claim, text=text * times), (), {})
    assert similarity(made, made) in (0.0, pytest.approx(1.0))
    assert len(made.words) == len(made.stems) == len(made.written)
