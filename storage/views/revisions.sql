CREATE OR REPLACE VIEW main.revisions AS
SELECT
    r.article_id,
    r.revision,
    r.document_id,
    r.previous_document_id,
    r.title_before,
    r.title_after,
    r.added,
    r.removed,
    list_transform(
        range(1, len(r.changed_from) + 1),
        lambda number: {'before': r.changed_from[number], 'after': r.changed_to[number]}
    ) AS changed,
    r.seen_at,
    r.version AS extractor
FROM loom.revisions AS r SEMI JOIN loom.articles AS a ON a.article_id = r.article_id;

COMMENT ON VIEW main.revisions IS 'One change of an article: what its new text has that the one before had not, sentence by sentence.';
COMMENT ON COLUMN main.revisions.article_id IS 'The article.';
COMMENT ON COLUMN main.revisions.revision IS 'The number of the new revision; the text first seen is 1, which has no row.';
COMMENT ON COLUMN main.revisions.document_id IS 'The document the new text came from.';
COMMENT ON COLUMN main.revisions.previous_document_id IS 'The document the text before came from.';
COMMENT ON COLUMN main.revisions.title_before IS 'Its title before.';
COMMENT ON COLUMN main.revisions.title_after IS 'Its title since.';
COMMENT ON COLUMN main.revisions.added IS 'Sentences it gained, in the order of the new text.';
COMMENT ON COLUMN main.revisions.removed IS 'Sentences it lost, in the order of the text before.';
COMMENT ON COLUMN main.revisions.changed IS 'Sentences that were reworded: each as it was and as it is.';
COMMENT ON COLUMN main.revisions.seen_at IS 'When the new revision was stored.';
COMMENT ON COLUMN main.revisions.extractor IS 'The version that compared them.';
