# shellcheck shell=bash disable=SC2164
# What scripts/build makes, and that it makes it the same everywhere.

test_build() {
	scripts/build
	for file in disk.raw uki.efi measurements.json roothash packages.json build.json; do [ -s "$(out)/$file" ]; done
	# Every size budget of the design.
	scripts/tools jq -e '.sizes.initrd <= 16 * 1048576 and .sizes.uki <= 32 * 1048576' "$(out)/build.json"
	scripts/tools jq -e '(.root | length) > 20 and (.initrd | length) > 20 and
		all(.root[], .initrd[]; .name != "" and .version != "" and .architecture != "")' "$(out)/packages.json"
}

test_build_again_is_quick() {
	scripts/build
	local before
	before=$(stat -c '%i %Y' "$(out)/disk.raw")
	SECONDS=0
	scripts/build 2>&1 | tee "$TEST_WORK/log"
	grep -q 'nothing changed' "$TEST_WORK/log"
	equal "$before" "$(stat -c '%i %Y' "$(out)/disk.raw")"
	echo "$SECONDS s"
}

# A changed output is no longer the image that was made: it is made again.
test_build_repairs_a_changed_output() {
	scripts/build
	local sum
	sum=$(sha256sum <"$(out)/disk.raw")
	printf x | dd of="$(out)/disk.raw" bs=1 seek=700000 conv=notrunc status=none
	scripts/build
	equal "$sum" "$(sha256sum <"$(out)/disk.raw")"
}

# Another directory, user, umask, time zone, locale and time of day; nothing shared but the packages' bytes, and no network.
# Of the checkout only build/ and out/ change.
test_reproducible() {
	scripts/build
	local other=$TEST_WORK/elsewhere/a-longer-name/ingot user=65534 # nobody
	chmod 755 "$TEST_WORK"
	copy_tree "$other"
	mkdir -p "$TEST_WORK/home/cache" "$other/build" "$other/out"
	cp -al "$INGOT_CACHE/packages" "$TEST_WORK/home/cache/packages" 2>/dev/null ||
		cp -a "$INGOT_CACHE/packages" "$TEST_WORK/home/cache/packages"
	local as=()
	if [ "$(id -u)" = 0 ]; then
		chown $user "$TEST_WORK/home" "$TEST_WORK/home/cache" "$TEST_WORK"/home/cache/packages{,/partial,/.lock}
		chown -R $user "$TEST_WORK/elsewhere"
		as=(setpriv --reuid "$user" --regid "$user" --clear-groups)
	fi
	checkout() { find "$other" -path "$other/build" -prune -o -path "$other/out" -prune -o -printf '%p %m %T@ %s\n' | sort; }
	checkout >"$TEST_WORK/before"
	# The way to the work directory may be closed to other users.
	mkdir -p "$TEST_WORK/mnt"
	unshare --mount --net bash -euc '
		mount --bind "$1" /mnt
		shift
		umask 077
		exec env -i PATH="$PATH" HOME=/mnt/home INGOT_CACHE=/mnt/home/cache TZ=Pacific/Kiritimati LC_ALL=C LANG=tr_TR.UTF-8 \
			"$@"' elsewhere "$TEST_WORK" "${as[@]}" /mnt/elsewhere/a-longer-name/ingot/scripts/build --offline --out /mnt/elsewhere/result
	checkout >"$TEST_WORK/after"
	diff "$TEST_WORK/before" "$TEST_WORK/after"
	local file
	for file in disk.raw packages.json measurements.json; do
		equal "$(sha256sum <"$(out)/$file")" "$(sha256sum <"$TEST_WORK/elsewhere/result/$(version)/qemu-stable/$file")"
	done
}

# What runs in the tools tree never sees a network.
test_no_network() {
	equal lo "$(scripts/tools awk -F: '/:/ { gsub(/ /, "", $1); print $1 }' /proc/net/dev)"
}

