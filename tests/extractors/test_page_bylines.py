"""Who signs a page: people, pen names, teams; and the agency a page comes from."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.article import extract_article
from extractors.bylines import people_of_byline
from extractors.draft import Draft
from extractors.identity import document_id
from extractors.pages import read_page
from extractors.records import Article, RawDocument

PROSE = "<p>The council closed the bridge on Tuesday, and it will stay shut until June, officials said.</p>" * 3
BIOGRAPHY = "She writes of bridges and of boats. Before, she was at sea with Kim Lee, on many boats. " * 2
JSON_LD = '<script type="application/ld+json">{"@type": "NewsArticle", %s}</script>'


def page_of(above: str, below: str = "", head: str = "") -> str:
    return f"<html><head>{head}</head><body><h1>Bridge shut until June</h1>{above}{PROSE}{below}</body></html>"


def draft_of(above: str, below: str = "", head: str = "") -> Draft:
    draft = read_page(page_of(above, below, head), "https://tarnledger.example/bridge", date(2026, 1, 1))
    assert draft is not None
    return draft


def agency_of(above: str, below: str = "", head: str = "") -> str | None:
    content = page_of(above, below, head).encode()
    article = extract_article(RawDocument("m", None, document_id(content), content, "html", date(2026, 1, 1)))
    assert isinstance(article, Article)
    return article.agency


@pytest.mark.parametrize(
    ("markup", "authors"),
    [
        ('<p class="story-byline">By <a>Jane Doe</a> and <a>Kim Lee</a></p>', ("Jane Doe", "Kim Lee")),
        ('<div class="postMeta"><span>by</span> <span>Jane Doe</span></div>', ("Jane Doe",)),
        ('<p><a href="/authors/jane-doe">Jane Doe</a></p>', ("Jane Doe",)),
        ('<div class="meta"><time>3 May 2025</time> by Jane Doe, Deputy Digital Editor</div>', ("Jane Doe",)),
        ("<p><b>This story was written by Jane Doe, a reporter.</b></p>", ("Jane Doe",)),
        ('<div class="author-name">Jane (Ann) Doe, PhD</div>', ("Jane Ann Doe",)),
        ('<div class="byline">Jane Doe<span>Fact-checked by</span><span>Kim Lee</span></div>', ("Jane Doe",)),
        ('<div class="author-name">Tarn Ledger Staff</div>', ("Tarn Ledger Staff",)),
        ('<span class="byline">Posted by <a href="/author/jdoe">jdoe</a></span>', ("jdoe",)),
        (f'<div class="author-box"><h4>Jane Doe</h4><p>{BIOGRAPHY}</p></div>', ("Jane Doe",)),
        ('<nav><a href="/author/kim-lee">Kim Lee</a></nav>', ()),
        ('<div class="related-stories"><span class="author">Kim Lee</span></div>', ()),
        ('<ol id="comments"><li class="comment-author">Kim Lee</li></ol>', ()),
        ('<p class="byline">By the Numbers</p>', ()),
        ('<div class="author-links"><a href="#">Read More</a><a href="#">Community Development</a></div>', ()),
    ],
)  # fmt: skip
def test_a_page_is_signed_by_the_byline_it_shows(markup: str, authors: tuple[str, ...]) -> None:
    assert draft_of(markup).authors == authors


def test_a_byline_below_the_headline_speaks_before_the_head_and_a_card_further_down_does_not() -> None:
    head = JSON_LD % '"headline": "Bridge shut until June", "author": {"@type": "Person", "name": "Kim Lee"}'
    assert draft_of("<p>By: Jane Doe</p>", head=head).authors == ("Jane Doe",)
    cards = "<div><p>More</p></div>" * 90 + "<p>By Jane Doe</p>"
    assert draft_of("", cards, head).authors == ("Kim Lee",)


def test_a_card_of_a_messenger_names_the_author() -> None:
    head = '<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Jane Doe">'
    assert draft_of("", head=head).authors == ("Jane Doe",)
    head = '<meta name="twitter:label1" content="Est. reading time"><meta name="twitter:data1" content="Jane Doe">'
    assert draft_of("", head=head).authors == ()


@pytest.mark.parametrize(
    ("above", "below", "head", "agency"),
    [
        ('<p class="byline">By The Associated Press</p>', "", "", "Associated Press"),
        ('<p class="byline">Jane Doe</p><p class="source">Reuters</p>', "", "", "Reuters"),
        ("<p>TARN (Reuters) - The bridge was shut by the council on Tuesday until June, it was said.</p>", "", "",
         "Reuters"),
        ("<p>TARN (Bloomberg) -- The bridge was shut by the council on Tuesday until June, it was said.</p>", "", "",
         "Bloomberg"),
        ("", "<p>© 2025 AFP</p>", "", "Agence France-Presse"),
        ("", "", JSON_LD % '"author": {"@type": "Organization", "name": "dpa"}', "Deutsche Presse-Agentur"),
        ("", "", JSON_LD % '"author": "Jane Doe", "sourceOrganization": {"name": "EFE"}', "EFE"),
        ("<p>The mayor told Reuters that the bridge was old, and Reuters wrote so on the same day.</p>", "", "", None),
        ('<figure><img src="b.jpg"><figcaption class="source">Reuters</figcaption></figure>', "", "", None),
        ("", "<p>(AP Photo/Jane Doe)</p>", "", None),
    ],
)  # fmt: skip
def test_the_agency_is_who_the_page_credits_and_no_mention(
    above: str, below: str, head: str, agency: str | None
) -> None:
    assert agency_of(above, below, head) == agency


@given(
    st.lists(
        st.sampled_from(['<a rel="author">', "<p class=byline>", "By ", "Jane Doe", "</p>", "|", "(", "Dr. ", "\x00"])
    )
)
def test_any_markup_is_read_and_authors_are_whole_names(parts: list[str]) -> None:
    assert all(author.strip() == author != "" for author in draft_of("".join(parts)).authors)


@given(st.text(alphabet="aA .,|()-By'", max_size=400))
def test_a_person_named_once_is_found_once(line: str) -> None:
    people = people_of_byline(line)
    assert len({person.casefold() for person in people}) == len(people)
