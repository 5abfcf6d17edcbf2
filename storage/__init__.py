"""Everything DuckDB, and the raw documents beside it: schema, one file a noun, public views; it decides nothing.

Plain functions over an open connection. Open with `database.open_database`, read with the noun's file, write with
`batch` (one transaction), ask with `query.run_query`.

database.py       open, create, wait for, migrate; transactions.py: all or nothing
migrations/*.sql  the tables (schema `loom`), append-only; migrations.py applies them
views/*.sql       the public views (schema `main`) with their comments; views.py re-creates and counts them
rows.py           records in bulk into tables, rows out by id
batch.py          everything one batch changes, committed whole
documents.py articles.py fingerprints.py stories.py claims.py site_blocks.py rejections.py runs.py   one noun each
raw_store.py      the documents themselves, in WARC segments beside the database
checks/*.sql      what must hold of each view; verification.py runs them
query.py export.py dictionary.py   a user's SQL, Parquet files, the data dictionary
"""
