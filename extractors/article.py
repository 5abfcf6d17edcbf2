"""One raw document to one article, or to the reason why it is none."""

import re

from extractors.decoding import clean_characters, decode
from extractors.draft import Draft
from extractors.identity import article_id
from extractors.language import detect_language, normalise_tag
from extractors.moments import Dated, as_update, had_come, parse_moment
from extractors.outlets import agency_named_in, normalise_outlet, outlet_of_site
from extractors.pages import host_of, is_page, read_page
from extractors.plaintext import read_text
from extractors.records import Article, DateSource, Given, RawDocument, Reason, Rejection, Stage

# Another number for any change to what an article's row says, whichever module made it, learned boilerplate included:
# `newsloom reprocess` redoes what carries another one.
EXTRACTOR = "article/2"
WORD = re.compile(r"\w+")
# A credit of a picture says nothing of the text's origin.
PICTURE = re.compile(r"\b(?:photo|image|picture|getty|video|graphic|foto|bild)", re.IGNORECASE)


def extract_article(raw: RawDocument) -> Article | Rejection:
    """Return the article of a document, or why it is none: EMPTY, BINARY, BAD_ENCODING, NO_ARTICLE.

    `raw.format` may lie: the content decides between HTML and plain text. Given metadata wins over what is found.
    A document that is only a headline has it as its text.
    """
    text = decode(raw.content, raw.charset)
    if isinstance(text, Reason):
        if text is Reason.EMPTY and _clean(raw.given.title):
            return _article(raw, Draft(text=""))
        return _rejection(raw, Stage.DECODE, text, f"{len(raw.content)} bytes hold no text that can be read")
    title = _clean(raw.given.title)
    try:
        is_html = is_page(text, raw.format)
        draft = read_page(text, raw.url, raw.retrieved_on, title) if is_html else read_text(text, title)
    except MemoryError:  # the process it runs in must know
        raise
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
    language = normalise_tag(given.language) or detect_language(text, draft.language)
    published, modified = _dates(raw, draft)
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
        published_at=published.moment.at if published else None,
        published_on=published.moment.on if published else None,
        published_precision=published.moment.precision if published else None,
        published_from=published.source if published else None,
        modified_at=modified.moment.at if modified else None,
        modified_from=modified.source if modified else None,
        language=language,
        text=text,
        word_count=sum(len(WORD.findall(line)) for line in text.split("\n")),
        is_truncated=draft.is_truncated,
        byline=_clean(draft.byline),
        source=raw.source,
        extractor=EXTRACTOR,
    )


def _dates(raw: RawDocument, draft: Draft) -> tuple[Dated | None, Dated | None]:
    """Return when a document was published and last changed: never before that, nor after it was retrieved."""
    stated = parse_moment(raw.given.published_at)
    found = (draft.published, as_update(draft.modified))
    published = next((dated for dated in found if dated and had_come(dated, raw.retrieved_on)), None)
    published = Dated(stated, DateSource.GIVEN) if stated else published
    modified = draft.modified if draft.modified and had_come(draft.modified, raw.retrieved_on) else None
    if modified and published and modified.moment.at < published.moment.at:
        modified = None
    return published, modified


def _clean(value: str | None) -> str | None:
    return " ".join(clean_characters(value).split()) or None if value else None


def _outlet(given: Given, draft: Draft, site: str | None) -> str | None:
    for stated in (given.outlet, draft.site_name):
        if name := normalise_outlet(_clean(stated) or ""):
            return name
    return (outlet_of_site(site) or site) if site else None


def _agency(draft: Draft, authors: tuple[str, ...]) -> str | None:
    lines = (draft.byline, *authors, *draft.credits)
    return next(
        (agency for line in lines if line and not PICTURE.search(line) and (agency := agency_named_in(line))), None
    )
