-- `origin_article_id` waits for what finds the credited article among the stored ones.
CREATE OR REPLACE VIEW main.origins AS
SELECT
    article_id,
    claim_id,
    origin,
    field,
    text,
    char_start,
    char_end,
    CAST(NULL AS VARCHAR) AS origin_article_id
FROM loom.origins;

COMMENT ON VIEW main.origins IS 'One credit: whose report a claim or a whole article says it rests on.';
COMMENT ON COLUMN main.origins.article_id IS 'The article that gives the credit.';
COMMENT ON COLUMN main.origins.claim_id IS 'The claim it covers; NULL where it covers the whole article.';
COMMENT ON COLUMN main.origins.origin IS 'The outlet, agency or body credited, normalised.';
COMMENT ON COLUMN main.origins.field IS 'Where the credit stands: ''text'', ''title'', ''byline'' or ''dateline''.';
COMMENT ON COLUMN main.origins.text IS 'The credit as written: for field ''text'' exactly articles.text from char_start to char_end.';
COMMENT ON COLUMN main.origins.char_start IS 'First code point of the text in articles.text, counted from 0; NULL unless field is ''text''.';
COMMENT ON COLUMN main.origins.char_end IS 'Code point after its last; NULL unless field is ''text''.';
COMMENT ON COLUMN main.origins.origin_article_id IS 'The credited report itself, where the database holds it.';