# What a stable image must not have, looked at in its root and its initrd.
test_stable_has_no_way_in() {
	scripts/build
	unpack "$(out)"
	cd "$TEST_WORK/root"
	[ -x usr/lib/ingot/ingot-bootstrap ]
	local found
	found=$(find . \( -name '*sh' -o -name '*getty*' -o -name sulogin -o -name login -o -name sshd -o -name dpkg -o -name apt-get \
		-o -name 'perl*' -o -name 'python*' -o -name busybox \) -path '*bin/*'; find . -name '*.timer'; find . -perm /6000 -type f)
	[ -z "$found" ] || { echo "in the root: $found"; return 1; }
	fails grep -vE '^[^:]*:!\*:' etc/shadow
	cd ../initrd
	[ -x usr/lib/ingot/ingot-bootstrap ]
	found=$(find . \( -name '*sh' -o -name busybox -o -name sulogin -o -name '*getty*' \) -path '*bin/*')
	[ -z "$found" ] || { echo "in the initrd: $found"; return 1; }
	# Of what can talk to a network, the one program with its own libcurl; and no unit starts it.
	[ -x usr/lib/ingot/ingot-metadata ]
	found=$(find . \( -name 'libcurl*' -o -name 'libssh*' -o -name 'libldap*' -o -name 'libgnutls*' \); \
		find . \( -name 'systemd-networkd*' -o -name 'ingot-metadata*' \) -path '*.wants/*')
	[ -z "$found" ] || { echo "in the initrd: $found"; return 1; }
}

# Every library that a program of root or initrd links is there.
test_libraries_complete() {
	local stream
	for stream in stable debug; do
		scripts/build --stream $stream
		unpack "$(out $stream)"
		scripts/tools --bind "$TEST_WORK:/scratch:ro" bash -euc '
			for tree in root initrd; do
				cd /scratch/$tree
				find . -name "*.so*" -printf "%f\n" | sort -u >/tmp/there
				find usr -type f -perm /111 -exec readelf -d {} + 2>/dev/null | sed -nE "s/.*NEEDED.*\[(.*)\]/\1/p" | sort -u >/tmp/needed
				[ "$(wc -l </tmp/needed)" -gt 10 ]
				missing=$(comm -23 /tmp/needed /tmp/there)
				[ -z "$missing" ] || { echo "$tree lacks: $missing"; exit 1; }
			done'
		rm -rf "$TEST_WORK"/{root,initrd}
	done
}

test_refusals() {
	expect_error 2 "unknown platform 'vax'" scripts/build --platform vax
	expect_error 2 "unknown stream 'loud'" scripts/build --stream loud
	expect_error 2 "is no version" scripts/build --version ../../etc
	expect_error 2 "unknown option" scripts/build --fast
	expect_error 2 "wants a value" scripts/build --out
	scripts/build --help | grep -q usage
}

# An interrupted build leaves no image under its final name, and the next one just works.
test_interrupted() {
	copy_tree "$TEST_WORK/ingot"
	local build
	for delay in 3 8; do
		"$TEST_WORK/ingot/scripts/build" --offline &
		build=$!
		sleep $delay
		kill -9 $build
		wait $build || :
		[ ! -e "$TEST_WORK/ingot/$(out)" ]
	done
	"$TEST_WORK/ingot/scripts/build" --offline
	equal "$(sha256sum <"$(out)/disk.raw")" "$(sha256sum <"$TEST_WORK/ingot/$(out)/disk.raw")"
}

# What was built before is there, so that it is the image itself for which there is no room.
test_full_disk() {
	scripts/build
	copy_tree "$TEST_WORK/ingot"
	mkdir "$TEST_WORK/ingot/build"
	flock build/.lock cp -a build/{cache,initrd,install,libcurl,node,root} "$TEST_WORK/ingot/build/"
	unshare --mount bash -euc '
		mkdir -p "$1/out"
		mount -t tmpfs -o size=20M small "$1/out"
		code=0
		"$1/scripts/build" --offline 2>"$2" || code=$?
		cat "$2"
		[ $code = 1 ]
		grep -qi "no space left" "$2"
		[ -z "$(find "$1/out" -name disk.raw -not -path "*.new/*")" ]' full "$TEST_WORK/ingot" "$TEST_WORK/stderr"
}
