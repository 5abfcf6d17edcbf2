"""The language of a text, as a BCP 47 tag."""

import re

import py3langid

# Fewer letters than a short headline has: any guess would be chance.
LETTERS_NEEDED = 20
SAMPLE_CHARS = 2_000
LETTER = re.compile(r"[^\W\d_]")
TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|[0-9]{3}))?(?![A-Za-z0-9])")


def detect_language(text: str) -> str | None:
    """Return the primary tag of the language `text` is written in, None where it is too short to tell.

    py3langid (Lui and Baldwin 2012, naive Bayes over byte n-grams) reads the beginning only.
    """
    sample = text[:SAMPLE_CHARS]
    if len(LETTER.findall(sample)) < LETTERS_NEEDED:
        return None
    language, _ = py3langid.classify(sample.encode("utf-8", "ignore"))
    return str(language)


def normalise_tag(tag: str | None) -> str | None:
    """Return `tag` as BCP 47 writes it ('en', 'pt-BR', 'zh-Hant-TW', RFC 5646 2.1), None where it is none."""
    match = TAG.match(tag.strip()) if tag else None
    if not match:
        return None
    language, script, region = match.groups()
    parts = [language.lower(), script.title() if script else None, region.upper() if region else None]
    return "-".join(part for part in parts if part)
