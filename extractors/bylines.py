"""Bylines: the line that credits an article, and the people, pen names and teams it names."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from extractors.names import name_words
from extractors.outlets import agency_named_in, known_outlet

LONGEST_BYLINE = 200
MOST_NAME_WORDS = 5
LEAD_IN = re.compile(
    r"(?:(?:this\s\w{1,12}\swas\s)?"
    r"(?:(?:written|words|text|story|posted|published|reported|reporting|analysis|opinion|report|article|created|recipe"
    r"|authored|contributed|review(?!ed))\s+(?:and\s+\w{1,20}\s+)?)?by\b\s*:?"
    r"|(?:(?:view|see|read)\s)?(?:all|more)\s(?:posts?|articles?|stories)\s(?:by|from)\b\s*:?"
    r"|(?:about\sthe\s|meet\sthe\s)?(?:authors?|autore?s?|autor(?:in)?|auteure?s?|reporters?|writer)\b\s*:?"
    r"|(?:escrito|publicado|écrit|publié|rédigé|scritto|geschreven|geschrieben|verfasst)\s(?:por|par|da|door|von)\b\s*:?"
    r"|(?:von|por|par|di|door|av|af|text|words)(?=\s|:)\s*:?)\s*",
    re.IGNORECASE,
)
# Behind these a byline may end as a sentence does.
WRITTEN_BY = re.compile(r"(?:this\s\w{1,12}\swas\s)?(?:written|reported|authored|posted)\sby\b", re.IGNORECASE)
DIVIDERS = re.compile(r"\s*[;|/•·,]\s*|\s+(?:and|und|et|y|e|with|en|och|og|&)\s+|\s+[-–—]\s+|\s*[()]\s*", re.IGNORECASE)
# What a byline says behind a name of what was done with the page, or when. The name ends there.
DEED = (
    r"last\s+updated|updated|originally|published|posted|released|(?:medically\s+)?reviewed|edited|fact[\s-]checked|view"
    r"|read|follow|share|contact|photo(?:graph)?s?|illustrat\w{1,5}|in\s+collaboration|on\s+behalf|[’']s\s+(?:avatar|picture)"
)
DAY = (
    r"\s+(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?\s*\d.*$"
)
PARTICLES = frozenset(
    {"de", "del", "della", "da", "das", "dos", "di", "du", "la", "le", "van", "von", "der", "den", "ten", "ter", "zu"}
    | {"zur", "bin", "ibn", "al", "el", "y", "af"}
)
FULL_STOP = re.compile(r"(?<!\b[JS]r)\.$")
HONORIFIC = re.compile(r"(?:Dr|Prof|Mr|Mrs|Ms|Sir|Dame|Rev)\b\.?\s+(?=\w+\s+\w)")
NAME_WORD = re.compile(r"(?:[^\W\d_]\.){1,4}(?:[^\W\d_]+)?|[^\W\d_]+(?:['’‐-][^\W\d_]+)*['’]?\.?")
# "Doe, Jane", as catalogues write it.
INVERTED = re.compile(r"^\s*([^\W\d_]+),\s*([^\W\d_]+)\s*$")
# A name's middle in brackets: "Jane (Roe) Doe".
NICKNAME = re.compile(r"(?<=\w )[(\"“](\w+)[)\"”] (?=\w)")
# An account's name, as a page's author field may give it.
HANDLE = re.compile(r"\w[\w.-]{1,39}")


@dataclass(frozen=True, slots=True)
class BylineWords:
    """General word lists: posts, words before them, credentials, words of teams, of bodies and of page labels."""

    posts: frozenset[str]
    qualifiers: frozenset[str]
    credentials: frozenset[str]
    teams: frozenset[str]
    bodies: frozenset[str]
    page: frozenset[str]


def is_byline(line: str) -> bool:
    """Tell whether a whole line is a credit ("By Jane Doe, Reuters"), no sentence and no heading that begins alike."""
    match = LEAD_IN.match(line)
    ends_sentence = line.endswith((".", "!", "?", ":")) and not (line.endswith(".") and WRITTEN_BY.match(line))
    if not match or len(line) > LONGEST_BYLINE or ends_sentence:
        return False
    rest = line[match.end() :].strip(" :|")
    return bool(people_of_byline(rest) or _credits_post(rest) or agency_named_in(rest) or known_outlet(rest))


def people_of_byline(line: str) -> tuple[str, ...]:
    """Return the people a byline names, in order: no lead-in, role, body, outlet, agency or address."""
    return _people_of(line[: 2 * LONGEST_BYLINE])


# A page's head, its byline and its imprint are asked for the same names, and so is each page of a site.
@lru_cache(maxsize=1024)
def _people_of(line: str) -> tuple[str, ...]:
    return _distinct(person for part in _parts(line) if (person := _person(part)))


def people_of_fields(names: Iterable[str]) -> tuple[str, ...]:
    """Return the people in a page's author fields, each one name ("Doe, Jane" too) or a list of names with roles."""
    return _distinct(
        person for name in names if is_name_field(name) for person in people_of_byline(INVERTED.sub(r"\2 \1", name))
    )


def account_names(names: Iterable[str]) -> tuple[str, ...]:
    """Return the pen names and accounts ("jdoe") in a page's author fields, no addresses."""
    parts = (part for name in names if is_name_field(name) for part in _parts(name))
    return _distinct(name for part in parts if (name := _account(part)))


