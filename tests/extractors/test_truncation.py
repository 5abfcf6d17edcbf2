"""Whether a text is the whole article."""

from datetime import date

import pytest

from extractors.pages import read_page

SENTENCE = "The council closed the bridge on Tuesday, and it will stay shut until June, officials said."
TEASER, STORY = (
    f"<p>{SENTENCE}</p><p>{SENTENCE[:-6]} today.</p>",
    "".join(f"<p>{SENTENCE} ({n})</p>" for n in range(40)),
)
LOCKED = '"isAccessibleForFree": "False"'
PART = """"isAccessibleForFree": true, "hasPart":
    {"@type": "WebPageElement", "isAccessibleForFree": "http://schema.org/False", "cssSelector": ".x"}"""
ADVERT = "<aside><h3>Subscribe to the Ledger</h3><p>Already a subscriber? Sign in. Read all for 1 a month.</p></aside>"


def is_truncated(body: str, stated: str = '"a": 1', head: str = "") -> bool:
    json_ld = f'<script type="application/ld+json">{{"@type": "NewsArticle", {stated}}}</script>'
    page = f"<html><head>{head}{json_ld}</head><body><article><h1>Bridge shut</h1>{body}</article></body></html>"
    draft = read_page(page, None, date(2026, 1, 1))
    assert draft is not None
    return draft.is_truncated


@pytest.mark.parametrize("stated", [LOCKED, PART, '"isAccessibleForFree": false', f'"wordCount": "900", {LOCKED}'])
def test_a_short_text_that_is_not_free_is_a_stub(stated: str) -> None:
    assert is_truncated(TEASER, stated)


@pytest.mark.parametrize(
    "wall",
    [
        "<div class='gate'><p>This article is for subscribers only.</p></div>",
        "<div><h2>Subscribe to continue reading</h2></div>",
        "<p>Continue reading</p>",
        "<p>The bridge had been closed before, and every time the ferry … [+1234 chars]</p>",
        "<p>The bridge had been closed before, and every time the ferry took…</p>",
    ],
)
def test_a_wall_or_a_cut_below_a_short_text_tells_a_teaser(wall: str) -> None:
    assert is_truncated(TEASER + wall)


def test_the_tier_a_publishers_system_states_counts() -> None:
    assert is_truncated(TEASER, head='<meta property="article:content_tier" content="locked">')
    assert not is_truncated(TEASER, head='<meta property="article:content_tier" content="free">')


def test_a_text_much_shorter_than_stated_is_a_stub_and_a_text_as_long_as_stated_is_none() -> None:
    assert is_truncated(STORY, f'"wordCount": 2500, {LOCKED}')
    assert not is_truncated(TEASER, f'"wordCount": 35, {LOCKED}')


def test_a_whole_article_with_an_advertisement_for_subscriptions_is_whole() -> None:
    assert not is_truncated(STORY + ADVERT)
    assert not is_truncated(STORY + ADVERT, LOCKED)
    assert not is_truncated(TEASER + ADVERT)
    assert not is_truncated(TEASER, '"isAccessibleForFree": "True"')


def test_an_invitation_in_the_navigation_says_nothing_of_the_story() -> None:
    assert not is_truncated(TEASER + "<footer><p>Register to read more each day</p></footer>")
