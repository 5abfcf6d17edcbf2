"""What a server was asked and how it answered, out of httpx's own objects."""

import httpx

from flows.exchanges import record_exchange


def test_an_exchange_has_the_start_lines_and_every_header_in_order() -> None:
    request = httpx.Request("GET", "https://news.example/a b?q=\u00fc", headers={"User-Agent": "newsloom"})
    headers = [("ETag", "1"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")]
    response = httpx.Response(203, headers=headers, request=request, extensions={"http_version": b"HTTP/1.0"})
    exchange = record_exchange(response)
    assert exchange.request == "GET /a%20b?q=%C3%BC HTTP/1.1"
    assert ("user-agent", "newsloom") in exchange.request_headers
    assert ("host", "news.example") in exchange.request_headers
    assert exchange.status == "HTTP/1.0 203 Non-Authoritative Information"
    assert exchange.response_headers == (("etag", "1"), ("set-cookie", "a=1"), ("set-cookie", "b=2"))
