"""Sentences are found where they end, also where scraping glued them, and their offsets re-slice."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.sentences import split_sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("He left in May. She stayed.", ["He left in May.", "She stayed."]),
        (
            "a wave of departures.Jane Doe, a cook, left.",
            ["a wave of departures.", "Jane Doe, a cook, left."],
        ),
        (
            "sent the stock soaring.aAt the firm, all apply.",
            ["sent the stock soaring.", "aAt the firm, all apply."],
        ),
        ("“It is over,” she said.Nobody, she added, knew.", ["“It is over,” she said.", "Nobody, she added, knew."]),
        ("It felt “like the end.” Other teams agreed.", ["It felt “like the end.”", "Other teams agreed."]),
        ("It draws on local talent. Acme’s plan is new.", ["It draws on local talent.", "Acme’s plan is new."]),
        ("They use Node.js and example.com daily.", ["They use Node.js and example.com daily."]),
        ("The U.S. economy grew 2.5 percent on Jan. 5.", ["The U.S. economy grew 2.5 percent on Jan. 5."]),
        ("Rep. Ann Lee (R-Ark.) spoke.", ["Rep. Ann Lee (R-Ark.) spoke."]),
        (
            "Rep. Ann Lee (R-Ark.), who leads the panel, spoke. Nobody else did.",
            ["Rep. Ann Lee (R-Ark.), who leads the panel, spoke.", "Nobody else did."],
        ),
        (
            "It went to Ann Lee (D-Calif.), Jon Ray (D-N.Y.), and others.",
            ["It went to Ann Lee (D-Calif.), Jon Ray (D-N.Y.), and others."],
        ),
        ("One line\nanother line", ["One line", "another line"]),
        ("", []),
        (" \n\t\n", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in split_sentences(text)] == sentences


@given(st.text(max_size=300) | st.text('aB.!?”" \n’s', max_size=300))
def test_spans_are_in_order_trimmed_and_lose_nothing_but_space(text: str) -> None:
    spans = split_sentences(text)
    pieces = [text[start:end] for start, end in spans]
    assert all(piece and piece == piece.strip() for piece in pieces)
    assert all(left[1] <= right[0] for left, right in itertools.pairwise(spans))
    assert "".join("".join(pieces).split()) == "".join(text.split())
