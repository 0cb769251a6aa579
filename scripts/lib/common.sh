# SPDX-License-Identifier: MIT
# What the scripts share; sourced, never run. Sets root, the checkout's absolute path.
# shellcheck shell=bash

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P)

# die TEXT...: one sentence on stderr, and the end.
die() {
    printf '%s: %s\n' "$(basename -- "$0")" "$*" >&2
    exit 1
}

# missing_packages NAME...: those of the Debian packages that are not installed, a line each.
missing_packages() {
    local installed name
    # dpkg-query complains of names that it has never heard of; they are missing like the others.
    installed=$(dpkg-query --show --showformat='${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true)
    for name in "$@"; do
        grep -qx "installed $name" <<<"$installed" || printf '%s\n' "$name"
    done
}

# install_missing NAME...: installs what is missing, and calls no package manager when nothing is.
install_missing() {
    local missing as_root=() apt=(env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300)
    if ! command -v dpkg-query >/dev/null; then
        printf 'This is no Debian, so nothing is installed; needed are what Debian calls: %s\n' "$*" >&2
        return
    fi
    mapfile -t missing < <(missing_packages "$@")
    if [[ ${#missing[@]} -eq 0 ]]; then
        return
    fi
    if [[ $EUID -ne 0 ]]; then
        as_root=(sudo)
        if ! command -v sudo >/dev/null || ! sudo true; then
            die "some packages are missing, and to install them takes root or sudo: apt-get install ${missing[*]}"
        fi
    fi
    printf 'Installing %s\n' "${missing[*]}"
    "${as_root[@]}" "${apt[@]}" update || die "apt-get update failed; missing are: ${missing[*]}"
    "${as_root[@]}" "${apt[@]}" install --yes --no-install-recommends "${missing[@]}" ||
        die "apt-get install failed; missing are: ${missing[*]}"
}

# configure PRESET FOLDER [-DNAME=VALUE...]: nothing to do when it was done so before; ninja itself notices
# changed CMake files. A build folder that came here with a moved or copied checkout starts afresh.
configure() {
    local preset=$1 folder=$2 stamp=$2/.configured wanted
    shift 2
    wanted=$(printf '%s\n' "$root" "$preset" "$@")
    if [[ -f $folder/build.ninja && -f $stamp && $(<"$stamp") == "$wanted" ]]; then
        return
    fi
    if [[ -f $folder/CMakeCache.txt ]] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$folder/CMakeCache.txt"; then
        rm -rf -- "$folder"
    fi
    cmake --preset "$preset" -S "$root" -B "$folder" "$@" || return
    printf '%s\n' "$wanted" >"$stamp"
}
