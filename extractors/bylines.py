"""Bylines: the line that credits an article, and the people it names."""

import re
from collections.abc import Iterable

from extractors.outlets import agency_named_in, known_outlet

LONGEST_BYLINE = 200
MOST_NAME_WORDS = 5
LEAD_IN = re.compile(
    r"(?:(?:(?:written|words|text|story|posted|published|reported|reporting|analysis|opinion|report|article|created|recipe)"
    r"\s+(?:and\s+\w{1,20}\s+)?)?by\b\s*:?"
    r"|(?:about\sthe\s)?(?:authors?|autore?s?|autor(?:in)?|auteure?s?|reporters?|writer)\b\s*:?"
    r"|(?:von|por|par|di|door|av|af|text|words)(?=\s|:)\s*:?)\s*",
    re.IGNORECASE,
)
DIVIDERS = re.compile(
    r"\s*[;|/•·]\s*|,\s*|\s+(?:and|und|et|y|e|with|en|och|og|&)\s+|\s+[-–—]\s+|\s*[()]\s*", re.IGNORECASE
)
# What a byline says behind a name: a post held, or what is done with the page. The name ends there.
POST = re.compile(
    r"\s*\b(?:(?:senior|staff|contributing|chief|special|political|tech|technology|business|sports?|foreign|guest)\s+)*"
    r"(?:reporters?|editors?|correspondents?|writers?|contributors?|columnists?|journalists?|producers?|analysts?"
    r"|managers?|directors?|officers?|specialists?|attorneys?|professors?|experts?|fellows?|authors?|intern|ceo|founder"
    r"|last\s+updated|updated|originally|published|posted|reviewed|edited|view|read|follow|share|contact"
    r"|photo(?:graph)?s?)\b.*"
    r"|\s+(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?(?:\s*\d.*)?$",
    re.IGNORECASE,
)
# A body of people or a page's own account: no person's name has these.
BODY = re.compile(
    r"\b(?:editorial|staff|bureau|desk|team|newsroom|news|newsdesk|agenc(?:y|ies)|press|admin(?:istrator)?|webmaster|guest"
    r"|editors|university|college|clinic|hospital|church|school|gazette|times|herald|tribune|chronicle|observer|daily|blog|magazine|official"
    r"|institute|foundation|council|association|society|department|ministry|group|media"
    r"|network|inc|ltd|llc|corp|gmbh|company|redaktion|redacción|rédaction|redazione|getty|images?|anonymous|unknown"
    r"|min|minutes?|bio|posts?|home|subscribe|undefined|null|none|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b",
    re.IGNORECASE,
)
CREDIT = re.compile(
    r"\b(?:contributors?|correspondents?|reporters?|staff|writers?|desk|bureau|newsroom|editors?|agenc(?:y|ies))\b",
    re.IGNORECASE,
)
PARTICLES = frozenset(
    {"de", "del", "della", "da", "das", "dos", "di", "du", "la", "le", "van", "von", "der", "den", "ten", "ter", "zu"}
    | {"zur", "bin", "ibn", "al", "el", "y", "af"}
)
FULL_STOP = re.compile(r"(?<!\b[JS]r)\.$")
HONORIFIC = re.compile(r"(?:Dr|Prof|Mr|Mrs|Ms|Sir|Dame|Rev)\b\.?\s+(?=\w)")
NAME_WORD = re.compile(r"(?:[^\W\d_]\.){1,4}(?:[^\W\d_]+)?|[^\W\d_]+(?:['’‐-][^\W\d_]+)*['’]?\.?")
# "Doe, Jane", as catalogues write it.
INVERTED = re.compile(r"^\s*([^\W\d_]+),\s*([^\W\d_]+)\s*$")
# An account's name, as a page's author field may give it.
HANDLE = re.compile(r"\w[\w.-]{1,39}")


def is_byline(line: str) -> bool:
    """Tell whether a whole line is a credit ("By Jane Doe, Reuters"), no sentence and no heading that begins alike."""
    match = LEAD_IN.match(line)
    if not match or len(line) > LONGEST_BYLINE or line.endswith((".", "!", "?", ":")):
        return False
    rest = line[match.end() :].strip(" :|")
    return bool(people_of_byline(rest) or CREDIT.search(rest) or agency_named_in(rest) or known_outlet(rest))


def people_of_byline(line: str) -> tuple[str, ...]:
    """Return the people a byline names, in order: no lead-in, role, body, outlet, agency or address."""
    return _distinct(person for part in _parts(line) if (person := _person(part)))


def account_names(names: Iterable[str], site_name: str | None = None) -> tuple[str, ...]:
    """Return the pen names and accounts ("jdoe") in a page's author fields, less addresses and the site's own name."""
    parts = (part for name in names if is_name_field(name) for part in _parts(name))
    found = (_account(part) for part in parts)
    return _distinct(name for name in found if name and name.casefold() != (site_name or "").casefold())


def people_of_fields(names: Iterable[str]) -> tuple[str, ...]:
    """Return the people in a page's author fields, each one name ("Doe, Jane" too) or a list of names with roles."""
    return _distinct(
        person for name in names if is_name_field(name) for person in people_of_byline(INVERTED.sub(r"\2 \1", name))
    )


def is_name_field(value: str) -> bool:
    """Tell whether an author field can hold a name: it is no address and no number."""
    return "://" not in value and "@" not in value and any(map(str.isalpha, value))


def _parts(line: str) -> list[str]:
    return [part for part in DIVIDERS.split(" ".join(line[: 2 * LONGEST_BYLINE].split())) if part]


def _distinct(people: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for person in people:
        found.setdefault(person.casefold(), person)
    # "Doe" beside "Jane Doe" is the same person.
    return tuple(name for name in found.values() if not any(_is_part(name, other) for other in found))


def _is_part(name: str, other: str) -> bool:
    return name.casefold() != other and name.casefold() in other.split()


def _bare(part: str) -> str:
    """Return what may be a name of a part of a byline: without lead-in, honorific, and post."""
    part = part.strip(" :*'\"“”").lstrip(".")
    if lead_in := LEAD_IN.match(part):
        part = part[lead_in.end() :]
    return POST.sub("", HONORIFIC.sub("", part, count=1), count=1).strip(" :*'\"“”")


def _person(part: str) -> str | None:
    """Return the personal name in a part of a byline: two to five capitalised words, no body, no outlet."""
    name = FULL_STOP.sub("", _bare(part))
    words = name.split()
    if not 2 <= len(words) <= MOST_NAME_WORDS or BODY.search(name) or known_outlet(name):
        return None
    if not all(NAME_WORD.fullmatch(word) for word in words):
        return None
    if not all(_is_capitalised(word) or word.casefold() in PARTICLES for word in words):
        return None
    return " ".join(map(_spell, words))


def _account(part: str) -> str | None:
    name = FULL_STOP.sub("", _bare(part))
    words = name.split()
    if not 1 <= len(words) <= MOST_NAME_WORDS or BODY.search(name) or known_outlet(name) or len(name) < 3:
        return None
    return name if all(HANDLE.fullmatch(word) for word in words) and any(map(str.isalpha, name)) else None


def _is_capitalised(word: str) -> bool:
    # Scripts without case have no capitals to ask for; "d'Arc" and "al-Masri" carry theirs inside.
    return not word[0].islower() or any(character.isupper() for character in word)


def _spell(word: str) -> str:
    """Return "Doe" for "DOE"; initials ("JK", "J.K.") stay."""
    return word.title() if word.isupper() and len(word) > 2 and "." not in word else word
