"""Numbers as news writes them: digits, words, scales, currency and percent, as amounts with their offsets."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

UNITS = {
    word: float(value)
    for value, word in enumerate(
        (
            *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
            *(
                "ten",
                "eleven",
                "twelve",
                "thirteen",
                "fourteen",
                "fifteen",
                "sixteen",
                "seventeen",
                "eighteen",
                "nineteen",
            ),
        )
    )
}
TENS = {
    word: 10.0 * value
    for value, word in enumerate(
        ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), start=2
    )
}
SCALES = {
    "dozen": 12.0,
    "hundred": 1e2,
    "thousand": 1e3,
    "lakh": 1e5,
    "million": 1e6,
    "crore": 1e7,
    "billion": 1e9,
    "trillion": 1e12,
}
# Written close to the digits: "£5m", "650mn", "10k".
SHORT_SCALES = {"k": 1e3, "K": 1e3, "m": 1e6, "M": 1e6, "mn": 1e6, "mln": 1e6, "bn": 1e9, "b": 1e9, "B": 1e9}
SHORT_SCALES |= {"bln": 1e9, "tn": 1e12, "trn": 1e12, "T": 1e12}
SHORT_UNITS = {
    "km/h": "kilometre per hour",
    "km": "kilometre",
    "kg": "kilogram",
    "cm": "centimetre",
    "mm": "millimetre",
    "m": "metre",
    "ft": "foot",
    "lb": "pound",
    "lbs": "pound",
    "mph": "mile per hour",
    "kph": "kilometre per hour",
    "MW": "megawatt",
    "GW": "gigawatt",
    "MB": "megabyte",
    "GB": "gigabyte",
    "TB": "terabyte",
    "x": "time",
    "°C": "degree Celsius",
    "°F": "degree Fahrenheit",
}
FRACTIONS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}

_SMALL = "|".join(sorted((*UNITS, *TENS), key=len, reverse=True))
_SCALE = "|".join(SCALES)
_WORDS = rf"(?:{_SMALL})(?:(?:[ -](?:and )?|-)(?:{_SMALL}|{_SCALE})\b){{0,12}}"
_DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{2,3}){1,7}|[0-9]{1,18})(?:\.[0-9]{1,9})?"
# "a quarter of an hour" is a time, no share.
_MEASURE = "hour|minute|second|day|month|year|decade|century|mile|inch|pint|pound"
FRACTION = re.compile(
    r"\b(?i:(?P<count>an?|one|two|three|four)[ -](?P<part>half|third|quarter|fifth|tenth)s?"
    rf"(?:(?= of\b(?! an? (?:{_SCALE}|{_MEASURE})\b))|(?<=s)(?=[ ,.]))|(?P<half>half)(?= of\b))"
)
ONE_IN = re.compile(
    r"\b(?i:(?P<count>one|two|three|four|nine)) (?:in|out of) (?i:(?P<base>three|four|five|ten|twenty))\b"
)
DIGIT = re.compile(r"[0-9]")
LETTERS = re.compile(r"[a-z]+")
NUMBER_WORDS = frozenset((*UNITS, *TENS, *SCALES, *FRACTIONS, *(f"{part}s" for part in FRACTIONS)))


@dataclass(frozen=True, slots=True)
class Amount:
    """One number in a text; `unit` is a currency, a percent or a short unit where one is written with it.

    `value_max` is the upper end of a range, `scale` is 1e6 for millions, `is_fraction` marks "a third".
    `is_bare` marks plain digits or number words without any of these, which may be a year, a score or a version.
    """

    start: int
    end: int
    value: float
    unit: str | None
    scale: float
    is_bare: bool
    is_fraction: bool = False
    value_max: float | None = None


@dataclass(frozen=True, slots=True)
class Currencies:
    """ISO 4217 codes by how money is written (data/currencies.json), all but the signs in lower case and singular."""

    signs: Mapping[str, str]
    nouns: Mapping[str, str]
    nouns_after_scale: Mapping[str, str]
    dollars: Mapping[str, str]


@lru_cache(maxsize=1)
def currencies() -> Currencies:
    """Return the currency table, read once."""
    data = json.loads((files("extractors") / "data" / "currencies.json").read_text(encoding="utf-8"))
    return Currencies(data["signs"], data["nouns"], data["nouns_after_scale"], data["dollars"])


def find_amounts(text: str, start: int, end: int) -> list[Amount]:
    """Return the numbers in `text[start:end]` in order, without overlap."""
    if not _may_hold_number(text[start:end]):
        return []
    amounts = [amount for match in _amount_pattern().finditer(text, start, end) if (amount := _amount(match))]
    shares = [_share(match) for pattern in (FRACTION, ONE_IN) for match in pattern.finditer(text, start, end)]
    if not shares:
        return amounts
    apart = [amount for amount in amounts if not any(s.start < amount.end and amount.start < s.end for s in shares)]
    return sorted((*apart, *shares), key=lambda amount: amount.start)


def _may_hold_number(sentence: str) -> bool:
    """Return whether a digit or a number word stands in the sentence: most hold neither, and this is quick to tell."""
    return DIGIT.search(sentence) is not None or not NUMBER_WORDS.isdisjoint(LETTERS.findall(sentence.casefold()))


def number_of_words(words: str) -> float | None:
    """Return the value of an English cardinal ("two hundred and five"), None where the words make no number."""
    total = current = 0.0
    previous = ""
    for word in words.casefold().replace("-", " ").split():
        if word == "and":
            continue
        if word in SCALES:
            factor = SCALES[word]
            if factor <= 100:
                current = (current or 1.0) * factor
            else:
                total, current = total + (current or 1.0) * factor, 0.0
        elif word in TENS:
            if current % 100 or previous in TENS:
                return None
            current += TENS[word]
        else:
            fits = previous in TENS and 0 < UNITS[word] < 10
            if current % 100 and not fits:
                return None
            current += UNITS[word]
        previous = word
    return total + current


@lru_cache(maxsize=1)
def _amount_pattern() -> re.Pattern[str]:
    signs = "|".join(re.escape(sign) for sign in sorted(currencies().signs, key=len, reverse=True))
    return re.compile(
        rf"(?:(?:(?<![A-Za-z])(?P<sign>{signs}) ?|(?<![0-9A-Za-z_.,/:#@&=]))"
        rf"(?P<digits>{_DIGITS})(?![0-9]|[.][A-Za-z])(?P<short>km/h\b|(?!pct?\b)[A-Za-z]{{1,9}}(?![A-Za-z0-9])|°[CF]\b)?"
        rf"|\b(?i:(?P<half>half[ -]an?|(?P<quarter>a quarter of an?))|(?P<words>{_WORDS})"
        rf"|(?P<article>an?)(?=[ -](?:{_SCALE})\b))\b)"
        rf"(?i:(?P<and_half> and a half))?"
        rf"(?i:[ -]?(?P<scale>{_SCALE})(?: (?P<scale_2>{_SCALE}))?\b| ?(?P<short_2>bn|mn|tn|bln|mln)\b)?"
        rf"(?: (?P<short_3>km/h|km|kg|cm|mm|mph|kph|MW|GW|MB|GB|TB)\b)?"
        rf"(?P<percent>\s?%|(?i:[ -]?(?:percent|per cent|pct|pc)\b)|(?i:[ -](?:percentage|per cent) points?\b))?"
    )


def _amount(match: re.Match[str]) -> Amount | None:
    groups = match.groupdict()
    value = _base_value(groups)
    if value is None:
        return None
    unit = currencies().signs.get(groups["sign"] or "")
    scale = SCALES.get((groups["scale"] or "").casefold(), 1.0) * SCALES.get((groups["scale_2"] or "").casefold(), 1.0)
    short = groups["short"] or groups["short_2"] or groups["short_3"]
    if short in SHORT_SCALES and (unit or short not in SHORT_UNITS or _counts_something(match)):
        scale *= SHORT_SCALES[short]
    elif short in SHORT_UNITS:
        unit = unit or SHORT_UNITS[short]
    elif short is not None:
        return None
    if groups["percent"]:
        unit = "percentage point" if "point" in groups["percent"].casefold() else "percent"
    written = (groups["words"] or "").casefold().replace("-", " ").rpartition(" ")[2]
    is_bare = unit is None and scale == 1.0 and not {",", "."} & set(groups["digits"] or "")
    return Amount(match.start(), match.end(), value * scale, unit, scale * SCALES.get(written, 1.0), is_bare)


def _base_value(groups: dict[str, str | None]) -> float | None:
    if groups["digits"]:
        value: float | None = float(groups["digits"].replace(",", ""))
    elif groups["words"]:
        value = number_of_words(groups["words"])
    elif groups["half"]:
        # "half a year" is no figure of its own: only a scale makes one.
        part = 0.25 if groups["quarter"] else 0.5
        value = part if groups["scale"] else None
    else:
        value = 1.0
    return value + 0.5 if value is not None and groups["and_half"] else value


def _counts_something(match: re.Match[str]) -> bool:
    """Return whether a noun follows, as in "5m people" but not in "ran 100m in"."""
    following = re.match(r" ([a-z]{3,})", match.string[match.end() : match.end() + 30])
    return following is not None and following[1].endswith(("s", "people", "men", "women", "children"))


def _share(match: re.Match[str]) -> Amount:
    groups = match.groupdict()
    count = number_of_words(groups["count"]) if (groups["count"] or "a").casefold() not in {"a", "an"} else 1.0
    if "base" in groups:
        parts = number_of_words(groups["base"])
    else:
        parts = FRACTIONS[(groups.get("part") or "half").casefold()]
    value = 100.0 * (count or 1.0) / (parts or 1.0)
    return Amount(match.start(), match.end(), value, "percent", 1.0, is_bare=False, is_fraction=True)
