# SPDX-License-Identifier: Apache-2.0
# Copyright The Jukebox authors
PREFIX  ?= /usr/local
DESTDIR ?=
BIN      = .build/release

.PHONY: help run assistants test prove test-api test-asan lint build bench bench-find bench-gateway bench-pipes bench-ring install uninstall test-systemd packages

help:
	@echo "make build         build the programs; the first build takes about 10 minutes"
	@echo "make run           build, start a jukebox with the demo music, and show how to order"
	@echo "make assistants    play Google's part: type sentences, see the requests and the answers"
	@echo "make test          lint, build and run every test"
	@echo "make prove         try in full that no order is ever lost, and report what was tried (20 min)"
	@echo "make test-api      ask the gateway all that its OpenAPI document allows and forbids (60 s)"
	@echo "make test-asan     the damaged files under the address sanitizer"
	@echo "make bench         measure beside MPD and mpg123 (installs them)"
	@echo "make bench-ring    measure the ring beside the kernel's queues"
	@echo "make bench-pipes   measure the named pipes"
	@echo "make bench-find    measure searches among 100,000 tracks"
	@echo "make bench-gateway measure the gateway under load (installs h2load)"
	@echo "make install       install the programs and the service (PREFIX=$(PREFIX), DESTDIR)"
	@echo "make uninstall     take them away again"
	@echo "make test-systemd  try the service in a real systemd (root, debootstrap, systemd-nspawn)"

packages:
	@scripts/packages.sh

run: build
	@scripts/run-demo.sh

assistants: build
	@scripts/assistants.sh

build: packages
	@scripts/build.sh

lint:
	swift format lint --strict --recursive Package.swift Sources Tests

test: packages lint
	swift build --build-tests $(BUILD_FLAGS)
	scripts/run-tests.sh

test-api: packages
	swift build
	scripts/test-api.sh

# What is claimed of the ring and the journal, tried in full; PROVE_SEED repeats the dice of a run.
prove: packages
	scripts/prove.sh

# The damaged files again, with the address sanitizer in every line of ours.
test-asan: packages
	swift build --build-tests --sanitize address --scratch-path .build-asan -Xswiftc -DSANITIZED
	ASAN_OPTIONS=detect_leaks=0 swift test --skip-build --sanitize address --scratch-path .build-asan -Xswiftc -DSANITIZED \
	    --filter "thousand damaged|cut off at any byte|scribbles"

bench-ring: build
	@EXTRA_PACKAGES="gcc python3" scripts/packages.sh
	@python3 Benchmarks/bench_ring.py

bench: build
	@Benchmarks/run.sh

bench-gateway: build
	@EXTRA_PACKAGES="nghttp2-client curl" scripts/packages.sh
	@Benchmarks/gateway.sh
	@Benchmarks/fulfilment.py

bench-find: build
	@python3 Benchmarks/find.py

bench-pipes: build
	@Benchmarks/pipes.py

install:
	@test -x $(BIN)/jukeboxd || { echo "run 'make build' first"; exit 1; }
	@scripts/install.sh "$(DESTDIR)" "$(PREFIX)"

uninstall:
	@scripts/uninstall.sh "$(DESTDIR)" "$(PREFIX)"

test-systemd: build
	scripts/test-systemd.sh
