"""Answers that wait: all come back as they were, and memory holds no more of them than it may."""

from contextlib import closing

import httpx
from hypothesis import given
from hypothesis import strategies as st

from extractors.records import Exchange, Reason
from flows.answers import Failure, Response
from flows.spool import Spool


def answer(body: bytes) -> Response:
    url = "https://news.example/"
    return Response(url, url, None, 200, httpx.Headers(), body, None, Exchange(url, "GET / HTTP/1.1", (), "200", ()))


@given(st.lists(st.none() | st.binary(max_size=50), max_size=20), st.data(), st.integers(0, 200))
def test_what_was_put_aside_comes_back_in_any_order(
    bodies: list[bytes | None], data: st.DataObject, memory: int
) -> None:
    answers = [Failure(Reason.TIMED_OUT, "late") if body is None else answer(body) for body in bodies]
    order = data.draw(st.permutations(range(len(answers))))
    with closing(Spool(memory)) as spool:
        kept = [spool.keep(given_answer) for given_answer in answers]
        assert sum(len(aside.answer.body) for aside in kept if isinstance(aside.answer, Response)) <= memory
        assert [spool.take(kept[number]) for number in order] == [answers[number] for number in order]
        assert spool._held == 0
        assert spool._file.seek(0, 2) == 0, "the file is empty once nothing waits in it"
