"""Which numbers of a sentence are figures: no dates, times, scores, versions or labels; ranges as one."""

import re
from bisect import bisect_left
from collections import deque
from dataclasses import replace

from extractors.nouns import vocabulary
from extractors.numerals import Amount, find_amounts
from extractors.periods import no_figure_spans

CONTEXT = 24
RANGE_GAP = re.compile(r"\s?(?:-|–|—|to)\s?")
DASHES = frozenset("-–—")
SCORE_AFTER = re.compile(
    r"\s(?:win|victory|defeat|loss|draw|lead|vote|ruling|decision|record|score|aggregate|thriller)\b"
)
NOUN_AFTER = re.compile(r"[ -][a-z]+")
# "rose 5 percent to 30 percent" tells a change and a level, no range.
CHANGE_BEFORE = re.compile(
    r"\b(?:rose|fell|up|down|grew|increased?|decreased?|climbed|dropped|jumped|declined|gained|lost|slipped|slid|rising|"
    r"falling|cut|raised?|lowered|surged|plunged|from)\s(?:by\s)?(?:about\s|nearly\s|almost\s)?$"
)
YEAR_BEFORE = re.compile(
    r"\b(?:in|since|by|until|till|from|during|after|before|of|the|to|through|for|and|late|early|mid|fiscal|FY|year|summer|"
    r"spring|autumn|fall|winter|season|a|its|his|their|between|than|next|or)[ -]$",
    re.IGNORECASE,
)
PLURAL_AFTER = re.compile(r" (?:[a-z-]+ ){0,2}?(?:[a-z]{2,}[^s\W]s|people|men|women|children|troops)\b")
ONE_OF_A_KIND = re.compile(r"[ -](?:year|month|week|day|hour|minute|person|death|vote|seat|job)\b")
MOMENT_AFTER = re.compile(
    r"[ -](?:years?|months?|weeks?|days?|hours?|minutes?|seconds?|decades?) "
    r"(?:ago|later|earlier|before|after|from now)\b"
)
LABEL_AFTER = re.compile(r"[)\]/]|[-–—][0-9]|\.\s|\.$")
WORD_BEFORE = re.compile(r"([\w'’.-]+) $")


def find_figures(text: str, start: int, end: int) -> list[Amount]:
    """Return the figures of the sentence `text[start:end]` in order, a range ("10 to 15") as one."""
    amounts = find_amounts(text, start, end)
    masked = no_figure_spans(text, start, end) if amounts else []
    figures: list[Amount] = []
    waiting = deque(amounts)
    while waiting:
        figure = waiting.popleft()
        if waiting and (joined := _range(text, figure, waiting[0])):
            figure = joined
            waiting.popleft()
        if not _is_masked(figure, masked) and not _is_no_figure(text, start, figure):
            figures.append(figure)
    return figures


def _range(text: str, low: Amount, high: Amount) -> Amount | None:
    """Return both amounts as one range where a dash, "to" or "between … and" joins them, else None."""
    gap = text[low.end : high.start] if high.start - low.end <= 5 else ""
    before = text[max(0, low.start - CONTEXT) : low.start]
    is_between = gap == " and " and before.casefold().endswith("between ")
    if not (is_between or RANGE_GAP.fullmatch(gap)) or ("to" in gap and CHANGE_BEFORE.search(before)):
        return None
    if low.unit not in {None, high.unit} and high.unit is not None:
        return None
    value = low.value
    if low.scale == 1.0 and high.scale > 1.0 and low.value < high.value / high.scale:
        value = low.value * high.scale
    if value >= high.value or (gap.strip() in DASHES and _is_score(text, low, high)):
        return None
    is_bare = low.is_bare and high.is_bare
    return replace(
        high, start=low.start, value=value, value_max=high.value, unit=high.unit or low.unit, is_bare=is_bare
    )


def _is_score(text: str, low: Amount, high: Amount) -> bool:
    if not (low.is_bare and high.is_bare):
        return False
    window = (high.end, high.end + CONTEXT)
    return SCORE_AFTER.match(text, *window) is not None or NOUN_AFTER.match(text, *window) is None


def _is_masked(figure: Amount, masked: list[tuple[int, int]]) -> bool:
    position = bisect_left(masked, (figure.end, 0))
    return position > 0 and masked[position - 1][1] > figure.start


def _is_no_figure(text: str, sentence_start: int, figure: Amount) -> bool:
    if MOMENT_AFTER.match(text, figure.end, figure.end + CONTEXT):
        return True
    if not figure.is_bare:
        return False
    before = text[max(sentence_start, figure.start - CONTEXT) : figure.start]
    return (
        _is_label(text, before, figure)
        or _is_year(text, before, figure)
        or _is_idle_word(text, figure)
        or _is_part_of_name(text, before, figure)
    )


def _is_label(text: str, before: str, figure: Amount) -> bool:
    """Return whether the number is glued to a word ("GPT-4"), one side of a score ("3-2") or a list's mark ("1.")."""
    glued = before[-1:] in DASHES and before[-2:-1].isalnum()
    marks_item = not before.strip(" (#[") and LABEL_AFTER.match(text, figure.end, figure.end + 2) is not None
    return glued or marks_item or re.match(r"[-–—/][0-9]", text[figure.end : figure.end + 2]) is not None


def _is_year(text: str, before: str, figure: Amount) -> bool:
    """Return whether four plain digits are a year: "in 2025", "2025 was", but not "2000 people"."""
    values = [figure.value] if figure.value_max is None else [figure.value, figure.value_max]
    if not text[figure.end - 4 : figure.end].isdigit() or not all(1500 <= value < 2100 for value in values):
        return False
    return YEAR_BEFORE.search(before) is not None or PLURAL_AFTER.match(text, figure.end, figure.end + 40) is None


def _is_idle_word(text: str, figure: Amount) -> bool:
    """Return whether "one" or "zero" is no count: a pronoun or an article, unless a unit follows."""
    if figure.value_max is not None or figure.value > 1.0 or text[figure.start].isdigit():
        return False
    return ONE_OF_A_KIND.match(text, figure.end, figure.end + CONTEXT) is None


def _is_part_of_name(text: str, before: str, figure: Amount) -> bool:
    """Return whether a capitalised word stands right before the digits ("iPhone 17", "Title 42")."""
    word = WORD_BEFORE.search(before)
    if not word or not text[figure.start].isdigit() or not any(map(str.isupper, word[1])):
        return False
    return not word[1].endswith((".", "’s", "'s")) and word[1] not in vocabulary().before_figures
