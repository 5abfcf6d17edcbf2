"""What a label of an encoding means, and where a page states one."""

import codecs
import re

# What pages mean by these labels (WHATWG Encoding Standard, 4.2): the superset their authors typed in.
SUPERSETS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "utf-16": "utf-16-le",
}
# Labels of that standard that Python does not know.
ALIASES = {
    **{f"x-cp{number}": f"cp{number}" for number in range(1250, 1259)},
    **dict.fromkeys(("windows-874", "dos-874"), "cp874"),
    **dict.fromkeys(("windows-949", "ks_c_5601-1989"), "cp949"),
    **dict.fromkeys(("x-gbk", "gb18030-2000", "gb_2312"), "gb18030"),
    **dict.fromkeys(("x-x-big5", "cn-big5"), "big5hkscs"),
    **dict.fromkeys(("unicode-1-1-utf-8", "unicode11utf8", "unicode20utf8", "x-unicode20utf8", "utf8mb4"), "utf-8"),
    **dict.fromkeys(("iso-8859-8-i", "iso-8859-8-e", "logical", "visual"), "iso8859-8"),
    **dict.fromkeys(("koi", "koi8"), "koi8-r"),
    "koi8-ru": "koi8-u",
    "x-sjis": "cp932",
    "x-euc-jp": "euc_jp",
    "x-mac-roman": "mac-roman",
    **dict.fromkeys(("x-mac-cyrillic", "x-mac-ukrainian"), "mac-cyrillic"),
    "unicodefffe": "utf-16-be",
    **dict.fromkeys(("unicode", "unicodefeff", "csunicode", "iso-10646-ucs-2", "ucs-2"), "utf-16-le"),
}
# Seven-bit encodings with escapes: their bytes are valid UTF-8 too, so the label is heard first.
STATEFUL = frozenset({"iso2022_jp", "iso2022_jp_1", "iso2022_jp_2", "iso2022_jp_3", "iso2022_kr", "hz"})
UTF16 = frozenset({"utf-16-le", "utf-16-be"})
# Code pages of Latin scripts, in which a letter beyond ASCII mostly stands alone.
LATIN = frozenset({"cp1252", "iso8859-15", "cp1250", "iso8859-2", "cp1254", "cp1257", "iso8859-4", "iso8859-13"})
META_CHARSET = re.compile(
    rb"<(?:meta|\?xml)\b[^>]{0,400}?(?:charset|encoding)\s{0,5}=\s{0,5}[\"']?\s{0,5}([\w.:-]{1,40})", re.IGNORECASE
)
HEAD_BYTES = 8_192


def codec_of(label: str | None) -> str | None:
    """Return Python's name of the encoding a label means, None where it means no text encoding."""
    label = (label or "").strip().strip("\"'").lower()
    try:
        name = codecs.lookup(ALIASES.get(label, label)).name if label else ""
        "".encode(name)
    except (LookupError, ValueError, TypeError):
        return None
    return SUPERSETS.get(name, name) or None


def find_charset(content: bytes) -> str | None:
    """Return the label in a page's meta tag or XML declaration, None where there is none that could be true."""
    match = META_CHARSET.search(content, 0, HEAD_BYTES)
    label = match[1].decode("ascii", "replace") if match else None
    # A label that could be read as ASCII cannot be true of UTF-16.
    return None if label and label.lower().startswith(("utf-16", "utf-32", "utf-7")) else label
