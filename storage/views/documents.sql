CREATE OR REPLACE VIEW main.documents AS
SELECT
    d.document_id, d.article_id, a.document_id IS NOT DISTINCT FROM d.document_id AS is_latest,
    d.segment IS NOT NULL AS is_kept, d.pruned_at
FROM loom.documents AS d
LEFT JOIN loom.articles AS a ON a.article_id = d.article_id;

COMMENT ON VIEW main.documents IS 'One document that became an article, or an earlier or later revision of one, and whether its bytes are still here.';
COMMENT ON COLUMN main.documents.document_id IS 'Stable id, of its bytes and its URL.';
COMMENT ON COLUMN main.documents.article_id IS 'The article it became.';
COMMENT ON COLUMN main.documents.is_latest IS 'Whether the article says what this document says.';
COMMENT ON COLUMN main.documents.is_kept IS 'Whether the raw store holds its bytes: then newsloom reprocess can read it again.';
COMMENT ON COLUMN main.documents.pruned_at IS 'When newsloom prune removed it from the raw store.';
