"""Headlines as a reader of the page sees them."""

from datetime import date
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.pages import read_page
from extractors.titles import LONGEST_TITLE, bare_title, choose_title, surroundings_of

PROSE = "<p>The council closed the bridge on Tuesday, and it will stay shut until June, officials said.</p>" * 3
URL = "https://www.tarnledger.example/north-coast/opinion/2025/bridge-shut"


def title_of(head: str, body: str, url: str | None = URL) -> str | None:
    page = f"<html><head>{head}</head><body>{body}{PROSE}</body></html>"
    draft = read_page(page, url, date(2026, 1, 1))
    assert draft is not None
    return draft.title


@pytest.mark.parametrize(
    ("stated", "title"),
    [
        ("Bridge shut until June - Tarn Ledger", "Bridge shut until June"),
        ("Bridge shut until June | North Coast | Tarn Ledger", "Bridge shut until June"),
        ("Opinion | Bridge shut until June", "Bridge shut until June"),
        ("UPDATED: Bridge shut until June", "Bridge shut until June"),
        ("UPDATE 2-Bridge shut until June", "Bridge shut until June"),
        ("Bridge &amp;amp; tunnel shut – until June", "Bridge & tunnel shut – until June"),
        ("North - South talks fail", "North - South talks fail"),
        ("Update your phone now", "Update your phone now"),
        ("Tarn Ledger", "Tarn Ledger"),
    ],
)
def test_site_section_and_flags_are_cut_though_the_head_names_no_site(stated: str, title: str) -> None:
    assert title_of(f"<title>{stated}</title>", "") == title


def test_a_masthead_or_section_is_no_headline() -> None:
    head = "<title>Bridge shut until June</title>"
    assert title_of(head, '<h1><a href="/">The Ledger of Tarn</a></h1>') == "Bridge shut until June"
    assert title_of(head, "<h1>Local News</h1>") == "Bridge shut until June"


def test_what_a_template_sets_beside_the_headline_is_no_part_of_it() -> None:
    heading = '<h1><span class="kicker">Traffic</span> Bridge shut until June <time>3 May 2025</time></h1>'
    assert title_of("", heading) == "Bridge shut until June"
    stated = '<meta property="og:title" content="Bridge shut until June">'
    assert title_of(stated, "<h1>3 May 2025 Bridge shut until June</h1>") == "Bridge shut until June"
    assert title_of(stated, "<h1>Bridge shut until June Posted on 3 May by jdoe</h1>") == "Bridge shut until June"


def test_a_heading_in_the_editors_words_wins_over_the_title_for_search_engines() -> None:
    head = "<title>Tarn bridge shut until June: what drivers should know</title>"
    assert title_of(head, "<h1>Bridge shut until June, drivers told</h1>") == "Bridge shut until June, drivers told"


def test_a_headline_cut_short_is_completed() -> None:
    whole = "Bridge shut until June after inspectors find cracks in two of its piers"
    head = f'<meta property="og:title" content="{whole[:40]}…"><title>{whole} - Tarn Ledger</title>'
    assert title_of(head, "") == whole


def test_a_publishers_name_is_read_without_its_slogan() -> None:
    for stated in ("Tarn Ledger | News for the north coast", "All the news - Tarn Ledger", "The Tarn Ledger"):
        page = f'<html><head><meta property="og:site_name" content="{stated}"></head><body>{PROSE}</body></html>'
        draft = read_page(page, URL, date(2026, 1, 1))
        assert draft is not None
        assert (draft.site_name or "").removeprefix("The ") == "Tarn Ledger"


titles = st.text(alphabet="ab |-–:…&;UPDATED", max_size=60)


@given(st.lists(titles, max_size=3), titles | st.none(), titles | st.none(), titles)
def test_a_title_comes_from_the_page_and_is_clean(
    headings: list[str], stated: str | None, page_title: str | None, site: str
) -> None:
    around = surroundings_of("https://ab.example/aa/b", (site,))
    title = choose_title(headings, (stated,), page_title, around)
    if title is not None:
        assert title == " ".join(title.split())
        assert any(title in " ".join((source or "").split()) for source in (*headings, stated, page_title))


@given(st.text(), st.text(max_size=20))
def test_cutting_leaves_a_part_of_the_title_and_never_nothing(title: str, site: str) -> None:
    title = " ".join(unescape(title).split())[:LONGEST_TITLE]
    left = bare_title(title, surroundings_of(None, (site,)))
    assert left in unescape(title)
    assert bool(left.strip()) == bool(title)
