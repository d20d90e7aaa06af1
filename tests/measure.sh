# shellcheck shell=bash
# Predicted against live: real boots of every kind of image that we build.

# same_events IMAGE KEPT: the predicted events are those of the guest's logs, one by one: PCR, type, all digests.
same_events() {
	local pcrs='[4, 5, 7, 9, 11, 12, 13, 14]'
	scripts/tools --bind "$(realpath "$1"):/image:ro" --bind "$2:/kept:ro" bash -euc '
		jq -c ".list[0].events | map(select(.pcr as \$p | $1 | index(\$p)) | {pcr, type, digests}) | group_by(.pcr)[][]" \
			/image/measurements.json >/tmp/predicted
		build/node/measurements/ingot-measure replay /kept/firmware-log.bin --userspace /kept/userspace-log.json --json |
			jq -c ".events | map(select((.pcr as \$p | $1 | index(\$p)) and .type != \"EV_NO_ACTION\") | {pcr, type, digests}) |
				group_by(.pcr)[][]" >/tmp/live
		[ "$(wc -l </tmp/live)" -ge 30 ]
		diff /tmp/predicted /tmp/live
		# And the logs lead to what the TPM holds.
		build/node/measurements/ingot-measure replay /kept/firmware-log.bin --userspace /kept/userspace-log.json \
			--pcrs /kept/observed-ready.json >/dev/null' events "$pcrs"
}

# holds IMAGE OPTION...: it boots, every predicted value is there in both banks at both phases, and so is every event.
holds() {
	local image=$1
	shift
	rm -rf "$TEST_WORK/kept"
	scripts/boot --measure --image "$image/disk.raw" --keep "$TEST_WORK/kept" "$@" | tee "$TEST_WORK/table"
	equal 2 "$(grep -c '^It holds' "$TEST_WORK/table")"
	local bank pcr
	for bank in sha256 sha384; do
		for pcr in 4 5 7 9 11 12 13 14; do
			equal 2 "$(grep -cE "^$bank +$pcr .* match" "$TEST_WORK/table")"
		done
	done
	same_events "$image" "$TEST_WORK/kept"
}

# The same machine twice, with 1 and 4 CPUs and 1 and 4 GiB; the second boot is one of a machine that has booted before.
test_next_boot() {
	scripts/build
	holds "$(out)" --state "$TEST_WORK/state" --cpus 1 --memory 1024
	holds "$(out)" --state "$TEST_WORK/state" --cpus 4 --memory 4096
}

# The UKI started by the firmware itself.
test_direct() {
	scripts/build --loader none
	holds "$(out)-direct"
}

test_secure_boot() {
	scripts/keys "$TEST_WORK/keys"
	scripts/build --secure-boot "$TEST_WORK/keys"
	holds "$(out)-signed" --secure-boot "$TEST_WORK/keys"
	# What is not signed does not start.
	scripts/build
	expect 1 scripts/boot --measure --timeout 40 --image "$(out)/disk.raw" --secure-boot "$TEST_WORK/keys"
}

test_secure_boot_direct() {
	scripts/keys "$TEST_WORK/keys"
	scripts/build --loader none --secure-boot "$TEST_WORK/keys"
	holds "$(out)-direct-signed" --secure-boot "$TEST_WORK/keys"
}

# A node that is not what was predicted: exit 3, and the PCRs named. Here, another image's values.
test_mismatch() {
	scripts/build
	scripts/build --loader none
	mkdir "$TEST_WORK/image"
	cp --sparse=always "$(out)/disk.raw" "$TEST_WORK/image/"
	cp "$(out)-direct/measurements.json" "$TEST_WORK/image/"
	expect 3 scripts/boot --measure --image "$TEST_WORK/image/disk.raw" | tee "$TEST_WORK/table"
	grep -qE '^sha256 +4 .* MISMATCH' "$TEST_WORK/table"
	grep -qE '^sha256 +11 .* match' "$TEST_WORK/table"
}

