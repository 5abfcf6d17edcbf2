"""One extractor over many pages in one process: newsloom or a rival, each under the one interface `Extract`.

    python -m tests.benchmarks.rivals NAME PAGES.jsonl ROWS.jsonl

It runs under the interpreter that has the extractor installed, hence the imports inside the functions. Pages are
objects with `url` and `html`, rows say what was found, and the last line printed is the seconds of CPU time it took.
"""

# ruff: noqa: PLC0415 - each interpreter holds the imports of its own extractors only

import json
import logging
import sys
import time
import warnings
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

WARM_UP = 3  # pages read before the clock starts: imports, models and word lists are no part of the loop


class Found(NamedTuple):
    """What an extractor gives of one page; `day` is ISO 8601."""

    text: str | None = None
    title: str | None = None
    authors: list[str] | None = None
    day: str | None = None


Extract = Callable[[str, str], Found]


def newsloom() -> Extract:
    from extractors.article import extract_article
    from extractors.records import Article, RawDocument

    def extract(url: str, html: str) -> Found:
        raw = RawDocument(url, None, "", html.encode("utf-8", "replace"), "html", date(2026, 12, 31), url, "utf-8")
        article = extract_article(raw)
        if not isinstance(article, Article):
            return Found()
        day = article.published_on.isoformat() if article.published_on else None
        return Found(article.text, article.title, list(article.authors), day)

    return extract


def trafilatura(**options: Any) -> Callable[[], Extract]:
    def prepare() -> Extract:
        from trafilatura import bare_extraction

        def extract(url: str, html: str) -> Found:
            # Its other way to text and metadata writes the metadata at the head of the text.
            found = bare_extraction(html, url=url, with_metadata=True, **options)
            if found is None or isinstance(found, dict):
                return Found()
            return Found(found.text, found.title, (found.author or "").split("; "), found.date)

        return extract

    return prepare


def newspaper4k() -> Extract:
    from newspaper import Article, Config

    config = Config()
    config.fetch_images = False

    def extract(url: str, html: str) -> Found:
        article = Article(url, config=config)
        article.download(input_html=html)
        article.parse()
        return Found(article.text, article.title, list(article.authors), _day(article.publish_date))

    return extract


def readability() -> Extract:
    from lxml.html import fromstring
    from readability import Document

    def extract(url: str, html: str) -> Found:
        document = Document(html, url=url)
        return Found(fromstring(document.summary()).text_content(), document.short_title())

    return extract


def justext() -> Extract:
    from justext import get_stoplist
    from justext import justext as classify

    words = get_stoplist("English")

    def extract(_url: str, html: str) -> Found:
        return Found("\n".join(paragraph.text for paragraph in classify(html, words) if not paragraph.is_boilerplate))

    return extract


def newsplease() -> Extract:
    from newsplease import NewsPlease

    def extract(url: str, html: str) -> Found:
        article = NewsPlease.from_html(html, url=url, fetch_images=False)
        return Found(article.maintext, article.title, list(article.authors or ()), _day(article.date_publish))

    return extract


def _day(moment: Any) -> str | None:
    return str(moment)[:10] if moment else None


EXTRACTORS: dict[str, Callable[[], Extract]] = {
    "newsloom": newsloom,
    "trafilatura": trafilatura(),
    "trafilatura, fast": trafilatura(fast=True),
    "trafilatura, precision": trafilatura(favor_precision=True),
    "newspaper4k": newspaper4k,
    "readability-lxml": readability,
    "jusText": justext,
    "news-please": newsplease,
}


def attempt(extract: Extract, page: dict[str, str]) -> Found:
    """Return what is found in `page`, nothing where the extractor raises."""
    try:
        return extract(page["url"], page["html"])
    except Exception as error:  # noqa: BLE001 - whatever an extractor raises, that page is lost to it
        print(f"{page['url']}: {error!r}"[:200], file=sys.stderr)
        return Found()


def main() -> None:
    name, source, target = sys.argv[1:]
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    extract = EXTRACTORS[name]()
    with Path(source).open(encoding="utf-8") as lines:
        pages = [json.loads(line) for line in lines]
    for page in pages[:WARM_UP]:
        attempt(extract, page)
    began = time.process_time()
    found = [attempt(extract, page) for page in pages]
    spent = time.process_time() - began
    with Path(target).open("w", encoding="utf-8") as file:
        for page, row in zip(pages, found, strict=True):
            file.write(json.dumps({"url": page["url"], **row._asdict()}) + "\n")
    print(spent)


if __name__ == "__main__":
    main()
