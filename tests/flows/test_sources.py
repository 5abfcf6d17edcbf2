"""Inputs become documents or Rejections: files, folders, globs, gzip, JSON, and what hostile folders hold."""

import gzip
import json
import os
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from extractors.errors import UsageError
from extractors.records import RawDocument, Reason, Rejection
from flows.settings import Settings
from flows.sources import Sources

NOW = datetime(2026, 1, 2, tzinfo=UTC)


def read(*inputs: Path | str, **settings: int) -> list[RawDocument | Rejection]:
    sources = Sources([str(given) for given in inputs], Settings(**settings), NOW)  # type: ignore[arg-type]
    return [item for batch in filter(None, sources.batches()) for item in batch.items]


def reason_of(item: RawDocument | Rejection) -> Reason:
    assert isinstance(item, Rejection), item
    assert item.detail
    return item.reason


def document(item: RawDocument | Rejection) -> RawDocument:
    assert isinstance(item, RawDocument), item
    return item


def test_a_folder_is_read_recursively_in_the_order_of_names(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("c.txt", "b/z.md", "b/a.html", "a.htm"):
        (tmp_path / name).write_text(name)
    (tmp_path / ".hidden.txt").write_text("passed over")
    assert [document(item).content.decode() for item in read(tmp_path)] == ["a.htm", "b/a.html", "b/z.md", "c.txt"]


def test_a_glob_takes_what_it_matches(tmp_path: Path) -> None:
    for name in ("one.txt", "two.txt", "three.md"):
        (tmp_path / name).write_text(name)
    assert [document(item).content for item in read(f"{tmp_path}/*.txt")] == [b"one.txt", b"two.txt"]


@pytest.mark.parametrize("name", ["missing.txt", "no*match.txt", "ftp://example.com/page"])
def test_what_does_not_exist_is_a_usage_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError):
        read(name if "://" in name else tmp_path / name)


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html", ".htm"])
def test_each_format_is_read_gzipped_as_well(tmp_path: Path, suffix: str) -> None:
    (tmp_path / f"plain{suffix}").write_bytes(b"words")
    (tmp_path / f"zipped{suffix}.gz").write_bytes(gzip.compress(b"words"))
    plain, zipped = map(document, read(tmp_path))
    assert plain.content == zipped.content == b"words"
    assert plain.format == zipped.format
    assert plain.document_id == zipped.document_id


@pytest.mark.parametrize("suffix", [".jsonl", ".jsonl.gz"])
def test_json_lines_are_streamed_and_a_bad_line_costs_itself_alone(tmp_path: Path, suffix: str) -> None:
    lines = [
        json.dumps({"url": "https://example.com/1", "text": "One.", "authors": ["Ann Lee"], "title": "First"}),
        "{no json",
        "",
        "[1, 2]",
        json.dumps({"url": "https://example.com/2", "html": "<p>Two.</p>"}),
        json.dumps({"url": 7, "text": "x"}),
        json.dumps({"url": "https://example.com/3"}),
        json.dumps({"title": "Only a title"}),
        json.dumps({"text": "x" * 5000}),
        "[" * 100_000,
    ]
    data = "\n".join(lines).encode()
    path = tmp_path / f"news{suffix}"
    path.write_bytes(gzip.compress(data) if suffix.endswith("gz") else data)
    items = read(path, document_bytes=4000)
    assert [item.record for item in items] == ["1", "2", "4", "5", "6", "7", "8", "9", "10"]
    first, second, title = document(items[0]), document(items[3]), document(items[6])
    assert (first.url, first.format, first.content, first.given.title) == (
        "https://example.com/1",
        "text",
        b"One.",
        "First",
    )
    assert first.given.authors == ("Ann Lee",)
    assert (second.format, second.content) == ("html", b"<p>Two.</p>")
    assert (title.content, title.given.title) == (b"", "Only a title")
    assert [reason_of(items[i]) for i in (1, 2, 4, 5, 7, 8)] == [
        Reason.BAD_JSON,
        Reason.BAD_JSON,
        Reason.BAD_JSON,
        Reason.NO_CONTENT,
        Reason.TOO_LARGE,
        Reason.TOO_LARGE,
    ]


def test_a_json_file_holds_one_record_or_a_list(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"text": "one"}))
    (tmp_path / "b.json").write_text(json.dumps([{"text": "two"}, {"nothing": 1}]))
    (tmp_path / "c.json").write_text("{")
    one, two, nothing, broken = read(tmp_path)
    assert document(one).content == b"one"
    assert (document(two).content, document(two).record) == (b"two", "1")
    assert reason_of(nothing) is Reason.NO_CONTENT
    assert reason_of(broken) is Reason.BAD_JSON


