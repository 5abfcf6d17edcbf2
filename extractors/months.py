"""Month names in the languages of the news, from CLDR as dateparser packs it."""

import unicodedata
from functools import lru_cache
from importlib import import_module

# Croatian is left out: its "listopad" is October, where Polish and Czech mean November.
LANGUAGES = (
    *("en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "fi", "pl", "cs", "sk", "sl", "hu", "ro", "bg", "el"),
    *("tr", "ru", "uk", "be", "ca", "gl", "eu", "lt", "lv", "et", "is", "id", "ms", "ar", "he", "af", "sq", "mk", "sr"),
)
MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november"),
    "december",
)
SHORTEST = 3


def month_number(name: str) -> int | None:
    """Return which month (1 to 12) `name` means in any of `LANGUAGES`, None where it means none or two."""
    return _months().get(_fold(name))


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    # Imported here: the package takes half a second, and only a written date needs it.
    found: dict[str, set[int]] = {}
    for language in LANGUAGES:
        names = import_module(f"dateparser.data.date_translation_data.{language}").info
        for number, month in enumerate(MONTHS, start=1):
            for name in names.get(month, ()):
                found.setdefault(_fold(name), set()).add(number)
    return {name: min(numbers) for name, numbers in found.items() if len(numbers) == 1 and len(name) >= SHORTEST}


def _fold(name: str) -> str:
    """Return `name` without case, accents and the stop of an abbreviation."""
    letters = unicodedata.normalize("NFKD", name.casefold().removesuffix("."))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
