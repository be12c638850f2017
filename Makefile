# One command of each kind. Everything runs in .venv, which is built from requirements.lock on first use.

PYTHON ?= python3
BIN := .venv/bin
ENGLAND := data/england
RELEASES := releases
SCALE := 0.1

.PHONY: release release-children-in-need test every-test attack subtractions faults outliers spark check fix recount bench
.DEFAULT_GOAL := release

# What the environment is made of, with hashes: rebuilt when the lock or the project's own metadata changes. The lock has all that
# any of it needs, so nothing is looked for; and what nobody imports is not compiled.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile
.venv/installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo 'First Release needs Python 3.11 or later; set PYTHON=...' >&2; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(INSTALL) --no-deps --require-hashes -r requirements.lock
	$(INSTALL) --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m pip check >/dev/null
	@touch $@

# Spark is half a gigabyte that no release needs: only where there is Java to run it, and only for its tests.
.venv/spark: requirements-spark.lock .venv/installed
	@! command -v java >/dev/null || $(INSTALL) --require-hashes -r requirements-spark.lock
	@touch $@

# A synthetic England of three years, so that long stability has its history. Written whole or not at all.
$(ENGLAND)/ssda903: .venv/installed
	$(BIN)/sfr synthesise --years 2022-2024 --out $(ENGLAND)

# Publish children looked after for 2024 from the synthetic England.
release: .venv/installed | $(ENGLAND)/ssda903
	$(BIN)/sfr release children-looked-after --year 2024 --returns $(ENGLAND) --out $(RELEASES)

# The children in need census of the same England, its children in care under the same identifiers. Re-referrals need the
# year before the first that is published.
$(ENGLAND)/cin: .venv/installed
	$(BIN)/sfr synthesise --return cin --years 2023-2024 --out $(ENGLAND)

# Publish children in need for 2024 from the same synthetic England.
release-children-in-need: .venv/installed | $(ENGLAND)/cin
	$(BIN)/sfr release children-in-need --year 2024 --returns $(ENGLAND) --out $(RELEASES)

# The whole gate: everything that check checks, and beside it the tests, since types are looked at by one processor alone.
test: .venv/spark
	$(MAKE) --no-print-directory --jobs=2 check every-test

# Modules are compiled once for all processes that tests start, whatever the environment says of that.
every-test: .venv/spark
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

# Publish small Englands of these seeds and attack them from their files alone: minutes a seed.
SEEDS ?= 1 2 3
attack: .venv/installed
	ATTACK_SEEDS="$(SEEDS)" $(BIN)/python -m pytest tests/runs/small_englands_attacked.py

# Which printed counts of a published release leave 1 to 5 children between them that nothing names: a minute.
RELEASE ?= $(RELEASES)/children-looked-after/2024
subtractions: .venv/installed
	$(BIN)/python -m tests.protect.reader.contained_children $(RELEASE)

# Kill, starve and double real commands, with a release in place: minutes, bounded by the number of kills.
KILLS ?= 100
faults: .venv/installed
	FAULT_KILLS="$(KILLS)" $(BIN)/python -m pytest tests/runs/faults/killed.py tests/runs/faults/denied.py tests/runs/faults/together.py

# All of England with planted outliers: that the quality report shows each, and few others. Three minutes each.
ENGLANDS ?= 1
outliers: .venv/installed
	OUTLIER_SEEDS="$(ENGLANDS)" $(BIN)/python -m pytest tests/runs/outliers_at_full_size.py

# Every table of every release on a real Spark of this machine, beside DuckDB's: needs Java, and takes a quarter of an hour.
spark: .venv/spark
	FIRST_RELEASE_SPARK_TESTS="every release" $(BIN)/python -m pytest tests/process/test_spark.py

# Lint, format, SQL, types, layering. Changes nothing.
check: .venv/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/sqruff lint sql
	$(BIN)/mypy
	$(BIN)/lint-imports

# Mend what can be mended by a machine.
fix: .venv/installed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Works out every figure that the releases print a second time, from a synthetic England at a tenth of its size, by edition.
# Some of it: make recount ONLY=children-in-need
recount: .venv/installed
	$(BIN)/python -m tests.recount.printed --scale $(SCALE) $(if $(ONLY),--only $(ONLY))

# Seconds, and ratios to the raw floor measured in the same run, at full scale.
bench: .venv/installed | $(ENGLAND)/ssda903
	$(BIN)/python -m bench
	$(BIN)/python -m bench.checks $(ENGLAND)
