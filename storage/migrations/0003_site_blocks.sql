-- What the pages of a site have taught: its last pages, as far as the next ones are compared with them (`page` counts
-- the site's pages from 1), and the blocks they settled to be boilerplate. Both are keyed by the extractor's version.
CREATE TABLE loom.site_pages (
    site VARCHAR NOT NULL,
    page BIGINT NOT NULL,
    topic BLOB NOT NULL,
    blocks BLOB NOT NULL,
    own_blocks BLOB NOT NULL,
    extractor VARCHAR NOT NULL
);

CREATE TABLE loom.site_blocks (
    site VARCHAR NOT NULL,
    block_key UBIGINT NOT NULL,
    text VARCHAR NOT NULL,
    page_count BIGINT NOT NULL,
    last_page BIGINT NOT NULL,
    article_id VARCHAR NOT NULL,
    extractor VARCHAR NOT NULL
);
