-- Sources that are polled, what each has named, how each poll went, what hosts allow; where each article was seen, and
-- how its text changed.
CREATE TABLE loom.sources (
    source_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    title VARCHAR,
    kind VARCHAR,
    status VARCHAR NOT NULL,
    every DOUBLE,
    added_at TIMESTAMPTZ NOT NULL,
    etag VARCHAR,
    last_modified VARCHAR,
    next_poll_at TIMESTAMPTZ,
    last_try_at TIMESTAMPTZ,
    last_success_at TIMESTAMPTZ,
    last_new_at TIMESTAMPTZ,
    failures BIGINT NOT NULL,
    http_status INTEGER,
    problem VARCHAR
);

CREATE TABLE loom.source_entries (
    source_id VARCHAR NOT NULL,
    entry_id VARCHAR NOT NULL,
    url VARCHAR,
    entry_key VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    attempts BIGINT NOT NULL,
    published_at VARCHAR
);

CREATE TABLE loom.polls (
    source_id VARCHAR NOT NULL,
    polled_at TIMESTAMPTZ NOT NULL,
    outcome VARCHAR NOT NULL,
    http_status INTEGER,
    entries BIGINT NOT NULL,
    new_entries BIGINT NOT NULL,
    detail VARCHAR
);

CREATE TABLE loom.robots_files (
    origin VARCHAR NOT NULL,
    is_reachable BOOLEAN NOT NULL,
    body VARCHAR NOT NULL,
    fetched_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE loom.sightings (
    article_id VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    url VARCHAR,
    seen_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE loom.aliases (alias_id VARCHAR NOT NULL, article_id VARCHAR NOT NULL);

CREATE TABLE loom.revisions (
    article_id VARCHAR NOT NULL,
    revision BIGINT NOT NULL,
    document_id VARCHAR NOT NULL,
    previous_document_id VARCHAR NOT NULL,
    title_before VARCHAR,
    title_after VARCHAR,
    added VARCHAR[] NOT NULL,
    removed VARCHAR[] NOT NULL,
    changed_from VARCHAR[] NOT NULL,
    changed_to VARCHAR[] NOT NULL,
    version VARCHAR NOT NULL,
    seen_at TIMESTAMPTZ NOT NULL
);

-- Where each article was last seen, as far as it is known.
INSERT INTO loom.sightings SELECT article_id, source, url, first_seen_at FROM loom.articles;
