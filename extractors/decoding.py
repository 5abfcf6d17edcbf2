"""Bytes to text: the encoding found, binaries refused, control characters dropped."""

import codecs
import re

from charset_normalizer import from_bytes

from extractors.charsets import LATIN, STATEFUL, SUPERSETS, UTF16, codec_of, find_charset
from extractors.language import detect_language
from extractors.mojibake import repair_mojibake
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
    *(b"BZh%d1AY&SY" % level for level in range(1, 10)),
    b"\xfd7zXZ\x00",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\x07",
    b"(\xb5/\xfd",  # Zstandard
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",  # OLE: the office formats before
    b"SQLite format 3\x00",
    b"OggS\x00",
    b"ID3\x02",
    b"ID3\x03",
    b"ID3\x04",
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
# The Windows and ISO code pages of Latin-script languages; every other one is written in windows-1252.
CODE_PAGES = (
    (frozenset({"pl", "cs", "sk", "hu", "sl", "hr", "bs", "ro", "sq"}), "cp1250", "iso8859-2"),
    (frozenset({"tr", "az"}), "cp1254", "cp1254"),
    (frozenset({"lt", "lv", "et"}), "cp1257", "iso8859-13"),
)
ESCAPE_TO_JIS = b"\x1b$"
# Controls that no text has, private use and noncharacters; what stands between the words of any script, and kana.
CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x7f\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff]")
COMMON = re.compile("[\t\n\r\x20-\x40\u3001\u3002\u3041-\u30ff\uff01-\uff5e]")
# In UTF-16, the share of NUL bytes that text of any script has at the least: its spaces and line ends.
NUL_SHARE = 0.005
# Below this share of NULs, bytes that are UTF-8 without them are UTF-8; Latin script in UTF-16 has half.
STREWN_NULS = 0.1
# Half of a character beyond the BMP, encoded as if it were one (CESU-8 and lone surrogates): no character.
ENCODED_SURROGATE = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
# Half-width katakana and single jamo, rare in text: what Cyrillic looks like as Shift JIS, and hiragana as EUC-KR.
FRAGMENT = re.compile(r"[\uff61-\uff9f\u3131-\u318e]")
CYRILLIC = re.compile(r"[\u0400-\u04ff]")
SAMPLE_BYTES = 65_536
JUDGED_CHARS = 1_000
# Letters beyond ASCII that follow each other: few in Latin script, nearly all in any other. Fewer bytes tell nothing.
LATIN_CLUSTERING = 0.5
CLUSTERED = re.compile(rb"[\x80-\xff]{2,}")
RUN = re.compile(rb"[^<>\n]+")
FIRST_BEYOND = re.compile(rb"[\x80-\xff]")
RUN_BYTES = 2_000
BYTES_NEEDED = 40
BINARY_SHARE = 0.05
NEWLINES = re.compile("[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Controls but tab and newline, lone surrogates, byte order marks, soft hyphens, zero-width spaces, bidi overrides and
# noncharacters: none is seen by a reader. Joiners stay, scripts and emoji need them.
INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff]"
)


def decode(content: bytes, charset: str | None = None) -> str | Reason:
    """Return the text of `content`, newlines as line feeds, or why there is none: EMPTY, BINARY or BAD_ENCODING.

    `charset` is a header's hint. In order: byte order mark, UTF-16, UTF-8, the hint, the page's own label, statistics.
    Text that is valid UTF-8 beyond ASCII is UTF-8 whatever a label says; stray bytes in it are read as windows-1252.
    A label that cannot be true of the bytes is passed over, and what was encoded twice is decoded twice. The result
    has no NUL and no surrogate, so it can always be stored as UTF-8.
    """
    if not content.strip(b" \t\r\n\x0b\x0c\x00"):
        return Reason.EMPTY
    if content.startswith(SIGNATURES):
        return Reason.BINARY
    labels = [label for label in (codec_of(charset), codec_of(find_charset(content))) if label]
    text = _decode_marked(content) or _decode_utf16(content, labels[0] if labels else None)
    if text is None and _is_binary(content):
        return Reason.BINARY
    text = text if text is not None else _decode_unmarked(content, labels)
    if text is None:
        return Reason.BAD_ENCODING
    cleaned = clean_characters(repair_mojibake(text))
    return cleaned if cleaned.strip() else Reason.EMPTY


def clean_characters(text: str) -> str:
    """Return `text` with newlines as line feeds and without characters no reader sees (controls, surrogates, marks)."""
    return INVISIBLE.sub("", NEWLINES.sub("\n", text.replace("\r\n", "\n")))


def _decode_marked(content: bytes) -> str | None:
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            body = content[len(mark) :]
            return _decode_mostly_utf8(body) if encoding == "utf-8" else body.decode(encoding, "replace")
    return None


