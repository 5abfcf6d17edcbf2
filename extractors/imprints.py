"""Imprint lines: what a document prints of its making, the byline and the dates of publication and revision."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from extractors.bylines import LONGEST_BYLINE, is_byline, people_of_byline
from extractors.date_lines import SEGMENTS, cue_pattern
from extractors.furniture import is_furniture
from extractors.moments import Dated, is_date_only, parse_moment
from extractors.records import DateSource

# "March 3, 2025 By Jane Doe": two segments without a divider.
BEHIND_DATE = re.compile(r"(?<=\d)\s+(?=[Bb]y\s+[^\W\d_a-z])")
# Where a byline or a bare date may stand: among the first blocks; with "Published" or "By" also in the last ones.
HEAD_BLOCKS, TAIL_BLOCKS = 8, 3


# Where a wire story names its agency: the dateline that opens it, and the credit or rights line that closes it.
DATELINE = re.compile(r"[^()\n]{0,80}\([^()\n]{2,40}\)\s{0,3}[-–—:]")
# "BOSTON, March 3, 2025 /Wire/ --", "Oslo, 3. mars 2025 –", "March 3, 2025 (Oslo) –": a press release tells its day.
DATELINE_DAY = re.compile(
    r"(?:[^\d\n!?:]{2,60}(?:,|\s?\(|\s[-–—])\s?)?"
    r"(?P<day>[^\W\d_]{3,12}\.?\s\d{1,2},?\s20\d\d|\d{1,2}\.?\s[^\W\d_]{3,12}\.?\s20\d\d)\)?,?\s?(?:/|\(|[-–—])"
)
CLOSING_CREDIT = re.compile(
    r"\(.{2,60}\)|[-–—]\s?.{2,60}|(?:source|credit|with\s(?:agency\s|wire\s)?inputs?\sfrom|(?:additional\s)?reporting\sby"
    r"|©|\(c\)|copyright).{0,150}",
    re.IGNORECASE,
)
CLOSING_BLOCKS = 4
# "9:14 AM PDT": the time of a day that stands beside it.
CLOCK = re.compile(r"\d{1,2}[:.h]\d{2}(?:\s?[ap]\.?m\.?)?(?:\s(?:[a-z]{2,5}|uhr))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Imprint:
    """What the lines around a story state of its making."""

    byline: str | None = None
    people: tuple[str, ...] = ()
    published: Dated | None = None
    modified: Dated | None = None

    def merged(self, other: "Imprint") -> "Imprint":
        """Return this imprint with what `other` adds; what came first stays."""
        return Imprint(
            byline=self.byline or other.byline,
            people=self.people or other.people,
            published=self.published or other.published,
            modified=self.modified or other.modified,
        )


def split_imprint(blocks: Sequence[str]) -> tuple[Imprint, list[str]]:
    """Return what the imprint lines at the head and the end of a story state, and the blocks without them."""
    imprint = Imprint()
    kept = []
    for index, block in enumerate(blocks):
        in_head = index < HEAD_BLOCKS
        is_near_edge = in_head or index >= len(blocks) - TAIL_BLOCKS
        found = read_imprint(block, bare_dates=in_head) if is_near_edge else None
        if found is None:
            kept.append(block)
        else:
            imprint = imprint.merged(found)
    return (imprint, kept) if kept else (Imprint(), list(blocks))


def read_imprint(line: str, *, bare_dates: bool) -> Imprint | None:
    """Return what an imprint line states; None where any part of the line is something else.

    `bare_dates` takes a date without "Published" before it, as the lines above a story have it.
    """
    return _read_short(line, bare_dates=bare_dates) if len(line) <= LONGEST_BYLINE else None


# What trafilatura took and what the text holds are mostly the same lines.
@lru_cache(maxsize=128)
def _read_short(line: str, *, bare_dates: bool) -> Imprint | None:
    if is_byline(line) and not cue_pattern().search(line):
        return Imprint(byline=line, people=people_of_byline(line))
    imprint, has_date = Imprint(), False
    segments = [segment for segment in SEGMENTS.split(BEHIND_DATE.sub(" | ", line)) if segment]
    clock = next(filter(CLOCK.fullmatch, segments), "")
    for segment in segments:
        if segment == clock:
            continue
        cue = cue_pattern().match(segment)
        day = segment[cue.end() :] if cue else segment
        if (cue or bare_dates) and _is_date(day):
            has_date = True
            moment = parse_moment(f"{day} {clock}" if _is_date(f"{day} {clock}") else day)
            dated = Dated(moment, DateSource.TEXT) if moment else None
            is_revision = cue is not None and cue["revision"] is not None
            imprint = imprint.merged(Imprint(modified=dated) if is_revision else Imprint(published=dated))
        elif is_byline(segment) or people_of_byline(segment) or is_furniture(segment):
            people = (*imprint.people, *people_of_byline(segment))
            imprint = replace(imprint, byline=imprint.byline or segment, people=people)
        else:
            return None
    return imprint if has_date else None


def dateline_date(blocks: Sequence[str]) -> Dated | None:
    """Return the day that the dateline of a text states, None where it has none."""
    matches = filter(None, map(DATELINE_DAY.match, blocks[:CLOSING_BLOCKS]))
    moments = filter(None, (parse_moment(match["day"]) for match in matches))
    return next((Dated(moment, DateSource.TEXT) for moment in moments), None)


def find_credits(blocks: Sequence[str]) -> tuple[str, ...]:
    """Return the dateline and the closing lines of a text that may name the agency it comes from."""
    datelines = (match[0] for block in blocks[:CLOSING_BLOCKS] if (match := DATELINE.match(block)))
    closing = (block for block in blocks[-CLOSING_BLOCKS:] if CLOSING_CREDIT.fullmatch(block[:LONGEST_BYLINE]))
    return (*datelines, *closing)


def _is_date(text: str) -> bool:
    """Tell whether a text is a date, also one that can be read both ways ("04/05/2025"), and nothing else."""
    return is_date_only(text) and any(parse_moment(text, day_first=day_first) for day_first in (True, False))
