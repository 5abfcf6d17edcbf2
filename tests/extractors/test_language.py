"""The language of a text, as a BCP 47 tag."""

from hypothesis import given
from hypothesis import strategies as st

from extractors.language import detect_language, normalise_tag

GERMAN = (
    "Der Bahnhof wird ein Jahr lang umgebaut, sagte die Bahn am Montag. Bis dahin halten die Züge in der Vorstadt. "
)


def test_a_page_says_the_language_of_a_text_too_short_to_tell() -> None:
    assert detect_language("Ja.", "de-AT") == "de"
    assert detect_language("Ja.", "german") is None
    assert detect_language("100 % 2025 — 3", "de") is None


def test_a_templates_language_is_not_the_texts() -> None:
    assert detect_language(GERMAN * 3, "en-US") == "de"
    assert detect_language("Der Bahnhof wird ein Jahr lang umgebaut, sagte die Bahn.", "ja") == "de"


def test_between_languages_alike_the_page_decides() -> None:
    croatian = "Vlada je u ponedjeljak odlučila da će se cesta graditi dvije godine i da će ju platiti grad. " * 3
    assert detect_language(croatian, "hr") == "hr"
    assert detect_language(croatian, "bs-BA") == "bs"
    assert detect_language(croatian, "en") in {"hr", "bs", "sr"}


@given(st.text(), st.text(max_size=12) | st.sampled_from(["en", "de_DE", "zh-hant"]))
def test_any_text_has_a_tag_or_none(text: str, stated: str) -> None:
    tag = detect_language(text, stated)
    assert tag is None or normalise_tag(tag) == tag
