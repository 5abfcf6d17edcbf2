-- Whose page each remembered page is, so that none bears witness twice.
ALTER TABLE loom.site_pages ADD COLUMN article_id VARCHAR;
UPDATE loom.site_pages SET article_id = '';
