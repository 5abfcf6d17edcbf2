"""Pure functions from text to records: no input or output, no clock, no database, no network."""
