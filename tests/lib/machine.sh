# SPDX-License-Identifier: ISC
# A machine that systemd runs, in namespaces of its own below this directory: root/
# has an /etc, /var and /home of its own; this machine's programs, read-only, and
# what the build installs are mounted there in those namespaces only, so that
# nothing of this machine is ever below the directory that is removed in the end.
systemd=/lib/systemd/systemd
[ "$(id -u)" = 0 ] && unshare --mount --pid --fork --net --ipc --uts --cgroup true 2>/dev/null || skip_all "needs root, and namespaces"
[ -x $systemd ] && command -v nsenter setpriv systemctl useradd usermod >/dev/null || skip_all "systemd is not installed"
# The unit names where the programs are, and systemd looks for it below /usr/local.
grep -qx 'prefix = /usr/local' "$top_builddir/Makefile" || skip_all "this build is not for /usr/local"
groups=$(findmnt --noheadings --first-only --types cgroup2 --output TARGET) || skip_all "needs control groups of version 2"
mkdir "$groups/guichet-$$" 2>/dev/null || skip_all "may make no control group"
machine= booted=

# What stands there when systemd begins.
machine_make() {
	local dir
	mkdir -p root/{usr,etc/systemd/system,var/tmp,var/lib,run,proc,sys,dev,root,home,srv,old} local
	mkdir -m 1777 root/tmp
	chmod 1777 root/var/tmp
	chmod 755 "$TEST_DIR" root
	for dir in bin sbin lib lib32 lib64 libx32; do [ ! -L /$dir ] || ln -s "usr/$dir" root/$dir; done
	ln -s ../run root/var/run
	cp /etc/ld.so.cache root/etc/ 2>/dev/null
	printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/usr/sbin/nologin\n' >root/etc/passwd
	printf 'root:x:0:\nnogroup:x:65534:\n' >root/etc/group
	printf 'passwd: files\ngroup: files\nshadow: files\nhosts: files\n' >root/etc/nsswitch.conf
	echo '127.0.0.1 localhost' >root/etc/hosts
	echo desk >root/etc/hostname
	tr -d - </proc/sys/kernel/random/uuid >root/etc/machine-id
	touch root/etc/shadow root/etc/gshadow root/etc/fstab
	MAKEFLAGS= make -s -C "$top_builddir" install DESTDIR="$TEST_DIR/local" >install.log 2>&1 ||
		{ tail -n 5 install.log | sed 's/^/# /'; bail "it cannot be installed"; }
}

# What the first process of the new namespaces does before it is systemd: $1 is the directory.
machine_begin='
cd "$1" && mount --bind root root && cd root || exit
mount --bind /usr usr && mount -o remount,bind,ro usr && mount --bind ../local/usr/local usr/local || exit
mount -t proc proc proc && mount -t sysfs -o ro sysfs sys && mount -t cgroup2 cgroup2 sys/fs/cgroup || exit
mount --bind proc/sys proc/sys && mount -o remount,bind,ro proc/sys || exit
mount -t tmpfs -o mode=755 dev dev && mount -t tmpfs -o mode=755 run run && mkdir dev/shm dev/pts || exit
for node in null:3 zero:5 full:7 random:8 urandom:9; do mknod -m 666 dev/${node%:*} c 1 ${node#*:}; done
ln -s /proc/self/fd dev/fd
mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts && ln -s pts/ptmx dev/ptmx
pivot_root . old && cd / && umount -l /old || exit
exec env -i container=guichet PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin LANG=C.UTF-8 \
	/lib/systemd/systemd --system --unit=basic.target --log-target=console --show-status=no </dev/null'

machine_boot() {
	( echo "$BASHPID" >"$groups/guichet-$$/cgroup.procs" &&
	exec unshare --pid --fork --kill-child --cgroup --net --ipc --uts --mount --propagation private \
		sh -c "$machine_begin" machine "$TEST_DIR" ) >>console 2>&1 &
	booted=$!
	wait_for 20 machine_find && wait_for 60 inside systemctl is-active basic.target
}
machine_find() { machine=$(cat "/proc/$booted/task/$booted/children") && machine=${machine% } && [ -n "$machine" ] && [ "$(cat "/proc/$machine/comm")" = systemd ]; }
# inside COMMAND...: as root
inside() {
	nsenter --target "$machine" --all env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
		LC_ALL=C.UTF-8 HOME=/root timeout 90 "$@" </dev/null
}
# member LOGIN COMMAND...
member() {
	local login=$1; shift
	inside env HOME="/home/$login" setpriv --reuid "$login" --regid "$login" --init-groups -- "$@"
}
# As when somebody pulls the plug.
machine_halt() {
	[ -z "$machine" ] || kill -KILL "$machine" 2>/dev/null
	[ -z "$booted" ] || wait "$booted" 2>/dev/null
	machine= booted=
	find "$groups/guichet-$$" -mindepth 1 -depth -type d -exec rmdir {} + 2>/dev/null
}
trap 'machine_halt; rmdir "$groups/guichet-$$"; tap_cleanup' EXIT
