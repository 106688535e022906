#!/usr/bin/env bash
# Writes tests/golden/results.txt anew: for changes that are meant to change results. The commit says what changed and why.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
cmake --preset test >/dev/null
cmake --build --preset test --target golden >/dev/null
build/test/golden data scenarios >tests/golden/results.txt.part
mv tests/golden/results.txt.part tests/golden/results.txt
git --no-pager diff --stat tests/golden/results.txt 2>/dev/null || true
