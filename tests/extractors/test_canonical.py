"""The address a page says is its own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.canonical import choose_canonical

PAGE = "https://www.tarnledger.example/news/2025/bridge-shut-until-june?utm_source=feed#top"
OWN = "https://www.tarnledger.example/news/2025/bridge-shut-until-june"


@pytest.mark.parametrize(
    ("stated", "canonical"),
    [
        ("https://tarnledger.example/2025/bridge?utm_medium=mail&id=3#comments", "https://tarnledger.example/2025/bridge?id=3"),
        ("/2025/bridge-shut", "https://www.tarnledger.example/2025/bridge-shut"),
        ("//m.tarnledger.example/b-c-d", "https://m.tarnledger.example/b-c-d"),
        ("https://firstprinted.example/stories/bridge-shut", "https://firstprinted.example/stories/bridge-shut"),
        ("https://www.tarnledger.example/", OWN),
        ("https://www.tarnledger.example/en/index.html", OWN),
        ("https://www.tarnledger.example/news/", OWN),
        ("https://firstprinted.example", OWN),
        ("http://localhost:3000/news/bridge", OWN),
        ("http://10.0.0.7/news/bridge", OWN),
        ("javascript:void(0)", OWN),
        ("https://bro ken.example/x", OWN),
        ("http://[broken/x", OWN),
        ("", OWN),
        (None, OWN),
    ],
)  # fmt: skip
def test_a_canonical_address_is_an_articles_own(stated: str | None, canonical: str) -> None:
    assert choose_canonical([stated], PAGE) == canonical


def test_another_form_of_an_article_leads_to_the_article() -> None:
    for form in ("amp", "print", "2"):
        assert (
            choose_canonical(["https://a.example/bridge"], f"https://a.example/bridge/{form}")
            == "https://a.example/bridge"
        )


def test_an_address_that_is_a_home_page_itself_may_be_canonical() -> None:
    assert choose_canonical(["https://a.example/"], "https://a.example/?fbclid=1") == "https://a.example/"


def test_without_any_address_there_is_none() -> None:
    assert choose_canonical([None, "/news/bridge"], None) is None


address = st.text(alphabet="htps:/.a?b=#[]%&\\ é\x00@", max_size=40)


@given(address, address | st.just(PAGE))
def test_any_address_gives_an_absolute_one_or_none_and_the_same_again(stated: str, url: str) -> None:
    canonical = choose_canonical([stated], url)
    if canonical is not None:
        assert canonical.startswith(("http://", "https://"))
        assert "#" not in canonical
        assert choose_canonical([canonical], url) is not None
