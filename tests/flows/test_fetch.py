"""Fetching a page from a real HTTP server on loopback that misbehaves on order."""

import gzip
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from extractors.records import RawDocument, Reason, Rejection, Stage
from flows.fetch import PrivateAddressError, fetch_page, refuse_private
from flows.settings import Settings

TODAY = date(2026, 1, 2)
BOMB = gzip.compress(b"x" * 5_000_000)
PAGE = b"<html><body><p>A page.</p></body></html>"


class Misbehaving(BaseHTTPRequestHandler):
    """Does what the path says."""

    def do_GET(self) -> None:
        kind = self.path.strip("/").split("?")[0]
        with suppress(BrokenPipeError, ConnectionResetError):
            getattr(self, f"do_{kind.replace('-', '_')}")()

    def reply(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content_Type": "text/html", "Content_Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def do_page(self) -> None:
        self.reply(PAGE, Content_Type="text/html; charset=iso-8859-1")

    def do_agent(self) -> None:
        self.reply((self.headers["User-Agent"] or "").encode(), Content_Type="text/plain")

    def do_zipped(self) -> None:
        self.reply(gzip.compress(PAGE), Content_Encoding="gzip")

    def do_bomb(self) -> None:
        self.reply(BOMB, Content_Encoding="gzip")

    def do_endless(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        while True:
            self.wfile.write(b"x" * 65536)

    def do_drip(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        while True:
            self.wfile.write(b"x")
            self.wfile.flush()
            time.sleep(0.1)

    def do_drip_headers(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while True:
            self.wfile.write(b"X-More: yes\r\n")
            self.wfile.flush()
            time.sleep(0.1)

    def do_silent(self) -> None:
        time.sleep(5)

    def do_loop(self) -> None:
        self.reply(b"", 302, Location="/loop")

    def do_moved(self) -> None:
        self.reply(b"", 301, Location="/page")

    def do_to_metadata(self) -> None:
        self.reply(b"", 302, Location="http://169.254.169.254/latest")

    def do_to_file(self) -> None:
        self.reply(b"", 302, Location="file:///etc/hostname")

    def do_missing(self) -> None:
        self.reply(b"gone", 404)

    def do_picture(self) -> None:
        self.reply(b"\x89PNG", Content_Type="image/png")

    def do_short(self) -> None:
        self.reply(PAGE, Content_Length="5000")
        self.connection.shutdown(socket.SHUT_RDWR)

    def do_nonsense(self) -> None:
        self.wfile.write(b"\x00\x01 this is no HTTP\r\n\r\n")

    def do_bad_gzip(self) -> None:
        self.reply(b"this is no gzip", Content_Encoding="gzip")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""


@contextmanager
def serving() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Misbehaving)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    with serving() as url:
        yield url


def fetch(url: str, **settings: object) -> RawDocument | Rejection:
    chosen = {"allow_private_addresses": True, "fetch_timeout": 2.0, "document_bytes": 1_000_000, **settings}
    return fetch_page(url, Settings(**chosen), TODAY)  # type: ignore[arg-type]


@pytest.mark.parametrize("path", ["page", "zipped", "moved"])
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


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("bomb", Reason.TOO_LARGE),
        ("endless", Reason.TOO_LARGE),
        ("drip", Reason.TIMED_OUT),
        ("drip-headers", Reason.TIMED_OUT),
        ("silent", Reason.TIMED_OUT),
        ("loop", Reason.TOO_MANY_REDIRECTS),
        ("to-file", Reason.FETCH_FAILED),
        ("missing", Reason.HTTP_STATUS),
        ("picture", Reason.UNSUPPORTED_TYPE),
        ("short", Reason.FETCH_FAILED),
        ("nonsense", Reason.FETCH_FAILED),
        ("bad-gzip", Reason.FETCH_FAILED),
    ],
)
def test_a_server_that_misbehaves_gets_a_rejection_in_time(host: str, path: str, reason: Reason) -> None:
    began = time.monotonic()
    rejection = fetch(f"{host}/{path}", fetch_timeout=1.0)
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

    monkeypatch.setattr("flows.fetch.refuse_private", refuse_all_but_ours)
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
