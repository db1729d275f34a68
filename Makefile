.DEFAULT_GOAL := help
.PHONY: install
install:
	sh scripts/make_venv.sh requirements.txt requirements-dev.txt
