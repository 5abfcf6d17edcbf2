"""The language of a text, as a BCP 47 tag."""

import re

import py3langid

# Fewer letters than a short headline has: any guess would be chance.
LETTERS_NEEDED = 20
# From this many letters on, the detector is right nearly always.
LETTERS_FOR_CERTAINTY = 150
LIKELIEST = 3
# Written standards so near to one another that a page's own word is better than statistics.
ALIKE = tuple(map(frozenset, (("bs", "hr", "sr"), ("no", "nb", "nn"), ("id", "ms"), ("gl", "pt"))))
SAMPLE_CHARS = 800
LETTER = re.compile(r"[^\W\d_]")
TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|[0-9]{3}))?(?![A-Za-z0-9])")


def detect_language(text: str, stated: str | None = None) -> str | None:
    """Return the primary tag of the language `text` is written in, None where it is too short to tell.

    py3langid (Lui and Baldwin 2012, naive Bayes over byte n-grams) reads the beginning only. `stated` is what a page
    says of itself, often its template's language and not the text's: it decides between languages alike, and of a
    short text where it is among the likeliest.
    """
    sample = text[:SAMPLE_CHARS]
    letters = len(LETTER.findall(sample))
    primary = (normalise_tag(stated) or "").split("-")[0] or None
    if letters < LETTERS_NEEDED:
        return primary if letters else None
    ranking = [str(language) for language, _ in py3langid.rank(sample.encode("utf-8", "ignore"))[:LIKELIEST]]
    likely = ranking if letters < LETTERS_FOR_CERTAINTY else [ranking[0], *_alike(ranking[0])]
    return primary if primary in likely else ranking[0]


def _alike(language: str) -> frozenset[str]:
    return next((group for group in ALIKE if language in group), frozenset())


def normalise_tag(tag: str | None) -> str | None:
    """Return `tag` as BCP 47 writes it ('en', 'pt-BR', 'zh-Hant-TW', RFC 5646 2.1), None where it is none."""
    match = TAG.match(tag.strip()) if tag else None
    if not match:
        return None
    language, script, region = match.groups()
    parts = [language.lower(), script.title() if script else None, region.upper() if region else None]
    return "-".join(part for part in parts if part)
