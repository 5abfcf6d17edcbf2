CREATE OR REPLACE VIEW main.origins AS
SELECT
    o.article_id,
    o.claim_id,
    o.origin,
    o.field,
    o.text,
    o.char_start,
    o.char_end,
    c.origin_article_id
FROM loom.origins AS o
LEFT JOIN loom.credited_articles AS c ON c.article_id = o.article_id AND c.origin = o.origin;

COMMENT ON VIEW main.origins IS 'One credit: whose report a claim or a whole article says it rests on.';
COMMENT ON COLUMN main.origins.article_id IS 'The article that gives the credit.';
COMMENT ON COLUMN main.origins.claim_id IS 'The claim it covers; NULL where it covers the whole article.';
COMMENT ON COLUMN main.origins.origin IS 'The outlet, agency or body credited, normalised.';
COMMENT ON COLUMN main.origins.field IS 'Where the credit stands: ''text'', ''title'', ''byline'' or ''dateline''.';
COMMENT ON COLUMN main.origins.text IS 'The credit as written: for field ''text'' exactly articles.text from char_start to char_end.';
COMMENT ON COLUMN main.origins.char_start IS 'First code point of the text in articles.text, counted from 0; NULL unless field is ''text''.';
COMMENT ON COLUMN main.origins.char_end IS 'Code point after its last; NULL unless field is ''text''.';
COMMENT ON COLUMN main.origins.origin_article_id IS 'The credited outlet''s own article in the story, the earliest that is not later than this one; NULL where none is here.';
