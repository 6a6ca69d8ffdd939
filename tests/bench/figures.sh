# SPDX-License-Identifier: ISC
# What the scripts of the bench share: a private directory, a server that is
# kept alive, and how a figure is printed: name, measured, goal, "ok" or
# "MISSED".  Machines are noisy, so nothing here fails a test.  Sourced by a
# script whose first argument is the build directory.
build=$1
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
bench=$build/tests/bench
export GUICHETD=$build/guichetd PATH=$build:$PATH
work=$(mktemp -d "${TMPDIR:-/var/tmp}/guichet-bench.XXXXXX")
export HOME=$work XDG_RUNTIME_DIR=$work/run LC_ALL=C.UTF-8
mkdir -m 700 "$XDG_RUNTIME_DIR"
holder=
cleanup() { [ -z "$holder" ] || kill "$holder" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$work"; }
trap cleanup EXIT
. "$here/figure.sh"
field() { echo "$1" | cut -d ' ' -f "$2"; }
unlocked() { flock "$1.lock" true; }
server_pid() { guichet --desk "$1" status --json | jq -r .pid; }
seconds() { local s; s=$(date +%s.%N); "$@" >/dev/null; awk -v a="$s" -v b="$(date +%s.%N)" 'BEGIN { printf "%.2f", b - a }'; }
hold() { "$bench/load" "$1" hold 3600 >"$work/hold.out" & holder=$!; until grep -q ready "$work/hold.out"; do sleep 0.01; done; }
unhold() { kill "$holder"; wait "$holder" 2>/dev/null || true; holder=; }
peak_kib() { awk '$1 == "VmHWM:" { print $2 }' "/proc/$1/status"; }

