#!/bin/bash
# One line per benchmark: what it did a second and core, seconds, bytes per agent and instructions per agent-month.
# Instructions are those of the months alone, counted by callgrind on a small population: they do not depend on what else
# the machine does. Not a test.
#   tests/bench/record.sh BUILD_FOLDER [quick]
set -euo pipefail
build=${1:?usage: tests/bench/record.sh BUILD_FOLDER [quick]}
quick=${2:-}
cd "$(dirname "$0")/../.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

field() { sed -E "s/.*[ ^]$1=([^ ]+).*/\1/" <<<"$2"; }

# Instructions within one function, per agent and month; arguments: function, agent-months, command.
instructions() {
    local within=$1 agent_months=$2 total
    shift 2
    command -v valgrind >/dev/null || { echo "-"; return; }
    valgrind --tool=callgrind --toggle-collect="$within" --callgrind-out-file="$scratch/counts" "$@" >/dev/null 2>&1
    total=$(awk '/^(summary|totals):/ { n = $2 } END { print n }' "$scratch/counts")
    awk -v n="$total" -v m="$agent_months" 'BEGIN { printf "%.1f", n / m }'
}

machine() {
    printf '%s, %s processors, %s' "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1)" "$(nproc)" \
        "$(sed -n 's/^CMAKE_C_COMPILER:[^=]*=//p' "$build/CMakeCache.txt" | xargs -I{} sh -c '{} --version | head -1')"
}

row() { printf '| %s | %s | %s | %s | %s | %s |\n' "$@"; }

full_model() {
    local months=36 samples=(200 100 50 20) line n
    [ "$quick" ] && samples=(200)
    local small=(data scenarios/baseline.json months=24 sample=1/200)
    n=$(field agents "$("$build/bench_full" "${small[@]}" | grep ^full_model)")
    local counted
    counted=$(instructions cor_engine_step $((n * 24)) "$build/bench_full" "${small[@]}")
    for one_in in "${samples[@]}"; do
        line=$("$build/bench_full" data scenarios/baseline.json months=$months repeat=3 sample=1/"$one_in" | grep ^full_model)
        row "full model, 1/$one_in, $months months, 1 thread, median of 3" "$(field agents "$line")" \
            "$(field person_months_per_second_per_core "$line")" "$(field step_seconds "$line")" \
            "$(field bytes_per_agent "$line")" "$counted"
        counted='"'
    done
}

minimal_corridor() {
    local agents=10000000 line
    [ "$quick" ] && agents=1000000
    for utilities in tabulated individual; do
        line=$("$build/bench_minimal_corridor" agents=$agents repeat=3 threads=1 utilities=$utilities | grep minimal_corridor)
        row "minimal corridor, $utilities, 120 months, 1 thread, median of 3" $agents \
            "$(field agent_steps_per_second_per_core "$line")" "-" "$(field bytes_per_agent "$line")" \
            "$(instructions cor_engine_step $((20160 * 12)) "$build/bench_minimal_corridor" agents=20160 months=12 repeat=1 threads=1 utilities=$utilities)"
    done
}

"$build/bench_full" data scenarios/baseline.json months=1 sample=1/2000 | grep ^floors
echo "$(date +%F), commit $(git rev-parse --short HEAD), $(machine)"
echo
row benchmark agents "agent-months per second and core" "seconds" "bytes per agent" "instructions per agent-month"
row --- ---: ---: ---: ---: ---:
full_model
minimal_corridor
