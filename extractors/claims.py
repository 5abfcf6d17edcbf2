"""Claims of an article, with speaker, cue and evidence: the public door of everything about who says what."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors.checkworthiness import score_sentences
from extractors.identity import stable_id
from extractors.records import Article, Claim
from extractors.reported import Report, find_reports
from extractors.sentence_parts import find_clauses
from extractors.sentences import split_sentences
from extractors.speakers import NOBODY
from extractors.stance import stance_of
from extractors.statements import find_asides, find_statements

EXTRACTOR = "claims/7"
COVERED_LANGUAGES = frozenset({"en"})
# An opinion or a wish is a report as well, but its sentence still speaks in the article's own voice.
OWN_VOICE_FRAMES = frozenset(("object", "infinitive"))
# Of "denied that they met before the vote was taken", nobody denies the vote.
SUBORDINATE = re.compile(r"\b(?:after|although|as|because|before|though|when|where|whereas|which|while|who(?:se)?)\s\Z")


def covers(language: str | None) -> bool:
    """Return whether claims are extracted from a text in `language` (a BCP 47 tag; None is not covered)."""
    return language is not None and language.replace("_", "-").split("-", 1)[0].lower() in COVERED_LANGUAGES


def check_worthiness(sentences: Sequence[str]) -> list[float]:
    """Return for each sentence, 0 to 1, how much it is worth checking."""
    return score_sentences(sentences)


def extract_claims(article: Article) -> tuple[Claim, ...]:
    """Return the claims of one article in the order of the text; none in a language that is not covered.

    Every quote has a `quotation_id`, which the pieces of an interrupted quotation share; an attributed statement has
    one only where the cue interrupts it. Origins are left None.
    """
    if not covers(article.language):
        return ()
    text = article.text
    sentences = split_sentences(text)
    scores = score_sentences([text[start:end] for start, end in sentences])
    reports = find_reports(text, sentences)
    others = [report for report in reports if not _is_in_own_voice(text, report)]
    reported, said = sorted(map(_extent, others)), sorted(_said(text, report) for report in others)
    reports.extend(_parts(text, reports))
    own = [*find_statements(text, sentences, scores, reported, said), *find_asides(text, [r.mention for r in reports])]
    reports.extend(Report("statement", start, end, NOBODY, None, None, None, "own") for start, end in own)
    # Of two readings of one span the first wins: it is the nearer cue's. Marks around nothing say nothing.
    unique = {
        (report.start, report.end, report.kind): report
        for report in reversed(reports)
        if any(map(str.isalnum, text[report.start : report.end]))
    }
    starts, ends = [start for start, _ in sentences], [end for _, end in sentences]
    claims = []
    for _, report in sorted(unique.items()):
        first = bisect_right(ends, report.start)
        last = max(first, bisect_left(starts, report.end) - 1)
        within = min(starts[first], report.start), max(ends[last], report.end)
        claims.append(_claim(article, report, within, max(scores[first : last + 1])))
    return tuple(claims)


def _parts(text: str, reports: Sequence[Report]) -> Iterator[Report]:
    """Yield the clauses of reported speech: "he was innocent and would appeal" says two things, on one word."""
    for report in reports:
        if report.kind == "attributed" and report.frame not in OWN_VOICE_FRAMES:
            is_denied = stance_of(text[report.start : report.end], report.cue).is_denied
            for start, end in find_clauses(text, report.start, report.end):
                if not (is_denied and SUBORDINATE.search(text, report.start, start)):
                    yield replace(report, start=start, end=end, quotation=None)


def _is_in_own_voice(text: str, report: Report) -> bool:
    """Return whether the sentence of a report is the article's word: it "hopes to stay", they "were told to leave"."""
    is_told_to = report.frame == "passive" and text.startswith("to ", report.start)
    return report.frame in OWN_VOICE_FRAMES or is_told_to


def _extent(report: Report) -> tuple[int, int]:
    """Return the span from speaker to content: what of the sentence is on that speaker's word."""
    start, end = report.mention or (report.start, report.end)
    return min(report.start, start), max(report.end, end)


def _said(text: str, report: Report) -> tuple[int, int]:
    """Return the span from cue to content: what stands between speaker and cue is the article's own again."""
    start, end = _extent(report)
    if report.mention and report.cue and report.mention[1] <= report.start:
        cue = text.rfind(report.cue, report.mention[1], report.start)
        return (cue, end) if cue >= 0 else (start, end)
    return start, end


def _claim(article: Article, report: Report, sentence: tuple[int, int], score: float) -> Claim:
    start, end = report.start, report.end
    is_own = report.kind == "statement"
    stance = stance_of(article.text[start:end], report.cue)
    return Claim(
        claim_id=stable_id("claim", article.article_id, report.kind, start, end),
        article_id=article.article_id,
        kind=report.kind,
        text=article.text[start:end],
        char_start=start,
        char_end=end,
        sentence_start=sentence[0],
        sentence_end=sentence[1],
        quotation_id=None if report.quotation is None else stable_id("quotation", article.article_id, report.quotation),
        speaker=report.speaker.name,
        speaker_kind=None if is_own else report.speaker.kind,
        speaker_start=report.mention[0] if report.mention else None,
        speaker_end=report.mention[1] if report.mention else None,
        cue=report.cue,
        origin=None,
        credit_key=None,
        is_negated=stance.is_negated,
        is_denied=stance.is_denied,
        is_hedged=stance.is_hedged,
        is_conditional=stance.is_conditional,
        is_future=stance.is_future,
        check_worthiness=score,
        extractor=EXTRACTOR,
    )
