"""The fingerprint: what it holds, that it is the same everywhere, and that no text breaks it."""

import os
import subprocess
import sys
import time
from dataclasses import fields, replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.fingerprint import fingerprint
from extractors.records import Article
from extractors.shingles import SAMPLED, hash_shingles, sample_shingles
from extractors.terms import split_words, stem_words
from extractors.vectors import embed

BAIT = ["a", "A ", "A", "A.", "A-", "A’s ", "Mr. ", "1,", "\n", "漢", "क्"]


def article(text: str, title: str | None = None, language: str | None = "en") -> Article:
    values: dict[str, Any] = dict.fromkeys(field.name for field in fields(Article))
    return Article(**(values | {"article_id": "a1", "title": title, "text": text, "language": language}))


REPORT = article(
    "The council of Marlow Falls voted on Monday to buy the old paper mill. Denise Okafor said 1,200 had signed.",
    "Council buys mill",
)


def test_a_fingerprint_holds_names_numbers_and_stems() -> None:
    print_ = fingerprint(REPORT)
    assert "Denise Okafor" in print_.names
    assert print_.numbers == ("1200",)
    assert {"council", "vote", "sign"} <= set(print_.terms)
    assert len(print_.terms) == len(print_.term_counts)


def test_words_of_the_title_count_as_said_more_often() -> None:
    counts = dict(zip(fingerprint(REPORT).terms, fingerprint(REPORT).term_counts, strict=True))
    assert counts["mill"] > counts["paper"]


def test_a_title_repeated_at_the_head_of_the_text_changes_neither_terms_nor_vector() -> None:
    plain, repeated = REPORT, replace(REPORT, text=f"{REPORT.title}\n{REPORT.text}")
    assert fingerprint(plain).terms == fingerprint(repeated).terms
    assert fingerprint(plain).term_counts == fingerprint(repeated).term_counts
    assert np.dot(*(np.frombuffer(fingerprint(a).vector, "<f4") for a in (plain, repeated))) > 0.99


def test_the_text_hash_minds_words_and_nothing_else() -> None:
    assert fingerprint(article("A mill, bought.")).text_hash == fingerprint(article("a mill\n\nBOUGHT")).text_hash
    assert fingerprint(article("A mill, bought.")).text_hash != fingerprint(article("A mill, sold.")).text_hash


def test_the_vector_has_length_one_and_none_without_text() -> None:
    vector = np.frombuffer(fingerprint(REPORT).vector, "<f4")
    assert vector.shape == (256,)
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)
    assert not np.frombuffer(fingerprint(article("")).vector, "<f4").any()


def test_vectors_place_like_meanings_together() -> None:
    texts = ("an earthquake hit", "a tremor struck", "a chocolate cake recipe")
    quake, tremor, cake = (embed(text.split(), np.ones(len(text.split()))) for text in texts)
    assert quake @ tremor > quake @ cake


def test_heavier_words_draw_the_vector_to_themselves() -> None:
    quake, cake = (embed([word], np.ones(1)) for word in ("earthquake", "cake"))
    both = embed(["earthquake", "cake"], np.array([3.0, 1.0]))
    assert both @ quake > both @ cake


def test_the_sample_estimates_containment_of_a_part_in_the_whole() -> None:
    words = [f"word{i * i}" for i in range(4000)]
    whole, part = (set(sample_shingles(hash_shingles(w)).tolist()) for w in (words, words[:1000]))
    assert part <= whole
    assert len(whole) == pytest.approx(4000 / SAMPLED, rel=0.2)


def test_scripts_without_spaces_give_pairs_of_characters_and_marks_stay_in_their_words() -> None:
    assert split_words("东京地震 M6") == ["东京", "京地", "地震", "M6"]
    assert split_words("हिन्दी समाचार") == ["हिन्दी", "समाचार"]
    assert stem_words(["Brücken", "Züge"], "de-AT") == stem_words(["brücke", "zug"], "de")


def test_another_process_with_another_hash_seed_makes_the_same_fingerprint() -> None:
    script = (
        "from dataclasses import fields; from extractors.records import Article; import sys;"
        "from extractors.fingerprint import fingerprint;"
        "a = dict.fromkeys(f.name for f in fields(Article)) | dict(article_id='a1', language='en');"
        "print(fingerprint(Article(**a | dict(title=sys.argv[1], text=sys.argv[2]))))"
    )
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)}
        command = [sys.executable, "-c", script, str(REPORT.title), REPORT.text]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == repr(fingerprint(REPORT))


@given(st.text(max_size=300), st.none() | st.text(max_size=50), st.sampled_from(["en", "zh", "pt-BR", "xx", None]))
@settings(max_examples=100, deadline=None)
def test_any_text_has_a_fingerprint(text: str, title: str | None, language: str | None) -> None:
    made = fingerprint(article(text, title, language))
    assert all(count > 0 for count in made.term_counts)
    assert np.isfinite(np.frombuffer(made.vector, "<f4")).all()
    sample = np.frombuffer(made.signature, "<u4")
    assert (np.diff(sample.astype(np.int64)) > 0).all()


@pytest.mark.parametrize("text", ["\ud800 lone \udfff", "\0\0", "🙂🙂", "שלום עולם", "", "x"])
def test_odd_text_has_a_fingerprint(text: str) -> None:
    made = fingerprint(replace(article(text, text), published_on=date(2026, 1, 1)))
    assert made.published_on == date(2026, 1, 1)


@pytest.mark.parametrize("bait", BAIT, ids=ascii)
def test_a_huge_line_takes_time_in_proportion_to_its_length(bait: str) -> None:
    started = time.process_time()
    fingerprint(article(bait * (300_000 // len(bait))))
    assert time.process_time() - started < 3
