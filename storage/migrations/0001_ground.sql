-- Columns are named and ordered as the fields of extractors/records.py; further columns follow them.
-- No keys, indexes or foreign keys: the writer keeps rows unique (delete, then insert), `newsloom verify` checks it.

CREATE SCHEMA IF NOT EXISTS loom;

-- A table of the ids in a JSON list: how a statement takes many ids as one parameter.
CREATE MACRO loom.ids(list) AS TABLE SELECT unnest(from_json_strict(list, '["VARCHAR"]')) AS id;

CREATE TABLE loom.migrations (version INTEGER NOT NULL, name VARCHAR NOT NULL);
CREATE TABLE loom.view_digest (digest VARCHAR NOT NULL);

CREATE TABLE loom.articles (
    article_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    url VARCHAR,
    canonical_url VARCHAR,
    site VARCHAR,
    outlet VARCHAR,
    title VARCHAR,
    authors VARCHAR[] NOT NULL,
    agency VARCHAR,
    published_at TIMESTAMPTZ,
    published_on DATE,
    published_precision VARCHAR,
    modified_at TIMESTAMPTZ,
    language VARCHAR,
    text VARCHAR NOT NULL,
    word_count BIGINT NOT NULL,
    is_truncated BOOLEAN NOT NULL,
    byline VARCHAR,
    source VARCHAR NOT NULL,
    extractor VARCHAR NOT NULL,
    seq BIGINT NOT NULL,
    first_seen_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE loom.documents (
    document_id VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    segment VARCHAR,
    record_offset BIGINT,
    record_length BIGINT
);

CREATE TABLE loom.fingerprints (
    article_id VARCHAR NOT NULL,
    language VARCHAR,
    published_on DATE,
    text_hash VARCHAR NOT NULL,
    signature BLOB NOT NULL,
    terms VARCHAR[] NOT NULL,
    term_counts INTEGER[] NOT NULL,
    names VARCHAR[] NOT NULL,
    numbers VARCHAR[] NOT NULL,
    vector BLOB NOT NULL,
    version VARCHAR NOT NULL
);

CREATE TABLE loom.provenance (
    article_id VARCHAR NOT NULL,
    credit_key VARCHAR,
    agency_key VARCHAR,
    owner_key VARCHAR
);

CREATE TABLE loom.copies (article_id VARCHAR NOT NULL, copy_set_id VARCHAR NOT NULL);
CREATE TABLE loom.story_members (article_id VARCHAR NOT NULL, story_id VARCHAR NOT NULL, similarity DOUBLE NOT NULL);
CREATE TABLE loom.stories (story_id VARCHAR NOT NULL, headline VARCHAR, closed_at TIMESTAMPTZ);

CREATE TABLE loom.claims (
    claim_id VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    char_start INTEGER NOT NULL,
    char_end INTEGER NOT NULL,
    sentence_start INTEGER NOT NULL,
    sentence_end INTEGER NOT NULL,
    quotation_id VARCHAR,
    speaker VARCHAR,
    speaker_kind VARCHAR,
    speaker_start INTEGER,
    speaker_end INTEGER,
    cue VARCHAR,
    origin VARCHAR,
    credit_key VARCHAR,
    is_negated BOOLEAN,
    is_denied BOOLEAN,
    is_hedged BOOLEAN,
    is_conditional BOOLEAN,
    is_future BOOLEAN,
    check_worthiness DOUBLE NOT NULL,
    extractor VARCHAR NOT NULL
);

CREATE TABLE loom.quantities (
    quantity_id VARCHAR NOT NULL,
    claim_id VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    value DOUBLE NOT NULL,
    value_max DOUBLE,
    unit VARCHAR,
    qualifier VARCHAR,
    measure VARCHAR,
    entity VARCHAR,
    as_of VARCHAR,
    text VARCHAR NOT NULL,
    char_start INTEGER NOT NULL,
    char_end INTEGER NOT NULL
);

CREATE TABLE loom.origins (
    article_id VARCHAR NOT NULL,
    claim_id VARCHAR,
    origin VARCHAR NOT NULL,
    origin_key VARCHAR NOT NULL,
    field VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    char_start INTEGER,
    char_end INTEGER
);

CREATE TABLE loom.claim_groups (claim_group_id VARCHAR NOT NULL, story_id VARCHAR NOT NULL, claim_id VARCHAR NOT NULL);
CREATE TABLE loom.claim_members (claim_id VARCHAR NOT NULL, claim_group_id VARCHAR NOT NULL);

CREATE TABLE loom.conflicts (
    conflict_id VARCHAR NOT NULL,
    story_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    claim_group_id_a VARCHAR NOT NULL,
    claim_group_id_b VARCHAR NOT NULL,
    claim_id_a VARCHAR NOT NULL,
    claim_id_b VARCHAR NOT NULL,
    value_a VARCHAR NOT NULL,
    value_b VARCHAR NOT NULL,
    explanation VARCHAR NOT NULL
);

CREATE TABLE loom.people (
    article_id VARCHAR NOT NULL,
    person VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    char_start INTEGER NOT NULL,
    char_end INTEGER NOT NULL
);

CREATE TABLE loom.rejections (
    source VARCHAR NOT NULL,
    record VARCHAR,
    stage VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    detail VARCHAR NOT NULL,
    rejected_at TIMESTAMPTZ NOT NULL,
    run_id VARCHAR NOT NULL
);

CREATE TABLE loom.runs (
    run_id VARCHAR NOT NULL,
    version VARCHAR NOT NULL,
    inputs VARCHAR[] NOT NULL,
    started_at TIMESTAMPTZ NOT NULL,
    finished_at TIMESTAMPTZ,
    status VARCHAR NOT NULL,
    read BIGINT NOT NULL,
    added BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    unchanged BIGINT NOT NULL,
    rejected BIGINT NOT NULL,
    copies BIGINT NOT NULL
);
