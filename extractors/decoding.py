"""Bytes to text: the encoding found, binaries refused, control characters dropped."""

import codecs
import re

from charset_normalizer import from_bytes

from extractors.language import detect_language
from extractors.records import Reason

# First bytes of files that are no text, whatever their name says.
SIGNATURES = (
    b"%PDF-",
    b"\x89PNG\r\n",
    b"\xff\xd8\xff",  # JPEG
    b"GIF87a",
    b"GIF89a",
    b"PK\x03\x04",  # ZIP, and the office formats made of it
    b"PK\x05\x06",
    b"\x1f\x8b",  # gzip
    b"BZh",
    b"\xfd7zXZ\x00",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\x07",
    b"(\xb5/\xfd",  # Zstandard
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",  # OLE: the office formats before
    b"SQLite format 3\x00",
    b"OggS",
    b"ID3",
    b"wOFF",
    b"wOF2",
    b"{\\rtf",
)
# UTF-32 before UTF-16: the little-endian mark of one begins with that of the other.
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What pages mean by these labels (WHATWG Encoding Standard, 4.2): the superset their authors typed in.
SUPERSETS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
# Seven-bit encodings with escapes: their bytes are valid UTF-8 too, so the label is heard first.
STATEFUL = frozenset({"iso2022_jp", "iso2022_jp_1", "iso2022_jp_2", "iso2022_jp_3", "iso2022_kr", "hz"})
# The Windows and ISO code pages of Latin-script languages; every other one is written in windows-1252.
CODE_PAGES = {
    **dict.fromkeys(("pl", "cs", "sk", "hu", "sl", "hr", "bs", "ro", "sq"), ("cp1250", "iso8859-2")),
    **dict.fromkeys(("tr", "az"), ("cp1254", "iso8859-9")),
    **dict.fromkeys(("lt", "lv", "et"), ("cp1257", "iso8859-13")),
}
META_CHARSET = re.compile(
    rb"<(?:meta|\?xml)\b[^>]{0,400}?(?:charset|encoding)\s{0,5}=\s{0,5}[\"']?\s{0,5}([\w.:-]{1,40})", re.IGNORECASE
)
# Half of a character beyond the BMP, encoded as if it were one (CESU-8 and lone surrogates): no character.
ENCODED_SURROGATE = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
HALF_WIDTH = re.compile(r"[\uff61-\uff9f]")
CYRILLIC = re.compile(r"[\u0400-\u04ff]")
HEAD_BYTES = 8_192
SAMPLE_BYTES = 65_536
JUDGED_CHARS = 1_000
BINARY_SHARE = 0.05
NEWLINES = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Controls but tab and newline, lone surrogates, byte order marks, soft hyphens, zero-width spaces, bidi overrides and
# noncharacters: none is seen by a reader. Joiners stay, scripts and emoji need them.
INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff]"
)


def decode(content: bytes, charset: str | None = None) -> str | Reason:
    """Return the text of `content`, newlines as line feeds, or why there is none: EMPTY, BINARY or BAD_ENCODING.

    `charset` is a header's hint. In order: byte order mark, strict UTF-8, the hint, the page's own label,
    statistics. Text that is valid UTF-8 beyond ASCII is UTF-8 whatever a label says; stray bytes in it are read as
    windows-1252. The result has no NUL and no surrogate, so it can always be stored as UTF-8.
    """
    if not content.strip(b" \t\r\n\x0b\x0c\x00"):
        return Reason.EMPTY
    if content.startswith(SIGNATURES):
        return Reason.BINARY
    text = _decode_marked(content)
    if text is None and _is_binary(content):
        return Reason.BINARY
    text = text if text is not None else _decode_unmarked(content, charset)
    if text is None:
        return Reason.BAD_ENCODING
    cleaned = clean_characters(text)
    return cleaned if cleaned.strip() else Reason.EMPTY


def clean_characters(text: str) -> str:
    """Return `text` with newlines as line feeds and without characters no reader sees (controls, surrogates, marks)."""
    return INVISIBLE.sub("", NEWLINES.sub("\n", text))


def _decode_marked(content: bytes) -> str | None:
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            body = content[len(mark) :]
            return _decode_mostly_utf8(body) if encoding == "utf-8" else body.decode(encoding, "replace")
    order = _unmarked_utf16(content)
    return content.decode(order, "replace") if order else None


def _unmarked_utf16(content: bytes) -> str | None:
    """Return the byte order of UTF-16 whose every other byte is NUL, as Latin text has it."""
    sample = content[:SAMPLE_BYTES]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if half < 4 or max(even, odd) < 0.7 * half or min(even, odd) > 0.02 * half:
        return None
    if _is_binary(sample.replace(b"\0", b"")):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _is_binary(content: bytes) -> bool:
    sample = content[:SAMPLE_BYTES]
    # ESC is left out: the stateful encodings are full of it.
    controls = len(sample) - len(sample.translate(None, bytes([*range(9), *range(14, 27), *range(28, 32)])))
    return controls > BINARY_SHARE * len(sample)


