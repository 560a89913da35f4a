PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin

.PHONY: install demo test lint clean

# torch first and pinned: a later release brings gigabytes of CUDA that nobody here needs.
$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install -q --disable-pip-version-check -c constraints.txt torch
	$(BIN)/pip install -q --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

install: $(VENV)/.installed

demo: install
	$(BIN)/wsis-nlp run corpora/demo --out out/demo
	@echo
	@echo "Open out/demo/chair-summary.docx in Word or LibreOffice,"
	@echo "or out/demo/chair-summary.html in a browser."

test: install
	$(BIN)/pytest --cov --cov-report=term --cov-fail-under=90

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

clean:
	rm -rf $(VENV) out
