# shellcheck shell=bash
# ingot-verity against veritysetup, mkfs.erofs, mke2fs and the image of scripts/build.
# INGOT_VERITY_COMBINATIONS=600 and INGOT_TEST_FLIPS=10000 make the long runs (docs/verity.md).

verity=build/node/verity/ingot-verity

# The program as it is built for releases.
verity_program() {
	scripts/tools bash -euc '
		[ -e build/node/build.ninja ] || meson setup build/node --buildtype=release -Dtests=false >/dev/null
		ninja -C build/node verity/ingot-verity >/dev/null'
}

# in_tools COMMAND: in the tools tree, in the test's own directory, with the program as $verity.
in_tools() {
	mkdir -p "$TEST_WORK/scratch"
	scripts/tools --bind "$TEST_WORK/scratch:/scratch" bash -euc "verity=/ingot/$verity; cd /scratch; $1"
}

test_same_as_veritysetup() {
	verity_program
	in_tools "/ingot/tests/verity/compare \$verity ${INGOT_VERITY_COMBINATIONS:-40} ${INGOT_VERITY_SEED:-1}"
}

test_locate() {
	verity_program
	in_tools '/ingot/tests/verity/locate $verity'
}

# Memory does not grow with the data, and holes cost nothing.
test_large_and_sparse() {
	verity_program
	in_tools '
		truncate -s 64G data
		head -c 1M /dev/urandom | dd of=data bs=1M seek=12345 conv=notrunc status=none
		cat >limited <<-END
			import resource, subprocess, sys, time
			start = time.monotonic()
			status = subprocess.run(sys.argv[1:]).returncode
			kib = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
			print("%.1f s, %d KiB resident" % (time.monotonic() - start, kib), file=sys.stderr)
			sys.exit(status or kib > 32768)
		END
		root=$(python3 limited $verity format --threads 2 data hash)
		python3 limited $verity verify data hash $root
		python3 limited $verity verify --threads 8 data hash $root'
}

# The tree that systemd-repart made, which a guest mounts, is byte for byte the one that format makes.
test_same_tree_as_the_image() {
	scripts/build
	verity_program
	cp --sparse=always "$(out)/disk.raw" "$TEST_WORK/disk.raw"
	mkdir -p "$TEST_WORK/scratch"
	mv "$TEST_WORK/disk.raw" "$TEST_WORK/scratch/"
	cp "$(out)/roothash" "$TEST_WORK/scratch/"
	in_tools '
		$verity check disk.raw --root-hash "$(cat roothash)"
		part() {
			sfdisk --json disk.raw | jq -r ".partitiontable.partitions[$1] | \"\(.start) \(.size)\"" >where
			read -r start size <where
			dd if=disk.raw of=$2 bs=1M iflag=skip_bytes,count_bytes skip=$((start * 512)) count=$((size * 512)) status=none
		}
		part 1 data
		part 2 theirs
		$verity dump theirs --json >dump
		$verity format data ours --salt "$(jq -r .salt dump)" --uuid "$(jq -r .uuid dump)" --data-blocks "$(jq .data_blocks dump)" >root
		cmp root <(echo "$(cat roothash)")
		cmp -n "$(stat -c %s ours)" ours theirs
		veritysetup verify data theirs "$(cat roothash)"'
}

# One changed byte in each part of an image.
test_changed_image() {
	scripts/build
	verity_program
	mkdir -p "$TEST_WORK/scratch"
	cp --sparse=always "$(out)/disk.raw" "$TEST_WORK/scratch/disk.raw"
	in_tools '
		sfdisk --json disk.raw >table
		at() { echo $(($(jq ".partitiontable.partitions[$1].start" table) * 512 + $2)); }
		size=$(stat -c %s disk.raw)
		failed=0
		# try CODE TEXT OFFSET [MASK]: flipped bits there give that.
		try() {
			local code=0 byte
			byte=$(od -An -tu1 -j"$3" -N1 disk.raw)
			printf "\\x$(printf %x $((byte ^ ${4:-4})))" | dd of=disk.raw bs=1 seek="$3" conv=notrunc status=none
			$verity check disk.raw >said 2>&1 || code=$?
			printf "\\x$(printf %x $byte)" | dd of=disk.raw bs=1 seek="$3" conv=notrunc status=none
			cat said
			[ $code = "$1" ] && grep -qF -- "$2" said || { echo "byte $3: exit $code, and not: $2"; failed=1; }
		}
		try 1 "master boot record" 510
		try 1 "partition table header" 520
		try 1 "checksum of the partition entries" 1060
		try 1 "offset $((size - 512)): no partition table header" $((size - 510))
		try 3 "disk: byte 700 of the image, which nothing uses" 700
		try 3 "disk: byte 17500 of the image, which nothing uses" 17500
		try 3 "disk: byte $((size - 100)) of the image, which nothing uses" $((size - 100))
		try 1 "boot sector and its backup" $(at 0 70)
		sector=$(od -An -tu2 -j$(at 0 11) -N2 disk.raw)
		reserved=$(od -An -tu2 -j$(at 0 14) -N2 disk.raw)
		try 1 "allocation tables are not the same" $(at 0 $((reserved * sector + 400)))
		try 3 "data: 1 bad block: 0" $(at 1 0)
		try 3 "data: 1 bad block: 5000" $(at 1 $((5000 * 4096 + 77)))
		try 1 "verity partition, offset 8: superblock is not of version 1" $(at 2 8)
		try 3 "superblock: neither the root hash nor any block fits" $(at 2 90)
		try 1 "verity partition, offset 120: bytes behind the salt" $(at 2 400)
		try 3 "padding: byte 600" $(at 2 600)
		dd if=disk.raw of=tree bs=1M iflag=skip_bytes,count_bytes skip=$(at 2 0) count=64M status=none
		$verity dump tree --json >dump
		for level in $(jq -r ".levels | keys[]" dump); do
			last=$(jq ".levels[$level].blocks - 1" dump)
			try 3 "tree level $level: 1 bad block: $last" $(at 2 $(($(jq ".levels[$level].offset" dump) + last * 4096 + 20)))
		done
		[ $failed = 0 ]
		$verity check disk.raw
		# Another kernel command line, and another GUID, in a table that is right in itself.
		IFS=: read -r offset hash < <(grep -m1 -abo "roothash=[af]*[0-9b-e]" disk.raw)
		try 1 "names not one good root hash" $offset
		try 3 "partition 2: its GUID is not" $((offset + ${#hash} - 1)) 1
		[ $failed = 0 ]
		sfdisk -q --part-uuid disk.raw 3 01234567-0123-0123-0123-0123456789ab
		expect=0; $verity check disk.raw || expect=$?; [ $expect = 3 ]
		head -c $((size / 2)) disk.raw >cut
		expect=0; $verity check cut || expect=$?; [ $expect = 1 ]'
}