def test_the_same_record_with_other_spacing_is_the_same_document_and_another_url_is_not(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(
        '{"url": "https://example.com/a", "text": "x"}\n{"text":"x","url":"https://example.com/a"}\n'
        '{"url": "https://example.com/b", "text": "x"}\n{"url": "https://example.com/a?utm_source=feed", "text": "x"}\n'
    )
    ids = [document(item).document_id for item in read(path)]
    assert ids[0] == ids[1]
    assert ids[0] != ids[2]


def test_lone_surrogates_and_control_characters_in_json_become_storable(tmp_path: Path) -> None:
    long = "1" + "0" * 5000  # more digits than Python reads
    fields = '"title": "a\\ud800b\\u0000c", "text": "t\\ud800", "authors": ["\\u0007"]'
    (tmp_path / "x.jsonl").write_text(f'{{"n": {long}, {fields}}}\n')
    item = document(read(tmp_path)[0])
    assert item.given.title == "abc"
    assert item.given.authors == ()
    assert item.content == b"t?"


def test_an_empty_bom_only_or_huge_file_and_a_bad_gzip_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "big.txt").write_bytes(b"x" * 2000)
    (tmp_path / "bomb.txt.gz").write_bytes(gzip.compress(b"\0" * 10_000_000))
    (tmp_path / "cut.txt.gz").write_bytes(gzip.compress(os.urandom(500))[:100])
    (tmp_path / "fake.txt.gz").write_bytes(b"no gzip at all")
    (tmp_path / "photo.png").write_bytes(b"\x89PNG")
    (tmp_path / "none").write_bytes(b"text")
    reasons = {Path(item.source).name: reason_of(item) for item in read(tmp_path, document_bytes=1000)}
    assert reasons == {
        "big.txt": Reason.TOO_LARGE,
        "bomb.txt.gz": Reason.TOO_LARGE,
        "cut.txt.gz": Reason.BAD_GZIP,
        "fake.txt.gz": Reason.BAD_GZIP,
        "photo.png": Reason.UNSUPPORTED_TYPE,
        "none": Reason.UNSUPPORTED_TYPE,
    }


def test_loops_pipes_and_dangling_links_are_rejected_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("fine")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe.txt")
    items = {Path(item.source).name: item for item in read(tmp_path)}
    assert document(items.pop("good.txt")).content == b"fine"
    assert {name: reason_of(item) for name, item in items.items()} == {
        "loop": Reason.SYMLINK_LOOP,
        "self.txt": Reason.SYMLINK_LOOP,
        "gone.txt": Reason.VANISHED,
        "pipe.txt": Reason.NOT_A_FILE,
    }


def test_a_file_that_vanishes_after_it_was_listed_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    (tmp_path / "b.txt").write_text("b")
    sources = Sources([str(tmp_path)], Settings(), NOW)
    (tmp_path / "a.txt").unlink()
    first, second = (item for batch in filter(None, sources.batches()) for item in batch.items)
    assert reason_of(first) is Reason.VANISHED
    assert document(second).content == b"b"


def test_a_path_with_odd_characters_is_read_and_its_name_can_be_stored(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path)
    for name in (b"sp ace 'quote'.txt", "ünï 新闻.txt".encode(), b"bad\xff.txt", b"new\nline.txt"):
        Path(os.fsdecode(folder + b"/" + name)).write_bytes(name)
    items = [document(item) for item in read(tmp_path)]
    assert {item.content for item in items} == {
        b"sp ace 'quote'.txt",
        "ünï 新闻.txt".encode(),
        b"bad\xff.txt",
        b"new\nline.txt",
    }
    for item in items:
        item.source.encode("utf-8")


def test_batches_end_by_count_and_by_bytes_and_weigh_what_was_read(tmp_path: Path) -> None:
    for number in range(7):
        (tmp_path / f"{number}.txt").write_bytes(b"x" * 100)
    by_count = list(filter(None, Sources([str(tmp_path)], Settings(batch_size=3), NOW).batches()))
    assert [len(batch.items) for batch in by_count] == [3, 3, 1]
    assert [batch.number for batch in by_count] == [1, 2, 3]
    assert sum(batch.weight for batch in by_count) == 700
    by_bytes = list(filter(None, Sources([str(tmp_path)], Settings(batch_bytes=200), NOW).batches()))
    assert [len(batch.items) for batch in by_bytes] == [2, 2, 2, 1]


def test_folders_nest_without_limit() -> None:
    top = Path(tempfile.mkdtemp())  # none of pytest's folders: it could not remove this one
    deepest, here = top, Path.cwd()
    try:  # step by step: the whole path is longer than the system takes at once
        for _ in range(1100):
            os.chdir(deepest)
            Path("d").mkdir()
            deepest = Path("d")
        Path("d/story.txt").write_text("deep")
        os.chdir(here)
        items = read(top)
    finally:
        os.chdir(here)
        subprocess.run(["rm", "-rf", top], check=True)  # Python's own removal recurses too deep
    assert len(items) == 1  # read, or rejected where the system takes no path so long


def test_an_empty_input_is_a_usage_error() -> None:
    with pytest.raises(UsageError):
        read("")


def test_a_text_file_of_addresses_is_a_list_and_any_other_an_article(tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("http://[::1]:9/one\n\n# later\nhttp://[::1]:9/two\n")
    (tmp_path / "story.txt").write_text("http://example.com/one\nis where it was printed first.\n")
    one, two, story = read(tmp_path)
    assert [reason_of(item) for item in (one, two)] == [Reason.PRIVATE_ADDRESS] * 2
    assert [one.source, two.source] == ["http://[::1]:9/one", "http://[::1]:9/two"]
    assert document(story).content.startswith(b"http://example.com/one")
