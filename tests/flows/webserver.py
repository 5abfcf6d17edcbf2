"""A real HTTP server on loopback: many hosts by address, answers and faults on order, and a log of all it was asked."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

CHUNK = b"x" * 65_536


@dataclass
class Visit:
    """One request, with when its connection was opened, it was read, and the connection was closed (seconds)."""

    host: str
    path: str
    headers: dict[str, str]
    opened_at: float
    asked_at: float
    closed_at: float = 0.0
    status: int = 0


@dataclass(frozen=True)
class Reply:
    """An answer; `fault` says how it goes wrong, `delay` how long it takes."""

    body: bytes | str = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    type: str = "text/html"
    fault: str = ""
    delay: float = 0.0


Answer = Reply | Callable[[Visit], Reply]


class WebServer:
    """Answers on the first `hosts` addresses of 127.0.0.0/8, on one port; `otherwise` is for what it has no page of."""

    def __init__(self, hosts: int = 1) -> None:
        self.hosts = [f"127.0.0.{number}" for number in range(1, hosts + 1)]
        self.pages: dict[str, Answer] = {}
        self.otherwise: Answer = Reply("nothing here", 404)
        self.visits: list[Visit] = []
        self.port = 0

    def url(self, path: str, host: int = 0) -> str:
        return f"http://{self.hosts[host]}:{self.port}{path}"

    def asked(self, path: str) -> list[Visit]:
        return [visit for visit in self.visits if visit.path == path]

    async def start(self) -> asyncio.Server:
        first = await asyncio.start_server(self._serve, self.hosts[0], 0, backlog=512)
        self.port = first.sockets[0].getsockname()[1]
        self._others = [await asyncio.start_server(self._serve, host, self.port) for host in self.hosts[1:]]
        return first

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        opened_at, host = time.monotonic(), writer.get_extra_info("sockname")[0]
        visits = []
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                path = head[0].split(" ")[1]
                headers = {line.split(":", 1)[0].lower(): line.split(":", 1)[1].strip() for line in head[1:] if line}
                visit = Visit(host, path, headers, opened_at, time.monotonic())
                self.visits.append(visit)
                visits.append(visit)
                answer = self.pages.get(f"{host}{path}", self.pages.get(path, self.otherwise))
                reply = answer(visit) if callable(answer) else answer
                visit.status = reply.status
                await asyncio.sleep(reply.delay)
                if not await self._send(writer, reply) or headers.get("connection") == "close":
                    break
        for visit in visits:
            visit.closed_at = time.monotonic()
        writer.close()

    async def _send(self, writer: asyncio.StreamWriter, reply: Reply) -> bool:
        """Send an answer; return whether the connection is still good."""
        body = reply.body.encode() if isinstance(reply.body, str) else reply.body
        length = len(body) + (5000 if reply.fault == "short" else 0)
        headers = {"Content-Type": reply.type, "Content-Length": str(length), **reply.headers}
        if reply.fault in {"endless", "drip"}:
            del headers["Content-Length"]
        head = f"HTTP/1.1 {reply.status} Said\r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        if reply.fault == "nonsense":
            writer.write(b"\x00\x01 this is no HTTP\r\n\r\n")
            return False
        if reply.fault == "drip-headers":
            await self._repeat(writer, b"HTTP/1.1 200 OK\r\n", b"X-More: yes\r\n", 0.05)
        if reply.fault == "silent":
            await asyncio.sleep(60)
        writer.write(head.encode("latin-1") + b"\r\n")
        if reply.fault == "endless":
            await self._repeat(writer, b"", CHUNK, 0)
        if reply.fault == "drip":
            await self._repeat(writer, b"", b"x", 0.05)
        writer.write(body)
        await writer.drain()
        return not reply.fault

    async def _repeat(self, writer: asyncio.StreamWriter, first: bytes, then: bytes, pause: float) -> None:
        writer.write(first)
        while True:
            writer.write(then)
            await writer.drain()
            await asyncio.sleep(pause)


@contextmanager
def serving(hosts: int = 1) -> Iterator[WebServer]:
    """Run a server for the time of the block."""
    server, ready, loop = WebServer(hosts), threading.Event(), asyncio.new_event_loop()

    def run() -> None:
        asyncio.set_event_loop(loop)
        listening = loop.run_until_complete(server.start())
        ready.set()
        loop.run_forever()
        for one in (listening, *server._others):
            one.close()
        tasks = asyncio.all_tasks(loop)
        for task in tasks:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    ready.wait()
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
