"""What a figure measures ("monthly users", "deaths", "market share"), so that reports of one fact can be compared."""

import re
from functools import lru_cache

from extractors.nouns import Counted, vocabulary
from extractors.numerals import Amount

WINDOW = 70
LONGEST_LEAD = 200
# So near must the words of an event stand to the figure they count: "killed at least 30 people".
NEAR = 45
COUNTS_OF_PERSONS = frozenset({"deaths", "injuries", "missing", "arrests", "displaced"})
SHARES = frozenset({"percent", "percentage point"})
CHANGE_BEFORE = re.compile(
    r"\b(?:rose|fell|up|down|grew|increased?|decreased?|climbed|dropped|jumped|declined|gained|slipped|slid|rising|falling|"
    r"surged|plunged|raised|growth|increase|rise|drop|decline|fall)"
    r"(?: of| by| about| nearly| almost| more than| over| around){0,3}\s$"
)
# "cuts the risk of stroke by 28%", "18% less likely to have one": a change of something named before or after it.
CHANGED_BY = re.compile(
    r"\b(?:cut(?:s|ting)?|lower(?:s|ed|ing)?|reduc(?:es?|ed|ing)|rais(?:es?|ed|ing)|increas(?:es?|ed|ing)|boost(?:s|ed)?|"
    r"improv(?:es?|ed)|decreas(?:es?|ed)|shrank|shr[iu]nks?)\b[^;.]{1,80} by (?:[a-z]+ ){0,2}$"
)
LIKELY_AFTER = re.compile(r" (?:less|more) likely\b")
# "The number of people killed … rose to 31": what is counted stands before, the level it has come to after it.
NUMBER_OF = re.compile(r"\b(?:number|toll|tally|count) of ([^0-9;.]{1,60})", re.IGNORECASE)
LEVEL_BEFORE = re.compile(
    r"\b(?:to|at|by|reach(?:ed|es)|hit|passed|exceeded|is|was) (?:(?:at least|about|some|nearly|almost|more than) )?$"
)
# Before the other side of a comparison, an earlier value or another's: never the fact itself.
BASELINE = re.compile(
    r"\b(?:from|compared (?:with|to)|versus|vs\.?|against|than|up on|down on|instead of|previous(?:ly)?|earlier)\s"
    r"(?:about |around |nearly |just |a |the |an? (?:earlier|previous) |[A-Z][\w.-]*['’]s? ){0,4}\(?$"
)
# Before a level that a figure has come to, or a bound: what stands before "than" here is a qualifier.
QUALIFYING = re.compile(r"\b(?:more|less|fewer|greater|higher|lower|other|rather) than \W?$")
AGE_AFTER = re.compile(r"[ -]years?[ -]old\b")
AGE_BETWEEN = re.compile(r"\b[A-Z][\w'’-]+, $|\bage[ds]? (?:of )?$")
FIRM_AFTER = re.compile(r"[ -](?:[A-Za-z]+ ){0,2}(?:company|startup|start-up|firm|giant|group|business|conglomerate)\b")
MAGNITUDE_AFTER = re.compile(r"-magnitude\b")
MAGNITUDE_BEFORE = re.compile(r"\bmagnitude (?:of )?$", re.IGNORECASE)
OF_OR_IN = re.compile(r"(?:of|in) (?:the |its |their |his |her |a |total |annual )?(.{0,40})")
# "40% of the market", "52% of the vote": a share of the whole, however it is named.
SHARE_OF = re.compile(r"of the (?:[A-Za-z-]+ ){0,3}?(?P<whole>market|vote|votes)\b")
NEW_CLAUSE = re.compile(r"[0-9;.,]| (?:and|when|after|as|while|before|by|near|but) ")
CLAUSE_END = re.compile(r"[0-9;.]|, (?!including)")


