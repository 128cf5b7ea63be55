# Two commands set everything up: `make audit` and `make test`. Both install what is missing.

SWIFT ?= swift
BUILD = .build/release/layeraudit
PACKAGES = .build/package
# Tests make and remove thousands of small files, which memory does ten times faster than a disk.
TEST_PLACE = $(shell [ "$$(df -k --output=avail /dev/shm 2>/dev/null | tail -1)" -gt 2000000 ] \
	&& echo /dev/shm || echo $${TMPDIR:-/tmp})
SAMPLE = Fixtures/stores/docker-1.7.1-aufs.tar.gz

.PHONY: audit test build package packages check format lint fuzz sanitize

## Build in release mode, then audit this host's stores, or the bundled sample when it has none.
audit: build
	@scripts/audit-here $(BUILD) $(SAMPLE)

## Run every test.
test:
	@scripts/install-packages tests
	@scripts/install-readers .build/readers
	$(SWIFT) build --build-tests --explicit-target-dependency-import-check error
	TMPDIR=$(TEST_PLACE) $(SWIFT) test --skip-build --parallel

build: packages
	$(SWIFT) build -c release --product layeraudit --static-swift-stdlib

## A tarball and a Debian package of the release build, the same bytes each time.
package: build
	@scripts/install-packages package
	@scripts/make-package $(BUILD) $(PACKAGES)

packages:
	@scripts/install-packages

## Everything that continuous integration runs.
check:
	@bash .ci/run

format:
	$(SWIFT) format --in-place --recursive --parallel Package.swift Sources Tests Plugins Benchmarks Fuzz

lint:
	$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Tests Plugins Benchmarks Fuzz

## Fuzz one parser, or whole stores: see Fuzz/README.md.
fuzz:
	@scripts/fuzz $(or $(TARGET),json) $(or $(SECONDS),600)

## Run the tests with the address sanitizer, then with that for threads: see scripts/sanitize.
sanitize:
	@scripts/install-packages tests
	SWIFT="$(SWIFT)" TMPDIR=$(TEST_PLACE) scripts/sanitize address
	SWIFT="$(SWIFT)" TMPDIR=$(TEST_PLACE) scripts/sanitize thread
