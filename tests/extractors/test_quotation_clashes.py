"""When two reports of a quotation or a denial disagree, and when only the typing differs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.quoted_words import read_quoted_words
from tests.extractors.accounts import tell
from tests.extractors.samples import article


def clashes(kind: str, one: str, other: str) -> list[str]:
    story = tell([article(one, outlet="Harbour Post"), article(other, outlet="Inland Courier")])
    return [conflict.explanation for conflict in story.account.conflicts if conflict.kind == kind]


def quoted(words: str) -> str:
    return f"The harbour board met on Monday.\n“{words}” said Mara Voss, the head of the board."


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "They're closing the north pier and we can't stop it,",
            "They are closing the north pier and we cannot stop it,",
        ),
        (
            "There is a two-in-three chance that the pier will hold,",
            "There is a 2 in 3 chance that the pier will hold,",
        ),
        ("We have not broken any I.R.S. rules or regulations,", "We have not broken any IRS rules and regulations,"),
        ("We owe the men & women of the harbour an answer,", "We owe the men and women of the harbour an answer,"),
        (
            "If they do not pay the dockers they will leave,",
            "If they [the owners] don't pay the dockers they will leave,",
        ),
        (
            "The First Minister told Senator Rehm that the pier was safe,",
            "The First Minister told Sen. Rehm that the pier was safe,",
        ),
        (
            "They knew it was never safe and they sold us the pier,",
            "They (the owners) knew it was never safe and they sold us the pier,",
        ),
        ("The north pier was never safe for anybody,", "[T]he north pier was never safe for anybody,"),
        (
            "The people of this town will not pay that f***ing bill,",
            "The people of this town will not pay that fucking bill,",
        ),
        ("The board was warned, by letter and by telephone, in May,", "The board was warned ... in May,"),
    ],
)
def test_what_only_typing_tells_apart_is_no_conflict(one: str, other: str) -> None:
    assert clashes("quote", quoted(one), quoted(other)) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("We will never sell the north pier to anybody,", "We may never sell the north pier to anybody,"),
        ("They destroyed the life of this small harbour,", "It destroyed the life of this small harbour,"),
        ("The board should have seen this coming last year,", "The board must have seen this coming last year,"),
        (
            "There is a two-in-three chance that the pier will hold,",
            "There is a 1 in 3 chance that the pier will hold,",
        ),
    ],
)
def test_other_words_are_an_altered_quotation(one: str, other: str) -> None:
    [explanation] = clashes("quote", quoted(one), quoted(other))
    assert explanation.startswith("a quotation is altered")


def test_a_long_quotation_is_shown_where_it_differs() -> None:
    opening = "The board looked at every plank of the pier, at each bolt and beam that the storm had left " * 3
    [explanation] = clashes("quote", quoted(f"{opening}and found it safe,"), quoted(f"{opening}and found it unsound,"))
    assert "found it safe" in explanation
    assert "found it unsound" in explanation
    assert len(explanation) < len(opening) * 1.5


def test_sentences_in_another_order_are_the_same_words() -> None:
    one = "I trust the people of this harbour. God wants to see us help ourselves."
    other = "God wants to see us help ourselves. I trust the people of this harbour."
    assert clashes("quote", quoted(one), quoted(other)) == []


@given(st.text(max_size=300))
def test_any_text_is_read_into_words_that_stand_in_it(text: str) -> None:
    words = read_quoted_words(text)
    assert all(0 <= word.start < word.end <= len(text) for word in words)
    assert [word.start for word in words] == sorted(word.start for word in words)


def test_a_pronoun_names_no_speaker_however_short_the_name() -> None:
    named = "“The north pier was never safe for anybody,” Mara Voss said on Monday."
    inferred = "Hanna Poe wrote to the board.\n“The north pier was never safe for anybody,” she said."
    assert clashes("speaker", named, inferred) == []
    assert clashes("speaker", named, inferred.replace("she said", "Hanna Poe said"))


def test_a_denial_of_what_is_stated_is_a_conflict() -> None:
    stated = "The ministry ordered the closure of the Orvane dam on Friday, according to two officials."
    denied = "A spokesman denied that the ministry ordered the closure of the Orvane dam."
    assert clashes("denial", stated, denied)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # To be told not to do a thing is no statement that it is not so.
        (
            "The mayor of Orvane planned to declare a national emergency at the harbour on Friday.",
            "Officials asked the mayor of Orvane not to declare a national emergency at the harbour on Friday.",
        ),
        # The denied thing is another one.
        (
            "The new law sanctioned discrimination against the dockers of Orvane, critics said.",
            "The shop was accused of having denied service to dockers and sailors for religious reasons.",
        ),
        # "Lone no vote" denies nothing.
        (
            'The lone "no" vote in the senate was the minority leader Harro Rehm of Orvane.',
            "The minority leader Harro Rehm of Orvane was the lone opposition in the senate.",
        ),
    ],
)
def test_what_denies_nothing_is_no_conflict(one: str, other: str) -> None:
    assert clashes("denial", one, other) == []
