"""Proper names: what a reader would call a name is one, what merely has a capital is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.proper_names import LONGEST_NAME, MOST_NAMES, find_names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Talks between Ana Ruiz and Énergie Nord ended; the Seoul plan stays.", ("Ana Ruiz", "Énergie Nord", "Seoul")),
        ("Talks failed. The talks of Oslo ended.", ("Oslo",)),
        ("However, the mill closed. According to the union, none was told. Implications remain.", ()),
        ("Okafor resigned. The board thanked Okafor.", ("Okafor",)),
        ("New York sued. A judge of New York agreed to new terms.", ("New York",)),
        ("Denise Okafor resigned.", ("Denise Okafor",)),
        ("But Okafor stayed, and I think that It’s Tuesday, so I’m gone.", ("Okafor",)),
        ("The bill of Sen. Ana Ruiz met Mr. Okafor, President Lund and Lund Tuesday.", ("Ana Ruiz", "Okafor", "Lund")),
        (
            "It hit the U.S. Geological Survey in St. Ives and J. A. Ruiz.",
            ("U.S. Geological Survey", "St. Ives", "J. A. Ruiz"),
        ),
        ("They sold Wal-Mart, T-Mobile, AT&T and O’Neill’s shares.", ("Wal-Mart", "T-Mobile", "AT&T", "O’Neill")),
        ("He left Marlow’s Mill for Moody's.", ("Marlow", "Mill", "Moody")),
        ("A court in Fresno, Calif., met on Oct. 5 in Fresno.", ("Fresno",)),
        ("Implications For The Market\nThe market of Oslo fell.", ("Oslo",)),
        ("Floods reach Marlow again", ("Marlow",)),
        ("Das Gericht in Köln lud Jürgen Groß; das war neu.", ("Gericht", "Köln", "Jürgen Groß")),
        ("Суд в Казани выслушал Анну Орлову.", ("Казани", "Анну Орлову")),
        ("東京で地震。 زلزال في طوكيو", ()),
    ],
)
def test_names_of(text: str, names: tuple[str, ...]) -> None:
    assert find_names(text) == names


def test_the_last_word_that_is_read_is_not_cut_in_two() -> None:
    assert find_names("so " * 2666 + "Marlow fell") == ()


@pytest.mark.parametrize("word", ["Marlow", "Aberdeens"])
def test_a_long_run_of_capitals_is_cut_between_words(word: str) -> None:
    count = (LONGEST_NAME + 1) // (len(word) + 1)
    assert find_names(f"so {f'{word} ' * 30}fell.") == (" ".join([word] * count),)
    assert find_names(f"so {word * 30} fell.") == ((word * 30)[:LONGEST_NAME],)


@given(st.text(st.sampled_from("AÉa .,’'-&I\n\ud800\0中я"), max_size=300))
def test_names_begin_with_a_capital_and_stand_in_the_text(text: str) -> None:
    names = find_names(text)
    assert len(names) == len(set(names)) <= MOST_NAMES
    for name in names:
        assert name[0].isupper()
        assert name in text
        assert 1 < len(name) <= LONGEST_NAME
