#!/usr/bin/env bash
# upgrade.sh VERSION COMMIT: makes the fixture of TestTheFirstVersionIsUpgraded: a small demo county as that commit's own program fills it, in
# e2e/testdata/upgrade-VERSION. Needs git with that commit, python3 and zstd. People and keys in it are made up.
set -euo pipefail
version=$1 commit=$2
top=$(git rev-parse --show-toplevel)
work=$(mktemp -d)
trap 'git -C "$top" worktree remove --force "$work/tree"; rm -rf "$work"' EXIT
git -C "$top" worktree add --quiet --detach "$work/tree" "$commit"
cd "$work/tree"
# Smaller than the demo lets itself be asked for; a list that wants a household without alerts takes none where there is none.
sed -i 's/householdCount = 1200/householdCount = 40/; s/needCount      = 4000/needCount      = 120/' demo/demo.go
sed -i 's/^\tin\.lines\[0\]\.fen = \(.*\)$/\tif len(in.lines) > 0 {\n\t\tin.lines[0].fen = \1\n\t}/' demo/feed_month.go
CGO_ENABLED=0 go build -o "$work/zhulian" .
"$work/zhulian" demo --addr 127.0.0.1:0 --dir "$work/county" --password 'an e2e passw0rd' >"$work/said" &
server=$!
until grep -q Ctrl-C "$work/said"; do
	kill -0 "$server"
	sleep 1
done
kill -TERM "$server"
wait "$server"
python3 -c 'import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute("pragma journal_mode=delete"); c.execute("vacuum")' "$work/county/zhulian.db"
mkdir -p "$top/e2e/testdata/upgrade-$version"
zstd -q --ultra -22 --long=27 -f "$work/county/zhulian.db" -o "$top/e2e/testdata/upgrade-$version/zhulian.db.zst"
install -m 644 "$work/county/secret.json" "$top/e2e/testdata/upgrade-$version/secret.json"
date -u '+made at %FT%TZ: the clock of the test begins there'
