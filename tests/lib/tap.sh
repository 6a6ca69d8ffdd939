# SPDX-License-Identifier: ISC
# Sourced by every test script: TAP output, a private directory, a hermetic
# environment, and helpers that wait for conditions instead of sleeping.
set -u
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${top_builddir:=$PWD}"
unset GUICHET_DESK GUICHET_SSH XDG_DATA_HOME XDG_CONFIG_HOME MALLOC_PERTURB_
TEST_DIR=$(mktemp -d "${TMPDIR:-/tmp}/guichet-test.XXXXXX")
export TZ=UTC LC_ALL=C.UTF-8 LANGUAGE= HOME="$TEST_DIR" XDG_RUNTIME_DIR="$TEST_DIR/run"
export GUICHET_AGENT=root	# screens name whoever runs the tests
export PYTHONDONTWRITEBYTECODE=1	# the sources stay as they are
export GUICHETD="$top_builddir/guichetd"
PATH="$top_builddir:$PATH"
mkdir -m 700 "$XDG_RUNTIME_DIR"
cd "$TEST_DIR" || exit 99
tap_count=0 tap_failed=0 tap_pids=

# remember PID: it is ended, by its number, when the script is over
remember() { tap_pids="$tap_pids $1"; }
tap_cleanup() {
	local p
	for p in $tap_pids; do kill -TERM "$p" 2>/dev/null; done
	for p in $tap_pids; do wait "$p" 2>/dev/null; done
	cd / && rm -rf "$TEST_DIR"
}
trap tap_cleanup EXIT
trap 'exit 1' INT TERM

ok() { # ok STATUS NAME
	tap_count=$((tap_count + 1))
	if [ "$1" = 0 ]; then echo "ok $tap_count - $2"
	else tap_failed=$((tap_failed + 1)); echo "not ok $tap_count - $2"; fi
}
same() { # same NAME EXPECTED GOT
	if [ "$2" = "$3" ]; then ok 0 "$1"
	else
		ok 1 "$1"
		case "$2$3" in
		*$'\n'*) echo '# what differs:'; diff <(printf '%s\n' "$2") <(printf '%s\n' "$3") | sed 's/^/#   /' ;;
		esac
		printf '# expected: %s\n' "$2" | sed '2,$s/^/#   /'
		printf '# got:      %s\n' "$3" | sed '2,$s/^/#   /'
	fi
}
has() { # has NAME PATTERN TEXT
	case "$3" in *"$2"*) ok 0 "$1" ;; *) ok 1 "$1"; printf '# no "%s" in: %s\n' "$2" "$3" ;; esac
}
skip() { # skip NAME WHY
	tap_count=$((tap_count + 1)); echo "ok $tap_count - $1 # SKIP $2"
}
skip_all() { echo "1..0 # SKIP $1"; exit 0; }
finish() { echo "1..$tap_count"; [ "$tap_failed" = 0 ]; exit $?; }
bail() { echo "Bail out! $1"; exit 1; }

# wait_for SECONDS COMMAND...: until it succeeds; fails loudly when it does not
wait_for() {
	local limit=$1 end; shift
	end=$(($(date +%s) + limit))
	until "$@" >/dev/null 2>&1; do
		[ "$(date +%s)" -lt "$end" ] || { echo "# timed out after $limit s: $*"; return 1; }
		sleep 0.05
	done
}
