"""What a server was asked and how it answered, as the raw store keeps it."""

import httpx

from extractors.records import Exchange


def record_exchange(response: httpx.Response) -> Exchange:
    """Return the heads of a response and of the request that led to it."""
    request = response.request
    protocol = response.http_version
    return Exchange(
        request=f"{request.method} {request.url.raw_path.decode('ascii')} HTTP/1.1",
        request_headers=tuple(request.headers.multi_items()),
        status=f"{protocol} {response.status_code} {response.reason_phrase}".strip(),
        response_headers=tuple(response.headers.multi_items()),
    )
