"""Outlets by every name they go by, and the key a credit counts under."""

import json
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.outlets import agency_named_in, normalise_outlet, origin_key_of, outlet_of_site, owner_of

ROWS = json.loads((files("extractors") / "data" / "outlets.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("FT", "Financial Times"),
        ("the Financial Times", "Financial Times"),
        ("ft.com", "Financial Times"),
        ("Financial Times’s", "Financial Times"),
        ("CNN’s", "CNN"),
        ("  The   New York Times ", "New York Times"),
        ("the Tarvik Lantern", "Tarvik Lantern"),
        ("map", "map"),
        ("MAP", "Maghreb Arabe Presse"),
        ("", ""),
    ],
)
def test_an_outlet_has_one_name(name: str, expected: str) -> None:
    assert normalise_outlet(name) == expected


@pytest.mark.parametrize(
    ("host", "expected"),
    [("www.ft.com", "Financial Times"), ("EDITION.CNN.com:443", "CNN"), ("news.example.org", None), ("com", None)],
)
def test_a_site_belongs_to_its_outlet(host: str, expected: str | None) -> None:
    assert outlet_of_site(host) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("PARIS (AP) — The trial began on Monday, and much was said about it." * 5, "Associated Press"),
        ("(Reuters) - Oil rose.", "Reuters"),
        ("WASHINGTON, Jan 5 (Xinhua) -- Talks began.", "Xinhua"),
        ("By JANE DOE, Associated Press", "Associated Press"),
        ("By JANE DOE Associated Press", "Associated Press"),
        ("Associated Press Writer Jane Doe", "Associated Press"),
        ("AFP via Getty Images", "Agence France-Presse"),
        ("By John Roe | Reuters", "Reuters"),
        ("By Lisa Map", None),
        ("By Jane Doe", None),
        ("Reuters reported that oil rose", None),
        ("She told the Associated Press that oil rose", None),
        ("Oil rose, said a trader of the agency (AP) in a long text. " * 5, None),
    ],
)
def test_an_agency_is_named_in_bylines_and_datelines_only(line: str, expected: str | None) -> None:
    assert agency_named_in(line) == expected


def test_a_credit_to_an_outlet_and_its_own_article_count_as_one_origin() -> None:
    assert origin_key_of("the FT") == origin_key_of("Financial Times") == origin_key_of(owner_of("FT") or "")
    assert origin_key_of("Wall Street Journal") == origin_key_of("New York Post")
    assert origin_key_of("Wall Street Journal") != origin_key_of("Financial Times")


def test_an_unknown_name_has_a_key_of_its_own_whatever_its_case() -> None:
    assert origin_key_of("the Tarvik Lantern") == origin_key_of("TARVIK LANTERN") == "tarvik lantern"


def test_the_data_file_is_sorted_and_no_name_or_site_is_claimed_twice() -> None:
    names = [row["name"] for row in ROWS]
    assert names == sorted(names, key=lambda name: (name.casefold(), name))
    every_name = [name for row in ROWS for name in {row["name"], *row["aliases"]}]
    assert len(every_name) == len(set(every_name))
    sites = [site for row in ROWS for site in row["domains"]]
    assert len(sites) == len(set(sites))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_every_name_and_site_leads_to_its_outlet(row: dict[str, list[str] | str]) -> None:
    name = str(row["name"])
    for alias in (name, *row["aliases"]):
        assert normalise_outlet(alias) == name
    for site in row["domains"]:
        assert outlet_of_site(f"www.{site}") == name


@given(st.text())
def test_normalising_again_changes_nothing_whatever_the_name(name: str) -> None:
    once = normalise_outlet(name)
    assert normalise_outlet(once) == once
    assert origin_key_of(once) == origin_key_of(name)


@given(st.text(), st.text(max_size=5))
def test_no_byline_or_host_is_too_odd(line: str, host: str) -> None:
    assert agency_named_in(line) is None or agency_named_in(line) in {row["name"] for row in ROWS}
    assert outlet_of_site(host) is None or "." in host