def team_names(names: Iterable[str]) -> tuple[str, ...]:
    """Return the teams and desks that sign in a page's author fields ("Example Staff", "Newsdesk")."""
    parts = (_bare(part, with_post=True) for name in names if is_name_field(name) for part in _parts(name))
    return _distinct(part for part in parts if _is_team(part))


def is_given_name(word: str) -> bool:
    """Tell whether `word` is a common given name."""
    folded, words = word.casefold(), name_words()
    return folded in words.male or folded in words.female


def is_name_field(value: str) -> bool:
    """Tell whether an author field can hold a name: it is no address and no number."""
    return "://" not in value and "@" not in value and any(map(str.isalpha, value))


def _parts(line: str) -> list[str]:
    line = " ".join(line[: 2 * LONGEST_BYLINE].split())
    return [part for part in DIVIDERS.split(NICKNAME.sub(r"\1 ", line)) if part]


def _distinct(people: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for person in people:
        found.setdefault(person.casefold(), person)
    # "Doe" beside "Jane Doe" is the same person.
    return tuple(name for name in found.values() if not any(_is_part(name, other) for other in found))


def _is_part(name: str, other: str) -> bool:
    return name.casefold() != other and name.casefold() in other.split()


def _bare(part: str, *, with_post: bool = False) -> str:
    """Return what may be a name of a part of a byline: without lead-in, honorific, credentials and post."""
    part = part.strip(" :*'\"“”").lstrip(".")
    if lead_in := LEAD_IN.match(part):
        part = part[lead_in.end() :]
    part = HONORIFIC.sub("", part, count=1)
    return _trailers(with_post=with_post).sub("", part, count=1).strip(" :*'\"“”")


def _person(part: str) -> str | None:
    """Return the personal name in a part of a byline: two to five capitalised words, no body, no outlet, no label."""
    name = FULL_STOP.sub("", _bare(part))
    words = name.split()
    while len(words) > 2 and words[-1].replace(".", "").casefold() in byline_words().credentials:
        words.pop()
    if not 2 <= len(words) <= MOST_NAME_WORDS or _is_body(words) or _is_label(words) or known_outlet(" ".join(words)):
        return None
    if not all(NAME_WORD.fullmatch(word) for word in words):
        return None
    if not all(_is_capitalised(word) or word.casefold() in PARTICLES for word in words):
        return None
    return " ".join(map(_spell, words) if all(map(str.isupper, words)) else words)


def _account(part: str) -> str | None:
    name = FULL_STOP.sub("", _bare(part))
    words = name.split()
    # "The Gardener" signs as nobody's label does.
    bare = words[1:] if len(words) > 1 and words[0] == "The" else words
    if not 1 <= len(words) <= MOST_NAME_WORDS or _is_body(words) or _is_label(bare) or known_outlet(name):
        return None
    # "Feb 11" is no name.
    is_handle = (
        len(name) > 2 and any(map(str.isalpha, name)) and not words[-1].isdigit() and all(map(HANDLE.fullmatch, words))
    )
    return name if is_handle else None


def _is_team(part: str) -> bool:
    words = part.casefold().split()
    return (
        (words[-1:] == ["newsdesk"] or 2 <= len(words) <= MOST_NAME_WORDS)
        and (words[-1] in byline_words().teams or words[0] == "team")
        # "The Team" names nobody.
        and words[:-1] != ["the"]
        and all(_is_capitalised(word) or word in {"the", "of"} for word in part.split())
    )


def _credits_post(line: str) -> bool:
    return any(word in byline_words().teams or word.startswith("agenc") for word in re.findall(r"\w+", line.casefold()))


def _is_body(words: list[str]) -> bool:
    return any(word.strip(".,").casefold() in byline_words().bodies for word in words)


def _is_label(words: list[str]) -> bool:
    """Tell whether words are a page's label or topic ("Read More", "Data Annotation", "Master Gardener"), no name."""
    lists = byline_words()
    first, last = words[0].casefold(), words[-1].casefold()
    if is_given_name(first):
        return False
    return first in lists.page | lists.qualifiers or last in lists.page or last in lists.posts


def _is_capitalised(word: str) -> bool:
    # Scripts without case have no capitals to ask for; "d'Arc" and "al-Masri" carry theirs inside.
    return not word[0].islower() or any(character.isupper() for character in word)


def _spell(word: str) -> str:
    """Return "Roe" for "ROE" in a name all in capitals; initials ("JK", "J.K.") stay."""
    return word.title() if len(word) > 2 and "." not in word else word


@lru_cache(maxsize=1)
def byline_words() -> BylineWords:
    """Return the lists, read once from the package's own data/bylines.json."""
    data = json.loads((files("extractors") / "data" / "bylines.json").read_text(encoding="utf-8"))
    return BylineWords(**{name: frozenset(data[name].split()) for name in BylineWords.__dataclass_fields__})


@lru_cache(maxsize=2)
def _trailers(*, with_post: bool) -> re.Pattern[str]:
    """Return the pattern of what follows a name: a post held (kept `with_post`), a deed, a date."""
    lists = byline_words()
    qualifiers, posts = ("|".join(sorted(map(re.escape, words))) for words in (lists.qualifiers, lists.posts))
    post = "" if with_post else rf"(?:(?:{qualifiers})\s+)*(?:{posts})|"
    return re.compile(rf"\s*\b(?:{post}{DEED})\b.*|{DAY}", re.IGNORECASE)
