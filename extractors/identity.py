"""Stable ids: every id is a hash of content, none comes from time or chance."""

from hashlib import blake2b

from courlan import normalize_url


def stable_id(*parts: str | int | None) -> str:
    """Return 16 hexadecimal digits that depend on nothing but `parts`, in order."""
    digest = blake2b(digest_size=8)
    for part in parts:
        # A length before each part keeps ("ab", "c") and ("a", "bc") apart; None is not "".
        data = b"\xff" if part is None else str(part).encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "little"))
        digest.update(data)
    return digest.hexdigest()


def document_id(content: bytes, url: str | None = None) -> str:
    """Return the id of a document: a hash of its bytes as given and, where it has one, of its URL.

    The URL belongs to it because the same bytes at two URLs are two articles, one a copy of the other.
    """
    digest = blake2b(content, digest_size=8)
    if url:
        digest.update(b"\xff" + without_tracking(url).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def article_id(url: str | None, text: str) -> str:
    """Return the id of an article: of its URL less fragment and tracking parameters, else of its text."""
    if url:
        return stable_id("url", without_tracking(url))
    return stable_id("text", " ".join(text.split()))


def without_tracking(url: str) -> str:
    """Return `url` without its fragment and tracking parameters, unchanged where it cannot be parsed."""
    try:
        return normalize_url(url, strict=False).split("#", 1)[0]
    except ValueError:
        return url.split("#", 1)[0]
