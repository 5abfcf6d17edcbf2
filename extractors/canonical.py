"""The address a page says is its own: RFC 6596 canonical links, without those that point to something else."""

import re
from collections.abc import Iterable
from urllib.parse import SplitResult, urljoin, urlsplit

from extractors.identity import without_tracking

LONGEST_URL = 2_000
# A home page, also one in a language: "/", "/index.html", "/en/".
HOME = re.compile(r"/?(?:[a-z]{2}(?:-[a-z]{2})?/?)?(?:(?:index|default|home)(?:\.\w{2,5})?)?/?", re.IGNORECASE)
# What other forms of the same article add to its path: "/amp", "/print", a page's number.
FORMS = re.compile(r"amp(?:\.html)?|print|all|full|single-page|index\.\w{2,5}|page|\d{1,3}", re.IGNORECASE)
# Hosts nobody but their owner can reach: a template that went out unfilled.
PRIVATE_HOST = re.compile(r"[\d.:]+|localhost|.*\.(?:local|localhost|internal|test|invalid)", re.IGNORECASE)
# A path's segment that names one story, not a section: three words, a file, or a number.
STORY_SLUG = re.compile(r"[^-_]+[-_][^-_]+[-_]|\.[a-z]{2,5}$|\d{4}")


def choose_canonical(stated: Iterable[str | None], url: str | None) -> str | None:
    """Return the first stated address that can be the article's own, else `url`; normalised by courlan.

    Relative addresses are resolved against `url`. An address of a home page or of a section above the page is none;
    one on another host is, where that is no home page: a reprint may point to where it was printed first.
    """
    return next((found for address in (*stated, url) if address and (found := _own_address(address, url))), None)


def _own_address(address: str, url: str | None) -> str | None:
    address = address.strip()
    if len(address) > LONGEST_URL or re.search(r"\s", address):
        return None
    try:
        absolute = without_tracking(urljoin(url or "", address))
        parts, page = urlsplit(absolute), urlsplit(url or "")
        host = parts.hostname or ""
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or "." not in host.strip(".") or PRIVATE_HOST.fullmatch(host):
        return None
    if HOME.fullmatch(parts.path) and not parts.query and not (url and HOME.fullmatch(page.path)):
        return None
    return None if _is_section(parts, page) else absolute


def _is_section(parts: SplitResult, page: SplitResult) -> bool:
    """Tell whether an address is a folder above the page's, and not the article whose other form the page is."""
    above, own = _segments(parts.path), _segments(page.path)
    if len(above) >= len(own) or own[: len(above)] != above or parts.query:
        return False
    rest = own[len(above) :]
    return not all(map(FORMS.fullmatch, rest)) and not (above and STORY_SLUG.search(above[-1]))


def _segments(path: str) -> list[str]:
    return [segment.casefold() for segment in path.split("/") if segment]
