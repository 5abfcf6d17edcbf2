"""Plain text: the story without the traces of scraping, and the headline, byline and dates that stood around it."""

import re
from functools import lru_cache
from importlib.resources import files

from extractors.blocks import LIST_ITEM, split_blocks, split_stub
from extractors.draft import Draft
from extractors.furniture import COMMENTS_HEADING, is_furniture
from extractors.imprints import HEAD_BLOCKS, dateline_date, find_credits, read_imprint, split_imprint
from extractors.titles import fold_title, is_same_title, without_site

LONGEST_HEADLINE = 220
LONGEST_KICKER = 40
BETWEEN_SECTIONS = re.compile(r"\s?[|/>›»•·:&]\s?|\s[-–—]\s|,\s|\sand\s")
# A shorter line may recur as a heading of the story.
SHORTEST_REPEAT = 12
# A comment section closes a document: it is cut only behind this share of the text.
COMMENTS_AFTER = 0.5
TERMINAL = re.compile(r"[.:;,。．।؟۔！？：；，][\"”’»)\]'*」』]*$")
ELLIPSIS = re.compile(r"(?:…|\.\.\.)$")


def read_text(text: str, given_title: str | None = None) -> Draft:
    """Return the article of a plain text: no trace of scraping in it, no sentence of the story lost.

    A line goes only where the whole of it is furniture (a share bar, an image's name, a comment form, a notice), a
    repeat of the headline, or an imprint line (byline, date of publication), whose content the draft keeps. Where a
    title is given, no other line is taken for the headline.
    """
    blocks = split_blocks(text)
    kept = [block for block in _without_comments(blocks) if not is_furniture(block)] or blocks
    title, kept = _split_title(kept, given_title)
    imprint, kept = split_imprint(kept)
    kept, is_cut = split_stub(kept)
    if not kept and title:
        kept = [title]
    return Draft(
        text="\n".join(kept),
        title=title,
        authors=imprint.people,
        byline=imprint.byline,
        credits=find_credits(blocks),
        published=imprint.published or dateline_date(blocks),
        modified=imprint.modified,
        is_truncated=is_cut,
    )


def _without_comments(blocks: list[str]) -> list[str]:
    """Return `blocks` up to the heading of a comment section in the latter part of the text."""
    total, seen = sum(map(len, blocks)), 0
    for index, block in enumerate(blocks):
        if seen > COMMENTS_AFTER * total and COMMENTS_HEADING.fullmatch(block):
            return blocks[:index]
        seen += len(block)
    return blocks


def _split_title(blocks: list[str], given: str | None) -> tuple[str | None, list[str]]:
    """Return the headline, None where there is none, and the blocks without it and its repeats."""
    start = next((i for i, block in enumerate(blocks[:HEAD_BLOCKS]) if not read_imprint(block, bare_dates=True)), 0)
    if not given and _has_kicker(blocks[start:]):
        blocks = [*blocks[:start], *blocks[start + 1 :]]
    headline = given or (blocks[start] if blocks else "")
    following = blocks[start + 1 :]
    repeats = {block for block in (blocks if given else following) if _repeats(headline, block)}
    if given:
        return given, [block for block in blocks if block not in repeats]
    if not _is_headline(headline, following, is_repeated=bool(repeats)):
        return None, blocks
    # The fullest form, less a site's name: "Mayor resigns" of "Mayor resigns - Example News".
    forms = [headline, *sorted(repeats)]
    whole = [form for form in forms if not ELLIPSIS.search(form)]
    title = min(whole, key=len) if whole else max(forms, key=len)
    return title, [block for i, block in enumerate(blocks) if i != start and block not in repeats]


def _has_kicker(blocks: list[str]) -> bool:
    """Tell whether a text opens with the name of a section ("Politics", "WORLD | ASIA") and a headline below it."""
    if len(blocks) < 3 or len(blocks[0]) > LONGEST_KICKER or not _is_headline(blocks[1], blocks[2:], is_repeated=False):
        return False
    return all(name.casefold().strip() in _sections() for name in BETWEEN_SECTIONS.split(blocks[0]))


def _repeats(headline: str, block: str) -> bool:
    if not SHORTEST_REPEAT <= len(block) <= LONGEST_HEADLINE or len(headline) > 2 * LONGEST_HEADLINE:
        return False
    if fold_title(headline) == fold_title(block):
        return True
    # A sentence may begin as the headline does.
    if TERMINAL.search(block) and not ELLIPSIS.search(block):
        return False
    return is_same_title(headline, block) or without_site(headline, headline[len(block) :].strip(" |-–—·•»:")) == block


def _is_headline(line: str, following: list[str], *, is_repeated: bool) -> bool:
    """Tell whether a document's first line is its headline: short, no sentence, and a story below it."""
    if not line or len(line) > LONGEST_HEADLINE or LIST_ITEM.match(line) or not any(map(str.isalpha, line)):
        return False
    if TERMINAL.search(line) and not ELLIPSIS.search(line):
        return is_repeated and len(line) <= LONGEST_HEADLINE // 2
    return not following or any(len(block) > len(line) or TERMINAL.search(block) for block in following)


@lru_cache(maxsize=1)
def _sections() -> frozenset[str]:
    lines = (files("extractors") / "data" / "sections.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
