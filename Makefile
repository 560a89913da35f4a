PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin

.PHONY: install demo bench test lint clean

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

# Measures ours beside its peers, about half an hour on two cores; FULL=--full for the large sizes.
# WSIS_NLP_DATA names a folder of real data (docs/evaluation.md); without it the demonstration corpus.
bench: install
	$(BIN)/pip install -q --disable-pip-version-check -c constraints.txt -e '.[bench]'
	$(BIN)/python benchmarks/run_all.py $(FULL)

test: install
	$(BIN)/pytest --cov --cov-report=term --cov-fail-under=90

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

clean:
	rm -rf $(VENV) out
