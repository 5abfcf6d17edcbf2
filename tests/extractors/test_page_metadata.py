"""Bylines, titles and dates as pages and texts print them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.bylines import account_names, is_byline, people_of_byline, people_of_fields
from extractors.language import detect_language, normalise_tag
from extractors.moments import is_date_only, parse_moment
from extractors.pages import read_page
from extractors.titles import Surroundings, choose_title, is_same_title, surroundings_of, without_site

NOTHING = Surroundings()
POST = surroundings_of("https://www.examplepost.example/north-coast/2025/bridge-shut", ("Example Post",))


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("By Jane Doe and John O’Neil, Reuters", ("Jane Doe", "John O’Neil")),
        ("By JANE DOE, Associated Press", ("Jane Doe",)),
        ("Von Anna Müller", ("Anna Müller",)),
        ("Por Lucía de la Cruz", ("Lucía de la Cruz",)),
        ("By Dr. Ana Roth, Senior Reporter", ("Ana Roth",)),
        ("Words by Kim Lee | Photographs by Bo Ek", ("Kim Lee",)),
        ("By Abby Colson", ("Abby Colson",)),
        ("By June Carter", ("June Carter",)),
        ("By a Financial Times contributor |", ()),
        ("By BBC News", ()),
        ("By Marlow Courier Staff", ()),
    ],
)
def test_a_byline_names_its_people_and_no_body(line: str, people: tuple[str, ...]) -> None:
    assert people_of_byline(line) == people
    assert is_byline(line)


@pytest.mark.parametrize(
    "line", ["By the Numbers", "By Land and Sea", "By Tuesday the river rose.", "Bystanders cheer"]
)
def test_a_heading_or_sentence_is_no_byline(line: str) -> None:
    assert not is_byline(line)


def test_author_fields_name_people_before_accounts_and_never_addresses() -> None:
    assert people_of_fields(["https://social.example/jd", "Doe, Jane", "jdoe"]) == ("Jane Doe",)
    assert account_names(["jdoe", "desk@news.example", "9"]) == ("jdoe",)


@given(st.text(max_size=300))
def test_any_line_can_be_read_as_a_byline(line: str) -> None:
    assert all(2 <= len(person.split()) <= 5 for person in people_of_byline(line))


@pytest.mark.parametrize(
    ("text", "at", "on", "precision"),
    [
        ("2025-03-03", (2025, 3, 3), (2025, 3, 3), "day"),
        ("2025-03-03T10:15:00Z", (2025, 3, 3, 10, 15), (2025, 3, 3), "second"),
        ("2025-03-03T23:30:00-05:00", (2025, 3, 4, 4, 30), (2025, 3, 3), "second"),
        ("2025-03-03T01:15:00+0530", (2025, 3, 2, 19, 45), (2025, 3, 3), "second"),
        ("2025-03-03 10:15", (2025, 3, 3), (2025, 3, 3), "day"),
        ("Mon, 3 Mar 2025 10:15:00 +0100", (2025, 3, 3, 9, 15), (2025, 3, 3), "second"),
        ("3 March 2025, 10:15 GMT", (2025, 3, 3, 10, 15), (2025, 3, 3), "second"),
        ("March 3, 2025 at 10:15 a.m. EST", (2025, 3, 3, 15, 15), (2025, 3, 3), "second"),
        ("Sunday 3rd of March 2024", (2024, 3, 3), (2024, 3, 3), "day"),
        ("3. März 2025", (2025, 3, 3), (2025, 3, 3), "day"),
        ("3 de marzo de 2025", (2025, 3, 3), (2025, 3, 3), "day"),
        ("1er mars 2025", (2025, 3, 1), (2025, 3, 1), "day"),
        ("03.04.2025", (2025, 4, 3), (2025, 4, 3), "day"),
        ("13/05/2025", (2025, 5, 13), (2025, 5, 13), "day"),
    ],
)
def test_a_stated_date_is_read(text: str, at: tuple[int, ...], on: tuple[int, int, int], precision: str) -> None:
    moment = parse_moment(text)
    assert moment is not None
    expected = (datetime(*at, tzinfo=UTC), date(*on), precision)  # type: ignore[misc,arg-type]  # parts of a date
    assert (moment.at, moment.on, moment.precision) == expected
    assert is_date_only(text)


@pytest.mark.parametrize(
    "text", ["04/05/2025", "May 2025", "2025", "yesterday", "2025-13-40", "in 2025 they won", "", None]
)
def test_what_states_no_day_for_certain_is_no_date(text: str | None) -> None:
    assert parse_moment(text) is None


@given(st.text(alphabet="0123456789-/.:TZ+ aMry,", max_size=40))
def test_any_date_like_text_is_read_or_passed_over(text: str) -> None:
    moment = parse_moment(text)
    assert moment is None or moment.at.utcoffset() is not None


def test_a_headline_is_the_heading_that_the_head_confirms() -> None:
    stated = ("Bridge shut until June | Example Post", None)
    assert (
        choose_title(["Example Post", "Bridge shut until June", "More"], stated, None, NOTHING)
        == "Bridge shut until June"
    )
    assert choose_title([], stated, None, POST) == "Bridge shut until June"
    assert choose_title([], (None, None), None, NOTHING) is None


def test_only_the_sites_own_name_is_cut_from_a_title() -> None:
    assert without_site("Bridge shut - The Example Post", "Example Post") == "Bridge shut"
    assert without_site("North - South talks fail", "Example Post") == "North - South talks fail"
    assert is_same_title("Old bridge shut unt…", "Old bridge shut until June")


def test_a_page_prints_its_day_in_its_own_zone() -> None:
    head = '<meta property="article:published_time" content="2025-03-05T02:30:00Z">'
    body = "<p>The council closed the bridge on Tuesday, and it will stay shut until June, officials said.</p>" * 2
    shown = '<time datetime="2025-03-04T21:30:00-05:00">March 4</time>'
    with_time = read_page(f"<html><head>{head}</head><body>{shown}{body}</body></html>", None, date(2026, 1, 1))
    by_url = read_page(
        f"<html><head>{head}</head><body>{body}</body></html>", "https://a.example/2025/03/04/b", date(2026, 1, 1)
    )
    for draft in (with_time, by_url):
        assert draft is not None
        assert draft.published is not None
        assert draft.published.moment.on == date(2025, 3, 4)


def test_a_date_in_prose_is_not_the_day_of_publication() -> None:
    body = "<h1>Bridge shut</h1><p>A king opened the bridge on 4 May 1962, and on Tuesday a council shut it.</p>"
    draft = read_page(f"<html><body><article>{body}</article></body></html>", None, date(2026, 1, 1))
    assert draft is not None
    assert draft.published is None


def test_language_tags_are_bcp_47() -> None:
    assert [normalise_tag(tag) for tag in ("EN", "pt_br", "zh-hant-tw", "english language", "", None)] == [
        *("en", "pt-BR", "zh-Hant-TW", None, None, None)
    ]


def test_a_text_too_short_or_without_letters_has_no_language() -> None:
    assert detect_language("123 456 789 — 100 %" * 9) is None
    assert detect_language("Ja.") is None
    assert detect_language("Der Bahnhof wird ein Jahr lang umgebaut, sagte die Bahn.") == "de"
