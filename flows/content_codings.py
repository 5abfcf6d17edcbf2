"""Content codings (RFC 9110, section 8.4.1): bodies decompressed, never to more than a limit, whoever sent them."""

import sys
import zlib
from collections.abc import Callable
from contextlib import suppress

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

__all__ = ["BadBodyError", "decode_body", "inflate_members", "zstd"]

# More memory than this no encoder may ask of a decoder (RFC 9659): 8 MiB.
ZSTD_WINDOW = {int(zstd.DecompressionParameter.window_log_max): 23}

# Codings of one body: each takes as long as all that is in it.
MOST_CODINGS = 5
# Members of one gzip file, frames of one of Zstandard: each is copied with all behind it.
MOST_MEMBERS = 1000


class BadBodyError(ValueError):
    """A body is not what its content coding says."""


def decode_body(body: bytes, codings: str | None, limit: int) -> bytes:
    """Return a body without its content codings, and at most one byte more of it than `limit`.

    Of one that breaks off, what can be decoded is returned.

    Raises:
        BadBodyError: it is not so coded.
        ValueError: a coding is not known.
    """
    names = [name.strip().lower() for name in (codings or "").split(",")]
    if len(names) > MOST_CODINGS:
        raise ValueError(f"it has {len(names)} content encodings, which are not read")
    for name in reversed(names):
        if name in {"", "identity"} or not body:
            continue
        if name not in DECODERS:
            raise ValueError(f"its content encoding is {name[:50]}, which is not read")
        body = DECODERS[name](body, limit + 1)
    return body[: limit + 1]


def _inflate(body: bytes, most: int) -> bytes:
    try:
        return inflate_members(body, most, 32 + zlib.MAX_WBITS)  # with a gzip or zlib header
    except zlib.error:
        with suppress(zlib.error):  # without any, as some servers send what they call deflate
            return zlib.decompressobj(-zlib.MAX_WBITS).decompress(body, most)
    raise BadBodyError("it is neither gzip nor deflate, as its content encoding says")


def inflate_members(body: bytes, most: int, window: int = 16 + zlib.MAX_WBITS) -> bytes:
    """Return what the members of a gzip file hold (RFC 1952: one or more), `most` bytes of it; what follows is padding.

    Raises:
        zlib.error: the first member is damaged, or none.
    """
    content = bytearray()
    for _ in range(MOST_MEMBERS):
        member = zlib.decompressobj(window)
        try:
            content += member.decompress(body, most - len(content))
        except zlib.error:
            if not content:
                raise
            break
        body = member.unused_data
        if len(content) >= most or not body.startswith(b"\x1f\x8b"):
            break
    return bytes(content)


def _decode_brotli(body: bytes, most: int) -> bytes:
    decoder, content, data = brotli.Decompressor(), bytearray(), body
    try:
        while len(content) < most and not decoder.is_finished():
            # Its bound is not exact: what it has ready may be some hundred kilobytes more.
            part = decoder.process(data, output_buffer_limit=most - len(content))
            data = b""
            if not part and decoder.can_accept_more_data():
                break
            content += part
    except brotli.error as error:
        raise BadBodyError("it is no Brotli, as its content encoding says") from error
    return bytes(content[:most])


def _decode_zstd(body: bytes, most: int) -> bytes:
    content = bytearray()
    try:
        for _ in range(MOST_MEMBERS):
            frame = zstd.ZstdDecompressor(options=ZSTD_WINDOW)
            content += frame.decompress(body, most - len(content))
            body = frame.unused_data
            if len(content) >= most or not body:
                break
    except zstd.ZstdError as error:
        if not content:
            raise BadBodyError("it is no Zstandard, as its content encoding says") from error
    return bytes(content)


DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _inflate,
    "x-gzip": _inflate,
    "deflate": _inflate,
    "br": _decode_brotli,
    "zstd": _decode_zstd,
}
