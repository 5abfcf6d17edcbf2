"""One raw document to one article, or to the reason why it is none."""

import re

from extractors.decoding import clean_characters, decode
from extractors.draft import Draft
from extractors.identity import article_id
from extractors.language import detect_language, normalise_tag
from extractors.moments import parse_moment
from extractors.outlets import agency_named_in, normalise_outlet, outlet_of_site
from extractors.pages import host_of, is_page, read_page
from extractors.plaintext import read_text
from extractors.records import Article, Given, RawDocument, Reason, Rejection, Stage

EXTRACTOR = "article/1"
WORD = re.compile(r"\w+")


def extract_article(raw: RawDocument) -> Article | Rejection:
    """Return the article of a document, or why it is none: EMPTY, BINARY, BAD_ENCODING, NO_ARTICLE.

    `raw.format` may lie: the content decides between HTML and plain text. Given metadata wins over what is found.
    A document that is only a headline has it as its text.
    """
    text = decode(raw.content, raw.charset)
    if isinstance(text, Reason):
        if text is Reason.EMPTY and raw.given.title:
            return _article(raw, Draft(text=""))
        return _rejection(raw, Stage.DECODE, text, f"{len(raw.content)} bytes hold no text that can be read")
    title = _clean(raw.given.title)
    try:
        is_html = is_page(text, raw.format)
        draft = read_page(text, raw.url, raw.retrieved_on, title) if is_html else read_text(text, title)
    except Exception as error:  # noqa: BLE001  what breaks a parser costs its document, never a batch
        return _rejection(raw, Stage.EXTRACT, Reason.CRASHED, repr(error))
    if draft is None or not any(map(str.isalnum, draft.text)):
        return _rejection(
            raw, Stage.EXTRACT, Reason.NO_ARTICLE, f"no article in {len(text)} characters of {raw.format}"
        )
    return _article(raw, draft)


def _rejection(raw: RawDocument, stage: Stage, reason: Reason, detail: str) -> Rejection:
    return Rejection(raw.source, raw.record, stage, reason, detail)


def _article(raw: RawDocument, draft: Draft) -> Article:
    given = raw.given
    title = _clean(given.title) or _clean(draft.title)
    text = draft.text or title or ""
    site = _clean(given.site) or host_of(raw.url)
    authors = tuple(filter(None, map(_clean, draft.authors if given.authors is None else given.authors)))
    language = normalise_tag(given.language) or detect_language(text)
    published = parse_moment(given.published_at) or draft.published
    return Article(
        article_id=article_id(raw.url, text),
        document_id=raw.document_id,
        url=raw.url,
        canonical_url=draft.canonical_url,
        site=site,
        outlet=_outlet(given, draft, site),
        title=title,
        authors=authors,
        agency=_agency(draft, authors),
        published_at=published.at if published else None,
        published_on=published.on if published else None,
        published_precision=published.precision if published else None,
        modified_at=draft.modified.at if draft.modified else None,
        language=language,
        text=text,
        word_count=sum(1 for _ in WORD.finditer(text)),
        is_truncated=draft.is_truncated,
        byline=_clean(draft.byline),
        source=raw.source,
        extractor=EXTRACTOR,
    )


def _clean(value: str | None) -> str | None:
    return " ".join(clean_characters(value).split()) or None if value else None


def _outlet(given: Given, draft: Draft, site: str | None) -> str | None:
    for stated in (given.outlet, draft.site_name):
        if name := normalise_outlet(_clean(stated) or ""):
            return name
    return (outlet_of_site(site) or site) if site else None


def _agency(draft: Draft, authors: tuple[str, ...]) -> str | None:
    lines = (draft.byline, *authors, *draft.credits)
    return next((agency for line in lines if line and (agency := agency_named_in(line))), None)
