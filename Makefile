# make help lists what there is. Everything works without make too: the commands are one line each.
SHELL := /bin/bash
.DEFAULT_GOAL := help

GOLANGCI_LINT ?= golangci-lint
FUZZTIME ?= 10s
BENCH ?= .
FAULTS ?= Killed|MayDie|MayFreeze|MayBreak|MayJump|MayBeFull|MayBeCut|MailGoesOut
PROVINCE ?= 90
PROVINCE_DIR ?= /var/tmp
VERSION ?= 0.1.0
COMMIT ?= v$(VERSION)

## help: list the targets
.PHONY: help
help:
	@sed -n 's/^## //p' $(MAKEFILE_LIST) | awk -F': ' '{printf "  make %-16s %s\n", $$1, $$2}'

## demo: the whole system with an invented county, on http://127.0.0.1:8080
.PHONY: demo
demo:
	go run . demo

## test: every test, on SQLite and, where its programs are installed, on PostgreSQL
.PHONY: test
test:
	go test ./...

## test-partitioned: the tests of what reads and writes rows, on tables cut by county, with every statement looked at (needs PostgreSQL's programs)
.PHONY: test-partitioned
test-partitioned:
	CGO_ENABLED=0 ZHULIAN_TEST_REQUIRE=postgres ZHULIAN_TEST_LAYOUT=partitioned go test $(or $(PACKAGES),./store ./accounts ./backups ./casework ./cmd ./demo ./entitlement ./errands ./exchange ./jobs ./market ./notices \
		./outreach ./reports ./retention ./rounds ./server/... ./settings ./weighing)

## race: the same under the race detector (needs gcc and libsqlite3-dev)
.PHONY: race
race:
	CGO_ENABLED=1 go test -race -gcflags=modernc.org/sqlite/lib=-race=false -tags libsqlite3 -short $$(go list ./... | grep -vE '/e2e(/|$$)')

## browser: the pages in a real Chromium, with a picture of each in e2e/screens (needs chromium, fonts-noto-cjk and npm)
.PHONY: browser
browser: e2e/browser/node_modules
	CGO_ENABLED=0 ZHULIAN_TEST_REQUIRE=browser go test -count=1 -timeout 20m ./e2e/browser

## lighthouse: Lighthouse on the main pages with its settings for a phone
.PHONY: lighthouse
lighthouse: e2e/browser/node_modules
	CGO_ENABLED=0 ZHULIAN_TEST_REQUIRE=browser go test -v -count=1 -timeout 20m -tags lighthouse -run '^TestLighthouse$$' ./e2e/browser

e2e/browser/node_modules: e2e/browser/package-lock.json
	cd e2e/browser && npm ci --no-audit --no-fund
	touch $@

## lint: golangci-lint with the layers of the house
.PHONY: lint
lint:
	CGO_ENABLED=0 $(GOLANGCI_LINT) run ./...

## bench: the benchmarks of the matcher, of the rules, of departments' lists, of the happiness lists and of the pages; BENCH=Name picks one
.PHONY: bench
bench:
	CGO_ENABLED=0 go test -run '^$$' -bench '$(BENCH)' -benchmem ./matching/...
	CGO_ENABLED=0 go test -run '^$$' -bench '$(BENCH)' -benchtime 1x ./outreach ./entitlement
	CGO_ENABLED=0 go test -run '^$$' -bench '$(BENCH)' -benchtime 1x ./e2e
	CGO_ENABLED=0 go test -run '^$$' -bench '$(BENCH)' -benchtime 20x ./e2e/browser

## faults: the server and its surroundings broken in every way, in full size
.PHONY: faults
faults:
	CGO_ENABLED=0 go test -v -count=1 -timeout 60m -run '$(FAULTS)' ./e2e -kills 50

## load: a county's busiest hour twenty times over, for two minutes, on SQLite and on PostgreSQL, and the same SQL by pgbench
.PHONY: load
load:
	CGO_ENABLED=0 go test -v -count=1 -timeout 30m -run '^TestTheBusiestHour$$' ./e2e -hour-times 20 -hour-for 2m -hour-demo

## province: ninety counties on a PostgreSQL that syncs its files, nine on SQLite, and the backup of gigabytes; PROVINCE_DIR needs 30 GB
.PHONY: province
province:
	@set -euo pipefail; dir=$$(mktemp -d $(PROVINCE_DIR)/zXXXXXX); chmod 1777 "$$dir"; trap 'rm -rf "$$dir"' EXIT; export TMPDIR="$$dir" CGO_ENABLED=0; \
	run() { go test -v -count=1 -timeout 90m ./e2e -province-demo -province-dir "$$dir" "$$@"; }; \
	run -run '^TestAProvinceInOneInstallation$$' -province-on postgres -province-counties $(PROVINCE) -province-minutes 5; \
	run -run '^TestAProvinceInOneInstallation$$' -province-on sqlite -province-counties $$(( ($(PROVINCE) + 9) / 10 )) -province-minutes 5; \
	run -run '^TestABackupTakesNoMoreMemoryForALargerDatabase$$' -backup-counties 8 -backup-pictures 3000

## upgrade-fixture: the first version's demo county for the upgrade test, made anew; VERSION and COMMIT say of what
.PHONY: upgrade-fixture
upgrade-fixture:
	bash e2e/upgrade.sh $(VERSION) $(COMMIT)

## fuzz: every fuzz target in turn for FUZZTIME (10s)
.PHONY: fuzz
fuzz:
	@set -euo pipefail; \
	grep -rlE '^func Fuzz' --include='*_test.go' . | xargs -n1 dirname | sort -u | while read -r dir; do \
		grep -hoE '^func Fuzz[A-Za-z0-9_]+' "$$dir"/*_test.go | sed 's/^func //' | while read -r target; do \
			echo "== $$dir $$target"; \
			CGO_ENABLED=0 go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) "$$dir" </dev/null; \
		done; \
	done

## build: the binary, static, in bin/zhulian
.PHONY: build
build:
	CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o bin/zhulian .

## release: the binaries for Linux in dist/, each with the list of its parts (CycloneDX), and the sums of all of them
.PHONY: release
release:
	bash deploy/release

## audit: ask the public lists of known faults about everything the program is made of
.PHONY: audit
audit:
	bash .ci/audit

## tidy: go.mod, go.sum and the layout of the code
.PHONY: tidy
tidy:
	go mod tidy
	gofmt -w $$(git ls-files '*.go')

## docker: the container image zhulian:latest
.PHONY: docker
docker:
	docker build -t zhulian:latest .

## ci: everything that a change must pass (installs what is missing, as root on Debian)
.PHONY: ci
ci:
	bash .ci/run
