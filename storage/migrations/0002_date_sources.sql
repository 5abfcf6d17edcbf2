-- Where each of an article's dates was found.
ALTER TABLE loom.articles ADD COLUMN published_from VARCHAR;
ALTER TABLE loom.articles ADD COLUMN modified_from VARCHAR;
-- Nothing is modified before it is published.
UPDATE loom.articles SET modified_at = NULL WHERE modified_at < published_at;
