# shellcheck shell=bash
# The first command of a newcomer, on a machine that has nothing but Debian's base system. By name only: each builds all anew.

# bare_host RELEASE CACHE...: builds in a root of that release; what is in these folders of the cache is there already.
bare_host() {
	local release=$1 root=$TEST_WORK/$1 tools archive cache
	shift
	[ "$(id -u)" = 0 ] || skip "making a bare Debian needs root"
	command -v wget >/dev/null || skip "debootstrap needs wget on this host"
	archive=$(. scripts/archive.sh && archive_mirrors | grep -v -- '-security$' | head -n 1)
	tools=$(scripts/tools --tests --prepare | head -n 1)
	DEBOOTSTRAP_DIR=$tools/usr/share/debootstrap "$tools/usr/sbin/debootstrap" --variant=minbase \
		--keyring="$tools/../$(basename "$tools")/usr/share/keyrings/debian-archive-keyring.gpg" "$release" "$root" "$archive"
	copy_tree "$root/src/ingot"
	cp /etc/resolv.conf "$root/etc/"
	mkdir -p "$root/root/.cache/ingot"
	for cache; do cp -a "$INGOT_CACHE/$cache" "$root/root/.cache/ingot/"; done
	local start=$SECONDS
	# Not a chroot: in one of those nobody may make user namespaces.
	unshare --mount --pid --fork --kill-child bash -euc '
		mount --bind "$1" "$1"
		mount --rbind /dev "$1/dev"
		mount -t proc proc "$1/proc"
		mount --rbind /sys "$1/sys"
		cd "$1"
		pivot_root . mnt
		umount -l mnt
		exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb bash -euc "
			cd /src/ingot
			scripts/build
			SECONDS=0
			scripts/build
			echo again: \$SECONDS s
			[ \$SECONDS -le 5 ]
			sed -i \"s/ingot: handed over/ingot: handed it over/\" bootstrapper/cmd_run.c
			SECONDS=0
			scripts/build
			echo after touching a source: \$SECONDS s
			[ \$SECONDS -le 60 ]"' host "$root"
	echo "all three builds: $((SECONDS - start)) s"
	[ $((SECONDS - start)) -le 600 ]
	[ -s "$root/src/ingot/out/$(version)/qemu-stable/disk.raw" ]
}

# What was compiled for the node is there: the host has no part in that, and it takes minutes.
test_debian_12() { bare_host bookworm components static; }
test_debian_13() { bare_host trixie components static; }

# Where the system is unknown: what is missing is named, and nothing is touched.
test_unknown_system() {
	copy_tree "$TEST_WORK/ingot"
	mkdir "$TEST_WORK/bin"
	for program in bash env realpath dirname sed mkdir basename paste; do ln -s "$(command -v $program)" "$TEST_WORK/bin"; done
	expect_error 1 "this host lacks: apt-get" env PATH="$TEST_WORK/bin" "$TEST_WORK/ingot/scripts/build"
	[ ! -e "$TEST_WORK/ingot/out" ]
}
