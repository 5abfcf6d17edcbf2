-- Since when the raw store has each document and when it was pruned there; what was removed for good; what an inbox gave.
ALTER TABLE loom.documents ADD COLUMN stored_at TIMESTAMPTZ;
ALTER TABLE loom.documents ADD COLUMN pruned_at TIMESTAMPTZ;
UPDATE loom.documents AS d SET stored_at = a.first_seen_at
FROM loom.articles AS a WHERE a.article_id = d.article_id AND d.segment IS NOT NULL;

-- `kind` is 'article' (its id) or 'site' (a host, with all below it).
CREATE TABLE loom.forgotten (kind VARCHAR NOT NULL, id VARCHAR NOT NULL, forgotten_at TIMESTAMPTZ NOT NULL);

CREATE TABLE loom.inbox_files (path VARCHAR NOT NULL, size BIGINT NOT NULL, changed_ns BIGINT NOT NULL);