# Predicted twice, from two directories and as two users: the same bytes.
test_canonical() {
	scripts/build
	local image
	image=$(realpath "$(out)")
	scripts/tools --bind "$image:/a:ro" --bind "$image:/somewhere/else/b:ro" bash -euc '
		predict() { /ingot/build/node/measurements/ingot-measure predict --platform qemu --version "$1" "$2"; }
		predict "$1" /a/disk.raw >/tmp/1
		cd /somewhere/else
		TZ=Asia/Tokyo LC_ALL=C predict "$1" b/disk.raw >/tmp/2
		cmp /tmp/1 /tmp/2
		cmp /tmp/1 /a/measurements.json' canonical "$(version)"
}

# Authenticode digests, file systems and partition tables, read by us and by others.
test_other_tools() {
	local packages deb
	packages=$(scripts/fetch tests/efi.lock) || skip "no mirror has the packages of tests/efi.lock any more"
	mkdir "$TEST_WORK/efi"
	for deb in "$packages"/pool/{systemd-boot-efi,shim,grub-efi,fwupd,memtest86}*.deb; do
		dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$TEST_WORK/efi" --no-same-owner
	done
	scripts/tools --tests --bind "$TEST_WORK/efi:/efi:ro" bash -euc '
		[ -e build/test-gcc/build.ninja ] || meson setup build/test-gcc --native-file meson/dev.ini
		meson compile -C build/test-gcc
		INGOT_EFI_DIR=/efi meson test -C build/test-gcc --suite tools --verbose'
}

# A UKI with a newer systemd's stub, started by that systemd's boot loader: what is per machine there has that status and
# no value, all else holds, on two machines. tests/stub.lock names the package; it is not trixie's, so scripts/lock leaves
# it alone.
test_newer_stub() {
	local packages machine
	packages=$(scripts/fetch --locked tests/stub.lock) || skip "no mirror has the package of tests/stub.lock any more"
	scripts/build
	mkdir "$TEST_WORK"/{stub,image}
	dpkg-deb --fsys-tarfile "$packages"/pool/systemd-boot-efi_*.deb | tar -x -C "$TEST_WORK/stub" --no-same-owner
	scripts/tools --bind "$(realpath "$(out)"):/built:ro" --bind "$TEST_WORK:/scratch" bash -euc '
		cd /tmp
		efi=/scratch/stub/usr/lib/systemd/boot/efi
		python3 -c "
import pefile
for s in pefile.PE(\"/built/uki.efi\").sections:
    open(s.Name.rstrip(b\"\\0\").decode(), \"wb\").write(s.get_data(length=s.Misc_VirtualSize))"
		ukify build --linux=.linux --initrd=.initrd --uname="$(cat .uname)" --os-release=@.osrel --cmdline=@.cmdline \
			--stub=$efi/linuxx64.efi.stub --output=uki.efi
		/ingot/tests/variant_disk /built/disk.raw /scratch/image/disk.raw "EFI/Linux/ingot_$1.efi=uki.efi" \
			EFI/BOOT/BOOTX64.EFI=$efi/systemd-bootx64.efi
		/ingot/build/node/measurements/ingot-measure predict --platform qemu --version "$1" /scratch/image/disk.raw \
			--output /scratch/image/measurements.json
		jq -e ".list[0].banks[][\"9\"] | .status == \"machine\" and (has(\"value\") | not)" /scratch/image/measurements.json' stub "$(version)"
	for machine in one other; do
		scripts/boot --measure --image "$TEST_WORK/image/disk.raw" --keep "$TEST_WORK/$machine" | tee "$TEST_WORK/table"
		equal 2 "$(grep -c '^It holds' "$TEST_WORK/table")"
		for pcr in 4 5 7 11 12 13 14; do
			equal 4 "$(grep -cE "^sha(256|384) +$pcr .* match" "$TEST_WORK/table")"
		done
	done
}
