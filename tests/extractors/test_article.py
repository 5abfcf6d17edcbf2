"""What holds for any document: it becomes an article or a rejection, whatever its bytes are."""

import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.article import extract_article
from extractors.identity import document_id
from extractors.records import Article, Given, RawDocument, Reason, Rejection, Stage
from extractors.sentences import split_sentences

SEEDS = Path(__file__).parents[2] / "seeds"
PARAGRAPH = "<p>The council voted on Tuesday to close the old harbour bridge for two years, officials said.</p>"


def raw(content: bytes | str, form: str = "text", **fields: object) -> RawDocument:
    data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    return RawDocument("memory", None, document_id(data), data, form, date(2026, 1, 31), **fields)  # type: ignore[arg-type]  # fields vary by test


def is_answered(found: Article | Rejection) -> bool:
    """Tell whether the document was read or refused for a reason of its own, not because a reader broke."""
    return isinstance(found, Article) or found.reason is not Reason.CRASHED


def article_of(content: bytes | str, form: str = "text", **fields: object) -> Article:
    found = extract_article(raw(content, form, **fields))
    assert isinstance(found, Article), found
    return found


@pytest.mark.parametrize(
    ("content", "form", "stage", "reason"),
    [
        (b"", "text", Stage.DECODE, Reason.EMPTY),
        (b" \n\t\r\n", "html", Stage.DECODE, Reason.EMPTY),
        (b"\xef\xbb\xbf \n", "text", Stage.DECODE, Reason.EMPTY),
        (b"%PDF-1.7 a report", "text", Stage.DECODE, Reason.BINARY),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "html", Stage.DECODE, Reason.BINARY),
        (b"PK\x03\x04 and so on", "text", Stage.DECODE, Reason.BINARY),
        (b"a\x00\x01\x02\x03b\x04" * 100, "text", Stage.DECODE, Reason.BINARY),
        (b"<!doctype html><html></html>", "html", Stage.EXTRACT, Reason.NO_ARTICLE),
        (
            b"<html><body><nav><ul>" + b"<li><a href='/s'>Section</a></li>" * 40 + b"</ul></nav></body></html>",
            "html",
            Stage.EXTRACT,
            Reason.NO_ARTICLE,
        ),
    ],
)
def test_what_holds_no_article_is_rejected_with_its_reason(
    content: bytes, form: str, stage: Stage, reason: Reason
) -> None:
    rejection = extract_article(raw(content, form))
    assert isinstance(rejection, Rejection)
    assert (rejection.stage, rejection.reason) == (stage, reason)


@settings(max_examples=60, deadline=None)
@given(st.text(), st.sampled_from(["text", "html"]))
def test_any_text_gives_an_article_that_can_be_stored_or_a_rejection(text: str, form: str) -> None:
    found = extract_article(raw(text, form))
    assert is_answered(found)
    if isinstance(found, Article):
        stored = [found.text, found.title or "", *found.authors, found.byline or ""]
        assert all("\0" not in value and value.encode("utf-8") is not None for value in stored)
        assert found.text.strip()
        assert all(line.strip() for line in found.text.split("\n"))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["text", "html"]), st.none() | st.text(max_size=12))
def test_any_bytes_give_an_article_or_a_rejection(content: bytes, form: str, charset: str | None) -> None:
    assert is_answered(extract_article(raw(content, form, charset=charset)))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(["<p>", "</div>", "<b", "<script>", "a. ", '"', "<!--", "&#0;", "<h1>x", "=", ">"])))
def test_broken_markup_gives_an_article_or_a_rejection(pieces: list[str]) -> None:
    page = f"<html><body>{''.join(pieces)}{PARAGRAPH}</body></html>"
    assert is_answered(extract_article(raw(page, "html")))


@pytest.mark.parametrize(
    "page",
    [
        "<html><body>" + "<div>" * 100_000 + PARAGRAPH,
        "<html><body>" + "<b><i>" * 50_000 + PARAGRAPH,
        f"<html><body><div data-x='{'a' * 2_000_000}'>{PARAGRAPH}</div></body></html>",
        f"<html><head><script type='application/ld+json'>{'[' * 100_000}</script></head><body>{PARAGRAPH}</body>",
        f'<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]><html><body><p>&b;</p>{PARAGRAPH}</body>',
        "By Ann Lee, " * 100_000,
        "1 March 2025 | " * 100_000,
        "a\n" * 200_000,
        "(" * 1_000_000,
        "word " * 100_000 + "\n" + "Another line stands here\n" * 20_000,
        f"<html><head><title>{'P | ' * 50_000}</title><meta property='og:site_name' content='P'></head>{PARAGRAPH}",
    ],
    ids=[
        "nesting",
        "inline nesting",
        "attribute",
        "json",
        "entities",
        "byline",
        "dates",
        "lines",
        "brackets",
        "long head",
        "title",
    ],
)
def test_hostile_documents_are_answered_in_bounded_time(page: str) -> None:
    article_of("The bridge is shut. It opens again in June, they said.\n")  # loads the models
    start = time.process_time()
    assert is_answered(extract_article(raw(page, "html" if page.startswith("<") else "text")))
    assert time.process_time() - start < 10


