CREATE OR REPLACE VIEW main.articles AS
SELECT
    a.article_id,
    a.url,
    a.canonical_url,
    a.site,
    a.outlet,
    a.title,
    nullif(a.authors, []) AS authors,
    a.agency,
    a.published_at,
    a.published_on,
    a.published_precision,
    a.published_from,
    a.modified_at,
    a.modified_from,
    a.language,
    a.text,
    a.word_count,
    a.is_truncated,
    a.source,
    a.first_seen_at,
    a.extractor,
    k.duplicate_of,
    k.origin_key,
    k.story_id
FROM loom.articles AS a
JOIN loom.article_keys AS k ON k.article_id = a.article_id;

COMMENT ON VIEW main.articles IS 'An article in its latest revision.';
COMMENT ON COLUMN main.articles.article_id IS 'Stable id: a hash of the URL as given, less fragment and tracking parameters, or of the text where there is no URL.';
COMMENT ON COLUMN main.articles.url IS 'The URL as given; NULL where the input named none.';
COMMENT ON COLUMN main.articles.canonical_url IS 'The URL the page names as its own.';
COMMENT ON COLUMN main.articles.site IS 'Host name.';
COMMENT ON COLUMN main.articles.outlet IS 'Publisher, normalised.';
COMMENT ON COLUMN main.articles.title IS 'Headline; NULL where the document has none.';
COMMENT ON COLUMN main.articles.authors IS 'People named in the byline, in its order; NULL where none is.';
COMMENT ON COLUMN main.articles.agency IS 'News agency whose copy this is, normalised.';
COMMENT ON COLUMN main.articles.published_at IS 'When the document says it was published; a bare day is 00:00 UTC.';
COMMENT ON COLUMN main.articles.published_on IS 'The day as printed, in the page''s own time zone; ask day questions of this column.';
COMMENT ON COLUMN main.articles.published_precision IS '''second'' or ''day'': how precisely the time is stated.';
COMMENT ON COLUMN main.articles.published_from IS 'Where the document states when it was published: ''given'' (with the document), ''json-ld'', ''opengraph'', ''microdata'' and ''meta'' (its head), ''time'' (a time element), ''byline'' (printed beside the headline), ''page'' (printed elsewhere on the page), ''url'', ''markup'' (attributes and scripts, by htmldate), ''text'' (a line of the text), ''update'' (it states no day of publication: this is the day of an update).';
COMMENT ON COLUMN main.articles.modified_at IS 'When the document says it was last changed; never before published_at.';
COMMENT ON COLUMN main.articles.modified_from IS 'Where the document states when it was last changed, as in published_from.';
COMMENT ON COLUMN main.articles.language IS 'Language of the text (BCP 47).';
COMMENT ON COLUMN main.articles.text IS 'The article without boilerplate, one block (paragraph, heading, list item) a line. All offsets count its code points.';
COMMENT ON COLUMN main.articles.word_count IS 'Words of the text.';
COMMENT ON COLUMN main.articles.is_truncated IS 'Whether the document breaks off (a paywall, a teaser).';
COMMENT ON COLUMN main.articles.source IS 'Path, URL or feed it came from.';
COMMENT ON COLUMN main.articles.first_seen_at IS 'When newsloom first stored it, in any revision.';
COMMENT ON COLUMN main.articles.extractor IS 'Name and version of what extracted it.';
COMMENT ON COLUMN main.articles.duplicate_of IS 'The root of its copies: the earliest published, then the smallest id; NULL for a root and for an article without copies. Never a chain.';
COMMENT ON COLUMN main.articles.origin_key IS 'What it counts under where independent origins are counted: its credit, else its agency, else its copies'' root, else its outlet''s owner, else itself. Never NULL.';
COMMENT ON COLUMN main.articles.story_id IS 'Its story. Never NULL.';
