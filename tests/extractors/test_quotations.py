"""Quotation marks: which open, which close, and which are no quotation marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.quotations import find_quotations


def inner(text: str) -> list[str]:
    return [text[quotation.inner_start : quotation.inner_end] for quotation in find_quotations(text)]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ('She said "yes" and left.', ["yes"]),
        ("„Nein“, said he. “Why?”", ["Nein", "Why?"]),
        ("«oui» and « non »", ["oui", " non "]),
        ("''Twice,'' he said.", ["Twice,"]),
        ("‘We guard workers’ rights,’ he said, ‘always’.", ["We guard workers’ rights,", "always"]),
        ("It's the 'red line', isn't it?", ["red line"]),
        ("“A ‘nested’ word stays,” he said.", ["A ‘nested’ word stays,"]),
        ('He said ("never") twice.', ["never"]),
    ],
)
def test_what_stands_between_marks(text: str, quoted: list[str]) -> None:
    assert inner(text) == quoted


@pytest.mark.parametrize(
    "text",
    [
        "The teachers' union and the workers’ council don't agree.",
        "In the '90s rock ’n’ roll was loud.",
        'He is 6\'2" tall and the board is 12" wide.',
        'An opening mark " alone',
    ],
)
def test_apostrophes_and_inches_are_no_quotation_marks(text: str) -> None:
    assert inner(text) == []


def test_a_quotation_reopened_in_the_next_paragraph_continues() -> None:
    text = "“First part.\n“Second part.”\nThe end."
    first, second = find_quotations(text)
    assert (first.continues, second.continues) == (True, False)
    assert inner(text) == ["First part.", "Second part."]


def test_a_mark_that_never_closes_takes_no_later_quotation_with_it() -> None:
    assert inner("“Lost and “found” again.\n“Next,” he said.") == ["found", "Next,"]


@given(st.text(alphabet="“”„\"'‘’«»‹›ab .,\n5s", max_size=120))
def test_quotations_are_ordered_apart_and_within_their_paragraph(text: str) -> None:
    end = 0
    for quotation in find_quotations(text):
        assert end <= quotation.start < quotation.inner_start <= quotation.inner_end <= quotation.end <= len(text)
        assert "\n" not in text[quotation.start : quotation.end]
        end = quotation.end
