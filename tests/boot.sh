# shellcheck shell=bash
# Real boots in QEMU: what a node measures, and what it refuses.

# pcr FILE BANK INDEX
pcr() { scripts/tools --bind "$1:/tmp/observed.json:ro" jq -r --arg bank "$2" --arg pcr "$3" '.pcrs[$bank][$pcr]' /tmp/observed.json; }

# A copy of the stable image, and where its partitions start.
changed_image() {
	scripts/build
	cp --sparse=always "$(out)/disk.raw" "$TEST_WORK/disk.raw"
	root_offset=$(partition 1)
	verity_offset=$(partition 2)
}
partition() {
	scripts/tools --bind "$PWD/$(out)/disk.raw:/tmp/disk.raw:ro" sfdisk --json /tmp/disk.raw |
		scripts/tools jq ".partitiontable.partitions[$1].start * 512"
}

# flip OFFSET: changes one bit of the copy.
flip() {
	local byte
	byte=$(od -An -tu1 -j "$1" -N 1 "$TEST_WORK/disk.raw")
	printf '%b' "\\x$(printf %x $((byte ^ 1)))" | dd of="$TEST_WORK/disk.raw" bs=1 seek="$1" conv=notrunc status=none
}

# PCR 11 as systemd-measure has it, PCR 15 by its formula, both at each phase the node reports, in both banks.
test_measure() {
	scripts/build
	scripts/boot --measure --image "$(out)/disk.raw" --keep "$TEST_WORK/kept" | tee "$TEST_WORK/table"
	grep -qE '^hand-over after [0-9.]+ s, up after [0-9.]+ s$' "$TEST_WORK/table"
	scripts/tools --bind "$PWD/$(out)/uki.efi:/tmp/uki.efi:ro" bash -euc '
		cd /tmp
		# Each section up to its virtual size, read by somebody else than us.
		python3 -c "
import pefile
for s in pefile.PE(\"uki.efi\").sections:
    name = s.Name.rstrip(b\"\0\").decode()
    if name in (\".linux\", \".osrel\", \".cmdline\", \".initrd\", \".uname\", \".sbat\"):
        open(name, \"wb\").write(s.get_data(length=s.Misc_VirtualSize))
        print(f\"--{name[1:]}={name}\")" >options
		for bank in sha256 sha384; do
			for phase in enter-initrd enter-initrd:leave-initrd:sysinit:ready; do
				/usr/lib/systemd/systemd-measure calculate $(cat options) --bank=$bank --phase=$phase |
					sed -n "s/^11:$bank=/$bank ${phase##*:} /p"
			done
		done' >"$TEST_WORK/expected"
	equal 4 "$(wc -l <"$TEST_WORK/expected")"
	local bank phase value state
	while read -r bank phase value; do
		case $phase in enter-initrd) state=handed-over ;; *) state=ready ;; esac
		equal "$value" "$(pcr "$TEST_WORK/kept/observed-$state.json" "$bank" 11)"
	done <"$TEST_WORK/expected"
	for bank in sha256 sha384; do
		# H(zeros || H(cluster id)), here without a cluster id.
		value=$(scripts/tools bash -c "
			{ head -c $((${bank#sha} / 8)) /dev/zero; printf '' | openssl dgst -$bank -binary; } | openssl dgst -$bank -r | cut -d' ' -f1")
		for state in handed-over ready; do
			equal "$value" "$(pcr "$TEST_WORK/kept/observed-$state.json" $bank 15)"
			for index in 8 12 13 14; do
				equal "$(printf "%0$((${bank#sha} / 4))d" 0)" "$(pcr "$TEST_WORK/kept/observed-$state.json" $bank $index)"
			done
		done
	done
	[ -s "$TEST_WORK/kept/firmware-log.bin" ]
	grep -q '"string":"ready"' "$TEST_WORK/kept/userspace-log.json"
	# Twice the same boot, twice the same values (the boot above had the same two CPUs and memory).
	equal "$(sha256sum <"$(out)/disk.raw" | cut -c1-64)" "$(scripts/tools jq -r '.outputs["disk.raw"]' "$(out)/build.json")"
}

test_flipped_root() {
	changed_image
	local extent
	# A block that every boot reads: the first of systemd itself.
	unpack "$(out)"
	extent=$(scripts/tools --bind "$TEST_WORK:/scratch:ro" dump.erofs --path=/usr/lib/systemd/systemd -e /scratch/root.raw |
		sed -nE 's/^ +0: .*: +([0-9]+)\.\. .*/\1/p')
	flip $((root_offset + extent + 1000))
	boot_refuses root 'verity.*(corrupt|mismatch|panic)' --image "$TEST_WORK/disk.raw"
}

test_flipped_verity() {
	changed_image
	flip $((verity_offset + 4096 + 5)) # the top block of the tree, behind the superblock
	boot_refuses verity 'verity|Verity' --image "$TEST_WORK/disk.raw"
}

test_other_root_hash() {
	changed_image
	local offset
	offset=$(LC_ALL=C grep -obUa "roothash=" "$TEST_WORK/disk.raw" | head -n 1 | cut -d: -f1)
	flip $((offset + 9 + 40))
	boot_refuses root-hash 'root|verity' --image "$TEST_WORK/disk.raw"
}

test_no_tpm() {
	scripts/build
	boot_refuses no-tpm 'TPM' --image "$(out)/disk.raw" --no-tpm
}

# The stub honours a command line from SMBIOS, and measures it to PCR 12.
test_command_line_from_the_host() {
	scripts/build
	boot_refuses smbios 'PCR 12' --image "$(out)/disk.raw" -- \
		-smbios type=11,value=io.systemd.stub.kernel-cmdline-extra=systemd.log_level=debug
}

# Console and debug images run, say what they are, and never pass for stable ones.
test_streams() {
	scripts/build
	local stream
	for stream in console debug; do
		scripts/build --stream $stream
		scripts/boot --measure --image "$(out $stream)/disk.raw" --keep "$TEST_WORK/$stream"
		equal $stream "$(scripts/tools --bind "$TEST_WORK/$stream:/kept:ro" jq -r .stream /kept/observed-ready.json)"
		expect 3 scripts/tools --bind "$(realpath "$(out)"):/stable:ro" --bind "$TEST_WORK/$stream:/kept:ro" \
			build/node/measurements/ingot-measure compare /stable/measurements.json --pcrs /kept/observed-ready.json
	done
	[ "$(pcr "$TEST_WORK/console/observed-ready.json" sha256 4)" != "$(pcr "$TEST_WORK/debug/observed-ready.json" sha256 4)" ]
}

# A person at the console of a debug image gets a root shell; Ctrl-A X ends the machine.
test_interactive() {
	scripts/build --stream debug
	: >"$TEST_WORK/console"
	{
		for ((i = 0; i < 1500; i++)); do ! grep -aq 'root@' "$TEST_WORK/console" || break; sleep 0.2; done
		printf 'id -u; tpm2_pcrread sha256:15\n'
		for ((i = 0; i < 300; i++)); do ! grep -aq '15: *0x' "$TEST_WORK/console" || break; sleep 0.2; done
		printf '\001x'
	} | scripts/boot --image "$(out debug)/disk.raw" >"$TEST_WORK/console" || :
	tail -n 5 "$TEST_WORK/console"
	grep -aq '15: *0x' "$TEST_WORK/console"
}

test_refusals() {
	echo 'no disk' >"$TEST_WORK/file"
	expect_error 1 'not a disk image' scripts/boot --image "$TEST_WORK/file"
	expect_error 1 'not a readable file' scripts/boot --image "$TEST_WORK/absent"
	expect_error 2 "wants a number" scripts/boot --memory lots
	expect_error 2 "unknown accelerator" scripts/boot --accel warp
}

# Interrupted, it leaves neither machine nor vTPM behind.
test_cleanup() {
	scripts/build
	local boot left
	setsid scripts/boot --measure --accel tcg --image "$(out)/disk.raw" &
	boot=$!
	sleep 8
	kill -INT -- -$boot
	wait $boot || :
	for ((i = 0; i < 50; i++)); do
		left=$(ps -o pid=,args= -s "$boot" | grep -E 'qemu-system|swtpm' || :)
		[ -n "$left" ] || return 0
		sleep 0.1
	done
	echo "left behind: $left"
	return 1
}
