"""Sources out of and into files: TOML and OPML, and what is wrong with a file, told plainly."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.errors import UsageError
from flows.polling import new_source
from flows.source_files import as_opml, as_toml, read_sources
from storage.sources import SourceStatus
from tests.flows.newsdesk import NOON

TITLES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip)


@given(st.lists(st.tuples(TITLES, st.none() | st.integers(1, 10**6).map(float), st.booleans()), min_size=1, max_size=4))
def test_what_is_exported_is_imported_the_same(tmp_path_factory: pytest.TempPathFactory, given: list) -> None:  # type: ignore[type-arg]
    sources = [
        replace(
            new_source(f"https://news.example/{number}?a=1&b='2'", NOON, title, every),
            status=SourceStatus.PAUSED if is_paused else SourceStatus.ACTIVE,
        )
        for number, (title, every, is_paused) in enumerate(given)
    ]
    folder = tmp_path_factory.mktemp("files")
    (folder / "s.toml").write_text(as_toml(sources), encoding="utf-8", newline="")
    assert read_sources(folder / "s.toml", NOON) == sources
    printable = [replace(source, title='Ü & <b> "q"') for source in sources]
    (folder / "s.opml").write_text(as_opml(printable), encoding="utf-8")
    assert [source.url for source in read_sources(folder / "s.opml", NOON)] == [source.url for source in sources]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "names no sources"),
        ("[[sources]\n", "no TOML"),
        ("[[sources]]\ntitle = 'x'\n", "source 1: it has no url"),
        ("[[sources]]\nurl = 'ftp://x/'\n", "http"),
        ("[[sources]]\nurl = 'https://x.example/'\nevry = 5\n", "evry is none of"),
        ("[[sources]]\nurl = 'https://x.example/'\nevery = 'often'\n", "every a number"),
        ("<opml><body/></opml>", "names no feeds"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "sources"
    path.write_text(text)
    with pytest.raises(UsageError, match=said):
        read_sources(path, NOON)


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file"):
        read_sources(tmp_path / "nothing", NOON)
