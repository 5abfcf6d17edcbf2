"""The parts of the README that newsloom writes itself: the answers to its queries and the data dictionary.

python -m tests.readme      write them anew
"""

import io
import re
import tempfile
from pathlib import Path

from rich.console import Console

from flows.pipeline import run_pipeline
from flows.rendering import print_result
from flows.settings import Settings
from storage.database import open_database
from storage.dictionary import data_dictionary
from storage.query import run_query

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
QUERIES = re.compile(r"(<!-- queries[^\n]*-->\n)(.*?)(<!-- /queries -->)", re.DOTALL)
DICTIONARY = re.compile(r"(<!-- dictionary[^\n]*-->\n)(.*?)(<!-- /dictionary -->)", re.DOTALL)
QUERY = re.compile(r"```sql\n(.*?)```\n(?:\n\|.*?\n(?=\n|<!--|$))?", re.DOTALL)


def find_queries(readme: str) -> list[str]:
    """Return the SQL of the README's queries."""
    found = QUERIES.search(readme)
    assert found
    return [match[1] for match in QUERY.finditer(found[2])]


def rewrite(readme: str, db: Path) -> str:
    """Return the README with each answer and the dictionary as newsloom gives them now."""
    readme = QUERIES.sub(lambda m: m[1] + QUERY.sub(lambda q: _answered(q[1], db), m[2]) + m[3], readme)
    with open_database(db, read_only=True) as con:
        dictionary = data_dictionary(con)
    return DICTIONARY.sub(lambda m: m[1] + dictionary + m[3], readme)


def _answered(sql: str, db: Path) -> str:
    out = io.StringIO()
    with open_database(db, read_only=True) as con:
        print_result(run_query(con, sql), "markdown", Console(file=out))
    return f"```sql\n{sql}```\n\n{out.getvalue()}"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        db = Path(folder) / "news.duckdb"
        run_pipeline([str(ROOT / "seeds")], Settings(db=db))
        README.write_text(rewrite(README.read_text(encoding="utf-8"), db), encoding="utf-8")


if __name__ == "__main__":
    main()
