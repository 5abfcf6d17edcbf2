"""The README's table: newsloom beside other extractors on one labelled set, quality and pages a second.

    python -m tests.benchmarks.extractors SCORE.PY SET_FOLDER RIVALS_PYTHON [--only NAME …]

RIVALS_PYTHON is the interpreter of an environment made from requirements-rivals.txt. Each extractor runs alone, in one
process, one after the other; speed is pages a second of CPU time and the best of `--rounds`. trafilatura always runs,
as the measure of the others' speed, and newsloom runs under this interpreter.
"""

import argparse
import gzip
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb

from tests.benchmarks.rivals import EXTRACTORS

REFERENCE = "trafilatura"
COLUMNS = ("word_f1", "precision", "recall", "title", "author", "published_on")
STORE = """
    CREATE TABLE articles AS
    SELECT url, text, title, list_filter(authors, lambda name: name <> '') AS authors,
        TRY_CAST(day AS DATE) AS published_on
    FROM read_json(?, format = 'newline_delimited', maximum_object_size = 100_000_000,
        columns = {url: 'VARCHAR', text: 'VARCHAR', title: 'VARCHAR', authors: 'VARCHAR[]', day: 'VARCHAR'})
"""


def run(name: str, python: str, pages: Path, rows: Path) -> float:
    """Run one extractor in a process of its own over `pages` into `rows`; return its CPU time (seconds)."""
    command = [python, "-m", "tests.benchmarks.rivals", name, str(pages), str(rows)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{name}: {done.stderr}")
    print(f"{name}: {done.stdout.strip()} s, {len(done.stderr.splitlines())} pages lost", file=sys.stderr)
    return float(done.stdout.split()[-1])


def score(scorer: Path, labelled: Path, rows: Path) -> dict[str, str]:
    """Return the figures that score.py prints for `rows`, by name."""
    database = rows.with_suffix(".duckdb")
    database.unlink(missing_ok=True)
    with duckdb.connect(database) as con:
        con.execute(STORE, [str(rows)])
    command = [sys.executable, str(scorer), "extraction", str(labelled), str(database)]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return dict(re.findall(r"(\w+)=(\S+)", printed))


def row(name: str, figures: dict[str, str], speed: float, reference: float) -> str:
    """Return one line of the table; nothing stands where an extractor gives none of a field at all."""
    cells = [figures[column] for column in COLUMNS]
    cells = [f"{float(cell):.3f}" if "." in cell else "–" if cell.startswith("0/") else cell for cell in cells]
    return f"| {' | '.join([name, *cells])} | {speed:.1f} | {speed / reference:.2f} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scorer", type=Path)
    parser.add_argument("labelled", type=Path)
    parser.add_argument("rivals_python")
    parser.add_argument("--only", nargs="+", choices=EXTRACTORS, default=list(EXTRACTORS))
    parser.add_argument("--rounds", type=int, default=1)
    given = parser.parse_args()
    names = [name for name in EXTRACTORS if name in {*given.only, REFERENCE}]
    with tempfile.TemporaryDirectory() as folder:
        pages, spent = Path(folder) / "pages.jsonl", dict.fromkeys(names, float("inf"))
        pages.write_bytes(gzip.decompress((given.labelled / "documents.jsonl.gz").read_bytes()))
        for _ in range(given.rounds):
            for name in names:
                python = sys.executable if name == "newsloom" else given.rivals_python
                spent[name] = min(spent[name], run(name, python, pages, Path(folder) / f"{name}.jsonl"))
        print("| extractor | word F1 | precision | recall | title | author | day | pages/s | × trafilatura |")
        print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
        count = pages.read_bytes().count(b"\n")
        speeds = {name: count / spent[name] for name in names}
        for name in names:
            figures = score(given.scorer, given.labelled, Path(folder) / f"{name}.jsonl")
            print(row(name, figures, speeds[name], speeds[REFERENCE]))


if __name__ == "__main__":
    main()
