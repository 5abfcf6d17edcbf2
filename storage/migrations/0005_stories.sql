-- Why each article is in its story, what happened to stories, where merged ids went, and what a person said.
ALTER TABLE loom.story_members ADD COLUMN shared_terms VARCHAR[];
ALTER TABLE loom.story_members ADD COLUMN shared_names VARCHAR[];
ALTER TABLE loom.story_members ADD COLUMN shared_numbers VARCHAR[];
ALTER TABLE loom.story_members ADD COLUMN version VARCHAR;
UPDATE loom.story_members SET shared_terms = [], shared_names = [], shared_numbers = [], version = 'stories/1';

CREATE TABLE loom.story_events (
    number BIGINT NOT NULL,
    kind VARCHAR NOT NULL,
    story_id VARCHAR NOT NULL,
    other_story_id VARCHAR,
    article_id VARCHAR,
    reason VARCHAR NOT NULL,
    version VARCHAR NOT NULL,
    decided_at TIMESTAMPTZ NOT NULL
);
CREATE TABLE loom.story_redirects (story_id VARCHAR NOT NULL, merged_into VARCHAR NOT NULL);
CREATE TABLE loom.story_rulings (
    article_a VARCHAR NOT NULL,
    article_b VARCHAR NOT NULL,
    is_together BOOLEAN NOT NULL
);

-- When a story closed follows from its days and the window of the last run.
ALTER TABLE loom.stories DROP COLUMN closed_at;
CREATE TABLE loom.story_window (days INTEGER NOT NULL);
INSERT INTO loom.story_window VALUES (7);

-- A set of copies is named after its original: the earliest published, then the smallest id.
UPDATE loom.copies AS c SET copy_set_id = named.original
FROM (
    SELECT m.article_id, first_value(m.article_id) OVER (
        PARTITION BY m.copy_set_id ORDER BY a.published_on ASC NULLS LAST, m.article_id
    ) AS original
    FROM loom.copies AS m JOIN loom.articles AS a ON a.article_id = m.article_id
) AS named
WHERE named.article_id = c.article_id;
