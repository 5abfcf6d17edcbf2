"""Three hundred labelled pairs of texts: half are copies, by what was done to one text to make the other.

They are built from `tests/golden/copies`: a folder in `subjects` holds a report, the same story retold from scratch
and, for some, the names as another desk spells them; a folder in `forms` holds a text with gaps and what fills them.
"""

import json
from collections.abc import Callable, Iterator
from itertools import combinations, islice
from pathlib import Path
from typing import NamedTuple

GOLDEN = Path(__file__).parents[1] / "golden" / "copies"

# Four desks: what they print above and below what they take over.
FRAMES = (
    (
        "By the staff of Meridian Press\n(Meridian Press) - ",
        "\nReporting by the Meridian newsroom; editing by J. Alder\nOur standards: the Meridian principles of trust.",
    ),
    (
        "This story was produced by the Northern Wire and is republished with permission.\nNORTHERN WIRE, Tuesday — ",
        "\n© Northern Wire 2026. All rights reserved. This material may not be published, broadcast or rewritten.",
    ),
    (
        "Agencies\nLast updated 14.32\n",
        "\nRead more: what we know so far\nFollow our live page for the latest developments.\nWith agency material.",
    ),
    (
        "",
        "\n(Coast News Service)\nThe Courier is supported by its readers. Subscribe for 2 euros a week.",
    ),
)
CROSSHEADS = ("Background", "What happens next", "The view of those concerned", "In figures")
HEADLINES = ("Five things to know this morning", "They waited long for this day", "A decision, and the price of it")


class Subject(NamedTuple):
    """A report in lines, its headline first; the same retold; how others spell its names."""

    name: str
    report: list[str]
    retold: list[str]
    names: dict[str, str]

    @property
    def statement(self) -> str:
        return next(line for line in self.report if line[0] in "“„«")


class Pair(NamedTuple):
    """Two texts, what makes them a pair, and whether they are copies."""

    kind: str
    name: str
    text_a: str
    text_b: str
    is_copy: bool


def subjects() -> list[Subject]:
    return [_read_subject(folder) for folder in sorted((GOLDEN / "subjects").iterdir())]


def pairs() -> list[Pair]:
    """Return the pairs, 150 copies and 150 others."""
    read = subjects()
    return [*_copies(read), *_others(read)]


def _copies(read: list[Subject]) -> Iterator[Pair]:
    for kind, count, edit in EDITS:
        able = [subject for subject in read if kind != "renamed" or subject.names]
        # Each edit begins elsewhere, so that every subject is used about as often.
        start = len(kind) * 7 % len(able)
        for number, subject in enumerate(islice([*able[start:], *able[:start]], count)):
            other = read[(read.index(subject) + 11) % len(read)]
            yield Pair(kind, subject.name, "\n".join(subject.report), edit(subject, other, number), is_copy=True)


def _others(read: list[Subject]) -> Iterator[Pair]:
    for subject in read:
        report, middle = "\n".join(subject.report), len(subject.retold) // 2
        quoting = [*subject.retold[:middle], subject.statement, *subject.retold[middle:]]
        yield Pair("retold", subject.name, report, "\n".join(subject.retold), is_copy=False)
        yield Pair("quoted at length", subject.name, report, "\n".join(quoting), is_copy=False)
    for folder in sorted((GOLDEN / "forms").iterdir()):
        form = (folder / "form.txt").read_text(encoding="utf-8")
        facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
        for one, two in combinations(facts, 2):
            yield Pair("other facts", folder.name, form.format(**one), form.format(**two), is_copy=False)
    for number in range(20):
        one, two = read[number], read[(number + 17) % len(read)]
        yield Pair("same frame", one.name, _frame(one, two, number), _frame(two, one, number), is_copy=False)


def _read_subject(folder: Path) -> Subject:
    names = folder / "names.txt"
    lines = names.read_text(encoding="utf-8").splitlines() if names.exists() else []
    return Subject(
        folder.name,
        (folder / "report.txt").read_text(encoding="utf-8").splitlines(),
        (folder / "retold.txt").read_text(encoding="utf-8").splitlines(),
        {ours: theirs for ours, _, theirs in (line.partition(" = ") for line in lines)},
    )


def _cut(subject: Subject, _: Subject, number: int) -> str:
    """Return the report without its last lines, as an editor cuts from below."""
    return "\n".join(subject.report[: -1 - number % 3])


def _brief(subject: Subject, _: Subject, number: int) -> str:
    """Return two or three lines from the head, with the headline or without."""
    return "\n".join(subject.report[number % 2 : 3 + number % 3 // 2])


def _thin(subject: Subject, _: Subject, number: int) -> str:
    """Return the report with every third line left out."""
    return "\n".join(line for at, line in enumerate(subject.report) if at % 3 != number % 3)


def _merge(subject: Subject, other: Subject, number: int) -> str:
    """Return two reports as one."""
    both = [subject.report[1:], other.report[1:]]
    return "\n".join(line for report in (both if number % 2 else reversed(both)) for line in report)


def _rehead(subject: Subject, _: Subject, number: int) -> str:
    """Return the report under another headline, with crossheads, its lead reworded."""
    lead = f"It is now official: {subject.report[1]}"
    body = list(subject.report[2:])
    for at, crosshead in ((4, CROSSHEADS[number % 4]), (2, CROSSHEADS[(number + 1) % 4])):
        body.insert(at, crosshead)
    return "\n".join([HEADLINES[number % 3], lead, *body])


def _frame(subject: Subject, _: Subject, number: int) -> str:
    """Return the report as an agency's: with its head and its tail."""
    head, tail = FRAMES[number % 4]
    return head + "\n".join(subject.report[1:]) + tail


def _rename(subject: Subject, _: Subject, __: int) -> str:
    """Return the report with its names as another desk spells them."""
    text = "\n".join(subject.report)
    for ours, theirs in subject.names.items():
        text = text.replace(ours, theirs)
    return text


EDITS: tuple[tuple[str, int, Callable[[Subject, Subject, int], str]], ...] = (
    ("cut from below", 25, _cut),
    ("brief", 25, _brief),
    ("thinned", 20, _thin),
    ("merged", 20, _merge),
    ("reheadlined", 20, _rehead),
    ("framed", 20, _frame),
    ("renamed", 20, _rename),
)
