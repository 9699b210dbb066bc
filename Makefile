# Two commands set everything up on a machine with Rust: `make run` and `make test`.

CARGO ?= cargo
# Official sources for the tests that read them: see CONTRIBUTING.md.
DATA ?= ../shared/data
export COMITY_DATA_SOURCES ?= $(abspath $(DATA))
COMITY = target/debug/comity
# The program and the examples as the tests have them: built with other features, every dependency would be built twice.
BUILT = $(CARGO) test --workspace --quiet --no-run
CCL = $(DATA)/law/us
ANNEX = $(DATA)/law/eu
BROWSER = crates/comity-portal/browser
EXAMPLES ?= 3
APT = DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends

# Lints come with the build: clippy stands in the place of the compiler for our own crates, so that everything they depend on is built once.
test oracles api browser: export RUSTC_WORKSPACE_WRAPPER = clippy-driver
test oracles api browser: export CLIPPY_ARGS = -D__CLIPPY_HACKERY__warnings

.PHONY: run test oracles api browser deny icu node poppler postgresql bench law fmt docs

## Decide the example and print the answer; then open the portal, with a small sample organisation, until it is stopped with Ctrl-C.
run:
	$(CARGO) run --quiet -p comity -- decide examples/shipment.toml
	COMITY_LOG=$${COMITY_LOG:-warn} $(CARGO) run --quiet -p comity -- serve --example --open --data target/example

## Everything CI runs.
test: postgresql node poppler
	$(CARGO) fmt --all --check
	$(CARGO) test --workspace --all-targets --quiet --no-run
	$(CARGO) test --workspace --quiet
	COMITY_TEST_STORE=postgres $(CARGO) test --quiet --workspace --test api
	$(MAKE) --no-print-directory oracles api browser EXAMPLES=1

## The law read as a whole, its wording, its conformance cases, and what independent programs say of its answers.
oracles:
	$(BUILT)
	$(COMITY) law check law
	$(COMITY) check conformance
	python3 conformance/oracle/wording.py --law law --data $(DATA)
	python3 conformance/oracle/chart_oracle.py --comity $(COMITY) --data $(DATA) --sample 4000
	conformance/oracle/compare.sh $(COMITY) target/debug/examples/oracle_pairs

## The API asked what its description allows and forbids (schemathesis, from PyPI), and by a client of the OpenSanctions API. EXAMPLES requests of each
## kind a route; `test` asks one of each, which takes some two minutes.
api: icu
	$(BUILT)
	crates/comity-serve/tests/schemathesis.sh $(COMITY) $(EXAMPLES)

## Every page in a browser, at 360 and 1600 px, light and dark: accessibility (axe-core), width, keyboard, console. Installs what it needs where it is
## absent.
browser: node
	@command -v chromium >/dev/null || (apt-get update -qq && $(APT) chromium)
	$(BUILT)
	target/debug/examples/pages target/pages
	npm install --prefix $(BROWSER) --no-audit --no-fund --silent
	node $(BROWSER)/pages.mjs target/pages

## Licences, sources and published weaknesses of what is built in. Installs cargo-deny where it is absent; fetches the list of weaknesses over the network.
## `make deny CHECKS="bans licenses sources"` needs no network.
deny:
	@$(CARGO) deny --version >/dev/null 2>&1 || $(CARGO) install --locked --version 0.20.2 cargo-deny
	$(CARGO) deny check $(CHECKS)

## What the client of the OpenSanctions API is built with when PyPI has no wheel for the machine.
icu:
	@pkg-config --exists icu-i18n 2>/dev/null || (apt-get update -qq && $(APT) g++ libicu-dev pkg-config python3-dev)

## Node and npm, for the tests of signing in at a provider and of pages: Debian's packages, where there are none.
node:
	@command -v npm >/dev/null || (apt-get update -qq && $(APT) nodejs npm)

## A reader of PDFs, for the tests of what is printed: Debian's package, where there is none.
poppler:
	@command -v pdftotext >/dev/null || (apt-get update -qq && $(APT) poppler-utils)

## The programs of PostgreSQL, for the tests of the store: Debian's package, where there are none. The tests start a server of their own.
postgresql:
	@command -v initdb pg_ctl psql >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || \
		(apt-get update -qq && $(APT) postgresql)

## The budgets of the design, measured: results go into bench/README.md by hand, with their date.
bench:
	$(CARGO) build --release --quiet -p comity
	$(CARGO) bench -p comity-bench
	bench/commands.sh target/release/comity

## Read the official sources again and write the derived files of the lists.
law:
	$(CARGO) run --quiet -p comity -- law import us/ccl \
		2026-06-24=$(CCL)/part-774-supp-1.2026-06-24.xml \
		2026-07-23=$(CCL)/part-774-supp-1.2026-07-23.licence-tables.json \
		2026-07-23=$(CCL)/part-774-supp-1.2026-07-23.text.json
	$(CARGO) run --quiet -p comity -- law import eu/annex-i \
		2025-11-15=$(ANNEX)/reg-2021-821-annex-i.2025-11-15.json
	$(CARGO) run --quiet -p comity -- law import eu/annex-i --criteria-only \
		2022-05-05=$(ANNEX)/reg-2021-821.2022-05-05.txt \
		2015-12-24=$(ANNEX)/reg-428-2009-annex-i.2015-12-24.txt
	$(CARGO) run --quiet -p comity -- law import au/dsgl \
		2024-09-01=$(DATA)/law/au/dsgl.2024-08-14.paragraphs.csv
	$(CARGO) run --quiet -p comity -- law import wa/dual-use \
		2026-01-15=$(DATA)/law/wa/wa-list.2026-01-15.txt
	$(CARGO) run --quiet -p comity -- law import kr/hs-crosswalk \
		2018-11-26=$(DATA)/law/kr/hsk-to-control-number.2018-11-26.csv \
		2022-01-01=$(DATA)/law/hs/hs2022.csv

## The pages that the program prints about itself.
docs:
	$(CARGO) run --quiet -p comity -- facts > docs/facts.md
	$(CARGO) run --quiet -p comity -- facts --characteristics > docs/characteristics.md
	mkdir -p docs/schema
	$(CARGO) run --quiet -p comity -- facts --schema > docs/schema/transaction.schema.json

fmt:
	$(CARGO) fmt --all
