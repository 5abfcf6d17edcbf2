# The two commands are `make ingest` and `make test`; both set up what they need.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: ingest test lint bench kills fuzz readme lock clean

ingest: .venv/ready ## ingest the seed documents into news.duckdb
	@$(BIN)/newsloom ingest seeds/

test: .venv/ready lint ## every check and every test
	$(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist worksteal

lint: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

bench: .venv/ready ## documents a second beside a bare loop of trafilatura
	$(BIN)/python -m tests.benchmarks.throughput $(PAGES)

kills: .venv/ready ## kill the pipeline at a hundred random moments, sources and the service at fifty: nothing differs
	NEWSLOOM_TEST_KILLS=100 $(BIN)/pytest tests/flows/test_pipeline.py -k killed
	NEWSLOOM_TEST_SOURCE_KILLS=50 $(BIN)/pytest tests/flows/test_source_kills.py
	NEWSLOOM_TEST_SERVICE_KILLS=50 $(BIN)/pytest tests/flows/test_serving.py -k killed

fuzz: .venv/ready ## ten thousand generated inputs through the whole extraction
	NEWSLOOM_TEST_FUZZ=10000 $(BIN)/pytest tests/extractors/test_fuzz.py

readme: .venv/ready ## write the README's answers and data dictionary anew
	$(BIN)/python -m tests.readme

# A half-made environment is made again: the stamp comes last.
.venv/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "newsloom needs Python 3.11 or later: make PYTHON=/path/to/python3.11"; exit 2; }
	@echo "Setting up .venv ..."
	@$(PYTHON) -m venv --clear .venv
	@# As constraints too: pip does not see that "sqlalchemy[asyncio]" is the sqlalchemy of the lock.
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock -c requirements.lock
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

lock: ## pin every dependency again (needs uv)
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
		--no-header --quiet --upgrade -o requirements.lock

clean: ## leave nothing behind
	rm -rf .venv news.duckdb news.duckdb.* .news.duckdb.lock news.raw build dist *.egg-info \
		.mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
