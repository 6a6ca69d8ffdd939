#!/bin/bash
# SPDX-License-Identifier: ISC
# A fresh clone passes "./dev check" and plays "./dev demo" on a Debian 12 that
# has nothing but its base system.  Needs root, debootstrap and a mirror; the
# machine's own apt settings are used inside.
set -euo pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
[ "$(id -u)" = 0 ] && command -v debootstrap >/dev/null || { echo "bare: needs root and debootstrap: skipped"; exit 0; }
base=${BARE_CACHE:-/var/tmp/guichet-bare}
root=$base/root
mirror=$(sed -n 's/^URIs: *\([^ ]*\/debian\)\/*$/\1/p' /etc/apt/sources.list.d/*.sources 2>/dev/null | head -n 1)
[ -n "$mirror" ] || mirror=$(awk '$1 == "deb" { for (i = 2; i <= NF; i++) if ($i ~ /^http/) { print $i; exit } }' /etc/apt/sources.list 2>/dev/null)
[ -n "$mirror" ] || { echo "bare: no Debian mirror in /etc/apt: skipped"; exit 0; }

# Nothing of this machine is ever mounted below the folder that is removed in
# the end: the bare system gets device nodes of its own, and its /proc lives in
# a mount namespace that ends with the commands in it.
forget() {
	[ -d "$root" ] || return 0
	if grep -qF " $root/" /proc/self/mountinfo; then
		echo "bare: something is mounted below $root: it is left alone" >&2
		return 1
	fi
	rm -rf --one-file-system "$root"
}
trap forget EXIT
mkdir -p "$base"
forget
if [ ! -f "$base/base.tar" ]; then
	echo "==> debootstrap"
	debootstrap --variant=minbase --include=ca-certificates bookworm "$root" "$mirror" >"$base/debootstrap.log" 2>&1 ||
		{ tail -n 20 "$base/debootstrap.log"; exit 1; }
	tar -C "$root" -cf "$base/base.tar" .
else
	mkdir -p "$root" && tar -C "$root" -xf "$base/base.tar"
fi
cp -a /etc/apt/apt.conf.d/. "$root/etc/apt/apt.conf.d/"
cp -a /etc/apt/sources.list.d/. "$root/etc/apt/sources.list.d/" 2>/dev/null || true
rm -f "$root/etc/apt/sources.list.d/"*backports*
[ ! -f /etc/apt/sources.list ] || cp /etc/apt/sources.list "$root/etc/apt/sources.list"
cp /etc/resolv.conf /etc/hosts "$root/etc/" 2>/dev/null || true
for env in /etc/apt/auth.conf.d /usr/share/keyrings /usr/local/share/ca-certificates; do
	[ ! -d $env ] || { mkdir -p "$root$env"; cp -a $env/. "$root$env/"; }
done
mkdir -p "$root/proc" "$root/dev/shm"
for node in null:1:3 zero:1:5 full:1:7 random:1:8 urandom:1:9 tty:5:0; do
	IFS=: read -r name major minor <<<"$node"
	[ -e "$root/dev/$name" ] || mknod -m 666 "$root/dev/$name" c "$major" "$minor"
done
ln -sfn /proc/self/fd "$root/dev/fd"
mkdir -p "$root/dev/pts"
ln -sfn pts/ptmx "$root/dev/ptmx"
git clone -q "$top" "$root/root/guichet"
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"; chmod 755 "$root/usr/sbin/policy-rc.d"
run() { unshare --mount --propagation private sh -c 'mount -t proc proc "$1/proc" &&
	mount -t devpts -o newinstance,ptmxmode=0666 devpts "$1/dev/pts" && shift && exec "$@"' bare "$root" \
	chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 TERM=dumb \
	${http_proxy:+http_proxy=$http_proxy} ${https_proxy:+https_proxy=$https_proxy} sh -c "cd /root/guichet && $1"; }
echo "==> ./dev check in the bare system"
run './dev check'
echo "==> ./dev demo in the bare system"
run './dev demo' | tail -n 12
echo "bare: passed"
