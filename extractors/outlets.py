"""Who publishes news: outlets and agencies by every name they go by, their sites and their owners."""

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

# A dateline names its agency in brackets before the dash: "PARIS (AP) — ", "(Reuters) - ".
DATELINE = re.compile(r"\s{0,9}[^()\n]{0,80}\(([^()\n]{2,40})\)\s{0,3}(?:[-–—:]|$)")
# What divides a credit line into names: "By JANE DOE, Associated Press", "AFP via Getty Images", "© 2024 AFP".
CREDIT_DIVIDERS = re.compile(
    r"[()\[\],;:/|·•©\n]|\b(?:(?i:copyright)|(?:19|20)\d\d)\b|\s[-–—]+\s|[–—]|\.\s|\b(?:and|via|with|from|by|By|BY|for)\b"
    r"|\b(?i:writers?|staff|reporters?|correspondents?|photos?|photographers?|inputs|contributors?)\b"
)
STRAY = " \"“”'‘’,;:."
# Longer than this and the text is prose, in which a name is a mention and no credit.
LONGEST_CREDIT_LINE = 200
MOST_CREDITED_WORDS = 8


@dataclass(frozen=True, slots=True)
class Outlet:
    """A publisher of news; `kind` is 'outlet' or 'agency', `owner` the company behind it where known.

    `is_wire` tells an agency, or an outlet that sells its reports to others as one does.
    """

    name: str
    kind: str
    owner: str | None
    is_wire: bool


def normalise_outlet(name: str) -> str:
    """Return the one name an outlet goes by ("FT", "the Financial Times", "ft.com" → "Financial Times").

    An unknown name stays as found, less a leading article and stray space or punctuation.
    """
    outlet = known_outlet(name)
    return outlet.name if outlet else _trim(name)


def known_outlet(name: str) -> Outlet | None:
    """Return the outlet that goes by `name` (or whose site is `name`), None where the data file has none.

    Acronyms of up to four letters are known in capitals only: "MAP" is an agency, "map" and "Map" are words.
    """
    by_name, by_site = _directory()
    trimmed = _trim(name)
    for spelling in (trimmed, _without_possessive(trimmed)):
        for key in (spelling.replace(".", ""), _fold(spelling)):
            if key in by_name:
                return by_name[key]
    site = _site_of(trimmed, by_site)
    return by_site[site] if site else None


def outlet_of_site(host: str) -> str | None:
    """Return the outlet that publishes on `host` or on a parent domain of it, None where unknown."""
    by_site = _directory()[1]
    site = _site_of(host, by_site)
    return by_site[site].name if site else None


def owner_of(outlet: str) -> str | None:
    """Return the company that owns `outlet`, None where unknown or where it owns itself."""
    found = known_outlet(outlet)
    return found.owner if found else None


def origin_key_of(name: str) -> str:
    """Return what a credit to `name`, or a report published by `name`, counts under.

    The key is the owner where one is known, else the normalised name, in lower case: so a credited outlet, its own
    articles and its owner's other outlets fold into one origin.
    """
    return (owner_of(name) or normalise_outlet(name)).casefold()


def agency_named_in(text: str) -> str | None:
    """Return the news agency that a byline, dateline or credit line names, normalised; None where there is none.

    A line longer than `LONGEST_CREDIT_LINE` characters is prose: only a dateline at its head counts there.
    """
    return agency_of_dateline(text) or next((o.name for o in outlets_credited_in(text) if o.is_wire), None)


def agency_of_dateline(text: str) -> str | None:
    """Return the agency in the dateline at the head of `text` ("PARIS (AP) — "), normalised; None without one."""
    dateline = DATELINE.match(text)
    outlet = known_outlet(dateline[1]) if dateline else None
    return outlet.name if outlet and outlet.is_wire else None


def outlets_credited_in(line: str) -> list[Outlet]:
    """Return the known outlets that a byline or credit line names, in order; none where the line is prose."""
    if len(line) > LONGEST_CREDIT_LINE:
        return []
    return [outlet for part in CREDIT_DIVIDERS.split(line) if (outlet := _credited(part))]


def _credited(part: str) -> Outlet | None:
    words = part.strip(" .\t").removeprefix("a ").removeprefix("an ").removeprefix("to ").split()
    if len(words) > MOST_CREDITED_WORDS:
        return None
    if outlet := known_outlet(" ".join(words)):
        return outlet
    # "JANE DOE Associated Press": a name without a divider, but no sentence: nothing but names before it.
    for size in range(min(4, len(words) - 1), 0, -1):
        outlet = known_outlet(" ".join(words[-size:]))
        if outlet and _is_no_surname(words[-size:], outlet) and all(map(_is_name_word, words[:-size])):
            return outlet
    return None


def _is_no_surname(words: list[str], outlet: Outlet) -> bool:
    return len(words) > 1 or (outlet.kind == "agency" and len(words[0]) > 4)


def _is_name_word(word: str) -> bool:
    return not word[:1].islower() or word in {"the", "de", "van", "von", "der", "di", "da", "al"}


def _trim(name: str) -> str:
    spaced = " ".join(name.split()).strip(STRAY)
    while spaced[:4].casefold() == "the " and len(spaced) > 4:
        spaced = spaced[4:].strip(STRAY)
    return spaced


def _without_possessive(name: str) -> str:
    return re.sub(r"['’]s?$", "", name)


def _fold(name: str) -> str:
    return re.sub(r"[.'’‘]", "", name).casefold().replace("&", "and")


def _is_acronym(name: str) -> bool:
    return len(name) <= 4 and name.isupper()


def _site_of(host: str, by_site: dict[str, Outlet]) -> str | None:
    labels = host.casefold().strip(".").split(":", 1)[0].split(".")[-6:]
    for start in range(len(labels) - 1):
        site = ".".join(labels[start:])
        if site in by_site:
            return site
    return None


@lru_cache(maxsize=1)
def _directory() -> tuple[dict[str, Outlet], dict[str, Outlet]]:
    by_name: dict[str, Outlet] = {}
    by_site: dict[str, Outlet] = {}
    data = (files("extractors") / "data" / "outlets.json").read_text(encoding="utf-8")
    for row in json.loads(data):
        outlet = Outlet(row["name"], row["kind"], row["owner"], row["kind"] == "agency" or row.get("wire", False))
        for name in (row["name"], *row["aliases"]):
            bare = name.replace(".", "")
            by_name[bare if _is_acronym(bare) else _fold(name)] = outlet
        for site in row["domains"]:
            by_site[site] = outlet
    return by_name, by_site
