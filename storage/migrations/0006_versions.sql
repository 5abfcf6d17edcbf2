-- Whose page each remembered page is, so that none bears witness twice.
ALTER TABLE loom.site_pages ADD COLUMN article_id VARCHAR;
UPDATE loom.site_pages SET article_id = '';
-- The version of all that was read from an article's text: an article without claims has one as well.
ALTER TABLE loom.provenance ADD COLUMN extractor VARCHAR;
UPDATE loom.provenance SET extractor = 'claims/1';
