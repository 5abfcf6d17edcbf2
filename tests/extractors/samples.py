"""Articles and claims for the tests of quantities, origins and accounts."""

from datetime import date, datetime

from extractors.identity import stable_id
from extractors.records import Article, Claim, DateSource
from extractors.sentences import split_sentences


def article(
    text: str,
    *,
    outlet: str | None = None,
    title: str | None = None,
    byline: str | None = None,
    agency: str | None = None,
    published_at: datetime | None = None,
    published_on: date | None = None,
) -> Article:
    return Article(
        article_id=stable_id(outlet, text),
        document_id=stable_id(text),
        url=None,
        canonical_url=None,
        site=None,
        outlet=outlet,
        title=title,
        authors=(),
        agency=agency,
        published_at=published_at,
        published_on=published_on or (published_at.date() if published_at else None),
        published_precision="second" if published_at else None,
        published_from=DateSource.GIVEN if published_at or published_on else None,
        modified_at=None,
        modified_from=None,
        language="en",
        text=text,
        word_count=len(text.split()),
        is_truncated=False,
        byline=byline,
        source="sample",
        extractor="sample",
    )


def claim(of: Article, start: int, end: int, *, kind: str = "statement", speaker: str | None = None) -> Claim:
    sentences = [span for span in split_sentences(of.text) if span[0] <= start < span[1]] or [(start, end)]
    return Claim(
        claim_id=stable_id(of.article_id, kind, start, end),
        article_id=of.article_id,
        kind=kind,
        text=of.text[start:end],
        char_start=start,
        char_end=end,
        sentence_start=sentences[0][0],
        sentence_end=max(sentences[0][1], end),
        quotation_id=None,
        speaker=speaker,
        speaker_kind="person" if speaker else None,
        speaker_start=None,
        speaker_end=None,
        cue=None,
        origin=None,
        credit_key=None,
        is_negated=None,
        is_denied=None,
        is_hedged=None,
        is_conditional=None,
        is_future=None,
        check_worthiness=0.5,
        extractor="sample",
    )


def sentence_claims(of: Article) -> tuple[Claim, ...]:
    """Return every sentence as a claim: the simplest claims there are."""
    return tuple(claim(of, start, end) for start, end in split_sentences(of.text))
