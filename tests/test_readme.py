"""The README is true: its queries answer as printed, its dictionary is the database's, its settings exist."""

import re
from pathlib import Path

import pytest

from flows.pipeline import run_pipeline
from flows.settings import Settings
from tests.readme import README, ROOT, find_queries, rewrite

TEXT = README.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def seeds_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    db = tmp_path_factory.mktemp("readme") / "news.duckdb"
    run_pipeline([str(ROOT / "seeds")], Settings(db=db))
    return db


def test_the_ten_queries_answer_as_printed_and_the_dictionary_is_current(seeds_db: Path) -> None:
    assert len(find_queries(TEXT)) == 10
    assert rewrite(TEXT, seeds_db) == TEXT, "run `make readme`"


def test_every_setting_is_in_the_table() -> None:
    named = set(re.findall(r"`NEWSLOOM_([A-Z_]+)`", TEXT)) - {"DEBUG"}
    assert named == {name.upper() for name in Settings.model_fields}


def test_every_dependency_has_its_line() -> None:
    pyproject = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = re.search(r"^dependencies = \[(.*?)^\]", pyproject, re.DOTALL | re.MULTILINE)
    assert block
    table = TEXT.split("## Dependencies")[1].split("## Changes")[0]
    for name in re.findall(r'^    "([A-Za-z0-9_-]+)', block[1], re.MULTILINE):
        assert re.search(rf"\b{re.escape(name)}\b", table), name


def test_the_seeds_are_five_documents_and_nothing_else() -> None:
    assert len(list((ROOT / "seeds").iterdir())) == 5
