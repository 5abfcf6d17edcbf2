"""Each folder of tests/golden/articles is one document and what must come out of it: add a folder to add a case."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from extractors.article import extract_article
from extractors.identity import document_id
from extractors.records import Article, Given, RawDocument

CASES = sorted((Path(__file__).parent.parent / "golden" / "articles").iterdir())


def read_case(folder: Path) -> RawDocument:
    [path] = folder.glob("input.*")
    stated: dict[str, Any] = {}
    if (folder / "given.json").exists():
        stated = json.loads((folder / "given.json").read_text(encoding="utf-8"))
    given = stated.get("given", {})
    if "authors" in given:
        given["authors"] = tuple(given["authors"])
    content = path.read_bytes()
    return RawDocument(
        source=str(path.relative_to(folder.parent)),
        record=None,
        document_id=document_id(content),
        content=content,
        format="html" if path.suffix == ".html" else "text",
        retrieved_on=date(2026, 1, 31),
        url=stated.get("url"),
        given=Given(**given),
    )


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_the_document_becomes_the_article_its_case_expects(folder: Path) -> None:
    article = extract_article(read_case(folder))
    assert isinstance(article, Article)
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    found = json.loads(json.dumps({name: getattr(article, name) for name in expected}, default=str))
    assert found == expected
    assert article.text.split("\n") == (folder / "expected.txt").read_text(encoding="utf-8").splitlines()


def test_every_case_expects_title_authors_date_and_byline() -> None:
    for folder in CASES:
        expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
        assert {"title", "authors", "published_on", "byline", "language"} <= expected.keys(), folder.name
