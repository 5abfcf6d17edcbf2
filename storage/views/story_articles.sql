CREATE OR REPLACE VIEW main.story_articles AS
SELECT
    article_id,
    story_id,
    similarity,
    nullif(shared_terms, []) AS shared_terms,
    nullif(shared_names, []) AS shared_names,
    nullif(shared_numbers, []) AS shared_numbers,
    version
FROM loom.story_members;

COMMENT ON VIEW main.story_articles IS 'An article''s place in its story, and what brought it there.';
COMMENT ON COLUMN main.story_articles.article_id IS 'The article.';
COMMENT ON COLUMN main.story_articles.story_id IS 'Its story.';
COMMENT ON COLUMN main.story_articles.similarity IS 'Its mean similarity (terms and sentence vector, 0 to 1) to the other articles of the story when it came; 1 for the first, and for a copy.';
COMMENT ON COLUMN main.story_articles.shared_terms IS 'The weightiest terms (stems) it shared with them; a copy, with what it copies. NULL where none.';
COMMENT ON COLUMN main.story_articles.shared_names IS 'The names it shared with most of them.';
COMMENT ON COLUMN main.story_articles.shared_numbers IS 'The numbers it shared with most of them.';
COMMENT ON COLUMN main.story_articles.version IS 'Name and version of what decided it.';
