"""Fetching pages from a real HTTP server on loopback that misbehaves on order."""

import gzip
import time
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import brotli
import pytest

from extractors.records import RawDocument, Reason, Rejection, Stage
from flows.answers import _retry_after, unpack
from flows.content_codings import zstd
from flows.gathering import Errand, Memory
from flows.guard import PrivateAddressError, refuse_private
from flows.polling import new_source
from flows.settings import Settings
from flows.stream import gather
from tests.flows.webserver import Answer, Reply, Visit, WebServer, serving

NOW = datetime(2026, 1, 2, tzinfo=UTC)
PAGE = b"<html><body><p>A page.</p></body></html>"


def tell_agent(visit: Visit) -> Reply:
    return Reply(visit.headers["user-agent"], type="text/plain")


PAGES: dict[str, Answer] = {
    "/page": Reply(PAGE, type="text/html; charset=iso-8859-1"),
    "/agent": tell_agent,
    "/zipped": Reply(gzip.compress(PAGE), headers={"Content-Encoding": "gzip"}),
    "/bomb": Reply(gzip.compress(b"x" * 5_000_000), headers={"Content-Encoding": "gzip"}),
    "/endless": Reply(fault="endless"),
    "/drip": Reply(fault="drip"),
    "/drip-headers": Reply(fault="drip-headers"),
    "/silent": Reply(fault="silent"),
    "/loop": Reply(status=302, headers={"Location": "/loop"}),
    "/moved": Reply(status=301, headers={"Location": "/page"}),
    "/to-metadata": Reply(status=302, headers={"Location": "http://169.254.169.254/latest"}),
    "/to-file": Reply(status=302, headers={"Location": "file:///etc/hostname"}),
    "/missing": Reply("gone", 404),
    "/wall": Reply("pay", 402),
    "/picture": Reply(b"\x89PNG", type="image/png"),
    "/short": Reply(PAGE, fault="short"),
    "/nonsense": Reply(fault="nonsense"),
    "/brotli": Reply(brotli.compress(PAGE), headers={"Content-Encoding": "br"}),
    "/brotli-bomb": Reply(brotli.compress(b"x" * 500_000_000), headers={"Content-Encoding": "br"}),
    "/zstd-bomb": Reply(zstd.compress(b"x" * 500_000_000), headers={"Content-Encoding": "zstd"}),
    "/unheard-of": Reply(PAGE, headers={"Content-Encoding": "lzma"}),
    "/bad-gzip": Reply(b"this is no gzip", headers={"Content-Encoding": "gzip"}),
    "/odd-charset": Reply(PAGE, type="text/html; charset=no-such-thing"),
}


@pytest.fixture(scope="module")
def server() -> Iterator[WebServer]:
    with serving() as server:
        server.pages.update(PAGES)
        yield server


@pytest.fixture
def host(server: WebServer) -> str:
    return server.url("")


def fetch(url: str, **settings: Any) -> RawDocument | Rejection:
    chosen = {"allow_private_addresses": True, "fetch_timeout": 2.0, "document_bytes": 1_000_000, "host_delay": 0.0}
    settled = Settings(**{**chosen, **settings})
    finds = list(filter(None, gather([new_source(url, NOW)], Memory(), settled, lambda: NOW, Errand(is_kept=False))))
    assert len(finds) == 1
    assert finds[0].item is not None
    return finds[0].item


@pytest.mark.parametrize("path", ["page", "zipped", "moved", "odd-charset"])
def test_a_page_comes_whole(host: str, path: str) -> None:
    page = fetch(f"{host}/{path}")
    assert isinstance(page, RawDocument)
    assert page.content == PAGE
    assert page.url == page.source == f"{host}/{path}"
    assert page.format == "html"


def test_the_charset_of_the_header_is_a_hint(host: str) -> None:
    page = fetch(f"{host}/page")
    assert isinstance(page, RawDocument)
    assert page.charset == "iso-8859-1"


def test_the_user_agent_is_honest_and_names_the_contact(host: str) -> None:
    page = fetch(f"{host}/agent", contact="desk@example.com")
    assert isinstance(page, RawDocument)
    assert page.content.startswith(b"newsloom/")
    assert b"desk@example.com" in page.content


