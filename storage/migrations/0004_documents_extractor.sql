-- The version of the extractor that last read a document, whether its article's latest revision or one superseded.
ALTER TABLE loom.documents ADD COLUMN extractor VARCHAR;
