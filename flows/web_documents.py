"""Documents out of what the web gave: a page as it was fetched, or an article that its feed carries whole."""

from datetime import date
from urllib.parse import urlsplit

from extractors.identity import document_id
from extractors.listings import Entry
from extractors.records import Given, RawDocument, Reason, Rejection, Stage
from flows.answers import Response
from storage.sources import Source

FORMATS = {"text/html": "html", "application/xhtml+xml": "html", "text/plain": "text", "text/markdown": "text"}


def page_document(source: Source, entry: Entry | None, answer: Response, today: date) -> RawDocument | Rejection:
    """Return the page of an entry, or the source itself where there is none, as a document.

    One that another host gave is of that host's address.
    """
    record = entry.url if entry else None
    media_type = answer.headers.get("content-type", "text/html").split(";")[0].strip().lower()
    if media_type not in FORMATS or answer.status == 304:
        detail = f"the server sent {media_type or 'nothing'}, not a page"
        return Rejection(source.url, record, Stage.FETCH, Reason.UNSUPPORTED_TYPE, detail)
    url = record or source.url
    address = url if urlsplit(answer.final_url).hostname == urlsplit(url).hostname else answer.final_url
    return RawDocument(
        source=source.url,
        record=record,
        document_id=document_id(answer.body, address),
        content=answer.body,
        format=FORMATS[media_type],
        retrieved_on=today,
        url=address,
        charset=answer.charset,
        given=Given(published_at=entry.given.published_at) if entry else Given(),
        exchange=answer.exchange,
    )


def whole_document(source: Source, entry: Entry, today: date) -> RawDocument:
    """Return an article that its feed carries whole."""
    content = (entry.html or "").encode("utf-8", "replace")
    return RawDocument(
        source=source.url,
        record=entry.url or entry.key,
        document_id=document_id(content, entry.url),
        content=content,
        format="html",
        retrieved_on=today,
        url=entry.url,
        charset="utf-8",
        given=entry.given,
    )
