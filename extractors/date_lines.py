"""Lines that state a date: the date, and whether the words before it tell of publication or of revision."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

from extractors.bylines import LEAD_IN
from extractors.moments import Moment, is_date_only, parse_moment


class Cue(StrEnum):
    """What the words before a date say of it."""

    PUBLICATION = "publication"
    REVISION = "revision"


@dataclass(frozen=True, slots=True)
class LineDate:
    """A date in a line; `cue` is None where no word tells what happened on it."""

    moment: Moment
    cue: Cue | None


SEGMENTS = re.compile(r"\s*[|•·⋅‧∙●]\s*|\s+[–—]\s+|\s+/\s+")
BEHIND_NAME = re.compile(r",\s|\s(?:on|am|el|le|[-–—])\s")
BEFORE_NAME = re.compile(r",?\s(?:by|von|por|par|di|door|av|af|in)\s\D.*$", re.IGNORECASE)
LONGEST_LINE = 120


def dates_in_line(line: str, *, day_first: bool | None = None, cue: Cue | None = None) -> Iterator[LineDate]:
    """Yield the dates that a short line states; a date among other words counts only behind a cue.

    `cue` is what the line before it said ("Last updated:"), for its first date; `day_first` as in `parse_moment`.
    """
    if len(line) > LONGEST_LINE:
        return
    for segment in SEGMENTS.split(line):
        cues = list(cue_pattern().finditer(segment))
        ends = [*(match.start() for match in cues), len(segment)]
        if head := _date(_without_byline(segment[: ends[0]]), day_first):
            yield LineDate(head, cue)
            cue = None
        for match, end in zip(cues, ends[1:], strict=True):
            stated = segment[match.end() : end]
            # Words may follow the date ("by Jane Doe") where the line opens with the cue.
            if moment := parse_moment(stated, day_first=day_first) if match.start() == 0 else _date(stated, day_first):
                yield LineDate(moment, Cue.REVISION if match["revision"] else Cue.PUBLICATION)


def opening_cue(line: str) -> Cue | None:
    """Return what a line that is nothing but a cue ("Published on") says of the date in the line behind it."""
    match = cue_pattern().fullmatch(line) if len(line) <= LONGEST_LINE else None
    return None if match is None else Cue.REVISION if match["revision"] else Cue.PUBLICATION


@lru_cache(maxsize=1)
def cue_pattern() -> re.Pattern[str]:
    """Return the pattern of a cue: group `revision` or `publication` holds the word that tells which it is."""
    words = json.loads((files("extractors") / "data" / "date_cues.json").read_text(encoding="utf-8"))
    before, revision, publication, behind = (
        "|".join(words[kind]).replace(" ", r"\s") for kind in ("before", "revision", "publication", "behind")
    )
    return re.compile(
        rf"(?<!\w)(?:(?:{before})\s){{0,2}}(?:(?P<revision>{revision})|(?P<publication>{publication}))"
        rf"(?:\s(?:{behind})(?!\w)){{0,2}}\s?[:：–—-]?(?=\s|\d|$)\s*",
        re.IGNORECASE,
    )


def _without_byline(segment: str) -> str:
    """Return the date of "June 4, 2025 by Jane Doe" or "By Jane Doe, June 4, 2025"."""
    if LEAD_IN.match(segment):
        ends = (segment[match.end() :] for match in BEHIND_NAME.finditer(segment))
        return next((end for end in ends if is_date_only(end)), segment)
    return BEFORE_NAME.sub("", segment, count=1)


def _date(text: str, day_first: bool | None) -> Moment | None:
    return parse_moment(text, day_first=day_first) if is_date_only(text) else None
