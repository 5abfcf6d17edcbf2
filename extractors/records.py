"""The records that travel between the layers; each field name is the column name it ends in."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Reason(StrEnum):
    """Why an input was rejected: the closed list behind `rejections.reason`."""

    EMPTY = "empty"
    BINARY = "binary"
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"
    NOT_A_FILE = "not_a_file"
    SYMLINK_LOOP = "symlink_loop"
    VANISHED = "vanished"
    BAD_ENCODING = "bad_encoding"
    BAD_GZIP = "bad_gzip"
    BAD_JSON = "bad_json"
    BAD_ARCHIVE = "bad_archive"
    NO_CONTENT = "no_content"
    NO_ARTICLE = "no_article"
    UNSUPPORTED_TYPE = "unsupported_type"
    TIMED_OUT = "timed_out"
    CRASHED = "crashed"
    OUT_OF_MEMORY = "out_of_memory"
    FORGOTTEN = "forgotten"
    FETCH_FAILED = "fetch_failed"
    HTTP_STATUS = "http_status"
    PRIVATE_ADDRESS = "private_address"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    BLOCKED = "blocked"
    DISALLOWED = "disallowed"


class Stage(StrEnum):
    """Where an input was rejected: `rejections.stage`."""

    SOURCE = "source"
    FETCH = "fetch"
    DECODE = "decode"
    EXTRACT = "extract"


class DateSource(StrEnum):
    """Where a document states a date: the closed list behind `articles.published_from` and `modified_from`."""

    GIVEN = "given"
    JSON_LD = "json-ld"
    OPENGRAPH = "opengraph"
    MICRODATA = "microdata"
    META = "meta"
    TIME = "time"
    BYLINE = "byline"
    PAGE = "page"
    URL = "url"
    MARKUP = "markup"
    TEXT = "text"
    UPDATE = "update"


@dataclass(frozen=True, slots=True)
class Given:
    """Metadata the input states beside its content; it wins over anything guessed."""

    title: str | None = None
    authors: tuple[str, ...] | None = None
    published_at: str | None = None
    site: str | None = None
    outlet: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Exchange:
    """What a server was asked, at which address, and how it answered: start lines and headers, without the body."""

    url: str
    request: str
    request_headers: tuple[tuple[str, str], ...]
    status: str
    response_headers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Capture:
    """A response that became no document: of a feed or robots.txt, an error, a redirect, bytes that are stored already.

    `body` is decompressed; where it was not read to its end, `truncated` says why, as WARC does ('length', 'time',
    'disconnect', 'unspecified'). `is_page` tells that it was taken for an article's page; one that `is_repeat`, whose
    body is that of a document in the raw store.
    """

    exchange: Exchange
    body: bytes
    fetched_at: datetime
    truncated: str | None = None
    is_page: bool = False
    is_repeat: bool = False


@dataclass(frozen=True, slots=True)
class RawDocument:
    """One document as a source gave it: bytes not yet decoded, `format` 'html' or 'text'.

    `exchange` only goes into the raw store: what is read from there has none.
    """

    source: str
    record: str | None
    document_id: str
    content: bytes
    format: str
    retrieved_on: date
    url: str | None = None
    charset: str | None = None
    given: Given = field(default_factory=Given)
    exchange: Exchange | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Rejection:
    """One input that could not be used, and why; `detail` is for a person."""

    source: str
    record: str | None
    stage: Stage
    reason: Reason
    detail: str


@dataclass(frozen=True, slots=True)
class Article:
    """What one document says, cleaned: every offset elsewhere counts code points of `text`."""

    article_id: str
    document_id: str
    url: str | None
    canonical_url: str | None
    site: str | None
    outlet: str | None
    title: str | None
    authors: tuple[str, ...]
    agency: str | None
    published_at: datetime | None
    published_on: date | None
    published_precision: str | None
    published_from: DateSource | None
    modified_at: datetime | None
    modified_from: DateSource | None
    language: str | None
    text: str
    word_count: int
    is_truncated: bool
    byline: str | None
    source: str
    extractor: str


@dataclass(frozen=True, slots=True)
class Revision:
    """What a new document of an article changed, in sentences; `changed_from` and `changed_to` run in parallel."""

    article_id: str
    document_id: str
    previous_document_id: str
    title_before: str | None
    title_after: str | None
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed_from: tuple[str, ...]
    changed_to: tuple[str, ...]
    version: str


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What tells copies and stories apart: MinHash sample, terms, names, numbers, sentence vector.

    `signature` is a sorted sample of shingle hashes (FracMinHash), uint32 little-endian and as long as the text asks;
    `vector` is float32 little-endian. `terms` and `term_counts` run in parallel; terms of title and lead count extra.
    """

    article_id: str
    language: str | None
    published_on: date | None
    text_hash: str
    signature: bytes
    terms: tuple[str, ...]
    term_counts: tuple[int, ...]
    names: tuple[str, ...]
    numbers: tuple[str, ...]
    vector: bytes
    version: str
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One contiguous span that states one thing, with the sentence it stands in and who says it."""

    claim_id: str
    article_id: str
    kind: str
    text: str
    char_start: int
    char_end: int
    sentence_start: int
    sentence_end: int
    quotation_id: str | None
    speaker: str | None
    speaker_kind: str | None
    speaker_start: int | None
    speaker_end: int | None
    cue: str | None
    origin: str | None
    credit_key: str | None
    is_negated: bool | None
    is_denied: bool | None
    is_hedged: bool | None
    is_conditional: bool | None
    is_future: bool | None
    check_worthiness: float
    extractor: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """One figure inside a claim, in its base unit."""

    quantity_id: str
    claim_id: str
    article_id: str
    value: float
    value_max: float | None
    unit: str | None
    qualifier: str | None
    measure: str | None
    entity: str | None
    as_of: str | None
    text: str
    char_start: int
    char_end: int


@dataclass(frozen=True, slots=True)
class Origin:
    """One credit: whom a claim (`claim_id`) or the whole article (None) rests on."""

    article_id: str
    claim_id: str | None
    origin: str
    origin_key: str
    field: str
    text: str
    char_start: int | None
    char_end: int | None


@dataclass(frozen=True, slots=True)
class Appearance:
    """One mention of a person with a role, both inside `text`."""

    article_id: str
    person: str
    role: str
    text: str
    char_start: int
    char_end: int


@dataclass(frozen=True, slots=True)
class Provenance:
    """An article's own steps of the origin-key rule: its first article-wide credit, its agency, its owner.

    `extractor` is the version of all that was read from its text: claims, figures and credits.
    """

    article_id: str
    credit_key: str | None
    agency_key: str | None
    owner_key: str | None
    extractor: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one document gave, before it is woven into what the database holds."""

    article: Article
    fingerprint: Fingerprint
    provenance: Provenance
    claims: tuple[Claim, ...]
    quantities: tuple[Quantity, ...]
    origins: tuple[Origin, ...]
    people: tuple[Appearance, ...] = ()


@dataclass(frozen=True, slots=True)
class CopyMembership:
    """An article's place in a set of copies, which is named after its original: the article itself, if it is none."""

    article_id: str
    copy_set_id: str
