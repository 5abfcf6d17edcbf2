"""Reading a document gives the same, whatever process reads it."""

import subprocess
import sys
from pathlib import Path

SCRIPT = """
from datetime import date
from extractors.reading import extract_page, read_article
from extractors.records import RawDocument
from tests.benchmarks.pages import make_pages
for url, html in make_pages(6):
    page = extract_page(RawDocument("x", None, "x", html, "html", date(2026, 1, 1), url=url))
    print(page, read_article(page.article))
"""


def test_no_process_differs_by_the_seed_of_its_hashes() -> None:
    root = Path(__file__).parents[2]
    readings = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            capture_output=True,
            check=True,
            cwd=root,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(root)},
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(readings) == 1
    assert b"Claim(" in readings.pop()
