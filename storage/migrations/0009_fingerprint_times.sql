-- The original of copies is the earliest published, by the hour where that is known.
ALTER TABLE loom.fingerprints ADD COLUMN published_at TIMESTAMPTZ;
UPDATE loom.fingerprints AS f SET published_at = a.published_at
FROM loom.articles AS a WHERE a.article_id = f.article_id;
