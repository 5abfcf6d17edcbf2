"""Imprint lines: what a document prints of its making, the byline and the dates of publication and revision."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractors.bylines import LONGEST_BYLINE, is_byline, people_of_byline
from extractors.furniture import is_furniture
from extractors.moments import Moment, is_date_only, parse_moment

DATED = re.compile(
    r"(?P<cue>(?:(?:first|originally|last|article|page)\s)?(?:published|posted|updated|modified|edited|issued|released"
    r"|created|revised|publication|date)|veröffentlicht|aktualisiert|stand|erstellt|publicado|actualizado|publié(?:\sle)?"
    r"|mis\sà\sjour|pubblicato|aggiornato|atualizado|gepubliceerd|bijgewerkt)"
    r"(?:\s(?:date|time|on|at|am|el|le|il|em|op))?\s?[:–—-]?\s+(?=\S)",
    re.IGNORECASE,
)
UPDATED = re.compile(r"updat|modif|edit|revis|aktualis|actualiz|jour|aggiorn|atualiz|bijgewerkt|stand", re.IGNORECASE)
SEGMENTS = re.compile(r"\s*[|•·]\s*|\s+[–—]\s+|\s+/\s+")
# Where a byline or a bare date may stand: among the first blocks; with "Published" or "By" also in the last ones.
HEAD_BLOCKS, TAIL_BLOCKS = 8, 3


# Where a wire story names its agency: the dateline that opens it, and the credit or rights line that closes it.
DATELINE = re.compile(r"[^()\n]{0,80}\([^()\n]{2,40}\)\s{0,3}[-–—:]")
CLOSING_CREDIT = re.compile(
    r"\(.{2,60}\)|[-–—]\s?.{2,60}|(?:source|credit|with\s(?:agency\s|wire\s)?inputs?\sfrom|(?:additional\s)?reporting\sby"
    r"|©|\(c\)|copyright).{0,150}",
    re.IGNORECASE,
)
CLOSING_BLOCKS = 4


@dataclass(frozen=True, slots=True)
class Imprint:
    """What the lines around a story state of its making."""

    byline: str | None = None
    people: tuple[str, ...] = ()
    published: Moment | None = None
    modified: Moment | None = None

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
    if len(line) > LONGEST_BYLINE:
        return None
    if is_byline(line) and not DATED.search(line):
        return Imprint(byline=line, people=people_of_byline(line))
    imprint, has_date = Imprint(), False
    for segment in filter(None, SEGMENTS.split(line)):
        cue = DATED.match(segment)
        moment = _whole_date(segment[cue.end() :] if cue else segment)
        if moment and (cue or bare_dates):
            has_date = True
            dated = Imprint(modified=moment) if cue and UPDATED.search(cue["cue"]) else Imprint(published=moment)
            imprint = imprint.merged(dated)
        elif is_byline(segment) or people_of_byline(segment) or is_furniture(segment):
            people = (*imprint.people, *people_of_byline(segment))
            imprint = replace(imprint, byline=imprint.byline or segment, people=people)
        else:
            return None
    return imprint if has_date else None


def find_credits(blocks: Sequence[str]) -> tuple[str, ...]:
    """Return the dateline and the closing lines of a text that may name the agency it comes from."""
    datelines = (match[0] for block in blocks[:CLOSING_BLOCKS] if (match := DATELINE.match(block)))
    closing = (block for block in blocks[-CLOSING_BLOCKS:] if CLOSING_CREDIT.fullmatch(block[:LONGEST_BYLINE]))
    return (*datelines, *closing)


def date_in_line(line: str) -> Moment | None:
    """Return the date of publication in a short line that a page classes as a date; one of revision is none."""
    for segment in SEGMENTS.split(line):
        cue = DATED.search(segment)
        if cue and UPDATED.search(cue["cue"]):
            continue
        if moment := _whole_date(segment[cue.end() :] if cue else segment):
            return moment
    return None


def _whole_date(text: str) -> Moment | None:
    return parse_moment(text) if is_date_only(text) else None
