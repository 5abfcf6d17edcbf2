"""A story's claims as a journalist wants them told: each fact, who tells it, on whose word, and who disagrees."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from rich.console import Console
from rich.markdown import Markdown

from storage.testimony import GroupTold, Telling, TellingReport, Testimony

# So many facts of single reports are told, the most worth checking; the views have the others.
MOST_SINGLE = 20


@dataclass(frozen=True, slots=True)
class FactTold:
    """A fact with who tells it: outlets in order of publication, the origins they rest on, quotations of it."""

    fact: str
    status: str
    outlet_count: int
    origin_count: int
    outlets: tuple[str, ...]
    origins: tuple[str, ...]
    first: str
    first_published_at: str | None
    speakers: tuple[str, ...]
    disagreements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """Quoted words with who says them, and the outlets that print them."""

    speaker: str | None
    words: str
    outlets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClaimsTold:
    """The account of a story's claims."""

    headline: str | None
    report_count: int
    outlets: tuple[str, ...]
    origins: tuple[str, ...]
    shared: tuple[FactTold, ...]
    disagreements: tuple[str, ...]
    quotes: tuple[Quote, ...]
    single: tuple[FactTold, ...]
    single_count: int


def tell_claims(testimony: Testimony) -> ClaimsTold:
    """Return what a story's reports claim: what several tell, where they disagree, whom they quote, what one tells.

    Of nested claims the one that more reports tell stands for the others, of equals the longer.
    """
    reports = {report.article_id: report for report in testimony.reports}
    members: dict[str, list[Telling]] = {}
    for telling in testimony.tellings:
        members.setdefault(telling.claim_group_id, []).append(telling)
    told = [group for group in testimony.groups if group.claim_group_id in members]
    told.sort(key=lambda group: _rank(group, members[group.claim_group_id]))
    kept = _without_nested(told, members)
    facts = [(_fact(group, members[group.claim_group_id], reports, testimony), group) for group in kept]
    shared = [fact for fact, group in facts if len({t.article_id for t in members[group.claim_group_id]}) > 1]
    single = [fact for fact, group in facts if len({t.article_id for t in members[group.claim_group_id]}) == 1]
    return ClaimsTold(
        headline=testimony.headline,
        report_count=len(testimony.reports),
        outlets=_in_order(_name(report) for report in testimony.reports),
        origins=_in_order(_origin(telling, reports) for telling in testimony.tellings),
        shared=tuple(shared),
        disagreements=tuple(conflict.explanation for conflict in testimony.disagreements),
        quotes=_quotes(testimony.tellings, reports),
        single=tuple(single[:MOST_SINGLE]),
        single_count=len(single),
    )


def _rank(group: GroupTold, members: Sequence[Telling]) -> tuple[Any, ...]:
    """Sort what more origins, then more reports tell first; then what is most worth checking; then by place."""
    reports = len({telling.article_id for telling in members})
    longest = max(len(telling.text) for telling in members)
    worth = max(telling.check_worthiness for telling in members)
    return -(reports > 1), -group.origin_count, -reports, -round(worth, 2), -longest, group.claim_group_id


def _without_nested(groups: Sequence[GroupTold], members: dict[str, list[Telling]]) -> list[GroupTold]:
    """Return the groups, in order, less those of which each claim overlaps a claim of one group before."""
    shown: dict[str, list[tuple[int, int, str]]] = {}
    kept = []
    for group in groups:
        tellings = members[group.claim_group_id]
        over = [
            {name for start, end, name in shown.get(t.article_id, []) if start < t.char_end and t.char_start < end}
            for t in tellings
        ]
        if set.intersection(*over):
            continue
        kept.append(group)
        for telling in tellings:
            place = telling.char_start, telling.char_end, group.claim_group_id
            shown.setdefault(telling.article_id, []).append(place)
    return kept


def _fact(
    group: GroupTold, tellings: Sequence[Telling], reports: dict[str, TellingReport], testimony: Testimony
) -> FactTold:
    ordered = sorted(tellings, key=lambda telling: _published(reports[telling.article_id]))
    first = reports[ordered[0].article_id]
    return FactTold(
        fact=group.text,
        status=group.status,
        outlet_count=group.outlet_count,
        origin_count=group.origin_count,
        outlets=_in_order(_name(reports[telling.article_id]) for telling in ordered),
        origins=_in_order(_origin(telling, reports) for telling in ordered),
        first=_name(first),
        first_published_at=first.published_at.isoformat() if first.published_at else None,
        speakers=_in_order(telling.speaker for telling in ordered if telling.speaker),
        disagreements=tuple(
            conflict.explanation
            for conflict in testimony.disagreements
            if group.claim_group_id in {conflict.claim_group_id_a, conflict.claim_group_id_b}
        ),
    )


