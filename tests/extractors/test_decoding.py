"""Bytes of any origin become readable text, or the reason why not."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from extractors.decoding import decode
from extractors.mojibake import TWICE_ENCODED
from extractors.records import Reason
from tests.extractors.multilingual import LABELS, SENTENCES, encode, page_of

# (language, label) of every case; labels are tried on each as header, as meta tag, against lies, and without any.
LABELLED = [(language, label) for language, labels in LABELS.items() for label in labels]
# What the label of another is often taken for, and what servers and templates say by default.
DEFAULTS = ("utf-8", "iso-8859-1")


@pytest.mark.parametrize(("language", "label"), LABELLED)
def test_a_header_or_a_meta_tag_names_the_encoding(language: str, label: str) -> None:
    text = SENTENCES[language]
    page = page_of(text, label)
    assert decode(encode(text, label), label) == text
    assert decode(encode(page, label)) == page
    assert decode(encode(page, label), label.upper()) == page


@pytest.mark.parametrize("lie", DEFAULTS)
@pytest.mark.parametrize(("language", "label"), LABELLED)
def test_a_header_that_lies_yields_to_a_meta_tag_that_is_right(language: str, label: str, lie: str) -> None:
    page = page_of(SENTENCES[language], label)
    assert decode(encode(page, label), lie) == page


@pytest.mark.parametrize("lie", DEFAULTS)
@pytest.mark.parametrize(("language", "label"), LABELLED)
def test_a_meta_tag_that_lies_yields_to_a_header_that_is_right(language: str, label: str, lie: str) -> None:
    page = page_of(SENTENCES[language], lie)
    assert decode(encode(page, label), label) == page


@pytest.mark.parametrize(("language", "label"), LABELLED)
def test_text_without_a_true_label_is_read_in_its_own_encoding(language: str, label: str) -> None:
    text = SENTENCES[language]
    assert decode(encode(text, label)) == text
    assert decode(encode(page_of(text, "utf-8"), label), "utf-8") == page_of(text, "utf-8")


@pytest.mark.parametrize("language", SENTENCES)
def test_utf8_and_utf16_win_over_every_other_label(language: str) -> None:
    for text in (SENTENCES[language], page_of(SENTENCES[language], "windows-1251")):
        for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-32"):
            assert decode(text.encode(encoding), "iso-8859-1") == text
    page = page_of(SENTENCES[language])
    for encoding in ("utf-16-le", "utf-16-be"):
        assert decode(page.encode(encoding)) == page
        assert decode(SENTENCES[language].encode(encoding), encoding) == SENTENCES[language]


@given(
    st.sampled_from(LABELLED),
    st.lists(st.sampled_from([*range(8), "<p>", "&amp;", " 2026 ", "\n"]), min_size=1, max_size=30),
)
def test_any_text_comes_back_from_the_encoding_it_declares(case: tuple[str, str], parts: list[int | str]) -> None:
    language, label = case
    words = SENTENCES[language].split()
    text = " ".join(words[part % len(words)] if isinstance(part, int) else part for part in parts)
    content = encode(text, label)
    assume(text.strip() and not _is_utf8(content))
    assert decode(content, label) == text


@given(
    st.sampled_from(["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]),
    st.text(st.characters(min_codepoint=32, exclude_categories=["C", "Zl", "Zp"]), min_size=1),
)
def test_any_text_at_all_comes_back_from_an_encoding_of_all_unicode(encoding: str, text: str) -> None:
    page = page_of(text, encoding)
    assume(not TWICE_ENCODED.search(page))
    assert decode(page.encode(encoding), encoding) == page


@pytest.mark.parametrize("language", ["de", "fr", "es", "en", "ru", "ja"])
def test_what_was_encoded_twice_is_decoded_twice(language: str) -> None:
    text = SENTENCES[language]
    twice = "".join(byte.decode("cp1252", "ignore") or chr(byte[0]) for byte in map(bytes, zip(text.encode())))
    assert decode(twice.encode()) == text
    assert decode(page_of(f"{twice}</p><p>{text}").encode()) == page_of(f"{text}</p><p>{text}")


@pytest.mark.parametrize("text", ["CAFÉ™ et VOILÀ “À”", "Ü“ SÃO PAULO É… 25 °C", "Â ou Ê, à l’été «É»"])
def test_letters_that_only_look_as_if_encoded_twice_stay(text: str) -> None:
    assert decode(text.encode()) == text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be"])
def test_byte_order_marks_and_bare_utf16_are_seen(encoding: str) -> None:
    assert decode("The café is shut.\n".encode(encoding)) == "The café is shut.\n"


@given(st.text(st.characters(min_codepoint=32, exclude_categories=["C", "Zl", "Zp"]), min_size=1))
def test_clean_utf8_comes_out_as_it_went_in(text: str) -> None:
    assume(not TWICE_ENCODED.search(text))
    assert decode(text.encode()) == (text if text.strip() else Reason.EMPTY)


def test_a_wrong_label_does_not_spoil_valid_utf8() -> None:
    assert decode("“Größe” naïve".encode(), "iso-8859-1") == "“Größe” naïve"


def test_latin1_means_windows_1252() -> None:
    assert decode(b"\x93Caf\xe9\x94 \x96 80 \x80", "iso-8859-1") == "“Café” – 80 €"


def test_stray_bytes_amid_utf8_are_read_as_windows_1252_and_the_rest_is_kept() -> None:
    mixed = "Café “ok” naïve. ".encode() * 2 + b"Caf\xe9 \x93yes\x94"
    assert decode(mixed) == "Café “ok” naïve. " * 2 + "Café “yes”"


def test_nuls_strewn_over_utf8_are_damage_and_no_other_encoding() -> None:
    text = "The café on the quay is shut, and so is the bridge. " * 20
    strewn = "\0".join(text[start : start + 40] for start in range(0, len(text), 40)).encode()
    assert decode(strewn) == text
    assert decode(b"\0" + text.encode() + b"\0\0") == text


def test_an_unknown_or_unfit_label_is_ignored() -> None:
    for label in ("x-nothing", "hex", "rot13", "idna", "\udcff", ""):
        assert decode("Über".encode(), label) == "Über"


def test_newlines_are_one_kind_and_invisible_characters_go() -> None:
    text = "a\r\nb\rc\u2028d\u00ade\u200bf\ufeffg\x07h \U0001f469\u200d\U0001f680"
    assert decode(text.encode()) == "a\nb\nc\ndefgh \U0001f469\u200d\U0001f680"


def test_surrogates_that_were_encoded_are_dropped() -> None:
    assert decode("né \ud83d é".encode("utf-8", "surrogatepass")) == "né  é"


@pytest.mark.parametrize(
    "content", [b"\x7fELF\x02", b"GIF89a...", b"\x1f\x8b\x08", b"%PDF-1.7\nplain words", bytes(range(32)) * 50]
)
def test_binaries_are_refused(content: bytes) -> None:
    assert decode(content) is Reason.BINARY


@given(st.binary(max_size=300), st.none() | st.sampled_from(["utf-8", "utf-16", "latin-1", "utf-7", "big5", "hz"]))
def test_any_bytes_give_storable_text_or_a_reason(content: bytes, charset: str | None) -> None:
    text = decode(content, charset)
    if isinstance(text, str) and not isinstance(text, Reason):
        assert text.strip()
        assert "\0" not in text
        assert text.encode("utf-8")


def _is_utf8(content: bytes) -> bool:
    """Tell whether bytes beyond ASCII happen to be UTF-8 too, as two or three letters of another encoding can be."""
    try:
        return not content.decode("utf-8").isascii()
    except UnicodeDecodeError:
        return False
