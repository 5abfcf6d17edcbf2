"""When pages were published: what they state, what they print, and which of the two counts."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.article import extract_article
from extractors.date_lines import Cue, dates_in_line
from extractors.identity import document_id
from extractors.imprints import dateline_date
from extractors.moments import parse_moment
from extractors.months import month_number
from extractors.pages import read_page
from extractors.plaintext import read_text
from extractors.records import Article, DateSource, RawDocument

RETRIEVED = date(2026, 1, 31)
SENTENCE = "The council closed the old bridge to lorries, and it will stay shut until June, officials said. "
STORY = f"<p>{SENTENCE * 2}</p>" * 3
DAYS = st.dates(date(1995, 1, 2), date(2026, 1, 30))  # htmldate, the last resort, reads no earlier one
ZONES = st.integers(-12 * 4, 14 * 4).map(lambda quarters: timezone(timedelta(minutes=15 * quarters)))
INSTANTS = st.datetimes(datetime(1990, 1, 1), datetime(2026, 1, 29), timezones=ZONES)  # noqa: DTZ001  zones are drawn


def page(head: str = "", above: str = "", below: str = "", end: str = "", *, language: str = "en") -> str:
    title = "<title>Bridge shut to lorries until June</title>"
    body = f"{above}<h1>Bridge shut to lorries until June</h1>{below}{STORY}{end}"
    return f'<html lang="{language}"><head>{title}{head}</head><body><main>{body}</main></body></html>'


def article_of(html: str, url: str | None = None, text_format: str = "html") -> Article:
    content = html.encode("utf-8", "surrogatepass")
    raw = RawDocument("s", None, document_id(content), content, text_format, RETRIEVED, url=url)
    article = extract_article(raw)
    assert isinstance(article, Article)
    return article


def day_and_source(html: str, url: str | None = None) -> tuple[str | None, str | None]:
    article = article_of(html, url)
    return article.published_on.isoformat() if article.published_on else None, article.published_from


def json_ld(**fields: str) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle"} | fields)}</script>'


def opengraph(name: str, content: str) -> str:
    return f'<meta property="article:{name}_time" content="{content}">'


@pytest.mark.parametrize(
    ("line", "days"),
    [
        ("Published 10:15 GMT, 3 March 2025", [("2025-03-03T10:15", "publication")]),
        ("Updated 10:15 AM EST, Mon March 3, 2025", [("2025-03-03T15:15", "revision")]),
        ("First published on Mon 3 Mar 2025 05.00 EST", [("2025-03-03T10:00", "publication")]),
        ("5 March 2025 | Updated 6 March 2025", [("2025-03-05T00:00", None), ("2025-03-06T00:00", "revision")]),
        (
            "Publié le 03 mars 2025 à 10h15, modifié le 04 mars 2025 à 11h00",
            [("2025-03-03T00:00", "publication"), ("2025-03-04T00:00", "revision")],
        ),
        ("Stand: 03.03.2025, 10.15 Uhr", [("2025-03-03T00:00", "revision")]),
        ("Senin, 03 Mar 2025 10:15 WIB", [("2025-03-03T03:15", None)]),
        ("公開日：2025年3月3日 10時15分", [("2025-03-03T00:00", "publication")]),
        ("2025. 3. 3.", [("2025-03-03T00:00", None)]),
        ("2025. március 3.", [("2025-03-03T00:00", None)]),
        ("Опубликовано 3 марта 2025, 10:15", [("2025-03-03T00:00", "publication")]),
        ("By Jane Doe, June 4, 2025", [("2025-06-04T00:00", None)]),
        ("June 4, 2025 by Jane Doe", [("2025-06-04T00:00", None)]),
        ("Posted on June 4, 2025 in Local News by Jane Doe", [("2025-06-04T00:00", "publication")]),
        ("Dec 18, 2025 ⋅ 10 min read", [("2025-12-18T00:00", None)]),
        ("3 hours ago", []),
        ("© 2025 Example Media", []),
        ("The bridge was opened on 3 March 1925.", []),
        ("Published on 04/05/2025", []),
    ],
)
def test_a_line_states_its_dates_and_what_happened_on_them(line: str, days: list[tuple[str, str | None]]) -> None:
    assert [(found.moment.at.isoformat()[:16], found.cue) for found in dates_in_line(line)] == days


def test_the_line_before_may_tell_what_a_date_is_of() -> None:
    [found] = dates_in_line("3 March 2025", cue=Cue.REVISION)
    assert found.cue is Cue.REVISION
    assert day_and_source(page(below="<p>Published</p><p>3 March 2025</p>")) == ("2025-03-03", "byline")


def test_month_names_mean_one_month_in_whatever_language() -> None:
    names = ["März", "fevrier", "janv.", "Sept", "мая", "Maret", "agosto", "listopada"]
    assert [month_number(name) for name in names] == [3, 2, 1, 9, 5, 3, 8, 11]
    assert month_number("yesterday") is None


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200) | st.text(alphabet="0123456789-/.:TZ+ aMrpy,年月日h", max_size=60))
def test_any_text_is_read_as_a_date_or_passed_over(text: str) -> None:
    for day_first in (None, True, False):
        moment = parse_moment(text, day_first=day_first)
        assert moment is None or moment.precision in {"second", "day"}
    assert all(found.moment.at.tzinfo is UTC for found in dates_in_line(text))


@settings(max_examples=60, deadline=None)
@given(DAYS)
def test_a_day_is_read_back_from_every_way_to_write_it(day: date) -> None:
    english = ("%d %B %Y", "%B %d, %Y", "%A, %d %b %Y", "%b. %d %Y", "%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y")
    written = [day.strftime(form) for form in english]
    assert [moment and moment.on for moment in map(parse_moment, written)] == [day] * len(written)
    for day_first, form in ((True, "%d/%m/%Y"), (False, "%m/%d/%Y")):
        moment = parse_moment(day.strftime(form), day_first=day_first)
        assert moment is not None
        assert moment.on == day


@settings(max_examples=60, deadline=None)
@given(INSTANTS)
def test_an_instant_is_read_back_with_the_day_of_its_zone(instant: datetime) -> None:
    instant = instant.replace(microsecond=0)
    for text in (instant.isoformat(), instant.strftime("%Y-%m-%d %H:%M:%S %z"), format_datetime(instant)):
        moment = parse_moment(text)
        assert moment is not None
        assert (moment.at, moment.on, moment.precision) == (instant.astimezone(UTC), instant.date(), "second")


STATEMENTS: dict[DateSource, Callable[[date], tuple[str, str | None]]] = {
    DateSource.OPENGRAPH: lambda day: (page(opengraph("published", day.isoformat())), None),
    DateSource.JSON_LD: lambda day: (page(json_ld(datePublished=day.isoformat())), None),
    DateSource.MICRODATA: lambda day: (page(f'<meta itemprop="datePublished" content="{day}">'), None),
    DateSource.META: lambda day: (page(f'<meta name="pubdate" content="{day}">'), None),
    DateSource.TIME: lambda day: (page(below=f'<time datetime="{day}">some days ago</time>'), None),
    DateSource.BYLINE: lambda day: (page(below=f"<p>By Jane Doe</p><p>{day:%d %B %Y}</p>"), None),
    DateSource.PAGE: lambda day: (page(end=f"<div>Published: {day:%B %d, %Y}</div>"), None),
    DateSource.URL: lambda day: (page(), f"https://news.example/{day:%Y/%m/%d}/bridge"),
    DateSource.UPDATE: lambda day: (page(opengraph("modified", day.isoformat())), None),
}
AROUND = st.lists(
    st.sampled_from(
        [
            "<p>3 hours ago</p>",
            "<p>© 2019 Example Media Ltd</p>",
            "<p>A king opened the first bridge there on 4 May 1962, the chronicle of the town says.</p>",
            '<div class="comments"><time datetime="2025-12-24T10:00:00Z">24 December 2025</time></div>',
            '<ul class="related"><li>Ferry runs again</li><li>Published 2 February 2024</li></ul>',
            "<script>var built = '2025-11-11';</script>",
        ]
    ),
    max_size=4,
).map("".join)


@pytest.mark.parametrize("source", STATEMENTS)
@settings(max_examples=10, deadline=None)
@given(day=DAYS, around=AROUND)
def test_the_one_date_a_page_states_counts_whatever_surrounds_it(source: DateSource, day: date, around: str) -> None:
    html, url = STATEMENTS[source](day)
    assert day_and_source(html.replace("</main>", f"</main>{around}"), url) == (day.isoformat(), source)


def test_a_page_that_states_no_date_has_none() -> None:
    html = page(below="<p>2 days ago</p>", end="<p>© 2025 Example</p><p>Opened on 4 May 1962, it was new.</p>")
    assert day_and_source(html) == (None, None)


def test_the_day_is_the_one_the_page_prints_in_its_zone() -> None:
    late = opengraph("published", "2025-03-05T02:30:00Z")
    article = article_of(page(late, below="<p>March 4, 2025</p>"))
    assert (article.published_on, article.published_at) == (date(2025, 3, 4), datetime(2025, 3, 5, 2, 30, tzinfo=UTC))
    assert day_and_source(page(late), "https://news.example/2025/03/04/bridge") == ("2025-03-04", "opengraph")


def test_the_day_beside_the_headline_counts_where_the_head_tells_of_a_moved_entry() -> None:
    moved = opengraph("published", "2024-08-07T12:00:00Z")
    assert day_and_source(page(moved, below="<p>30 December 2013</p>")) == ("2013-12-30", "byline")
    # Above the headline stands the day of the visit.
    assert day_and_source(page(moved, above="<p>Saturday, 31 January 2026</p>")) == ("2024-08-07", "opengraph")


def test_the_day_of_a_change_is_no_day_of_publication() -> None:
    head = opengraph("published", "2025-03-03T09:00:00Z") + opengraph("modified", "2025-03-20T09:00:00Z")
    for shown in ("<p>20 March 2025</p>", "<p>Last updated: 20 March 2025</p>"):
        article = article_of(page(head, below=shown))
        assert (article.published_on, article.published_from) == (date(2025, 3, 3), "opengraph")
        assert (article.modified_at, article.modified_from) == (datetime(2025, 3, 20, 9, tzinfo=UTC), "opengraph")


def test_a_later_edition_counts_from_its_own_day_where_only_schema_org_tells_of_an_earlier_one() -> None:
    head = json_ld(datePublished="2018-04-03T09:00:00Z", dateModified="2025-12-19T18:00:00Z")
    assert day_and_source(page(head, below="<p>Updated: 19 December 2025</p>")) == ("2025-12-19", "update")
    news = json_ld(datePublished="2025-12-17T09:00:00Z", dateModified="2025-12-19T18:00:00Z")
    assert day_and_source(page(news, below="<p>Updated: 19 December 2025</p>")) == ("2025-12-17", "json-ld")


def test_of_several_articles_in_json_ld_the_pages_own_one_is_read() -> None:
    other = json_ld(headline="Ferry runs again", url="https://news.example/ferry", datePublished="2025-01-01T09:00:00Z")
    for own in ({"headline": "Bridge shut to lorries until June"}, {"url": "https://news.example/bridge/"}):
        link = '<link rel="canonical" href="https://www.news.example/bridge">'
        head = link + other + json_ld(datePublished="2025-03-03T09:00:00Z", **own)
        assert day_and_source(page(head)) == ("2025-03-03", "json-ld")


@pytest.mark.parametrize(
    ("language", "url", "head", "day"),
    [
        ("en-GB", None, "", "2025-05-04"),
        ("en-US", None, "", "2025-04-05"),
        ("it", None, "", "2025-05-04"),
        ("en", "https://news.example.gov/a", "", "2025-04-05"),
        ("en", "https://news.example.nz/a", "", "2025-05-04"),
        ("en-US", None, json_ld(dateModified="2025-05-04"), "2025-05-04"),
        ("en", None, "", None),
    ],
)
def test_the_order_of_day_and_month_is_told_by_the_page(
    language: str, url: str | None, head: str, day: str | None
) -> None:
    assert day_and_source(page(head, below="<p>04/05/2025</p>", language=language), url)[0] == day


def test_another_numeric_date_tells_the_order_before_the_language_does() -> None:
    other = "<ul><li>25/12/2024</li></ul>"
    assert day_and_source(page(below="<p>04/05/2025</p>", end=other, language="en-US"))[0] == "2025-05-04"


def test_nothing_is_dated_after_it_was_retrieved_or_changed_before_it_was_published() -> None:
    future = opengraph("published", "2027-01-01T00:00:00Z")
    assert day_and_source(page(future, below="<p>1 January 2027</p>"), "https://a.example/2027/01/01/b") == (None, None)
    assert day_and_source(f"Bridge shut\n1 January 2027\n{STORY}") == (None, None)
    head = opengraph("published", "2025-03-03T09:00:00Z") + opengraph("modified", "2025-03-02T09:00:00Z")
    assert article_of(page(head)).modified_at is None


@settings(max_examples=30, deadline=None)
@given(INSTANTS, INSTANTS, st.sampled_from([opengraph, lambda name, at: json_ld(**{f"date{name.title()}": at})]))
def test_no_change_comes_before_the_publication(
    published: datetime, modified: datetime, state: Callable[[str, str], str]
) -> None:
    article = article_of(page(state("published", published.isoformat()) + state("modified", modified.isoformat())))
    assert article.published_at is not None
    assert article.modified_at is None or article.modified_at >= article.published_at


@pytest.mark.parametrize(
    ("lead", "day"),
    [
        ("BOSTON, March 3, 2025 /ExampleWire/ -- Acme said it would close its mill.", "2025-03-03"),
        ("Oslo, 3. mars 2025 – Acme stenger fabrikken, sa selskapet.", "2025-03-03"),
        ("March 3, 2025 (Oslo, Norway) – Acme said it would close its mill.", "2025-03-03"),
        ("On March 3, 2025 a mill closed.", None),
    ],
)
def test_a_dateline_dates_a_text_that_states_nothing_else(lead: str, day: str | None) -> None:
    found = dateline_date([lead])
    assert (found.moment.on.isoformat() if found else None) == day
    published = read_text(f"Acme closes mill\n{lead}\nNobody was hurt.").published
    assert (published.source if published else None) == (DateSource.TEXT if day else None)


def test_a_page_of_nested_times_and_many_headings_is_still_dated() -> None:
    dated = "<time datetime='2025-03-03'>3 March 2025 " * 1_000
    draft = read_page(page(end=f"<div>{dated}</div>" + "<h2>Heading</h2>" * 1_000), None, RETRIEVED)
    assert draft is not None
    assert draft.published is not None
    assert draft.published.moment.on == date(2025, 3, 3)
