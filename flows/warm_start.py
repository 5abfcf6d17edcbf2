"""Everything a worker needs, loaded once this module is imported: by the server that workers are forked from.

A fresh process takes a second to load models and word lists, each recycled worker anew; forked ones have them at once,
and share the memory.
"""

import gc
from contextlib import suppress
from datetime import date

from extractors.reading import extract_page, read_article
from extractors.records import RawDocument, Rejection

_SENTENCES = (
    "The mayor of Oslo, Kari Nordmann, said on Monday that 12 million people had visited the city in 2025.",
    "“We expect more of them next year,” she told Reuters, according to the report.",
)
_PAGE = f"""<html lang="en"><head><title>Visitors</title></head><body><article><h1>Visitors</h1>
{"".join(f"<p>{' '.join(_SENTENCES)}</p>" for _ in range(5))}</article></body></html>"""


def read_sample() -> None:
    """Read a page, so that whatever is loaded at first use has been used."""
    raw = RawDocument("sample", None, "sample", _PAGE.encode(), "html", date(2026, 1, 1), "https://news.example/1")
    page = extract_page(raw)
    if not isinstance(page, Rejection):
        read_article(page.article)


with suppress(Exception):  # a fault is for the first document to tell of: here it would end the server
    read_sample()
gc.collect()
gc.freeze()  # what is loaded stays: no collection need look at it again, and its memory stays shared
