#!/usr/bin/env bash
# Installs what the tests need, builds with warnings as errors, and runs all tests: every suite with address and
# undefined-behaviour sanitizers, and everything again as it is released. Ends with the number of tests. Arguments go to ctest,
# e.g. -R scenario. Run again it installs and builds only what is not there. Takes about a quarter of an hour on two cores.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
# shellcheck source=tools/packages.sh
source tools/packages.sh

install_packages "${build_packages[@]}" "${test_packages[@]}" || exit 1
install_browser_packages || true

build() {
    local log=build/$1.log
    if ! build_preset "$1"; then
        grep -E -A8 'error|FAILED|Error' "$log" | head -n 80
        echo "The build '$1' failed; all of it is in $log"
        exit 1
    fi
}

# Checks of all suites and scripts of one build, from what they printed.
count() {
    awk '/% *: Checks:|^[0-9]+%: Checks:/ { gsub(",", ""); checks = 0
             for (i = 1; i < NF; i++) {
                 if ($i == "Checks:") checks = $(i + 1)
                 if ($i == "Failures:" || $i == "Errors:") failed += $(i + 1)
             }
             all += checks; counted = 1 }
         /^Ran [0-9]+ tests? in/ { all += $2; counted = 1 }
         /^FAILED \(/ { n = $0; gsub(/[^0-9]+/, " ", n); k = split(n, part, " "); for (i = 1; i <= k; i++) failed += part[i] }
         /^Test (Passed|Failed)\.$/ { if (!counted) { all++; if ($2 == "Failed.") failed++ } counted = 0 }
         END { print all + 0, failed + 0 }' "build/$1/Testing/Temporary/LastTest.log"
}

status=0
all=0
failed=0
build test
build sanitized
for preset in test sanitized; do
    echo "Testing $preset"
    ctest --test-dir "build/$preset" --output-on-failure --no-tests=error -j "$(nproc)" "${@}" || status=1
    read -r n n_failed < <(count "$preset")
    all=$((all + n))
    failed=$((failed + n_failed))
done
# A test that crashed or ran out of time has no count of its own.
[ $status -eq 0 ] || [ $failed -gt 0 ] || failed=1
echo "$((all - failed < 0 ? 0 : all - failed)) passed, $failed failed"
exit $status
