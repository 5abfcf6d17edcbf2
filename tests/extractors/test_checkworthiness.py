"""Check-worthiness: the order a fact-checker would give, and what must hold for any text."""

import math
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from extractors.checkworthiness import describe, score_sentences

FREQUENT = frozenset({"the", "of", "i"})
FACTS = [
    "Tesla reported revenue of $25 billion in the third quarter, up 8 percent from a year earlier.",
    "At least 12 people were killed when the bridge collapsed in Genoa.",
    "Its share of the market fell below 90% for the first time since 2015.",
    "The ministry spent 4.2 million euros on consultants last year, three times as much as in 2019.",
    "The court ruled that the law violates the constitution.",
    (
        "The council, which has met every second Tuesday since the flood of 1962 and whose members are elected for six "
        "years, voted by 31 to 12 to sell the harbour to a consortium of three Dutch investors for 640 million euros."
    ),
]
REST = [
    "Is this the end of the road for the company?",
    "I think it was a beautiful evening and I loved it.",
    "We believe this is the best product ever made!",
    "Subscribe to our newsletter to get the latest news",
    "Click here to read more",
    "Share this article on Facebook and Twitter",
    "Thank you all for coming tonight.",
    "By Jane Doe, Staff Writer",
]


def test_facts_score_above_one_half_and_opinion_question_promotion_and_boilerplate_below() -> None:
    facts, rest = score_sentences(FACTS), score_sentences(REST)
    assert min(facts) > 0.5 > max(rest), (facts, rest)


@pytest.mark.parametrize(
    ("checkable", "vague"),
    [
        ("Unemployment fell to 4 percent in May.", "Unemployment could have been a lot better."),
        ("He voted against the bill in 2012.", "He should vote against the bill."),
        ("The plant closed in 1998 and 300 people lost their jobs.", "I hope the plant never has to close."),
    ],
)
def test_what_can_be_looked_up_scores_above_what_is_wished_or_judged(checkable: str, vague: str) -> None:
    first, second = score_sentences([checkable, vague])
    assert first > second + 0.1


def test_typographic_marks_score_like_plain_ones() -> None:
    plain, curly = "It's \"done\" - they didn't cut 5% of it.", "It’s “done” – they didn’t cut 5% of it."
    assert describe(plain, FREQUENT) == describe(curly, FREQUENT)


def test_a_word_without_a_frequent_form_has_the_shape_of_its_kind() -> None:
    seen = describe("The grain of 2019 quickly failed Ada in 3 towns.", FREQUENT)
    kinds = {shape for shape in seen.shapes if isinstance(shape, str)}
    assert kinds == {"the", "of", "<word>", "<year>", "<-ly>", "<-ed>", "<name>", "<figure>", "<-s>", "."}
    assert ("grain", "of") in seen.words
    assert {"<figures 2>", "<names 1>"} <= seen.surface


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=4))
@example(["\ud800", "a\x00b", "\u202eabc 5%", "½ ² ٣", "日本語の文。", "🙂", "_", "İ", "?"])
def test_any_text_has_a_score_that_depends_on_nothing_but_itself(sentences: list[str]) -> None:
    scores = score_sentences(sentences)
    assert all(math.isfinite(score) and 0.0 <= score <= 1.0 for score in scores)
    assert scores == [score_sentences([sentence])[0] for sentence in sentences]
    assert all(
        score == 0.0 for sentence, score in zip(sentences, scores, strict=True) if not any(map(str.isalnum, sentence))
    )


@pytest.mark.parametrize("bait", ["a", "a'", "1,", "\"'", "9", "A ", "é", "\ud800", "a\n"])
def test_a_sentence_of_megabytes_costs_no_more_than_a_long_one(bait: str) -> None:
    score_sentences(["Warm up the model."])
    start = time.process_time()
    score_sentences([bait * 1_000_000])
    assert time.process_time() - start < 3
