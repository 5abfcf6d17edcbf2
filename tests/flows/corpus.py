"""A small stream of news for the pipeline's tests: stories, copies, revisions, bad records, another language."""

import json
from pathlib import Path

from tests.benchmarks.pages import make_pages

SPANISH = (
    "El ayuntamiento aprobó el martes un presupuesto de 40 millones de euros para reparar las escuelas de la ciudad. "
    "La alcaldesa dijo que las obras empezarán en septiembre y que durarán dos años en todos los barrios."
)


def write_corpus(path: Path, count: int) -> None:
    """Write `count` pages as JSON lines, with a revision, a repeat, a bad line and a Spanish text among them."""
    lines = [json.dumps({"url": url, "html": html.decode()}) for url, html in make_pages(count)]
    revised = json.loads(lines[3])
    revised["html"] = revised["html"].replace("</article>", "<p>The company said on Friday it was wrong.</p></article>")
    lines[count // 2 : count // 2] = [json.dumps(revised), lines[1], "{broken", json.dumps({"text": SPANISH})]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
