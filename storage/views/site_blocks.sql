CREATE OR REPLACE VIEW main.site_blocks AS
SELECT b.site, b.text, b.page_count, b.article_id, a.first_seen_at AS learned_at, b.extractor
FROM loom.site_blocks AS b
LEFT JOIN loom.articles AS a ON a.article_id = b.article_id;

COMMENT ON VIEW main.site_blocks IS 'One block that the pages of a site have taught to be its boilerplate: it is taken out of the texts of the pages that come after.';
COMMENT ON COLUMN main.site_blocks.site IS 'The site (articles.site).';
COMMENT ON COLUMN main.site_blocks.text IS 'The block as the page that settled it had it; case and spaces do not matter where it is recognised.';
COMMENT ON COLUMN main.site_blocks.page_count IS 'How many pages of the site showed it so far; the first ones, which taught it, still hold it.';
COMMENT ON COLUMN main.site_blocks.article_id IS 'The article whose page settled it; the site''s later ones go without the block.';
COMMENT ON COLUMN main.site_blocks.learned_at IS 'When that article was first seen.';
COMMENT ON COLUMN main.site_blocks.extractor IS 'The version that learned it; another one learns anew.';
