"""UTF-8 that was read as windows-1252 and saved again ("itâ€™s"): put right where that is certain."""

import re

from ftfy import TextFixerConfig, fix_encoding

# A leading byte of UTF-8 and one that follows it, each as the character that windows-1252 (or Latin-1) has there.
TWICE_ENCODED = re.compile(
    "[\xc2-\xf4][\x80-\xbf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d"
    "\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178]"
)
# The same in UTF-8, which is searched many times faster: nearly every page has neither.
TWICE_ENCODED_BYTES = re.compile(rb"\xc3[\x82-\xb4](?:\xc2[\x80-\xbf]|[\xc5\xc6\xcb][\x80-\xbf]|\xe2[\x80\x82\x84])")
# Only what can be undone exactly: no guess at bytes that are lost.
_EXACTLY = TextFixerConfig(
    restore_byte_a0=False, replace_lossy_sequences=False, fix_c1_controls=False, unescape_html=False, explain=False
)
# A capital of its own before a closing mark; read as UTF-8 it would be a phonetic sign.
MEANT_SO = re.compile("[\xc6-\xcb][\xbb\u2019\u201d\u2026\u2013\u2014\u2122]")
# Text is judged in pieces: one part of a page may be encoded twice, and another right.
LONGEST_PIECE = 1_000
PIECE = re.compile(rf"[^<>\n]{{1,{LONGEST_PIECE}}}")
MOST_ROUNDS = 3


def repair_mojibake(text: str) -> str:
    """Return `text` with what was encoded twice decoded again; ftfy (Speer 2019) tells it from text meant as it is."""
    if not TWICE_ENCODED_BYTES.search(text.encode("utf-8", "replace")):
        return text
    return PIECE.sub(lambda piece: _repair(piece[0]), text)


def _repair(piece: str) -> str:
    for _ in range(MOST_ROUNDS):
        if not TWICE_ENCODED.search(piece) or MEANT_SO.search(piece):
            break
        repaired = fix_encoding(piece, _EXACTLY)
        if repaired == piece:
            break
        piece = repaired
    return piece
