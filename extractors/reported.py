"""What an article reports others to have said: quotes and attributed statements, each with its speaker."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extractors.attribution import LONGEST_PASSAGE, find_attributions
from extractors.passages import Passage, Token, split_passages
from extractors.phrases import Span, first_phrase, is_verb_like, phrase_before
from extractors.quotations import Quotation, find_quotations
from extractors.speakers import NOBODY, Cast, Speaker, cast_of

# What makes a short quotation a piece of speech and not a term: a pronoun as subject, or a finite verb.
VERB = re.compile(
    r"\b(?:i|we|you|they|he|she|it|is|are|was|were|be|been|am|have|has|had|do|does|did|will|would|can|could|should"
    r"|may|might|must|remains?|feels?|felt)\b|\w[’'](?:re|s|ll|ve|m|d|t)\b",
    re.IGNORECASE,
)
ENOUGH_WORDS = 6  # a quotation of so many words is speech without such a sign
FEWEST_WORDS = 3  # of a content that holds no quotation
TITLE_WORDS = 8  # longer than this no title is taken for one
LONGEST_SUBJECT = 12  # tokens from a quotation to the verb of whoever says it
MOST_CAPITALS = 0.6  # share of capitalised words from which a short quotation is a title or name
KEPT_BEFORE, KEPT_AFTER = frozenset("$£€("), frozenset("%)")


@dataclass(frozen=True, slots=True)
class Report:
    """One span that somebody is said to have said; offsets are code points of the text.

    `kind` is 'quote' or 'attributed', `quotation` the offset that names the interrupted quotation it is a piece of,
    `frame` that of the `Attribution`, else 'continued' (a quotation by itself) or 'loose' (one without a cue).
    """

    kind: str
    start: int
    end: int
    speaker: Speaker
    mention: tuple[int, int] | None
    cue: str | None
    quotation: int | None
    frame: str


def find_reports(text: str, sentences: Sequence[tuple[int, int]]) -> list[Report]:
    """Return the reports of `text`, passage by passage."""
    quotations = find_quotations(text)
    cast = cast_of(text)
    found: list[Report] = []
    last: Report | None = None
    speaker, paragraph, is_open = NOBODY, -1, False
    for passage in split_passages(text, sentences, quotations):
        same = passage.paragraph == paragraph or is_open
        reports = list(_attributed(text, passage, cast, speaker))
        if passage.quotations:
            reports.extend(_unattributed(text, passage, last if same else None, reports, cast, speaker))
        for report in sorted(reports, key=lambda report: report.start):
            speaker = report.speaker if report.speaker.name and report.frame != "object" else speaker
            last = report if report.kind == "quote" else last
        paragraph = passage.paragraph
        announced = _introduced(passage, cast, speaker)
        if announced is not None:
            speaker, last = announced, None
        if is_open:
            reports = _attribute_openings(found, reports)
        is_open = any(quotation.continues for quotation in passage.quotations)
        found.extend(reports)
    return found


def _attribute_openings(found: list[Report], reports: list[Report]) -> list[Report]:
    """Give the paragraphs of a quotation that runs on the speaker its last one names ("…,” said Ada Obi.").

    Changes `found` in place, and returns `reports` with the closing quotes as pieces of the same quotation.
    """
    closing = min(
        (report for report in reports if report.kind == "quote"), key=lambda report: report.start, default=None
    )
    if closing is None or closing.cue is None:
        return reports
    at = len(found)
    while at and found[at - 1].frame == "continued" and found[at - 1].cue is None:
        at -= 1
    if at == len(found):
        return reports
    whole = found[at].quotation
    found[at:] = [
        replace(report, speaker=closing.speaker, mention=closing.mention, cue=closing.cue, quotation=whole)
        for report in found[at:]
    ]
    pieces = closing.quotation
    return [replace(report, quotation=whole) if report.quotation == pieces else report for report in reports]


def _attributed(text: str, passage: Passage, cast: Cast, speaker: Speaker) -> Iterator[Report]:
    """Yield the contents of the passage's attributions, as quotes where they are nothing but quotations."""
    tokens = passage.tokens
    for attribution in find_attributions(passage):
        mention = _offsets(tokens, attribution.source) if attribution.source else None
        who = cast.speaker(*mention, passage.start, speaker) if mention else NOBODY
        if attribution.frame == "label" and who.kind != "person":
            continue  # "Key points: …", "Read more: …"
        speaker = who if who.name else speaker
        cue = text[slice(*_offsets(tokens, attribution.cue))]
        first = _offsets(tokens, attribution.contents[0])[0]
        shared = first if len(attribution.contents) > 1 else None
        model = Report("attributed", 0, 0, who, mention, cue, shared, attribution.frame)
        for span in attribution.contents:
            yield from _from_content(text, tokens[span.start : span.end], model)