def test_what_was_asked_and_answered_goes_along(host: str) -> None:
    page = fetch(f"{host}/page?x=1#y")
    assert isinstance(page, Rejection)
    page = fetch(f"{host}/moved")
    assert isinstance(page, RawDocument)
    assert page.exchange is not None
    assert page.exchange.request == "GET /page HTTP/1.1"
    assert ("Host", host.removeprefix("http://")) in page.exchange.request_headers
    assert page.exchange.status == "HTTP/1.1 200 Said"
    assert ("Content-Type", "text/html; charset=iso-8859-1") in page.exchange.response_headers


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("bomb", Reason.TOO_LARGE),
        ("brotli-bomb", Reason.TOO_LARGE),
        ("zstd-bomb", Reason.TOO_LARGE),
        ("unheard-of", Reason.FETCH_FAILED),
        ("endless", Reason.TOO_LARGE),
        ("drip", Reason.TIMED_OUT),
        ("drip-headers", Reason.TIMED_OUT),
        ("silent", Reason.TIMED_OUT),
        ("loop", Reason.TOO_MANY_REDIRECTS),
        ("to-file", Reason.FETCH_FAILED),
        ("missing", Reason.HTTP_STATUS),
        ("wall", Reason.BLOCKED),
        ("picture", Reason.UNSUPPORTED_TYPE),
        ("short", Reason.FETCH_FAILED),
        ("nonsense", Reason.FETCH_FAILED),
        ("bad-gzip", Reason.FETCH_FAILED),
    ],
)
def test_a_server_that_misbehaves_gets_a_rejection_in_time(host: str, path: str, reason: Reason) -> None:
    began = time.monotonic()
    rejection = fetch(f"{host}/{path}", fetch_timeout=0.5)
    assert isinstance(rejection, Rejection)
    assert (rejection.reason, rejection.stage) == (reason, Stage.FETCH)
    assert rejection.detail
    assert time.monotonic() - began < 3


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/",
        "http://localhost:9/",
        "http://2130706433:9/",
        "http://0x7f.1:9/",
        "http://[::1]:9/",
        "http://[::ffff:127.0.0.1]:9/",
        "http://10.0.0.1/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest",
        "http://0.0.0.0:9/",
        "http://100.64.0.1/",
        "http://[fe80::1]/",
        "http://224.0.0.1/",
    ],
)
def test_private_addresses_are_refused_by_name_and_number(url: str) -> None:
    rejection = fetch(url, allow_private_addresses=False)
    assert isinstance(rejection, Rejection)
    assert rejection.reason is Reason.PRIVATE_ADDRESS


def test_a_redirect_to_a_private_address_is_refused(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # The first hop is our own server, which the guard would refuse: it is let through by its very address alone.
    def refuse_all_but_ours(addresses: list[str]) -> None:
        refuse_private(address for address in addresses if address != "127.0.0.1")

    monkeypatch.setattr("flows.guard.refuse_private", refuse_all_but_ours)
    rejection = fetch(f"{host}/to-metadata", allow_private_addresses=False)
    assert isinstance(rejection, Rejection)
    assert rejection.reason is Reason.PRIVATE_ADDRESS


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_public_addresses_pass(address: str) -> None:
    refuse_private([address])


def test_one_private_answer_among_public_ones_is_enough_to_refuse() -> None:
    with pytest.raises(PrivateAddressError):
        refuse_private(["93.184.216.34", "127.0.0.1"])


@pytest.mark.parametrize("url", ["http://", "http://[bad", "http://exa mple/", "http://no-such-host.invalid/"])
def test_a_url_that_leads_nowhere_is_a_rejection(url: str) -> None:
    rejection = fetch(url)
    assert isinstance(rejection, Rejection)
    assert rejection.reason is Reason.FETCH_FAILED


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120.0),
        ("Fri, 02 Jan 2026 01:00:00 GMT", 3600.0),
        ("Thu, 01 Jan 2026 01:00:00 GMT", 0.0),
        ("soon", 0.0),
        ("", 0.0),
        ("-5", 0.0),
        ("9" * 500, 0.0),
        ("²", 0.0),
    ],
)
def test_retry_after_is_seconds_or_a_date(text: str, seconds: float) -> None:
    assert _retry_after(text, NOW) == seconds


def test_a_gzip_file_is_unpacked_no_further_than_allowed() -> None:
    assert unpack(gzip.compress(PAGE), 1_000) == PAGE
    assert unpack(b"\x1f\x8b no gzip", 1_000) == b"\x1f\x8b no gzip"
    bomb = gzip.compress(b"x" * 50_000_000)
    tracemalloc.start()
    try:
        assert unpack(bomb, 1_000_000) is None
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()
