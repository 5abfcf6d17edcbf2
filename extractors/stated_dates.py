"""The dates that a page's head states: OpenGraph, JSON-LD, microdata and other meta tags."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extractors.moments import Dated, parse_moment
from extractors.records import DateSource


@dataclass(frozen=True, slots=True)
class DateField:
    """The names under which a head states one kind of date; those of `microdata` stand among the meta tags."""

    json_ld: str
    opengraph: tuple[str, ...]
    microdata: str
    meta: tuple[str, ...]


PUBLISHED = DateField(
    json_ld="datePublished",
    opengraph=("article:published_time", "og:article:published_time"),
    microdata="datepublished",
    meta=(
        *("parsely-pub-date", "sailthru.date", "publishdate", "publish-date", "publish_date", "pubdate"),
        *("dc.date.issued", "dcterms.created", "dc.date", "dc.date.created", "citation_publication_date", "date"),
    ),
)
MODIFIED = DateField(
    json_ld="dateModified",
    opengraph=("article:modified_time", "og:updated_time", "og:article:modified_time"),
    microdata="datemodified",
    meta=("dcterms.modified", "last-modified"),
)


def stated_dates(
    field: DateField, meta: Mapping[str, Sequence[str]], nodes: Sequence[Mapping[str, Any]]
) -> tuple[Dated, ...]:
    """Return every statement of a date, the most trusted first: an exact time before a bare day, else in this order.

    `meta` holds the contents of meta tags by lower-case name, `nodes` are the page's own nodes of JSON-LD.
    """
    stated = [
        *((meta[name][0], DateSource.OPENGRAPH) for name in field.opengraph if name in meta),
        *((_first_text(node.get(field.json_ld)), DateSource.JSON_LD) for node in nodes),
        *((text, DateSource.MICRODATA) for text in meta.get(field.microdata, ())[:1]),
        *((meta[name][0], DateSource.META) for name in field.meta if name in meta),
    ]
    dates = [Dated(moment, source) for text, source in stated if (moment := parse_moment(text))]
    return tuple(sorted(dates, key=lambda dated: dated.moment.precision != "second"))


def _first_text(value: Any) -> str | None:  # noqa: ANN401  JSON is any
    value = value[0] if isinstance(value, list) and value else value
    return value if isinstance(value, str) else None