def _from_content(text: str, tokens: Sequence[Token], model: Report) -> Iterator[Report]:
    inside = _trimmed(tokens)
    quotations = [token.quotation for token in inside if token.quotation is not None]
    words = sum(token.is_word for token in inside)
    if states_something(inside, model.frame, words) or (words and quotations):
        yield replace(model, start=inside[0].start, end=inside[-1].end)
    for quotation in quotations:
        if not words or is_speech(text, quotation):
            first = quotations[0].inner_start if not words else quotation.inner_start
            yield _quote(
                text, quotation, replace(model, quotation=first if model.quotation is None else model.quotation)
            )


def states_something(content: Sequence[Token], frame: str, words: int) -> bool:
    """Tell whether a content outside quotation marks says enough to be a claim: no bare name, no "the report"."""
    return words >= FEWEST_WORDS and not (frame == "object" and all(token.is_capital for token in content))


def _unattributed(  # noqa: PLR0913, PLR0917 - the state of the article up to this passage
    text: str, passage: Passage, last: Report | None, reports: Sequence[Report], cast: Cast, speaker: Speaker
) -> Iterator[Report]:
    """Yield the quotations no attribution covers: the rest of an interrupted one, or speech without a cue."""
    covered = {report.start for report in reports if report.kind == "quote"}
    spans = [(report.start, report.end) for report in reports]
    alone = all(token.quotation is not None or not token.is_word for token in passage.tokens)
    for at, token in enumerate(passage.tokens):
        quotation = token.quotation
        if quotation is None or quotation.inner_start in covered:
            continue
        if alone and last is not None:
            yield _quote(text, quotation, replace(last, frame="continued"))
        elif not is_speech(text, quotation) or any(a <= quotation.start and quotation.end <= b for a, b in spans):
            continue
        elif alone:
            yield _quote(text, quotation, Report("quote", 0, 0, speaker, None, None, None, "continued"))
        else:
            named = next((report for report in reports if report.mention), None)
            yield _quote(text, quotation, named or _subject_of(passage, at, cast, speaker))


def _subject_of(passage: Passage, at: int, cast: Cast, speaker: Speaker) -> Report:
    source = _subject_after(passage.tokens, at) or first_phrase(passage.tokens, at)
    mention = _offsets(passage.tokens, source) if source else None
    who = cast.speaker(*mention, passage.start, speaker) if mention else NOBODY
    return Report("quote", 0, 0, who, mention, None, None, "loose")


def _subject_after(tokens: Sequence[Token], at: int) -> Span | None:
    """Return whose the verb after a quotation is, whatever it tells of: '“…,” a nurse remembered'."""
    for ahead in range(at + 2, min(len(tokens), at + LONGEST_SUBJECT)):
        if is_verb_like(tokens, ahead):
            return phrase_before(tokens, ahead, at + 1)
        if not tokens[ahead].is_word:
            # "Ada Obi, a nurse from Porto, remembered"
            names = tokens[ahead].word == "," and all(token.is_capital for token in tokens[at + 1 : ahead])
            return Span(at + 1, ahead) if names and ahead + 1 < len(tokens) else None
    return None


def _introduced(passage: Passage, cast: Cast, speaker: Speaker) -> Speaker | None:
    """Return whom a paragraph that ends in a colon announces ("Ada Obi went on:"), None where it names nobody."""
    tokens = passage.tokens
    if len(tokens) < 2 or tokens[-1].word != ":" or len(tokens) > LONGEST_PASSAGE:
        return None
    verb = next((at for at in range(len(tokens) - 2, 0, -1) if is_verb_like(tokens, at)), len(tokens) - 1)
    source = phrase_before(tokens, verb, 0)
    who = cast.speaker(*_offsets(tokens, source), passage.start, speaker) if source else NOBODY
    return who if who.kind == "person" else None


def _quote(text: str, quotation: Quotation, model: Report) -> Report:
    inner = text[quotation.inner_start : quotation.inner_end]
    start = quotation.inner_start + len(inner) - len(inner.lstrip())
    name = model.quotation if model.quotation is not None and model.frame != "loose" else quotation.inner_start
    return replace(model, kind="quote", start=start, end=start + len(inner.strip()), quotation=name)


def is_speech(text: str, quotation: Quotation) -> bool:
    """Tell whether a quotation without a cue of its own is speech: no title, no term ("code red"), no scare quote."""
    inner = text[quotation.inner_start : quotation.inner_end]
    words = inner.split(maxsplit=TITLE_WORDS + 1)
    if len(words) < 2:
        return False
    capitals = sum(word[0].isupper() for word in words)
    if len(words) <= TITLE_WORDS and capitals >= MOST_CAPITALS * len(words):
        return False
    return len(words) >= ENOUGH_WORDS or VERB.search(inner) is not None


def _trimmed(tokens: Sequence[Token]) -> Sequence[Token]:
    start, end = 0, len(tokens)
    while start < end and not _counts(tokens[start], KEPT_BEFORE):
        start += 1
    while end > start and not _counts(tokens[end - 1], KEPT_AFTER):
        end -= 1
    return tokens[start:end]


def _counts(token: Token, kept: frozenset[str]) -> bool:
    return token.is_word or token.quotation is not None or token.word in kept


def _offsets(tokens: Sequence[Token], span: Span) -> tuple[int, int]:
    return tokens[span.start].start, tokens[span.end - 1].end