def test_the_content_decides_between_html_and_text() -> None:
    page = f"<!DOCTYPE html><html><head><title>Bridge shut</title></head><body><article><h1>Bridge shut</h1>{PARAGRAPH}"
    assert article_of(page, "text").title == "Bridge shut"
    plain = article_of("Bridge shut\nThe council closed it on Tuesday because 3 < 4 bolts held.\n", "html")
    assert plain.text == "The council closed it on Tuesday because 3 < 4 bolts held."


def test_a_title_without_content_is_an_article_whose_text_is_its_title() -> None:
    article = article_of("", given=Given(title="Harbour bridge closes\x00"))
    assert (article.title, article.text) == ("Harbour bridge closes", "Harbour bridge closes")


def test_given_fields_win_and_unreadable_dates_are_passed_over() -> None:
    given_fields = Given(title="Other", authors=("A. Writer", " "), published_at="soon", language="pt_br", outlet="FT")
    article = article_of(
        "Headline here\nBy Nell Farrow\nPublished: 3 March 2025\nThe bridge is shut until June.\n", given=given_fields
    )
    assert article.authors == ("A. Writer",)
    assert (article.title, article.language, article.outlet) == ("Other", "pt-BR", "Financial Times")
    assert article.published_on == date(2025, 3, 3)
    assert "Headline here" in article.text


def test_a_headline_alone_names_no_date_from_its_years() -> None:
    article = article_of("In 2024 the river rose.\nIn 2025 it fell again, by 3 metres, on 4 May.\n")
    assert (article.published_at, article.published_on, article.published_precision) == (None, None, None)


def test_site_and_outlet_come_from_the_address_where_the_page_names_none() -> None:
    article = article_of(f"<html><body>{PARAGRAPH * 2}", "html", url="https://www.news.example:8080/a?utm_source=x")
    assert (article.site, article.outlet) == ("news.example", "news.example")
    assert article_of("The bridge is shut.", url="https://[bad").site is None


# --- the five seeds: general properties, no expected wording -----------------------------------------------------


@pytest.fixture(scope="module", params=sorted(SEEDS.glob("*.txt")), ids=lambda path: path.name[:3])
def seed(request: pytest.FixtureRequest) -> tuple[str, Article]:
    content = request.param.read_bytes()
    return content.decode("utf-8"), article_of(content)


def test_every_sentence_of_a_seed_stays(seed: tuple[str, Article]) -> None:
    original, article = seed
    stored = {article.text[start:end] for start, end in split_sentences(article.text)}
    for line in original.split("\n"):
        block = " ".join(line.split())
        is_sentence = len(block) > 60 and block.endswith((".", "”", '."'))
        if is_sentence:
            assert {block[start:end] for start, end in split_sentences(block)} <= stored


def test_a_seed_keeps_no_trace_of_scraping(seed: tuple[str, Article]) -> None:
    lines = seed[1].text.split("\n")
    traces = (".jpg", "Source link", "Leave a Reply", "Required fields", "contributor |")
    assert not [line for line in lines if any(trace in line for trace in traces)]
    assert len(lines) == len(set(lines))
    assert seed[1].title not in lines


def test_a_seed_keeps_its_list_items(seed: tuple[str, Article]) -> None:
    items = [line.strip() for line in seed[0].split("\n") if line.startswith("- ")]
    assert [line for line in seed[1].text.split("\n") if line.startswith("- ")] == items


def test_the_seeds_have_a_headline_where_they_show_one() -> None:
    titles = [article_of(path.read_bytes()).title for path in sorted(SEEDS.glob("*.txt"))]
    assert [title is not None for title in titles] == [False, True, True, False, True]


def test_the_seeds_credit_no_person_and_state_no_date() -> None:
    articles = [article_of(path.read_bytes()) for path in sorted(SEEDS.glob("*.txt"))]
    assert {article.authors for article in articles} == {()}
    assert {article.published_on for article in articles} == {None}
    assert [bool(article.byline) for article in articles] == [False, False, False, False, True]