def _decode_unmarked(content: bytes, charset: str | None) -> str | None:
    labels = [label for label in (_codec(charset), _codec(_page_charset(content))) if label]
    for label in labels:
        if label in STATEFUL and (text := _decode_strictly(content, label)) is not None:
            return text
    text = _decode_strictly(content, "utf-8")
    if text is not None:
        return text
    content = ENCODED_SURROGATE.sub(b"", content)
    if _is_mostly_utf8(content):
        return _decode_mostly_utf8(content)
    for label in labels:
        if label != "utf-8" and (text := _decode_strictly(content, label)) is not None:
            return text
    return _decode_by_statistics(content)


def _codec(label: str | None) -> str | None:
    """Return Python's name of the encoding a label means, None where it knows no such text encoding."""
    try:
        name = codecs.lookup(label.strip().strip("\"'")).name if label else None
        "".encode(name or "")
    except (LookupError, ValueError, TypeError):
        return None
    return SUPERSETS.get(name, name) if name else None


def _page_charset(content: bytes) -> str | None:
    match = META_CHARSET.search(content, 0, HEAD_BYTES)
    label = match[1].decode("ascii", "replace") if match else None
    # A label that could be read as ASCII cannot be true of UTF-16.
    return None if label and label.lower().startswith(("utf-16", "utf-32", "utf-7")) else label


def _decode_strictly(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        if encoding != "cp1252":
            return None
    # Five bytes that Python leaves undefined are control characters to every browser.
    return content.decode("cp1252", "newsloom-latin1")


def _is_mostly_utf8(content: bytes) -> bool:
    """Tell UTF-8 with stray bytes from another encoding: more characters beyond ASCII are valid than are not."""
    text = content.decode("utf-8", "replace")
    stray = text.count("\ufffd")
    valid = len(text) - len(text.encode("ascii", "ignore")) - stray
    return valid > stray


def _decode_mostly_utf8(content: bytes) -> str:
    return content.decode("utf-8", "newsloom-stray")


def _decode_by_statistics(content: bytes) -> str | None:
    sample = _sample_beyond_ascii(content)
    ascii_part = sample.decode("ascii", "ignore")
    if len(sample) - len(ascii_part) < sum(map(str.isalpha, ascii_part)) / 3:
        return _decode_strictly(content, _latin_code_page(content)) or _decode_strictly(content, "cp1252")
    for encoding in (*(match.encoding for match in from_bytes(sample)), "cp1251"):
        start = sample.decode(SUPERSETS.get(encoding, encoding), "replace")[:JUDGED_CHARS]
        letters = sum(map(str.isalpha, start)) - len(HALF_WIDTH.findall(start))
        if letters < len(start) / 2:
            continue  # half-width katakana is what Cyrillic bytes look like when read as Shift JIS
        # KOI8-R read as windows-1251 has its capitals and small letters turned around.
        is_turned = CYRILLIC.search(start) and sum(map(str.isupper, start)) > sum(map(str.islower, start)) > 0
        return content.decode("koi8-r" if is_turned else SUPERSETS.get(encoding, encoding), "replace")
    return None


def _latin_code_page(content: bytes) -> str:
    """Return the code page of Latin text by its language: detectors mistake these pages for each other."""
    sample = _sample_beyond_ascii(content)
    language = detect_language(clean_characters(sample.decode("cp1252", "newsloom-latin1")))
    windows, iso = CODE_PAGES.get(language or "", ("cp1252", "cp1252"))
    # The ISO pages have no letters where the Windows ones do (0x80 to 0x9F).
    return windows if re.search(rb"[\x80-\x9f]", content) else iso


def _sample_beyond_ascii(content: bytes) -> bytes:
    """Return a bounded part of `content` that begins at its first line beyond ASCII."""
    first = re.search(rb"[\x80-\xff]", content)
    start = content.rfind(b"\n", 0, first.start()) + 1 if first else 0
    return content[max(start, first.start() - 200 if first else 0) :][:SAMPLE_BYTES]


def _read_stray_byte(error: UnicodeError) -> tuple[str, int]:
    """Read one byte that is no UTF-8 as windows-1252; a sequence cut short by the end of the input is no letter."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    if error.end == len(error.object) and error.reason == "unexpected end of data":
        return "", error.end
    return error.object[error.start : error.start + 1].decode("cp1252", "replace"), error.start + 1


def _read_latin1(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("newsloom-stray", _read_stray_byte)
codecs.register_error("newsloom-latin1", _read_latin1)
