#!/usr/bin/env bash
# Puts all C sources into the house style (.clang-format); with --check only tells which are not. Tables (*.def) stay as written.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
mode=(-i)
[ "${1-}" != --check ] || mode=(--dry-run --Werror)
find sim models analysis cli tests \( -name '*.c' -o -name '*.h' \) -print0 |
    xargs -0 clang-format-14 --style=file "${mode[@]}"
