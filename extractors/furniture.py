"""Lines that belong to a page and not to its story: share bars, comment forms, notices, image names."""

import re
from functools import lru_cache
from importlib.resources import files

from extractors.roles import Role

IMAGE_NAME = re.compile(
    r"[\w%()+@~–-][\w %()+@~.,–-]{0,150}\.(?:jpe?g|png|gif|webp|svg|avif|heic|bmp|tiff?)", re.IGNORECASE
)
ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
# Links to other stories: they carry a headline, so a full sentence behind them is left alone.
POINTERS = re.compile(
    r"(?:read(?:\s(?:more|also|next|full\sstory))?|also\sread|see\salso|more\son\sthis(?:\sstory)?|you\smay\salso\slike"
    r"|related(?:\s(?:story|article|news|stories|articles|posts))?|recommended|don['’]t\smiss|must\sread|trending|up\snext"
    r"|lesen\ssie\sauch|mehr\sdazu|lea\stambién|lire\saussi|leggi\sanche|leia\stambém|lees\sook)\s?[:|–>»-]\s?\S",
    re.IGNORECASE,
)
# "5 min read", "1,204 views", "View 3 comments", "0 Shares"
COUNTS = re.compile(
    r"(?:(?:view|show|see|read)\s(?:all\s)?)?\d[\d,.]{0,9}[km]?\s?(?:-\s?)?"
    r"(?:min(?:ute)?s?\s(?:read|de\slectura)|views?|shares?|comments?|likes?|retweets?)",
    re.IGNORECASE,
)
# Below these a page prints what readers say.
COMMENTS_HEADING = re.compile(
    r"(?:\d{1,4}\s(?:comments?|(?:replies|responses?|thoughts?)(?=\s(?:on|to)\s[“\"«„‘']|$))|comments?\s?\(\d{1,4}\))"
    r"(?:\s(?:on|to)\s.{1,300})?",
    re.IGNORECASE,
)
# A sentence that tells who said what is news, whatever words it opens with.
REPORTING = re.compile(
    r"\b(?:said|says|told|tells|asked|asks|wrote|writes|warned|warns|urged|urges|announced|announces|heard|added|adds"
    r"|claimed|claims|denied|denies|insisted|insists|explained|explains|according\sto)\b",
    re.IGNORECASE,
)
LONGEST_FURNITURE = 400
SECTION = re.compile(r"\[(\w+)\]")


def is_furniture(line: str) -> bool:
    """Tell whether a whole line of a scraped text belongs to the page around the story."""
    return furniture_role(line) is not None


def furniture_role(line: str) -> Role | None:
    """Return what a whole line of a scraped text is for the page around the story, None where it is none of it."""
    return _role_of_short(line) if len(line) <= LONGEST_FURNITURE else None


# The lines around the stories of a site come again on each of its pages.
@lru_cache(maxsize=8192)
def _role_of_short(line: str) -> Role | None:
    bare = line.strip(" *:|>»›•·-–—.!…").casefold()
    if not bare:
        return Role.OTHER if len(line) <= 3 and not any(map(str.isalnum, line)) else None
    return _phrases().get(bare) or _role_of_shape(line, bare)


def _role_of_shape(line: str, bare: str) -> Role | None:
    if "." in line and IMAGE_NAME.fullmatch(line):
        return Role.CAPTION
    if ADDRESS.fullmatch(line):
        return Role.NAVIGATION
    if COUNTS.fullmatch(bare):
        return Role.SHARE_BAR
    if not line.endswith((".", "!")) and POINTERS.match(line):
        return Role.RELATED
    opening = None if REPORTING.search(line) else _openings().match(line)
    return Role(opening.lastgroup) if opening and opening.lastgroup else None


@lru_cache(maxsize=1)
def _phrases() -> dict[str, Role]:
    return {phrase: role for role, phrases in _sections("furniture.txt").items() for phrase in phrases}


@lru_cache(maxsize=1)
def _openings() -> re.Pattern[str]:
    sections = _sections("furniture_openings.txt").items()
    return re.compile("|".join(f"(?P<{role}>{'|'.join(rows)})" for role, rows in sections), re.IGNORECASE)


def _sections(name: str) -> dict[Role, list[str]]:
    """Return the rows of a data file below each "[role]"."""
    sections: dict[Role, list[str]] = {}
    for line in (files("extractors") / "data" / name).read_text(encoding="utf-8").splitlines():
        if heading := SECTION.fullmatch(line):
            rows = sections.setdefault(Role(heading[1]), [])
        elif line and not line.startswith("#"):
            rows.append(line)
    return sections
