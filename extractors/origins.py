"""Origins: whom an article and each of its claims credit, and the steps of the one rule of independence."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from extractors.claims import EXTRACTOR
from extractors.credits import Credit, CreditReader
from extractors.outlets import agency_of_dateline, normalise_outlet, origin_key_of, outlets_credited_in
from extractors.records import Article, Claim, Origin, Provenance
from extractors.sentences import split_sentences

# A news text tells its source in its first paragraphs (the lead); a credit further down covers its own claim only.
LEAD_PARAGRAPHS = 3
LEAD_CHARACTERS = 1500
SENTENCE_ENDS = (".", "!", "?", ".”", '."', "?”", "!”", '?"', '!"', ".’", ".'")


def find_origins(article: Article, claims: Sequence[Claim]) -> tuple[Origin, ...]:
    """Return the credits of `article`: article-wide ones (claim_id None) first, then one for each claim and credit.

    Outlets, agencies and bodies that publish data are origins; people and unnamed sources are speakers, never origins.
    Only credits in the running text have offsets; those in title, byline and dateline have none.
    """
    persons, bodies = _speakers(claims, "person"), _speakers(claims, "organisation")
    reader = CreditReader(article.text, persons, bodies)
    sentences = split_sentences(article.text)
    credits_found = [(start, credit) for start, end in sentences for credit in reader.read(start, end)]
    headed = _heading_origins(article, CreditReader(article.title or "", persons, bodies))
    led = _lead_origins(article, sentences[0][0] if sentences else 0, credits_found)
    return (*_distinct([*headed, *led]), *_claim_origins(article, claims, [credit for _, credit in credits_found]))


def attach_origins(claims: Sequence[Claim], origins: Sequence[Origin]) -> tuple[Claim, ...]:
    """Return `claims` with `origin` and `credit_key` of the first credit each rests on, unchanged without one."""
    first: dict[str, Origin] = {}
    for origin in origins:
        if origin.claim_id is not None:
            first.setdefault(origin.claim_id, origin)
    return tuple(
        replace(claim, origin=credit.origin, credit_key=credit.origin_key)
        if (credit := first.get(claim.claim_id))
        else claim
        for claim in claims
    )


def trace_provenance(article: Article, origins: Sequence[Origin]) -> Provenance:
    """Return the article's own steps of the origin-key rule; each key is None where the article does not state it.

    A dateline or byline that only names the article's agency is the agency step, not a credit of its own: an agency's
    report that credits a newspaper in its lead rests on the newspaper.
    """
    agency = normalise_outlet(article.agency) if article.agency else None
    credited = [
        origin
        for origin in origins
        if origin.claim_id is None
        and origin.field != "dateline"
        and not (origin.field == "byline" and origin.origin == agency)
    ]
    datelined = next((origin.origin_key for origin in origins if origin.field == "dateline"), None)
    return Provenance(
        article_id=article.article_id,
        credit_key=credited[0].origin_key if credited else None,
        agency_key=origin_key_of(agency) if agency else datelined,
        owner_key=origin_key_of(article.outlet) if article.outlet else None,
        extractor=EXTRACTOR,
    )


def _speakers(claims: Sequence[Claim], kind: str) -> frozenset[str]:
    return frozenset(claim.speaker.casefold() for claim in claims if claim.speaker and claim.speaker_kind == kind)


def _heading_origins(article: Article, title: CreditReader) -> list[Origin]:
    """Return the credits outside the running text: title, byline, dateline."""
    found = [
        _origin(article, None, credit.name, "title", title.text[credit.start : credit.end])
        for credit in title.read(0, len(title.text))
    ]
    if article.byline:
        credited = outlets_credited_in(article.byline)
        found += [_origin(article, None, outlet.name, "byline", article.byline) for outlet in credited]
    agency = agency_of_dateline(article.text)
    if agency:
        found.append(_origin(article, None, agency, "dateline", article.text[: article.text.index(")") + 1].strip()))
    return found


def _lead_origins(article: Article, first_sentence: int, credits_found: list[tuple[int, Credit]]) -> list[Origin]:
    """Return the lead's credits: of outlets in its first paragraphs, of bodies in its first sentence only."""
    lead_end = _lead_end(article.text)
    return [
        _sentence_origin(article, None, credit)
        for start, credit in credits_found
        if start < lead_end and (credit.is_outlet or start == first_sentence)
    ]


def _lead_end(text: str) -> int:
    """Return where the lead ends: after its first paragraphs, headings and other lines without a full stop aside."""
    paragraphs = position = 0
    while paragraphs < LEAD_PARAGRAPHS and position < min(len(text), LEAD_CHARACTERS):
        line_end = text.find("\n", position)
        line_end = len(text) if line_end < 0 else line_end
        paragraphs += text[max(position, line_end - 9) : line_end].rstrip().endswith(SENTENCE_ENDS)
        position = line_end + 1
    return min(position, LEAD_CHARACTERS)


def _claim_origins(article: Article, claims: Sequence[Claim], credits_found: list[Credit]) -> list[Origin]:
    starts = [credit.start for credit in credits_found]
    return [
        _sentence_origin(article, claim.claim_id, credit)
        for claim in claims
        for credit in credits_found[bisect_left(starts, claim.sentence_start) : bisect_left(starts, claim.sentence_end)]
    ]


def _sentence_origin(article: Article, claim_id: str | None, credit: Credit) -> Origin:
    origin = _origin(article, claim_id, credit.name, "text", article.text[credit.start : credit.end])
    return replace(origin, char_start=credit.start, char_end=credit.end)


def _origin(article: Article, claim_id: str | None, name: str, field: str, text: str) -> Origin:
    return Origin(article.article_id, claim_id, name, origin_key_of(name), field, text, char_start=None, char_end=None)


def _distinct(origins: list[Origin]) -> list[Origin]:
    """Return the first of each origin and field: "the Financial Times" twice in a lead is one credit."""
    first: dict[tuple[str, str], Origin] = {}
    for origin in origins:
        first.setdefault((origin.origin_key, origin.field), origin)
    return list(first.values())
