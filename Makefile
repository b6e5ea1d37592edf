# setup makes .venv with .venv/bin/rembuk; every other target calls it.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.ready

.PHONY: setup demo test sweep check style types map bench soak wording lock clean
setup: $(STAMP)

$(STAMP): pyproject.toml requirements/dev.txt hatch_build.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Rembuk needs Python 3.11 or newer; set PYTHON=/path/to/python3.11" >&2; exit 2; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements/dev.txt
	# pip would compile on one core; what is written for another Python does not compile, and is not ours to judge.
	$(BIN)/python -W ignore -m compileall -qq -j 0 .venv/lib >/dev/null 2>&1 || true
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

wording: setup
	$(BIN)/python hatch_build.py

demo: setup wording
	$(BIN)/rembuk demo

test: setup wording
	$(BIN)/python -m pytest -n 2 -m "not browser and not postgres and not go and not sweep and not soak" -rs --durations=15
	@echo "Left out: what needs Chromium, PostgreSQL or Go (.ci/run), and the sweeps over every route and form (make sweep)."

sweep: setup wording
	$(BIN)/python -m pytest tests -n 2 -m "sweep and not browser and not soak" -rs --durations=15

check: style types map

style: setup wording
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: setup wording
	$(BIN)/mypy

map: setup wording
	$(BIN)/python -m pytest tests/architecture/test_map.py tests/architecture/test_wording.py

bench: setup
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
	$(BIN)/python -m benchmarks

soak: setup
	$(BIN)/python -m tests.durability --kills 200
	.ci/with-postgres $(CURDIR)/$(BIN)/python -m tests.durability --kills 50
	.ci/with-postgres $(CURDIR)/$(BIN)/python -m tests.durability.hosts --kills 20
	.ci/with-postgres $(CURDIR)/$(BIN)/python -m pytest src/rembuk/site/tests/test_away.py
	$(BIN)/python -m tests.durability.upgrade --since 0.1.0
	$(BIN)/python -m tests.abuse
	$(BIN)/python -m tests.mutation
	$(BIN)/python -m pytest -m soak -rs
	REMBUK_API_EXAMPLES=4500 REMBUK_API_RUNS=400 $(BIN)/python -m pytest tests/api
	REMBUK_RACE_ROUNDS=10000 $(BIN)/python -m pytest src/rembuk/ideas/tests/test_races.py
	REMBUK_RACE_ROUNDS=10000 .ci/with-postgres $(CURDIR)/$(BIN)/python -m pytest src/rembuk/ideas/tests/test_races.py

# The locks carry hashes and no registry address.
lock:
	uv pip compile pyproject.toml --extra postgres --group dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet -o requirements/dev.txt
	uv pip compile pyproject.toml --extra postgres --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet -o requirements/run.txt
	uv pip compile --group bench --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet -o requirements/bench.txt

clean:
	rm -rf .venv var dist build
