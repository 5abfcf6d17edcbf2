"""Pages for the benchmark: news-like HTML of a realistic size, the same for the same number, in stories and copies."""

import gzip
import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path

from wordfreq import top_n_list

SYLLABLES = "karomitenselvardunpolestrabirlanostgrefenmurtalishwendor"
# English words as often as they occur, so that texts share words as news does (Zipf's law with Mandelbrot's shift).
PLAIN = [word for word in top_n_list("en", 6000) if word.isascii() and word.isalpha()]
WEIGHTS = list(accumulate(1 / (rank + 2.7) for rank in range(len(PLAIN))))
# Documents a day: the reports of one story appear on one day, and a long run passes over many.
DAILY = 300
FIRST_DAY = date(2026, 1, 1)
CUES = ("said", "told reporters", "announced", "warned", "explained")


def make_pages(count: int, sites: int = 20, around: float = 1.0) -> Iterator[tuple[str, bytes]]:
    """Yield `count` (URL, HTML) pairs: four reports a story, one page in ten a lightly edited copy of the last.

    `around` is how much stands around a story: 1.0 makes pages of some 100 kB with 480 links in the menu.
    """
    body = ""
    for number in range(count):
        rng = random.Random(number)
        story = random.Random(f"story {number // 4}")
        names = [_name(story) for _ in range(6)]
        if not body or number % 10:
            body = _article(rng, names, story.randint(2, 900))
        title = f"{story.choice(names)} {story.choice(PLAIN)} {story.choice(PLAIN)} in {story.choice(names)}"
        page = _page(rng, title, body, number % sites, FIRST_DAY + timedelta(number // DAILY), around=around)
        yield f"https://site{number % sites}.example/news/{number}", page.encode()


def write_pages(count: int, path: Path, sites: int = 20, around: float = 1.0) -> None:
    """Write the pages as JSON lines, compressed where the name says so."""
    with gzip.open(path, "wt", 1, "utf-8") if path.suffix == ".gz" else path.open("w", encoding="utf-8") as file:
        for url, html in make_pages(count, sites, around):
            file.write(json.dumps({"url": url, "html": html.decode()}) + "\n")


def _name(rng: random.Random) -> str:
    return " ".join("".join(rng.choices(SYLLABLES, k=rng.randint(5, 9))).title() for _ in range(2))


def _sentence(rng: random.Random, names: list[str], figure: int) -> str:
    words = " ".join(rng.choices(PLAIN, cum_weights=WEIGHTS, k=rng.randint(8, 22)))
    kind = rng.random()
    if kind < 0.15:
        return f"“{words.capitalize()},” {rng.choice(CUES)} {rng.choice(names)}."
    if kind < 0.25:
        return f"{rng.choice(names)} {rng.choice(CUES)} that {words}."
    if kind < 0.4:
        return f"{rng.choice(names)} counted {figure + rng.randint(0, 3)} million {rng.choice(PLAIN)}s {words}."
    return f"{words.capitalize()} {rng.choice(names)} {rng.choice(PLAIN)}."


def _article(rng: random.Random, names: list[str], figure: int) -> str:
    paragraphs = (
        " ".join(_sentence(rng, names, figure) for _ in range(rng.randint(2, 5))) for _ in range(rng.randint(8, 24))
    )
    return "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def _page(rng: random.Random, title: str, body: str, site: int, day: date, *, around: float) -> str:
    sections = PLAIN[: round(60 * around)]
    menu = "".join(f'<li class="item"><a href="/{a}/{b}">{a} {b}</a></li>' for a in sections for b in PLAIN[60:68])
    teasers = "".join(
        f'<div class="card"><a href="/t/{i}"><h3>{_name(rng)} {rng.choice(PLAIN)}</h3></a><span>{i} min</span></div>'
        for i in range(round(60 * around))
    )
    script = "".join(f"window.data[{i}]={rng.random()};" for i in range(round(900 * around)))
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title} | Site</title>
<meta property="og:title" content="{title}"><meta property="og:site_name" content="Site {site}">
<meta property="article:published_time" content="{day}T08:00:00+00:00"><meta name="author" content="{_name(rng)}">
<script>window.data=[];{script}</script></head>
<body><header><nav><ul>{menu}</ul></nav></header>
<main><article><h1>{title}</h1><p class="byline">By {_name(rng)}</p>{body}</article></main>
<aside>{teasers}</aside>
<footer><p>All rights reserved. Terms of use. Privacy policy.</p><script>{script}</script></footer></body></html>"""
