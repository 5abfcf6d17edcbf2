"""Speakers: the fullest name in the article, and the kind of whoever is left without one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.speakers import NOBODY, Cast, Speaker

TEXT = (
    "CEO Helena Marsh met Robert Dunn in Oslo. Marsh said it went well. "
    "Mr. Dunn agreed. Mr. Marsh, her husband Paul Marsh, waited outside. He left early."
)


def speaker(text: str, mention: str, last: Speaker = NOBODY) -> Speaker:
    start = text.index(mention)
    return Cast(text).speaker(start, start + len(mention), 0, last)


@pytest.mark.parametrize(
    ("mention", "name", "kind"),
    [
        ("CEO Helena Marsh", "Helena Marsh", "person"),
        ("Mr. Dunn", "Robert Dunn", "person"),
        ("Mr. Marsh", "Paul Marsh", "person"),
    ],
)
def test_a_surname_stands_for_the_fullest_name_that_fits_its_title(mention: str, name: str, kind: str) -> None:
    assert speaker(TEXT, mention) == Speaker(name, kind)


@pytest.mark.parametrize(
    ("mention", "name", "kind"),
    [
        ("a spokesman for Robert Dunn", "a spokesman for Robert Dunn", "anonymous"),
        ("two people familiar with the matter", "two people familiar with the matter", "anonymous"),
        ("one former senior employee", "one former senior employee", "anonymous"),
        ("the Nordic Energy Council", "Nordic Energy Council", "organisation"),
        ("Reuters", "Reuters", "outlet"),
        ("a report by Reuters", "Reuters", "outlet"),
        ("researcher Ines Faro", "Ines Faro", "person"),
        ("they", None, "unknown"),
    ],
)
def test_kinds_of_speakers(mention: str, name: str | None, kind: str) -> None:
    assert speaker(f"Robert Dunn and Ines Faro met. It was late, {mention} said.", mention) == Speaker(name, kind)


def test_a_pronoun_skips_people_whose_own_pronoun_differs() -> None:
    text = "Helena Marsh praised Robert Dunn. He thanked her."
    he, her = text.index("He "), text.index("her.")
    cast = Cast(text)
    last = Speaker("Helena Marsh", "person")
    assert cast.speaker(he, he + 2, he, last).name == "Robert Dunn"
    assert cast.speaker(her, her + 3, he, last).name == "Helena Marsh"


def test_a_name_inside_a_quotation_is_nobody_a_pronoun_outside_points_to() -> None:
    text = 'Robert Dunn spoke. "Peter Falk owes us money," he said.'
    at = text.index("he said")
    quoted = [(text.index('"'), text.rindex('"') + 1)]
    assert Cast(text, quoted).speaker(at, at + 2, quoted[0][0]).name == "Robert Dunn"


@given(st.text(max_size=80), st.data())
def test_any_span_of_any_text_names_somebody_or_nobody(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = Cast(text).speaker(start, end, 0)
    assert found.kind in ("person", "organisation", "anonymous", "outlet", "unknown")
    assert found.name is None or found.name.strip()


@pytest.mark.parametrize(
    ("text", "mention", "name"),
    [
        ("Ada Obi, the mayor of Porto, spoke. Then the mayor left.", "the mayor", "Ada Obi"),
        ("Vice President Ada Obi spoke. Then the former vice-president left.", "the former vice-president", "Ada Obi"),
        ("Ada Obi, vice president of research, spoke. The vice president of research left.",
         "The vice president of research", "Ada Obi"),
        ("Ada Obi, vice president of research, spoke. The vice president of sales left.",
         "The vice president of sales", "The vice president of sales"),
        ("Ada Obi, the mayor of Porto, met Jan Maas, the mayor of Oslo. The mayor left.", "The mayor", "The mayor"),
        ("Ada Obi, the union leader, met the press. The opposition leader left.",
         "The opposition leader", "The opposition leader"),
        ("Opposition leader Ada Obi met the press. The opposition leader left.", "The opposition leader", "Ada Obi"),
        ("A lawyer for the owners, Ada Obi, spoke. The lawyer left.", "The lawyer", "Ada Obi"),
        ("Ada Obi, a mayor, spoke. One mayor left.", "One mayor", "One mayor"),
    ],
)  # fmt: skip
def test_a_role_names_whoever_alone_holds_it(text: str, mention: str, name: str) -> None:
    assert speaker(text, mention).name == name


@pytest.mark.parametrize(
    ("mention", "name"),
    [
        ("Council President Ada Obi", "Ada Obi"),
        ("House Speaker Ada Obi", "Ada Obi"),
        ("Mill Corp CEO Mary Obi", "Mary Obi"),
        ("Billie Jean King", "Billie Jean King"),
        ("Martin Luther King Jr", "Martin Luther King Jr"),
    ],
)
def test_a_title_inside_a_run_of_capitals_ends_before_the_name(mention: str, name: str) -> None:
    assert speaker(f"The vote was late, {mention} said.", mention) == Speaker(name, "person")
