"""Lines that belong to a page and not to its story: share bars, comment forms, notices, image names."""

import re
from functools import lru_cache
from importlib.resources import files

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
# "5 min read", "1,204 views", "3 Comments", "0 Shares"
COUNTS = re.compile(
    r"\d[\d,.]{0,9}[km]?\s?(?:-\s?)?(?:min(?:ute)?s?\s(?:read|de\slectura)|views?|shares?|comments?|likes?|retweets?)",
    re.IGNORECASE,
)
# Below these a page prints what readers say.
COMMENTS_HEADING = re.compile(
    r"(?:\d{1,4}\s(?:comments?|replies|responses?|thoughts?)|comments?\s?\(\d{1,4}\))(?:\s(?:on|to)\s.{1,300})?",
    re.IGNORECASE,
)
LONGEST_FURNITURE = 400


def is_furniture(line: str) -> bool:
    """Tell whether a whole line of a scraped text belongs to the page around the story."""
    if len(line) > LONGEST_FURNITURE:
        return False
    bare = line.strip(" *:|>»›•·-–—.!…").casefold()
    if not bare:
        return not any(map(str.isalnum, line)) and len(line) <= 3
    return (
        bare in _phrases()
        or IMAGE_NAME.fullmatch(line) is not None
        or ADDRESS.fullmatch(line) is not None
        or COUNTS.fullmatch(bare) is not None
        or _openings().match(line) is not None
        or (POINTERS.match(line) is not None and not line.endswith((".", "!")))
    )


@lru_cache(maxsize=1)
def _phrases() -> frozenset[str]:
    return frozenset(_rows("furniture.txt"))


@lru_cache(maxsize=1)
def _openings() -> re.Pattern[str]:
    return re.compile("|".join(_rows("furniture_openings.txt")), re.IGNORECASE)


def _rows(name: str) -> list[str]:
    lines = (files("extractors") / "data" / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]
