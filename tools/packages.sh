# shellcheck shell=bash disable=SC2034
# Sourced by the other tools: install_packages NAME... installs the Debian packages that are missing, as root or through sudo;
# build_preset NAME configures and builds, tells how far it is, and leaves all that was said in build/NAME.log.

build_packages=(gcc libc6-dev cmake ninja-build pkg-config libgsl-dev libcjson-dev libhdf5-dev librandom123-dev)
test_packages=(check python3 python3-xarray python3-h5netcdf python3-netcdf4 python3-jsonschema netcdf-bin
    libopenmpi-dev openmpi-bin binutils clang-format-14 chromium fonts-dejavu-core poppler-utils)

is_installed() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

install_packages() {
    local name missing=() as_root=()
    for name in "$@"; do
        is_installed "$name" || missing+=("$name")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || {
            echo "these packages are missing; install them as root: ${missing[*]}" >&2
            return 1
        }
        as_root=(sudo)
    fi
    echo "Installing ${missing[*]}" >&2
    # shellcheck disable=SC2024
    "${as_root[@]}" apt-get update -qq >&2 || true # an old list may be good enough; the next line tells
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
}

# What the tests of the page need besides: node's packages of tests/browser, by the versions and digests that its lock names.
# Debian's npm only where no other is there. Without a network the page is not tested, and this says so.
install_browser_packages() {
    local lock=tests/browser/package-lock.json installed=tests/browser/node_modules/.package-lock.json
    [ "$installed" -nt "$lock" ] && return 0
    command -v npm >/dev/null || install_packages nodejs npm || return 1
    if npm ci --prefix tests/browser --no-audit --no-fund --loglevel=error >&2; then
        touch "$installed"
    else
        echo "the packages of tests/browser could not be installed: the page is not tested in a browser" >&2
        return 1
    fi
}

# How far the build is, from the lines that ninja prints: one line on a terminal, elsewhere a line now and then.
show_build() {
    local line told=-10
    while IFS= read -r line; do
        [[ $line =~ ^\[([0-9]+)/([0-9]+)\] ]] || continue
        if [ -t 2 ]; then
            printf '\rBuilding %s: %s of %s\033[K' "$1" "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}" >&2
        elif ((SECONDS - told >= 10)); then
            echo "Building $1: ${BASH_REMATCH[1]} of ${BASH_REMATCH[2]}" >&2
            told=$SECONDS
        fi
    done
    [ ! -t 2 ] || printf '\r\033[K' >&2
}

build_preset() {
    mkdir -p build
    { cmake --preset "$1" && cmake --build --preset "$1"; } 2>&1 | tee "build/$1.log" | show_build "$1"
}
