#!/usr/bin/env bash
# Writes what is made from the program's own tables: scenarios/schema.json and docs/reference/. A test compares.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
program=${CORRIDOR:-build/release/corridor}
target=${1:-.}
mkdir -p "$target/scenarios" "$target/docs/reference"
"$program" schema >"$target/scenarios/schema.json"
"$program" describe | sed -n 's/^  //p' | while read -r table; do
    "$program" describe "$table" --markdown >"$target/docs/reference/$table.md"
done
"$program" help | sed -n '/^Exit codes/,$p' | {
    read -r _
    printf '# Exit codes\n\n| code | meaning |\n|---|---|\n'
    sed -E 's/^ +([0-9]+( \+ n)?)  (.*)$/| \1 | \3 |/'
} >"$target/docs/reference/exit_codes.md"
{
    printf '# Command line\n'
    for verb in $("$program" help | sed -n '/^Verbs/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
        printf '\n## corridor %s\n\n```\n' "$verb"
        "$program" help "$verb"
        printf '```\n'
    done
} >"$target/docs/reference/command_line.md"
