#!/usr/bin/env bash
# From a fresh Debian 12 to the main experiment: installs what is missing, builds, compares the five scenarios and prints the
# headline table: two to three minutes on two cores. Run again it does only what is not done yet. Arguments go to
# `corridor compare`, e.g. --sample 1/100.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=tools/packages.sh
source tools/packages.sh

install_packages "${build_packages[@]}"
echo "Building (about a minute on two cores)" >&2
if ! build_preset release; then
    tail -n 40 build/release.log >&2
    echo "The build failed; all of it is in build/release.log" >&2
    exit 1
fi

program=build/release/corridor
table=out/headline.txt
scenarios=()
for name in baseline bilateral_agreements training_support social_security_agreements combined; do
    scenarios+=("scenarios/$name.json")
done
if [ $# -eq 0 ] && [ -s "$table" ] && [ -z "$(find "$program" data scenarios out/report.html -newer "$table" 2>&1)" ]; then
    echo "Nothing has changed since the last run:" >&2
    cat "$table"
    echo "To go on, put the program on the path:  export PATH=$PWD/build/release:\$PATH" >&2
    exit 0
fi
[ $# -gt 0 ] || echo "Comparing five scenarios, 6 replicates each, one agent for 200 people (about 90 seconds on two cores)" >&2
mkdir -p out
rm -f "$table"
"$program" compare "${scenarios[@]}" -o out --sample 1/200 --replicates 6 "$@" >"$table.part"
# Further arguments make another experiment: its table is shown, but not taken for this one later.
if [ $# -eq 0 ]; then
    mv "$table.part" "$table"
    cat "$table"
else
    cat "$table.part"
    rm "$table.part"
fi
echo "To go on, put the program on the path:  export PATH=$PWD/build/release:\$PATH" >&2
