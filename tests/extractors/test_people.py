"""People with their roles, where an article says what they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.people import find_people
from tests.extractors.samples import article


@pytest.mark.parametrize(
    ("text", "person", "role", "written"),
    [
        ("Ada Obi, the mayor of Porto, spoke.", "Ada Obi", "mayor of Porto", "Ada Obi, the mayor of Porto"),
        ("Ada Obi, a nurse who lives here, spoke.", "Ada Obi", "nurse", "Ada Obi, a nurse"),
        ("Ada Obi, chief executive of Mill Corp, spoke.", "Ada Obi", "chief executive of Mill Corp",
         "Ada Obi, chief executive of Mill Corp"),
        ("Then said Council President Ada Obi.", "Ada Obi", "Council President", "Council President Ada Obi"),
        ("He met Prime Minister Ada Obi.", "Ada Obi", "Prime Minister", "Prime Minister Ada Obi"),
        ("They met police spokeswoman Ada Obi.", "Ada Obi", "police spokeswoman", "police spokeswoman Ada Obi"),
        ("A lawyer for the owners, Ada Obi, spoke.", "Ada Obi", "lawyer for the owners",
         "lawyer for the owners, Ada Obi"),
    ],
)  # fmt: skip
def test_a_role_is_told_beside_the_name(text: str, person: str, role: str, written: str) -> None:
    (found,) = find_people(article(text))
    assert (found.person, found.role, found.text) == (person, role, written)


def test_a_later_surname_is_the_same_person() -> None:
    first, second = find_people(article("Ada Obi, the mayor, spoke. Later Mayor Obi left."))
    assert (first.person, second.person, second.role) == ("Ada Obi", "Ada Obi", "Mayor")


@pytest.mark.parametrize("text", ["Ada Obi, a day later, spoke.", "The first Ada Obi was here.", "Mr. Ada Obi spoke."])
def test_what_is_no_role_is_none(text: str) -> None:
    assert find_people(article(text)) == ()


@given(
    st.lists(
        st.sampled_from(["Ada Obi", ", ", "the ", "mayor ", "of ", "Mayor ", "A. ", "\n", "\ud800", "é"]), max_size=30
    )
)
def test_every_mention_reslices_and_holds_its_role(pieces: list[str]) -> None:
    text = "".join(pieces)
    for mention in find_people(article(text)):
        assert mention.text == text[mention.char_start : mention.char_end]
        assert mention.role in mention.text