def measure_of(text: str, figure: Amount, limits: tuple[int, int], counted: Counted, unit: str | None) -> str | None:
    """Return what `figure` of the sentence `text[slice(*limits)]` measures, in words another report would use as well.

    An event's toll has one measure in whatever words ("deaths"); money and percentages are named by the noun of the
    sentence they belong to ("revenue"), a change by "… change"; any other figure by the phrase it counts.
    """
    before = text[max(limits[0], figure.start - WINDOW) : figure.start]
    after = text[figure.end : min(limits[1], figure.end + WINDOW)]
    if AGE_AFTER.match(after) or (unit in {None, "year"} and AGE_BETWEEN.search(before) and after[:1] in {",", "."}):
        return "age"
    if MAGNITUDE_AFTER.match(after) or MAGNITUDE_BEFORE.search(before):
        return "magnitude"
    if unit not in SHARES and figure.unit is None:
        sentence = text[max(limits[0], figure.start - LONGEST_LEAD) : figure.start]
        event = None if unit in vocabulary().measuring_units else _event(before, after) or _event_counted(sentence)
        return event or (counted.phrase if counted.unit else None) or _nearest_measured(before)
    if unit in SHARES and (share := _share(before, after)):
        return share
    return _measured_after(after.lstrip(), counted, is_share=unit in SHARES) or _nearest_measured(before)


def is_baseline(text: str, start: int, sentence_start: int) -> bool:
    """Return whether the figure at `start` is what another is compared with ("up from 450 million in July")."""
    before = text[max(sentence_start, start - WINDOW) : start]
    return BASELINE.search(before) is not None and not QUALIFYING.search(before)


def _share(before: str, after: str) -> str | None:
    """Return what the words around a percentage say it is: a change of something, or a share with a name."""
    if CHANGE_BEFORE.search(before) or CHANGED_BY.search(before):
        return f"{_nearest_measured(before) or ''} change".lstrip()
    if LIKELY_AFTER.match(after):
        return "risk change"
    phrase = _shares().match(after)
    groups = zip(vocabulary().shares, phrase.groups() if phrase else (), strict=False)
    return next((measure for measure, group in groups if group), None)


def _event(before: str, after: str) -> str | None:
    """Return the event's measure whose words stand by the figure, with no other figure or clause end between."""
    for measure, words_before, words_after in _events():
        told_after = words_after.search(after)
        if told_after and told_after.start() < NEAR and not CLAUSE_END.search(after[: told_after.start()]):
            return measure
        told_before = [match.end() for match in words_before.finditer(before)]
        if told_before and len(before) - told_before[-1] < NEAR:
            between = before[told_before[-1] :]
            if not NEW_CLAUSE.search(between):
                return measure
    return None


def _event_counted(sentence: str) -> str | None:
    """Return the event's measure that the sentence before a figure counts: "the number of people killed … rose to"."""
    counted = NUMBER_OF.search(sentence) if LEVEL_BEFORE.search(sentence) else None
    if counted is None:
        return None
    return next(
        (measure for measure, before, after in _events() if after.search(counted[1]) or before.search(counted[1])), None
    )


def _measured_after(after: str, counted: Counted, *, is_share: bool) -> str | None:
    if is_share and (share := SHARE_OF.match(after)):
        return f"{share['whole'].removesuffix('s')} share"
    if named := _measured().match(after):
        return vocabulary().measured[named[0].casefold()]
    if is_share and counted.phrase:
        return _nearest_measured(counted.phrase) or counted.phrase
    if (of := OF_OR_IN.match(after)) and (named := _measured().search(of[1])):
        return vocabulary().measured[named[0].casefold()]
    return "valuation" if not is_share and FIRM_AFTER.match(f" {after}") else None


def _nearest_measured(before: str) -> str | None:
    found = _measured().findall(before)
    return vocabulary().measured[found[-1].casefold()] if found else None


@lru_cache(maxsize=1)
def _measured() -> re.Pattern[str]:
    nouns = sorted(vocabulary().measured, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, nouns))})\b", re.IGNORECASE)


@lru_cache(maxsize=1)
def _events() -> tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...]:
    return tuple(
        (measure, re.compile(rf"\b(?:{'|'.join(told['before'])})\b"), re.compile(rf"\b(?:{'|'.join(told['after'])})\b"))
        for measure, told in vocabulary().events.items()
    )


@lru_cache(maxsize=1)
def _shares() -> re.Pattern[str]:
    """Return what tells after a percentage which share it is, a group for each of `vocabulary().shares`."""
    return re.compile("|".join(rf"( (?:{'|'.join(phrases)})\b)" for phrases in vocabulary().shares.values()))


@lru_cache(maxsize=1)
def named_measures() -> frozenset[str]:
    """Return the measures that have a name of their own ("turnout"), not just that of what is counted ("trees")."""
    known = vocabulary()
    return frozenset((*known.measured.values(), *known.shares, "risk change", "magnitude"))
