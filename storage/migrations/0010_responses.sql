-- What servers answered that became no document (feeds, sitemaps, robots.txt, errors, repeats), and where the raw store
-- has it.
CREATE TABLE loom.responses (
    url VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    segment VARCHAR NOT NULL,
    record_offset BIGINT NOT NULL,
    record_length BIGINT NOT NULL,
    stored_at TIMESTAMPTZ NOT NULL
);