def _decode_utf16(content: bytes, label: str | None) -> str | None:
    """Return the text of UTF-16 without a mark: in the order its label states, or in which it reads as text.

    Text of any script has spaces, line ends, digits or markup, which are rare characters in the wrong order.
    """
    sample = content[: SAMPLE_BYTES & ~1]
    if len(sample) < 8 or (label not in UTF16 and sample.count(0) < NUL_SHARE * len(sample)):
        return None
    # A few NULs strewn over UTF-8 are damage, no other encoding.
    if label not in UTF16 and sample.count(0) < STREWN_NULS * len(sample) and _is_utf8(sample.replace(b"\0", b"")):
        return None
    # Where both orders read as well, the label's goes first.
    orders = sorted(UTF16, key=lambda order: order != label)
    shares = [_share_of_common(sample, order) for order in orders]
    best, other = sorted(shares, reverse=True)
    if best <= NUL_SHARE + 2 * other and label not in UTF16:
        return None
    return content.decode(orders[shares.index(best)], "replace") if best else None


def _is_utf8(content: bytes) -> bool:
    # A character may be cut at the end of the sample.
    return any(_decode_strictly(content[: len(content) - cut], "utf-8") is not None for cut in range(4))


def _share_of_common(sample: bytes, order: str) -> float:
    """Return the share of common characters in `sample`, 0 where it is no text in this byte order."""
    # Half a character may end the sample.
    text = _decode_strictly(sample if len(sample) % 2 == 0 else sample[:-1], order) or ""
    return (len(COMMON.findall(text)) + 1) / (len(text) + 1) if text and not CONTROL.search(text) else 0.0


def _is_binary(content: bytes) -> bool:
    sample = content[:SAMPLE_BYTES]
    # ESC is left out: the stateful encodings are full of it.
    controls = len(sample) - len(sample.translate(None, bytes([*range(9), *range(14, 27), *range(28, 32)])))
    return controls > BINARY_SHARE * len(sample)


def _decode_unmarked(content: bytes, labels: list[str]) -> str | None:
    stateful = [label for label in labels if label in STATEFUL]
    for label in (*stateful, *(["iso2022_jp"] if ESCAPE_TO_JIS in content else [])):
        if (text := _decode_strictly(content, label)) is not None:
            return text
    text = _decode_strictly(content, "utf-8")
    if text is not None:
        return text
    content = ENCODED_SURROGATE.sub(b"", content)
    if _is_mostly_utf8(content):
        return _decode_mostly_utf8(content)
    is_latin = _clustering(content) < LATIN_CLUSTERING
    # ISO 8859-1 is what servers and templates say by default: it yields to any other label.
    for label in sorted(labels, key=lambda label: label == "cp1252"):
        is_fit = label not in UTF16 and label != "utf-8" and (is_latin or label not in LATIN)
        if is_fit and (text := _decode_strictly(content, label)) is not None:
            return text
    return _decode_by_statistics(content, is_latin=is_latin)


def _clustering(content: bytes) -> float:
    """Return the share of bytes beyond ASCII that stand beside another, 0 where there are too few to tell."""
    sample = _sample_beyond_ascii(content)
    beyond = len(sample) - len(sample.decode("ascii", "ignore"))
    return sum(map(len, CLUSTERED.findall(sample))) / beyond if beyond >= BYTES_NEEDED else 0.0


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


def _decode_by_statistics(content: bytes, *, is_latin: bool) -> str | None:
    sample = _sample_beyond_ascii(content)
    if is_latin:
        return _decode_strictly(content, _latin_code_page(sample)) or _decode_strictly(content, "cp1252")
    for encoding in (*(match.encoding for match in from_bytes(sample)), "cp1251"):
        start = sample.decode(SUPERSETS.get(encoding, encoding), "replace")[:JUDGED_CHARS]
        if sum(map(str.isalpha, start)) < len(start) / 2 or len(FRAGMENT.findall(start)) > len(start) / 10:
            continue
        # KOI8 read as windows-1251 has its capitals and small letters turned around; KOI8-U has KOI8-R's letters too.
        is_turned = CYRILLIC.search(start) and sum(map(str.isupper, start)) > sum(map(str.islower, start)) > 0
        return content.decode("koi8-u" if is_turned else SUPERSETS.get(encoding, encoding), "replace")
    return None


def _latin_code_page(sample: bytes) -> str:
    """Return the code page of Latin text: the one read by which it is in one of that page's languages.

    Detectors of encodings mistake these pages for each other.
    """
    # The ISO pages have no letters where the Windows ones do (0x80 to 0x9F).
    is_windows = re.search(rb"[\x80-\x9f]", sample)
    for languages, windows, iso in CODE_PAGES:
        page = windows if is_windows else iso
        if detect_language(clean_characters(sample.decode(page, "replace"))) in languages:
            return page
    return "cp1252"


def _sample_beyond_ascii(content: bytes) -> bytes:
    """Return a bounded part of `content`: its runs of text with something beyond ASCII in them."""
    runs: list[bytes] = []
    size = 0
    for run in RUN.finditer(content):
        if not run[0].isascii() and (first := FIRST_BEYOND.search(run[0])):
            # A page in one line has its first letter beyond ASCII anywhere.
            runs.append(run[0][max(0, first.start() - RUN_BYTES) :][: 2 * RUN_BYTES])
            size += len(runs[-1])
        if size > SAMPLE_BYTES:
            break
    return b"\n".join(runs)


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
