"""Whose figure it is: the name in the sentence that a figure belongs to ("Turkey")."""

import re

from extractors.nouns import vocabulary

BEFORE_WINDOW = 160
AFTER_WINDOW = 60
NAME = re.compile(r"\b[A-Z][\w&-]*(?:['’][A-Z]\w+)?(?: (?:(?:of|de|van|von|al) )?[A-Z][\w&-]*){0,5}")
PLACE_AFTER = re.compile(
    r"\s?(?:in|of|at|for|on|across) (?:(?:the|eastern|western|northern|southern|central) ){0,2}(?=[A-Z])"
)
POSSESSOR = re.compile(r"([A-Z][\w&.-]*(?: [A-Z][\w&-]*){0,3})['’]s? $")
SPEECH_AFTER = re.compile(
    r",? (?:say|said|says|told|added|estimated|noted|claimed|wrote|stated|(?:reported|announced) that)\b(?! to )"
)
SPEECH_BEFORE = re.compile(r"\b(?:according to|said|says|told|added|by|reported by)\s(?:the )?$")


def possessor_of(text: str, start: int, sentence_start: int) -> str | None:
    """Return the name in the genitive right before the figure at `start` ("its rival’s 27%"), None without one."""
    possessor = POSSESSOR.search(text, max(sentence_start, start - AFTER_WINDOW), start)
    return possessor[1] if possessor else None


def entity_after(text: str, position: int, sentence_end: int) -> str | None:
    """Return the name a figure's phrase that ends at `position` is counted in, of or for ("30 people in Turkey")."""
    limit = min(sentence_end, position + AFTER_WINDOW)
    place = PLACE_AFTER.match(text, position, limit)
    name = NAME.match(text, place.end(), limit) if place else None
    return _entity(name[0]) if name else None


def entity_before(text: str, start: int, sentence_start: int) -> str | None:
    """Return the nearest name before the figure at `start`, rather one that does not merely say it."""
    window = max(sentence_start, start - BEFORE_WINDOW)
    before = text[window:start]
    speaker = None
    for match in reversed(list(NAME.finditer(before))):
        found = _entity(match[0])
        if found is None or SPEECH_BEFORE.search(before[: match.start()]):
            continue
        if SPEECH_AFTER.match(before, match.end()) is None:
            return found
        # Where no other is named, who speaks speaks of itself: "Acme said revenue rose 5%".
        speaker = speaker or found
    return speaker


def _entity(name: str) -> str | None:
    words = re.sub(r"['’]s?$", "", name).split()
    while words and words[0] in vocabulary().no_entities:
        words.pop(0)
    return " ".join(words) or None
