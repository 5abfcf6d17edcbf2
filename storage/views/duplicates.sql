-- The copies and what they are copies of, as extractors/copysets.py decided it: one rule for readers and for the next
-- run. Where the named original is itself a copy, or none that is stored, an older version left it: it is no copy then.
CREATE OR REPLACE VIEW loom.duplicates AS
SELECT c.article_id, c.copy_set_id AS duplicate_of
FROM loom.copies AS c
JOIN loom.copies AS o ON o.article_id = c.copy_set_id AND o.copy_set_id = o.article_id
WHERE c.article_id <> c.copy_set_id;
