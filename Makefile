# The commands of the project; each sets up what it needs first.
#   make demo   the demo city on http://127.0.0.1:8000   (PORT= BACKGROUND=1 DATABASE_URL= CELERY_BROKER_URL=)
#   make test   every test, on SQLite and on PostgreSQL   (DATABASE_URL= CELERY_BROKER_URL= ARGS=)

PORT ?= 8000
BIN := .venv/bin
READY := .venv/.ready
export PORT DATABASE_URL CELERY_BROKER_URL VAR_DIR

.PHONY: help demo test e2e lint format bench messages lock clean

help:
	@sed -n 's/^#   //p' Makefile

$(READY): requirements.lock scripts/venv.sh
	@bash scripts/venv.sh

demo: $(READY)
	@bash scripts/system.sh pango fonts || true  # without them only the PDF copies are missing
	@DJANGO_SETTINGS_MODULE=config.settings.demo $(BIN)/python manage.py demo --port $(PORT) $(if $(BACKGROUND),--background)

test: $(READY)
	@bash scripts/test.sh $(ARGS)

e2e: $(READY)
	@bash scripts/system.sh chromium fonts pango && $(BIN)/python -m pytest -m e2e $(ARGS)

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	git ls-files '*.html' | xargs $(BIN)/djhtml --check
	git ls-files '*.html' | xargs $(BIN)/curlylint --parse-only
	$(BIN)/python manage.py makemigrations --check --dry-run

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	git ls-files '*.html' | xargs $(BIN)/djhtml

# The texts of the citizens' pages for locale/; names what is not translated yet.
messages: $(READY)
	@$(BIN)/python scripts/messages.py

bench: $(READY)
	$(BIN)/python -m tests.bench.bench_forms
	$(BIN)/python -m tests.bench.bench_sign_in
	$(BIN)/python -m pytest -q -s tests/eforms/building/test_editor_speed.py

# Ranges stand in pyproject.toml; this pins them with hashes, for every platform.
lock: $(READY)
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	    --no-annotate --no-emit-index-url --no-emit-find-links --extra dev pyproject.toml -o requirements.lock

clean:
	rm -rf .venv var
