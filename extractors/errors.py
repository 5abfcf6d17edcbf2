"""The one exception tree: a bad environment raises, bad input never does (it becomes a `Rejection`).

NewsloomError            exit code 1: newsloom could not finish
├── UsageError           exit code 2: the arguments cannot be used
├── DatabaseError        exit code 2: the database file cannot be used
│   ├── NotADatabase
│   └── NewerDatabase
├── RawDocumentGone      exit code 1: the raw store no longer holds a document whole
└── DatabaseBusy         exit code 3: another process holds the database
"""


class NewsloomError(Exception):
    """A failure the user can act on: its message is one clear line with a next step."""

    exit_code = 1


class UsageError(NewsloomError):
    """The arguments cannot be used (a path that does not exist, a URL of another scheme)."""

    exit_code = 2


class DatabaseError(NewsloomError):
    """The database file cannot be used."""

    exit_code = 2


class NotADatabase(DatabaseError):
    """The file exists and is no DuckDB database, or one that newsloom did not make."""


class NewerDatabase(DatabaseError):
    """The database was written by a newer newsloom than this one."""


class RawDocumentGone(NewsloomError):
    """A segment of the raw store is missing, or does not hold a document whole where the database says."""


class DatabaseBusy(NewsloomError):
    """Another process holds the database and did not let go in time."""

    exit_code = 3
