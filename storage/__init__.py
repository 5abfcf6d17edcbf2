"""Everything DuckDB: schema and migrations, one file a noun, public views; it decides nothing."""
