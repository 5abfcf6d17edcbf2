"""Bytes of any origin become readable text, or the reason why not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.decoding import decode
from extractors.records import Reason

SAMPLES = {
    "cp1252": "Die Regierung hat höhere Zölle angekündigt. „Wir müssen die Häfen schützen“, sagte sie – heute.",
    "cp1250": "Rząd ogłosił we wtorek, że wyższe cła na stal wejdą w życie w marcu. Środek ma chronić przemysł.",
    "iso8859-2": "Vláda v úterý oznámila vyšší cla na ocel. Ministr řekl, že opatření začne platit v březnu.",
    "cp1254": "Hükümet salı günü çelik için daha yüksek gümrük vergileri açıkladı. Bakan, önlemin yeterliğini söyledi.",
    "cp1251": "Правительство объявило во вторник о повышении пошлин на сталь. Мера вступит в силу в марте.",
    "koi8-r": "Правительство объявило во вторник о повышении пошлин на сталь. Мера вступит в силу в марте.",
    "cp1253": "Η κυβέρνηση ανακοίνωσε την Τρίτη υψηλότερους δασμούς στον χάλυβα. Ο υπουργός είπε ότι ισχύει.",
    "cp932": "政府は火曜日に鉄鋼の関税引き上げを発表した。大臣は、この措置は三月に発効すると述べた。",
    "gb18030": "政府周二宣布提高钢铁关税。部长表示，该措施将于三月生效，以保护港口和工业。",
}


@pytest.mark.parametrize("encoding", SAMPLES)
def test_text_without_a_label_is_read_in_its_own_encoding(encoding: str) -> None:
    assert decode(SAMPLES[encoding].encode(encoding)) == SAMPLES[encoding]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be"])
def test_byte_order_marks_and_bare_utf16_are_seen(encoding: str) -> None:
    assert decode("The café is shut.\n".encode(encoding)) == "The café is shut.\n"


@given(st.text(st.characters(min_codepoint=32, exclude_categories=["C", "Zl", "Zp"]), min_size=1))
def test_clean_utf8_comes_out_as_it_went_in(text: str) -> None:
    assert decode(text.encode()) == (text if text.strip() else Reason.EMPTY)


def test_a_wrong_label_does_not_spoil_valid_utf8() -> None:
    assert decode("“Größe” naïve".encode(), "iso-8859-1") == "“Größe” naïve"


def test_a_header_or_the_page_names_the_encoding() -> None:
    assert decode("Ŝako ludas".encode("iso8859-3"), "ISO-8859-3") == "Ŝako ludas"
    page = '<html><head><meta charset="windows-1251"></head><body>мир</body></html>'
    assert decode(page.encode("cp1251")) == page
    assert decode("日本語のニュース".encode("iso2022_jp"), "iso-2022-jp") == "日本語のニュース"


def test_latin1_means_windows_1252() -> None:
    assert decode(b"\x93Caf\xe9\x94 \x96 80 \x80", "iso-8859-1") == "“Café” – 80 €"


def test_stray_bytes_amid_utf8_are_read_as_windows_1252_and_the_rest_is_kept() -> None:
    mixed = "Café “ok” naïve. ".encode() * 2 + b"Caf\xe9 \x93yes\x94"
    assert decode(mixed) == "Café “ok” naïve. " * 2 + "Café “yes”"


def test_an_unknown_or_unfit_label_is_ignored() -> None:
    for label in ("x-nothing", "hex", "rot13", "idna", "\udcff", ""):
        assert decode("Über".encode(), label) == "Über"


def test_newlines_are_one_kind_and_invisible_characters_go() -> None:
    text = "a\r\nb\rc\u2028d\u00ade\u200bf\ufeffg\x07h \U0001f469\u200d\U0001f680"
    assert decode(text.encode()) == "a\nb\nc\ndefgh \U0001f469\u200d\U0001f680"


def test_surrogates_that_were_encoded_are_dropped() -> None:
    assert decode("né \ud83d é".encode("utf-8", "surrogatepass")) == "né  é"


@pytest.mark.parametrize("content", [b"\x7fELF\x02", b"GIF89a...", b"\x1f\x8b\x08", bytes(range(32)) * 50])
def test_binaries_are_refused(content: bytes) -> None:
    assert decode(content) is Reason.BINARY


@given(st.binary(max_size=300), st.none() | st.sampled_from(["utf-8", "utf-16", "latin-1", "utf-7", "big5", "hz"]))
def test_any_bytes_give_storable_text_or_a_reason(content: bytes, charset: str | None) -> None:
    text = decode(content, charset)
    if isinstance(text, str) and not isinstance(text, Reason):
        assert text.strip()
        assert "\0" not in text
        assert text.encode("utf-8")