def _published(report: TellingReport) -> tuple[bool, float, int]:
    return report.published_at is None, report.published_at.timestamp() if report.published_at else 0.0, report.place


def _name(report: TellingReport) -> str:
    return report.outlet or f"report {report.place}"


def _origin(telling: Telling, reports: dict[str, TellingReport]) -> str:
    return telling.origin or _name(reports[telling.article_id])


def _quotes(tellings: Sequence[Telling], reports: dict[str, TellingReport]) -> tuple[Quote, ...]:
    """Return the quotations, pieces joined, each once for all outlets that print it in the same words."""
    pieces: dict[tuple[str, str], list[Telling]] = {}
    for telling in tellings:
        if telling.kind == "quote":
            pieces.setdefault((telling.article_id, telling.quotation_id or telling.text), []).append(telling)
    printed: dict[tuple[str, str | None], list[str]] = {}
    for parts in pieces.values():
        # Where its sentence ends is the report's affair: “… as banking,” she said, and she said: “… as banking.”
        words = " … ".join(part.text.rstrip(",.") for part in parts)
        speaker = next((part.speaker for part in parts if part.speaker), None)
        printed.setdefault((words, speaker), []).append(_name(reports[parts[0].article_id]))
    quotes = [Quote(speaker, words, _in_order(outlets)) for (words, speaker), outlets in printed.items()]
    return tuple(sorted(quotes, key=lambda quote: -len(quote.outlets)))


def _in_order(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def print_claims(told: ClaimsTold, style: Literal["table", "json", "markdown"], console: Console) -> None:
    """Print the account on `console`: as JSON, as Markdown, or ("table") as text set for reading."""
    if style == "json":
        console.file.write(json.dumps(asdict(told), ensure_ascii=False, indent=2) + "\n")
    elif style == "markdown":
        console.file.write(as_prose(told))
    else:
        console.print(Markdown(as_prose(told)))


def as_prose(told: ClaimsTold) -> str:
    """Return the account in Markdown, to be read by a person."""
    lines = [f"# {_safe(told.headline or 'A story without a headline')}", ""]
    lines.append(f"{_count(told.report_count, 'report')} by {_count(len(told.outlets), 'outlet')}.")
    sections = (
        ("What several reports tell", [_tell(fact) for fact in told.shared]),
        ("Where they disagree", [_safe(_sentence(line)) for line in told.disagreements]),
        ("Who is quoted", [_tell_quote(quote) for quote in told.quotes]),
        ("What one report tells", [_tell_single(fact) for fact in told.single]),
    )
    for heading, items in sections:
        if items:
            lines += ["", f"## {heading}", "", *(f"- {item}" for item in items)]
    if told.single_count > len(told.single):
        lines += ["", f"{told.single_count - len(told.single)} more facts are told by one report each."]
    return "\n".join(lines) + "\n"


def _tell(fact: FactTold) -> str:
    outlets, origins = _count(fact.outlet_count, "outlet"), _count(fact.origin_count, "origin")
    told = f"**{_safe(_sentence(fact.fact))}** {outlets}, {origins}"
    told += f" ({_safe(_list(fact.origins))})" if fact.origin_count <= len(fact.origins) else ""
    told += f"; first in {_safe(fact.first)}" + (
        f", {_day(fact.first_published_at)}" if fact.first_published_at else ""
    )
    told += f", on the word of {_safe(_list(fact.speakers))}" if fact.speakers else ""
    return told + "." + "".join(f" *Disputed: {_safe(_sentence(line))}*" for line in fact.disagreements)


def _tell_single(fact: FactTold) -> str:
    source = _list((fact.first, *(origin for origin in fact.origins if origin != fact.first)))
    speakers = [speaker for speaker in fact.speakers if speaker not in fact.origins]
    speaker = f"; says {_list(speakers)}" if speakers else ""
    disputed = "".join(f" *Disputed: {_safe(_sentence(line))}*" for line in fact.disagreements)
    return f"{_safe(_sentence(fact.fact))} ({_safe(source + speaker)}){disputed}"


def _tell_quote(quote: Quote) -> str:
    return f"**{_safe(quote.speaker or 'Somebody')}**: “{_safe(quote.words)}” ({_safe(_list(quote.outlets))})"


def _sentence(text: str) -> str:
    """Return `text` as a sentence: with a capital and a full stop, on one line."""
    text = " ".join(text.split()).rstrip(",;:")
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith((".", "!", "?", "…", ".”", '."', ".’")) else ".")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


def _list(names: Sequence[str]) -> str:
    return ", ".join(names)


def _day(moment: str) -> str:
    return moment[:16].replace("T", " ").removesuffix(" 00:00")


def _safe(text: str) -> str:
    """Return `text` with what Markdown would read as markup made plain."""
    return "".join(f"\\{character}" if character in "\\`*_[]<>#|" else character for character in text)
