"""Bodies come out of their content codings as they went in, whole or up to a limit, and no bomb takes memory."""

import gzip
import tracemalloc
import zlib

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.answers import unpack
from flows.content_codings import BadBodyError, decode_body, zstd

BOMB = b"x" * 200_000_000


def deflate_raw(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


CODINGS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
    "identity": bytes,
}
coded = st.sampled_from(sorted(CODINGS))


@given(st.binary(max_size=5000), st.lists(coded, max_size=3))
def test_a_body_comes_out_of_all_its_codings(body: bytes, names: list[str]) -> None:
    sent = body
    for name in names:
        sent = CODINGS[name](sent)
    assert decode_body(sent, ", ".join(names).upper(), 10_000) == body


@given(st.binary(min_size=10, max_size=5000), coded, st.integers(0, 5000))
def test_no_more_comes_out_than_one_byte_beyond_the_limit(body: bytes, name: str, limit: int) -> None:
    assert decode_body(CODINGS[name](body), name, limit) == body[: limit + 1]


@given(st.binary(min_size=1000, max_size=5000), coded, st.floats(0.1, 0.9))
def test_of_a_body_that_breaks_off_comes_what_there_is(body: bytes, name: str, share: float) -> None:
    sent = CODINGS[name](body)
    assert body.startswith(decode_body(sent[: int(len(sent) * share)], name, 10_000))


@given(st.binary(max_size=500), st.text(max_size=20))
def test_any_bytes_under_any_coding_give_a_body_or_an_error(body: bytes, codings: str) -> None:
    for names in (codings, *CODINGS):
        try:
            assert len(decode_body(body, names, 100)) <= 101
        except ValueError:
            continue


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
def test_a_bomb_takes_no_memory(name: str) -> None:
    bomb = CODINGS[name](BOMB)
    tracemalloc.start()
    try:
        assert len(decode_body(bomb, name, 1_000_000)) == 1_000_001
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
def test_what_is_not_so_coded_is_told(name: str) -> None:
    with pytest.raises(BadBodyError):
        decode_body(b"<html>not compressed at all</html>", name, 1000)


def test_deflate_without_its_header_is_read_as_some_servers_send_it() -> None:
    assert decode_body(deflate_raw(b"a page"), "deflate", 100) == b"a page"


def test_a_zstandard_frame_that_asks_for_a_large_window_is_refused() -> None:
    options = {int(zstd.CompressionParameter.window_log): 27}
    compressor = zstd.ZstdCompressor(options=options)
    with pytest.raises(BadBodyError):
        decode_body(compressor.compress(b"x" * 1000) + compressor.flush(), "zstd", 10_000)


@pytest.mark.parametrize("name", ["gzip", "zstd"])
def test_a_body_of_several_members_comes_out_whole(name: str) -> None:
    sent = CODINGS[name](b"one, ") + CODINGS[name](b"two") * 2
    assert decode_body(sent, name, 1000) == b"one, twotwo"
    assert decode_body(sent, name, 6) == b"one, tw"
    assert decode_body(sent[:-4], name, 1000).startswith(b"one, two")


def test_a_sitemap_of_several_members_comes_out_whole() -> None:
    sent = gzip.compress(b"one, ") + gzip.compress(b"two")
    assert unpack(sent, 1000) == unpack(sent + b"\0\0", 1000) == b"one, two"
    assert unpack(sent, 7) is None


def test_a_body_under_endless_codings_is_not_read() -> None:
    with pytest.raises(ValueError, match="200 content encodings"):
        decode_body(b"", ", ".join(["gzip"] * 200), 1000)
